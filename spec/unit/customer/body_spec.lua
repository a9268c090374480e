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

  it("has every byte of ASCII so that it comes back, and none that a terminal would obey", function()
    for byte = 0, 127 do
      local text = "ab" .. string.char(byte) .. string.char(byte) .. "cd"
      local written = core.body({ comments = text, [text] = text })
      assert.same({ comments = text, [text] = text }, (json.decode(written)))
      assert.is_nil(written:find("[%z\1-\31\127]"))
    end
  end)

  it("is read raw", function()
    local function forbidden() error("a metamethod ran") end
    local hostile = { __index = forbidden, __pairs = forbidden, __len = forbidden, __eq = forbidden }
    local tags = setmetatable({ setmetatable({ key = "customer" }, hostile) }, hostile)
    assert.equal('{"tags":[{"key":"customer"}],"x":{}}',
      core.body(setmetatable({ tags = tags, x = setmetatable({}, hostile) }, hostile)))
  end)

  it("is not made of what the check lets through in no customer", function()
    local cycle = {}
    cycle.cycle = cycle
    for _, value in ipairs({ 1, 1.5, print, coroutine.create(print), io.stdout, cycle, { [true] = "x" },
      { a = "x", [2] = "y" }, { [("x"):rep(65)] = "y" } }) do
      assert.is_false((pcall(core.body, { x = value })))
    end
  end)
end)
