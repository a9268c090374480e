--- What comes back from a check: the canonical form, what is left alone, and checks of an update.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")

local function check(customer, opts)
  local canonical, found = openprovider.check_customer(customer, opts)
  if not canonical then return nil, found.problems end
  return canonical, found
end

local function accepted(customer, opts)
  local canonical, problems = check(customer, opts)
  assert.is_not_nil(canonical, problems[1] and problems[1].path .. " " .. problems[1].message)
  return canonical, problems
end

local function said(problems)
  local lines = {}
  for i, problem in ipairs(problems) do lines[i] = problem.code .. " " .. problem.path end
  return table.concat(lines, "\n")
end

local function copy(value)
  if type(value) ~= "table" then return value end
  local made = {}
  for key, member in pairs(value) do made[key] = copy(member) end
  return made
end

describe("the canonical form", function()
  it("of a canonical table is the table itself", function()
    local customer = example.customer()
    local canonical, warnings = accepted(customer)
    assert.equal(customer, canonical)
    assert.same({}, warnings)
    assert.equal(canonical, (accepted(canonical)))
  end)

  it("of another is a copy of what differs and of what is around it, and of nothing else", function()
    local customer = example.customer { ["address.number"] = 12, ["phone.country_code"] = "31" }
    local before = copy(customer)
    local canonical = accepted(customer)
    assert.same(before, customer)
    assert.not_equal(customer, canonical)
    assert.not_equal(customer.address, canonical.address)
    assert.equal("12", canonical.address.number)
    assert.equal("+31", canonical.phone.country_code)
    assert.equal(customer.name, canonical.name)
    assert.equal(customer.fax, canonical.fax)
    assert.equal(customer.tags, canonical.tags)
    before.address.number, before.phone.country_code = "12", "+31"
    assert.same(before, canonical)
    assert.equal(canonical, (accepted(canonical)))
  end)

  it("never changes the caller's table, refused ones included", function()
    for _, changes in ipairs({
      { ["address.country"] = "nl", ["address.number"] = 12, tags = {}, fax = {}, vat = openprovider.null },
      { ["address.country"] = "uk", ["address.number"] = 12, email = "jan", adress = { 1, 2 } },
      { extension_additional_data = { { name = "EU", data = { vat = 12 } } } },
      { additional_data = { attached_files = {}, birth_country = "nl" } },
    }) do
      local customer = example.customer(changes)
      local before = copy(customer)
      check(customer)
      assert.same(before, customer)
    end
  end)

  it("of a number is its digits", function()
    local function number(value) return accepted(example.customer { ["address.number"] = value }).address.number end
    assert.equal("12", number(12))
    assert.equal("12", number(12.0))
    assert.equal("0", number(0))
    assert.equal("10000", number(1e4))
    assert.equal("9007199254740991", number(2 ^ 53 - 1))
  end)

  it("of a float of 2^53 or more does not exist: pass a string", function()
    for _, value in ipairs({ 2 ^ 53, -2 ^ 53, 1e16, 1e300 }) do
      local canonical, problems = check(example.customer { additional_data = { social_security_number = value } })
      assert.is_nil(canonical)
      assert.equal("precision additional_data.social_security_number", said(problems))
      assert.is_truthy(problems[1].message:find("pass a string; expected the social security number, such as", 1, true))
    end
  end)

  it("of a country is in capitals, of a calling code has a plus, of an extension is in small letters", function()
    local canonical = accepted(example.customer {
      ["address.country"] = "nl", ["phone.country_code"] = "0031", ["fax.country_code"] = 31,
      additional_data = { birth_country = "be", headquarters_country = "De" },
      extension_additional_data = { { name = "Co.UK", data = {} } },
    })
    assert.equal("NL", canonical.address.country)
    assert.equal("+31", canonical.phone.country_code)
    assert.equal("+31", canonical.fax.country_code)
    assert.same({ birth_country = "BE", headquarters_country = "DE" }, canonical.additional_data)
    assert.equal("co.uk", canonical.extension_additional_data[1].name)
  end)

  it("of an empty array is openprovider.empty_array", function()
    local canonical = accepted(example.customer {
      tags = {}, extension_additional_data = {}, additional_data = { attached_files = {} },
    })
    assert.equal(openprovider.empty_array, canonical.tags)
    assert.equal(openprovider.empty_array, canonical.extension_additional_data)
    assert.equal(openprovider.empty_array, canonical.additional_data.attached_files)
    assert.is_nil(next(openprovider.empty_array))
  end)

  it("of a fax whose three parts are empty is no fax", function()
    for _, fax in ipairs({
      { country_code = "", area_code = "", subscriber_number = "" }, {}, { area_code = "" },
      { country_code = " ", area_code = openprovider.null, subscriber_number = "" },
    }) do
      local canonical = accepted(example.customer { fax = fax })
      assert.is_nil(canonical.fax)
    end
    local _, problems = check(example.customer { fax = { country_code = "+31", area_code = "" } })
    assert.equal("empty fax.area_code\nmissing fax.subscriber_number", said(problems))
  end)

  it("has no member that was null", function()
    local canonical = accepted(example.customer { vat = openprovider.null, ["address.state"] = openprovider.null })
    assert.is_nil(canonical.vat)
    assert.is_nil(canonical.address.state)
  end)

  it("ignores metatables, and runs no metamethod", function()
    local function forbidden() error("a metamethod ran") end
    local hostile = { __index = forbidden, __newindex = forbidden, __pairs = forbidden, __len = forbidden,
      __eq = forbidden, __tostring = forbidden, __metatable = false, __call = forbidden }
    local customer = example.customer { ["address.number"] = 12 }
    setmetatable(customer.address, hostile)
    setmetatable(customer.tags, hostile)
    local canonical = accepted(setmetatable(customer, hostile))
    assert.equal("12", canonical.address.number)
    local inherited = setmetatable(example.customer { email = example.none },
      { __index = { email = "jan@example.com" } })
    local _, problems = check(inherited)
    assert.equal("missing email", said(problems))
  end)

  it("ignores the metatable of a list whose customer has to be read as people write it", function()
    local customer = example.customer { ["address.country"] = "Nederland" }
    customer.extension_additional_data = setmetatable({}, { __index = function() error("a metamethod ran") end })
    assert.equal("NL", accepted(customer).address.country)
  end)
end)

describe("members that the checker does not know", function()
  local novel = {
    text = "x", nothing = "", yes = true, no = false, list = { "a", { "b" } }, empty = {},
    nested = { deeper = { deepest = "x", flag = false } },
  }

  it("of additional_data pass through untouched", function()
    local customer = example.customer { additional_data = { novel = novel, cost_center = "12", flag = true } }
    local canonical, warnings = accepted(customer)
    assert.equal(customer, canonical)
    assert.equal(novel, canonical.additional_data.novel)
    assert.same({}, warnings)
  end)

  it("of an extension's data pass through untouched", function()
    local customer = example.customer {
      extension_additional_data = { { name = "eu", data = { novel = novel, x = false } } },
    }
    local canonical, warnings = accepted(customer)
    assert.equal(customer, canonical)
    assert.same({ "unknown", "unknown" }, { warnings[1].code, warnings[2].code })
  end)

  it("become strings where they are numbers, as every leaf is one", function()
    local canonical = accepted(example.customer { additional_data = { cost_center = 12, list = { 1, "2" } } })
    assert.same({ cost_center = "12", list = { "1", "2" } }, canonical.additional_data)
  end)

  it("warn in additional_data where they look like known ones", function()
    local canonical, warnings = accepted(example.customer { additional_data = { birth_dat = "x" } })
    assert.equal("x", canonical.additional_data.birth_dat)
    assert.equal("unknown additional_data.birth_dat", said(warnings))
    assert.is_truthy(warnings[1].message:find('did you mean "birth_date"?', 1, true))
  end)

  it("must be what JSON has all the same", function()
    for _, value in ipairs({ print, coroutine.create(print), io.stdout, 0 / 0, math.huge }) do
      local canonical, problems = check(example.customer { additional_data = { list = { value } } })
      assert.is_nil(canonical)
      assert.equal("type additional_data.list[1]", said(problems))
    end
  end)

  it("pass anywhere with allow_unknown", function()
    local customer = example.customer { gender = "M", adress = { street = "x" }, ["name.middle"] = "x" }
    customer.tags[1].colour = { "x" }
    local canonical, warnings = accepted(customer, { allow_unknown = true })
    assert.equal(customer, canonical)
    assert.same({}, warnings)
  end)

  it("keep the table they are in, with allow_unknown", function()
    local customer = example.customer { fax = { novel = "x" } }
    local canonical = accepted(customer, { allow_unknown = true })
    assert.equal(customer, canonical)
  end)

  it("do not let known ones pass unchecked with allow_unknown", function()
    local _, problems = check(example.customer {
      adress = {}, ["address.country"] = "XX", additional_data = { birth_date = "1970-02-30" },
      extension_additional_data = { { name = "ru", data = { birth_date = "1970-02-30", brith_date = "x" } } },
    }, { allow_unknown = true })
    assert.equal("format address.country\nformat additional_data.birth_date\n"
      .. "format extension_additional_data[1].data.birth_date", said(problems or {}))
  end)
end)

describe("the check of an update", function()
  local UPDATE = { mode = "update" }

  it("requires nothing", function()
    local changes = {}
    assert.equal(changes, (accepted(changes, UPDATE)))
    accepted({ address = { city = "Delft" } }, UPDATE)
    accepted({ phone = { subscriber_number = "7654321" } }, UPDATE)
  end)

  it("refuses every field that the API cannot change", function()
    local fixed = field_tree.where(function(field) return field.create_only end)
    assert.equal(2, #fixed)
    for _, one in ipairs(fixed) do
      local customer = field_tree.customer()
      local _, problems = check({ [one.path] = customer[one.path] }, UPDATE)
      assert.equal("not_updatable " .. one.path, said(problems))
      assert.is_truthy(problems[1].message:find("cannot be changed", 1, true))
    end
  end)

  it("keeps null, which clears a field, where the field is not required", function()
    local changes = { vat = openprovider.null, fax = openprovider.null, tags = openprovider.null,
      address = { state = openprovider.null } }
    local canonical = accepted(changes, UPDATE)
    assert.equal(changes, canonical)
    assert.equal(openprovider.null, canonical.vat)
  end)

  it("refuses null and blanks where the field is required", function()
    local _, problems = check({ email = openprovider.null, phone = openprovider.null,
      address = { city = openprovider.null, street = " " } }, UPDATE)
    assert.equal("empty address.street\nempty address.city\nempty phone\nempty email", said(problems))
    assert.is_truthy(problems[2].message:find("cannot be cleared; expected the city, such as", 1, true))
  end)

  it("checks what is there as for a new customer", function()
    local canonical, problems = check({ address = { country = "XX" }, emial = "x", locale = 5 }, UPDATE)
    assert.is_nil(canonical)
    assert.equal("format address.country\nformat locale\nunknown emial", said(problems))
    assert.equal("+31", accepted({ phone = { country_code = 31 } }, UPDATE).phone.country_code)
  end)

  it("wants the elements of arrays whole, since they replace the old ones", function()
    local _, problems = check({ tags = { { value = "VIP" } } }, UPDATE)
    assert.equal("missing tags[1].key", said(problems))
    assert.equal(openprovider.empty_array, accepted({ tags = {} }, UPDATE).tags)
  end)
end)
