--- Bad input, offline: what the checker says about every field of the tree. Values of single
-- fields are in check_values_spec.lua, texts and limits in check_limits_spec.lua.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")

-- The problems of a customer that must be refused.
local function refused(customer, opts)
  local canonical, err = openprovider.check_customer(customer, opts)
  assert.is_nil(canonical)
  assert.equal("invalid", err.kind)
  assert.equal("not_sent", err.outcome)
  assert.is_false(err.retryable)
  return err.problems, err
end

local function accepted(customer, opts)
  local canonical, warnings = openprovider.check_customer(customer, opts)
  assert.is_not_nil(canonical, tostring(warnings))
  return canonical, warnings
end

local function said(problems)
  local lines = {}
  for i, problem in ipairs(problems) do lines[i] = problem.code .. " " .. problem.path end
  return table.concat(lines, "\n")
end

-- The one problem there is.
local function only(problems)
  assert.equal(1, #problems, said(problems))
  return problems[1]
end

local function find(problems, path)
  for _, problem in ipairs(problems) do
    if problem.path == path then return problem end
  end
  return nil
end

local function has(text, part)
  assert.is_truthy(text:find(part, 1, true), ("%q has no %q"):format(text, part))
end

local function is_required_text(field)
  return field.required and field.shape == "string"
end

describe("a checked customer", function()
  it("may have every field of the tree at once, each with its own example", function()
    local customer = field_tree.customer()
    local canonical, warnings = accepted(customer)
    assert.equal(0, #warnings, said(warnings))
    assert.equal(customer, canonical)
  end)

  it("is refused for each required field that is missing", function()
    local required = field_tree.where(function(field) return field.required end)
    assert.is_true(#required >= 17)
    for _, one in ipairs(required) do
      local problems = refused(field_tree.set(field_tree.customer(), one.steps, nil))
      local problem = only(problems)
      assert.equal(one.path, problem.path)
      assert.equal("missing", problem.code)
      assert.equal("error", problem.severity)
      assert.equal(one.field.api_empty, problem.api_code)
      has(problem.message, "is required")
      has(problem.message, one.path == "address.number" and "give the house number" or
        field_tree.expectation(one.field))
    end
  end)

  it("is refused for each required field that is empty or has nothing but blanks", function()
    local blanks = { "", " ", "    ", "\194\160", "\227\128\128 \226\128\131" }
    for _, one in ipairs(field_tree.where(is_required_text)) do
      for _, blank in ipairs(blanks) do
        local problem = only((refused(field_tree.set(field_tree.customer(), one.steps, blank))))
        assert.equal(one.path, problem.path)
        assert.equal("empty", problem.code)
        assert.equal(one.field.api_empty, problem.api_code)
        local is_number = one.path == "address.number" -- a street without one may be that of a house without one
        has(problem.message, is_number and "is required" or "must not be empty")
        has(problem.message, is_number and "the house number" or field_tree.expectation(one.field))
      end
    end
  end)

  it("is refused for each required field that is null", function()
    for _, one in ipairs(field_tree.where(function(field) return field.required end)) do
      local problems = refused(field_tree.set(field_tree.customer(), one.steps, openprovider.null))
      assert.equal("missing " .. one.path, said(problems))
    end
  end)

  it("needs all members of a required object that is an empty table", function()
    assert.equal("missing name.first_name\nmissing name.last_name",
      said((refused(example.customer { name = {} }))))
    assert.equal("missing phone.country_code\nmissing phone.area_code\nmissing phone.subscriber_number",
      said((refused(example.customer { phone = {} }))))
  end)

  it("is told about everything that an empty table lacks", function()
    local problems, err = refused({})
    assert.equal("missing name\nmissing address\nmissing phone\nmissing email", said(problems))
    has(tostring(err), "and 1 more")
  end)

  it("may lack each field that is not required", function()
    for _, one in ipairs(field_tree.where(function(field) return not field.required end)) do
      if one.field.name ~= "" then
        accepted(field_tree.set(field_tree.customer(), one.steps, nil))
        accepted(field_tree.set(field_tree.customer(), one.steps, openprovider.null))
      end
    end
  end)
end)

describe("a value of a wrong type", function()
  local function call() end
  local thread = coroutine.create(call)
  local NAN, INFINITE = 0 / 0, math.huge

  local function no_texts(values)
    local others = {}
    for _, value in ipairs(values) do
      if type(value) ~= "string" then others[#others + 1] = value end
    end
    return others
  end

  -- Sets each value in turn, and expects a problem at its place that says what it must be.
  local function refuse_each(shape, values, must_be)
    for _, one in ipairs(field_tree.where(function(field) return field.shape == shape end)) do
      -- A telephone number may be one text.
      local may_be_text = one.path == "phone" or one.path == "fax"
      for _, value in ipairs(may_be_text and no_texts(values) or values) do
        local problem = only((refused(field_tree.set(field_tree.customer(), one.steps, value))))
        assert.equal(one.path, problem.path)
        assert.equal("type", problem.code)
        assert.equal("error", problem.severity)
        assert.equal(one.field.api_invalid, problem.api_code)
        has(problem.message, must_be)
        has(problem.message, field_tree.expectation(one.field))
      end
    end
  end

  it("is refused where a string belongs", function()
    refuse_each("string", { {}, { "x" }, { x = "y" }, true, false, call, thread, io.stdout,
      NAN, INFINITE, -INFINITE, 1.5 }, "must be a string, not ")
  end)

  it("is refused where an object belongs", function()
    refuse_each("object", { "Jan", "", 12, 1.5, true, false, call, thread, io.stdout, NAN,
      openprovider.empty_array }, "must be an object, not ")
  end)

  it("is refused where an array belongs", function()
    refuse_each("array", { "VIP", "", 12, true, false, call, thread, io.stdout, NAN,
      { key = "customer", value = "VIP" } }, "must be an array, not ")
  end)

  it("is named in the problem", function()
    local function message(path, value)
      return only((refused(example.customer { [path] = value }))).message
    end
    has(message("name", "Jan van Dijk"), "not a string")
    has(message("email", {}), "not an object")
    has(message("email", call), "not a function")
    has(message("email", thread), "not a thread")
    has(message("email", true), "not a boolean")
    has(message("phone", 31101234567), "not a number")
    has(message("address.number", NAN), "nan; pass a string")
    has(message("address.number", 1.5), "1.5; pass a string")
  end)

  it("is refused as the element of an array, at its index", function()
    local problems = refused(example.customer {
      tags = { { key = "customer", value = "VIP" }, "VIP", 3, openprovider.null, call },
    })
    assert.equal("type tags[2]\ntype tags[3]\ntype tags[4]\ntype tags[5]", said(problems))
  end)

  it("is refused as a key: an element among names, a name among elements, and what JSON lacks", function()
    local problem = only((refused(example.customer { ["name"] = { "Jan", first_name = "Jan", last_name = "D" } })))
    assert.equal("unknown name[1]", said({ problem }))
    problem = only((refused(example.customer { tags = { { key = "customer", value = "VIP" }, size = 1 } })))
    assert.equal("type tags.size", said({ problem }))
    has(problem.message, "expected an array of tags with key and value")
    for _, key in ipairs({ 1.5, 0, -1, true, call, {}, 2 ^ 53 }) do
      local customer = example.customer()
      customer[key] = "x"
      problem = only((refused(customer)))
      assert.equal("unknown", problem.code)
      has(problem.message, "has a member whose key is a " .. type(key))
    end
  end)

  it("includes an array with gaps", function()
    local problem = only((refused(example.customer {
      tags = { { key = "customer", value = "VIP" }, nil, { key = "customer", value = "B2B" } },
    })))
    assert.equal("holes tags", said({ problem }))
    has(problem.message, "2 elements with indices up to 3")
  end)

  it("raises where it is an argument of the function itself", function()
    assert.has_error(function() openprovider.check_customer("Jan") end,
      "bad argument #1 to 'check_customer' (table expected, got string)")
    assert.has_error(function() openprovider.check_customer(example.customer(), "update") end,
      "bad argument #2 to 'check_customer' (table expected, got string)")
  end)
end)

describe("an unknown member", function()
  local function message(path)
    local problem = only((refused(example.customer { [path] = "x" })))
    assert.equal("unknown " .. path, said({ problem }))
    return problem.message
  end

  it("is refused with the name that was meant", function()
    has(message("adress"), 'did you mean "address"?')
    has(message("name.fisrt_name"), 'did you mean "first_name"?')
    has(message("address.postcode"), "which has street, number, suffix, zipcode, city, state, country")
    has(message("phone.contry_code"), 'did you mean "country_code"?')
    has(message("Email"), 'did you mean "email"?')
    has(message("companyname"), 'did you mean "company_name"?')
  end)

  it("is refused with the names that there are, where none is near", function()
    has(message("gender"), "is not a member of a customer, which has company_name, name, address")
  end)

  it("is refused in the elements of arrays, too", function()
    local problem = only((refused(example.customer {
      tags = { { key = "customer", value = "VIP", valeu = "VIP" } },
    })))
    assert.equal("tags[1].valeu", problem.path)
    has(problem.message, 'did you mean "value"?')
  end)

  it("of any field's name with two letters swapped is found again", function()
    for _, one in ipairs(field_tree.where(function(field) return #field.name > 4 end)) do
      local name = one.field.name
      local swapped = name:sub(1, 2) .. name:sub(4, 4) .. name:sub(3, 3) .. name:sub(5)
      if swapped ~= name then
        local steps = {}
        for i, step in ipairs(one.steps) do steps[i] = step end
        steps[#steps] = swapped
        local customer = field_tree.set(field_tree.customer(), steps, "x")
        local warnings, err = select(2, openprovider.check_customer(customer))
        local problems = err or warnings.problems or warnings
        local path = one.path:gsub("[%w_]+$", swapped)
        has(find(problems, path).message, ('did you mean "%s"?'):format(name))
      end
    end
  end)
end)

describe("the problems of a customer", function()
  it("come all at once, in the order of its fields", function()
    local problems, err = refused(example.customer {
      zzz = "x", adress = "x",
      extension_additional_data = { { name = ".es", data = "x" } },
      additional_data = { birth_date = "1970-02-30" },
      tags = { { key = "customer", value = "VIP" }, { key = "colour", value = "" } },
      comments = 1.5, locale = "klingon", email = "jan", ["fax.area_code"] = "1x0",
      ["phone.subscriber_number"] = "12 3x", ["address.country"] = "Untied Kingdom", ["address.city"] = " ",
      ["name.last_name"] = example.none, company_name = {},
    })
    assert.equal(table.concat({
      "type company_name", "missing name.last_name", "empty address.city", "format address.country",
      "format phone.subscriber_number", "format fax.area_code", "format email", "format locale",
      "type comments", "format tags[2].key", "empty tags[2].value",
      "format additional_data.birth_date", "format extension_additional_data[1].name",
      "type extension_additional_data[1].data", "unknown adress", "unknown zzz",
    }, "\n"), said(problems))
    assert.equal(16, err.total)
  end)

  it("have warnings among them, which are not counted as errors", function()
    local problems, err = refused(example.customer { ["address.zipcode"] = "x", email = "jan" })
    assert.equal("zipcode address.zipcode\nformat email", said(problems))
    assert.equal("warning", problems[1].severity)
    assert.equal(1, err.total)
  end)

  it("are counted all, and the first hundred of them are kept", function()
    local tags = {}
    for i = 1, 150 do tags[i] = { key = "colour", value = "x" } end
    local problems, err = refused(example.customer { tags = tags, email = "jan" })
    assert.equal(100, #problems)
    assert.equal(151, err.total)
    assert.equal("email", problems[1].path)
    for i = 2, 100 do assert.equal(("tags[%d].key"):format(i - 1), problems[i].path) end
    has(tostring(err), "and 148 more")
  end)

  it("keep at least one error, however many warnings come before it", function()
    local data = {}
    for byte = 97, 122 do
      for other = 97, 122 do data["birth_cit" .. string.char(byte, other)] = "x" end
    end
    local problems, err = refused(example.customer {
      additional_data = data, extension_additional_data = { { name = "eu" } },
    })
    assert.equal(1, err.total)
    assert.is_not_nil(find(problems, "extension_additional_data[1].data"))
    has(tostring(err), "extension_additional_data[1].data is required")
  end)

  it("are spelt out in the error's one line, with paths", function()
    local _, err = refused(example.customer { email = "jan", ["address.country"] = "Untied Kingdom" })
    assert.equal('openprovider: invalid customer: address.country "Untied Kingdom" is not a country code; '
      .. 'did you mean "GB" (United Kingdom)?; expected an ISO 3166-1 alpha-2 country code, such as "NL"; '
      .. 'email "jan" has no @; expected an e-mail address, such as "jan@example.com"', tostring(err))
    assert.is_nil(err.message:find("\n"))
  end)
end)

describe("an option of a check", function()
  it("that does not exist, or has no such value, is refused with a suggestion", function()
    local ok, message = pcall(openprovider.check_customer, example.customer(), { alow_unknown = true })
    assert.is_false(ok)
    has(message, 'did you mean "allow_unknown"?')
    local _, err = openprovider.check_customer(example.customer(), { mode = "upate" })
    assert.equal("config", err.kind)
    has(tostring(err), 'did you mean "update"?')
  end)
end)
