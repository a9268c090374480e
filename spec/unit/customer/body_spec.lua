-- The JSON text of a customer, as it is sent.
local core = require("openprovider.core")
local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")

-- The same members, set in another order: `from` is the first or the last.
local function set_from(from, members)
  local object, step = {}, from == "first" and 1 or -1
  for index = step == 1 and 1 or #members, step == 1 and #members or 1, step do
    object[members[index][1]] = members[index][2]
  end
  return object
end

describe("the body of a create", function()
  local bodies, client

  before_each(function()
    bodies = {}
    local function perform(request)
      bodies[#bodies + 1] = request.body
      return { status = 200, headers = {}, body = ('{"code":0,"data":{"handle":"CV%06d-NL"}}'):format(#bodies) }
    end
    client = assert(openprovider.new {
      token = "t", transport = { perform = perform, now = core.now, sleep = core.sleep },
    })
  end)

  local function sent(customer)
    assert(client:create_customer(customer, { allow_unknown = true }))
    return bodies[#bodies]
  end

  it("has members in the order of the documentation, then the others in that of their names, however they were set",
    function()
      local function customer(from)
        return set_from(from, {
          { "zone", set_from(from, { { "b", true }, { "a", json.null }, { "ab", { "x", "y" } }, { "B", "" } }) },
          { "tags", { set_from(from, { { "value", "VIP" }, { "key", "customer" } }) } },
          { "a\"b", openprovider.empty_array },
          { "email", "jan@example.com" },
          { "phone", set_from(from, {
            { "subscriber_number", "1234567" }, { "country_code", "+31" }, { "area_code", "10" },
          }) },
          { "address", set_from(from, {
            { "country", "NL" }, { "zipcode", "3032 AC" }, { "city", "Rotterdam" }, { "number", "20" },
            { "street", "Hofplein" },
          }) },
          { "additional_data", set_from(from, { { "zoo", "z" }, { "birth_date", "1970-02-28" }, { "ape", "a" } }) },
          { "name", set_from(from, { { "last_name", "Dijk" }, { "first_name", "Jan" } }) },
        })
      end
      local text = '{"name":{"first_name":"Jan","last_name":"Dijk"},"address":{"street":"Hofplein","number":"20",'
        .. '"zipcode":"3032 AC","city":"Rotterdam","country":"NL"},"phone":{"country_code":"+31","area_code":"10",'
        .. '"subscriber_number":"1234567"},"email":"jan@example.com","tags":[{"key":"customer","value":"VIP"}],'
        .. '"additional_data":{"birth_date":"1970-02-28","ape":"a","zoo":"z"},'
        .. '"a\\"b":[],"zone":{"B":"","a":null,"ab":["x","y"],"b":true}}'
      assert.equal(text, sent(customer("first")))
      assert.equal(text, sent(customer("last")))
    end)

  it("has the members of open objects that no field has, also where other unknown members are refused", function()
    local customer = example.customer {
      additional_data = { zoo = "z" }, extension_additional_data = { { name = "xy", data = { ape = "a", bee = "b" } } },
    }
    assert(client:create_customer(customer))
    local said = assert(json.decode(bodies[1]))
    assert.same(customer.additional_data, said.additional_data)
    assert.same(customer.extension_additional_data, said.extension_additional_data)
  end)

  it("has long texts, many members and deep tables", function()
    local many, deep = {}, {}
    for index = 1, 900 do many["name \"" .. index] = ("\"\\\n\195\171 "):rep(index) end
    local inner = deep
    for _ = 1, 13 do
      inner.more, inner.list = { x = "y" }, { "a", {}, { "b" } }
      inner = inner.more
    end
    local customer = example.customer { comments = ("a\tb\"\n\195\171"):rep(9000) }
    customer.many, customer.deep = many, deep
    local said = assert(json.decode(sent(customer)))
    assert.same(many, said.many)
    assert.same(deep, said.deep)
    assert.equal(customer.comments, said.comments)
  end)

  it("has four tables of 900 members in each other", function()
    local customer = example.customer()
    local inner = customer
    for _ = 1, 4 do
      inner.more = {}
      inner = inner.more
      for index = 1, 900 do inner["n" .. index] = "x" end
    end
    assert.same(customer.more, assert(json.decode(sent(customer))).more)
  end)

  it("has every byte that a text may have so that it comes back, and none that a terminal would obey", function()
    for byte = 9, 126 do
      local text = "ab" .. string.char(byte) .. string.char(byte) .. "cd"
      local customer = example.customer { comments = text }
      local written = core.body(customer)
      if written then
        assert.equal(text, assert(json.decode(written)).comments)
        assert.is_nil(written:find("[%z\1-\31\127]"))
      else
        assert.is_true(byte < 32 and byte ~= 9 and byte ~= 10 and byte ~= 13)
      end
    end
  end)

  it("has names of members with signs that JSON escapes", function()
    local customer = example.customer { ['a"\\b'] = "x" }
    assert.equal("x", assert(json.decode(core.body(customer, true)))['a"\\b'])
  end)

  it("has each value in its canonical form, and nothing that counts as absent", function()
    local customer = example.customer {
      comments = "  hello ", ["address.number"] = 20, ["address.country"] = "nl", ["address.suffix"] = " ", fax = {},
      vat = json.null, company_name = "",
      extension_additional_data = { { name = "eu", data = { count = 12345678 } } },
    }
    local said = assert(json.decode((core.body(customer))))
    assert.same(core.check(customer, "create"), said)
    assert.equal("20", said.address.number)
    assert.is_nil(said.fax)
    assert.is_nil(said.vat)
  end)

  it("has whole numbers as their digits, however this Lua keeps them", function()
    local customer = example.customer { big = 2 ^ 53 - 1, small = -5, zero = 0.0 }
    local said = assert(json.decode((core.body(customer, true))))
    assert.equal("9007199254740991", said.big)
    assert.equal("-5", said.small)
    assert.equal("0", said.zero)
    if rawget(math, "type") then
      customer = example.customer { big = core.as_integer("12345678901234567") or 12345678901234567 }
      assert.equal("12345678901234567", assert(json.decode((core.body(customer, true)))).big)
    end
  end)

  it("has empty tables as objects, and as arrays where the field is one", function()
    local customer = example.customer { tags = {}, additional_data = {}, any = {}, none = openprovider.empty_array }
    local text = core.body(customer, true)
    for _, member in ipairs({ '"tags":[]', '"additional_data":{}', '"any":{}', '"none":[]' }) do
      assert.is_truthy(text:find(member, 1, true))
    end
  end)

  it("has the line of a reference before the comments, in their place, also where there are none", function()
    local without = core.body(example.customer(), false, "{ref}")
    assert.is_truthy(without:find('"email":"example@mail.tld","comments":"{ref}","tags":', 1, true))
    local with = core.body(example.customer { comments = " moved in " }, false, "{ref}")
    assert.is_truthy(with:find('"email":"example@mail.tld","comments":"{ref}\\nmoved in","tags":', 1, true))
    local last = core.body(example.customer { tags = example.none, zone = "x" }, true, "{ref}")
    assert.is_truthy(last:find('"email":"example@mail.tld","comments":"{ref}","zone":"x"}', 1, true))
    assert.is_truthy(core.body(example.customer { comments = " " }, false, "{ref}"):find('"comments":"{ref}"', 1, true))
  end)

  it("has comments that leave no room for the line of a reference in none", function()
    local line = "{ref}"
    local fits, long = ("x"):rep(65535 - #line - 1), ("x"):rep(65535 - #line)
    assert.is_truthy(core.body(example.customer { comments = fits }, false, line))
    assert.is_truthy(core.body(example.customer { comments = long }))
    local text, problems, errors = core.body(example.customer { comments = long }, false, line)
    assert.is_nil(text)
    assert.equal(1, errors)
    assert.equal("comments", problems[1].path)
    assert.equal("has 65536 bytes, at most 65535 fit", (problems[1].message:match("^[^;]+")))
  end)

  it("is read raw", function()
    local function forbidden() error("a metamethod ran") end
    local hostile = { __index = forbidden, __pairs = forbidden, __len = forbidden, __eq = forbidden }
    local customer, plain = example.customer { x = {} }, core.body(example.customer { x = {} }, true)
    for _, part in pairs(customer) do
      if type(part) == "table" then setmetatable(part, hostile) end
    end
    setmetatable(customer.tags[1], hostile)
    assert.equal(plain, (core.body(setmetatable(customer, hostile), true)))
  end)

  it("is the same while a finalizer makes bodies of its own", function()
    local customer = example.customer { comments = ("a\tb"):rep(9000) }
    local expected, made = core.body(customer), 0
    local function finalize()
      made = made + 1
      assert(core.body(customer) == expected)
    end
    local function litter()
      local newproxy = rawget(_G, "newproxy")
      if not newproxy then return setmetatable({}, { __gc = finalize }) end
      local proxy = newproxy(true)
      getmetatable(proxy).__gc = finalize
      return proxy
    end
    for _ = 1, 200 do
      litter()
      assert.equal(expected, (core.body(customer)))
    end
    collectgarbage()
    assert.is_true(made > 100)
  end)

  it("is not made of what the check lets through in no customer", function()
    local cycle = {}
    cycle.cycle = cycle
    for _, value in ipairs({ 1.5, print, coroutine.create(print), io.stdout, cycle, { [true] = "x" },
      { a = "x", [2] = "y" }, { "x", a = "y" }, { "x", [3] = "y" }, { [("x"):rep(65)] = "y" } }) do
      local text, problems, errors = core.body(example.customer { x = value }, true)
      assert.is_nil(text)
      assert.is_true(errors > 0 and problems[1].path:find("^x") ~= nil)
    end
  end)

  it("says who the customer is: letters and digits of the company, the names and the address count", function()
    local function who(changes)
      return (select(5, core.body(example.customer(changes), true)))
    end
    local function of(company, first, email)
      return who { company_name = company, name = { first_name = first, last_name = "Jansen" }, email = email }
    end
    local jan = of("Acme BV", "José", "jan@example.com")
    assert.equal(jan, of("ACME B.V.", "jose\204\129", "Jan@Example.com"))
    assert.equal(of("4711", "José", "jan@example.com"), of(4711, "José", "jan@example.com"))
    assert.equal(who(), who { comments = "moved in", vat = "NL123456789B01" })
    assert.not_equal(jan, of("Acme BV", "Jose", "jan@example.com"))
    assert.not_equal(jan, of("Acme", "José", "jan@example.com"))
    assert.not_equal(jan, of("Acme BV", "José", "jan@example.org"))
    assert.not_equal(of("Acme", "José", "jan@example.com"), of(example.none, "José", "jan@example.com"))
  end)
end)
