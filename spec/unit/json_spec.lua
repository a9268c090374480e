-- JSON as it leaves and as it comes, whichever lua-cjson is loaded.
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

-- Has this Lua integers beside its floats?
local HAS_INTEGERS = math.type ~= nil  -- luacheck: ignore 143

local function nested(levels)
  local value = {}
  for _ = 2, levels do value = { value } end
  return value
end

local CYCLE = {}
CYCLE[1] = CYCLE

-- Values as a function makes them, their JSON.
local WRITTEN = {
  { "an integer", 12, "12" },
  { "zero", 0, "0" },
  { "a negative integer", -5, "-5" },
  { "a whole float without a fraction", 10000.0, "10000" },
  { "fifteen digits", 123456789012345, "123456789012345" },
  { "sixteen digits", 9007199254740991, "9007199254740991" },
  { "a half", 0.5, "0.5" },
  { "a text", "a\"b\\c", '"a\\"b\\\\c"' },
  { "UTF-8 as it came", "Zo\195\171 \240\159\152\128", '"Zo\195\171 \240\159\152\128"' },
  { "true", true, "true" },
  { "false", false, "false" },
  { "null", json.null, "null" },
  { "an empty table as an object", {}, "{}" },
  { "the empty array", json.empty_array, "[]" },
  { "the empty array within others", { tags = json.empty_array }, '{"tags":[]}' },
  { "an array", { 1, "a", false }, '[1,"a",false]' },
  { "an array with nulls", { json.null, json.null }, "[null,null]" },
  { "an object", { key = { 1 } }, '{"key":[1]}' },
  { "a name that must be quoted", { ["a\"b"] = 1 }, '{"a\\"b":1}' },
}

-- Values that JSON does not have, and what the message says.
local REFUSED = {
  { "NaN", 0 / 0, "a number that JSON does not have" },
  { "infinity", math.huge, "a number that JSON does not have" },
  { "minus infinity", -math.huge, "a number that JSON does not have" },
  { "a function", print, "function" },
  { "a coroutine", coroutine.create(print), "thread" },
  { "text that is not UTF-8", "\195\40", "UTF%-8" },
  { "an overlong form", "\192\175", "UTF%-8" },
  { "a surrogate", "\237\160\128", "UTF%-8" },
  { "a name that is not UTF-8", { ["\255"] = 1 }, "UTF%-8" },
  { "a name that is a number", { a = 1, [7] = 2 }, "key" },
  { "a name that is a boolean", { [true] = 1 }, "key" },
  { "an array with a gap", { [1] = 1, [3] = 3 }, "gap" },
  { "an array with a name", { 1, 2, name = 3 }, "key" },
  { "10,000 levels", nested(10000), "nested too deeply" },
  { "a table within itself", CYCLE, "nested too deeply" },
}

local NOT_JSON = {
  "", " ", "{", "[1,]", '{"a"}', "{'a':1}", '{"a":1} x', "nul", "NaN", "[NaN]", "[Infinity]", "[-Infinity]", "[0x10]",
  '"open', '"\255"', '"\192\175"', '"\237\160\128"', '"\\ud800"', '"\\x"', ("["):rep(101) .. ("]"):rep(101),
  ("["):rep(100000), "\0", "<html></html>", "01", "-01", "+1", ".5", "1.", "1.e5", "1e", "-", "[1 2]",
  "[1,,2]", "{1:2}", '{"a":1,}', '{"a":1 "b":2}', "tru", "truefalse", '"\\udc00"', '"\\ud83d\\u0041"', '"\\ud83d',
  '"\\u12', '"\\', "1e999",
}

describe("JSON that is written", function()
  local bodies, client

  before_each(function()
    local transport = testing.transport()
    bodies = {}
    transport.perform = function(request)
      bodies[#bodies + 1] = request.body
      return { status = 200, headers = {}, body = '{"code":0}' }
    end
    client = assert(openprovider.new {
      base_url = "https://api.example/v1beta", token = "t", transport = transport, retries = 0,
    })
  end)

  for _, case in ipairs(WRITTEN) do
    local title, value, text = case[1], case[2], case[3]

    it("has " .. title, function()
      assert.equal(text, json.encode(value))
    end)

    it("has " .. title .. " in the body of a request", function()
      assert.is_true(client:request("POST", "/domains", nil, { value }))
      assert.equal("[" .. text .. "]", bodies[1])
    end)
  end

  for _, case in ipairs(REFUSED) do
    local title, value, says = case[1], case[2], case[3]

    it("does not have " .. title, function()
      local text, message = json.encode(value)
      assert.is_nil(text)
      assert.truthy(message:find(says), message)
    end)

    it("does not have " .. title .. " in the body of a request, and nothing is sent", function()
      local data, err = client:request("POST", "/domains", nil, { member = value })
      assert.is_nil(data)
      assert.equal("invalid", err.kind)
      assert.equal("not_sent", err.outcome)
      assert.truthy(tostring(err):find(says), tostring(err))
      assert.same({}, bodies)
    end)
  end

  it("has integers digit for digit where Lua has them", function()
    if not HAS_INTEGERS then return end
    assert.equal("12345678901234567", json.encode(12345678901234567))
    assert.equal("9223372036854775807", json.encode(math.maxinteger))  -- luacheck: ignore 143
    assert.equal("-9223372036854775808", json.encode(math.mininteger))  -- luacheck: ignore 143
  end)

  it("has floats so that they come back the same", function()
    assert.equal("[0.1,0.3,1.5e-07]", json.encode({ 0.1, 0.3, 1.5e-7 }))
    for _, number in ipairs({ 0.1, 1 / 3, 0.1 + 0.2, -2.5e-7, 1e300, 2 ^ 53, 2 ^ 63, 1e17, 5e-324 }) do
      assert.equal(number, (json.decode("[" .. json.encode(number) .. "]"))[1])
    end
  end)

  it("writes control bytes as escapes, NUL too", function()
    assert.equal('"\\n\\u0000\\u0001"', json.encode("\n\0\1"))
  end)

  it("has members in the order of their names, whatever the order in which they were set", function()
    local names, one, other = {}, {}, {}
    for index = 1, 200 do names[index] = "n" .. index * 7919 % 200 end
    for index = 1, 200 do one[names[index]], other[names[201 - index]] = index, 201 - index end
    assert.equal(json.encode(one), json.encode(other))
    assert.equal('{"":0,"B":1,"a":2,"a\\u0000":3,"aa":4,"\195\171":5}',
      json.encode({ aa = 4, ["\195\171"] = 5, [""] = 0, ["a\0"] = 3, B = 1, a = 2 }))
  end)

  it("goes 100 levels deep and no further", function()
    assert.is_string(json.encode(nested(100)))
    assert.is_nil(json.encode(nested(102)))
  end)

  it("leaves the value as it was", function()
    local value = { tags = json.empty_array, list = { 1, 2 } }
    json.encode(value)
    assert.same({ tags = json.empty_array, list = { 1, 2 } }, value)
  end)

  it("is the same for openprovider.null and openprovider.empty_array", function()
    assert.equal('[null,[]]', json.encode({ openprovider.null, openprovider.empty_array }))
  end)

  it("is absent from a request without a body", function()
    assert.is_true(client:request("GET", "/domains"))
    assert.same({}, bodies)
  end)
end)

describe("JSON that comes", function()
  it("has integers that look like integers", function()
    local value = json.decode('{"id":10000,"list":[1,2.0,{"n":-3}],"big":9007199254740991,"e":1e5}')
    assert.equal("10000", tostring(value.id))
    assert.equal("1", tostring(value.list[1]))
    assert.equal("2", tostring(value.list[2]))
    assert.equal("-3", tostring(value.list[3].n))
    assert.equal("9007199254740991", ("%.0f"):format(value.big))
    assert.equal("100000", tostring(value.e))
    if HAS_INTEGERS then assert.equal("integer", math.type(value.big)) end  -- luacheck: ignore 143
  end)

  it("has fractions and numbers beyond integers", function()
    local value = json.decode("[0.5,1e300]")
    assert.equal(0.5, value[1])
    assert.equal(1e300, value[2])
  end)

  it("has a number alone, a text alone, and null", function()
    assert.equal(42, json.decode("42"))
    assert.equal("a", json.decode('"a"'))
    assert.equal(json.null, json.decode("null"))
    assert.equal(json.null, json.decode('{"a":null}').a)
  end)

  it("has escapes, pairs of surrogates and UTF-8", function()
    assert.equal("\195\171 \240\159\152\128 \195\171\0", json.decode('"\\u00eb \\ud83d\\ude00 \195\171\\u0000"'))
  end)

  it("has numbers of every form, as near as a double is", function()
    for text, number in pairs({
      ["-0.5"] = -0.5, ["1E5"] = 1e5, ["1e-5"] = 1e-5, ["2.5e+3"] = 2500, ["1e-400"] = 0, ["0.1"] = 0.1,
      ["9007199254740993.0"] = 9007199254740992, ["17976931348623157" .. ("0"):rep(292)] = 1.7976931348623157e308,
      ["0." .. ("0"):rep(1000) .. "1"] = 0, ["0.5" .. ("0"):rep(1000)] = 0.5,
    }) do
      assert.equal(number, json.decode(text), text)
    end
  end)

  it("may have a mark of the byte order before it, and blanks around it", function()
    assert.same({ a = { 1, 2 } }, json.decode('\239\187\191 \r\n\t{ "a" : [ 1 , 2 ] } '))
  end)

  it("says of a text of blanks alone that it is empty", function()
    for _, text in ipairs({ "", " \r\n\t" }) do
      assert.same({ nil, "it is not JSON (it is empty)", 1 }, { json.decode(text) })
    end
  end)

  it("is none with a byte that is zero: what stands behind it is not left out", function()
    for text, offset in pairs({ ['{"a":1}\0{"b":2}'] = 8, ["1\0"] = 2, ['"a\0b"'] = 3 }) do
      local value, message, at = json.decode(text)
      assert.same({ nil, "it is not JSON (it has a byte that is zero)", offset }, { value, message, at })
    end
  end)

  it("may have texts with whatever stands for its numbers, and all control characters", function()
    local all = {}
    for code = 0, 0x17F do
      all[#all + 1] = ('"\\u%04X1.5"'):format(code)
      if code >= 32 and code ~= 34 and code ~= 92 then
        all[#all + 1] = '"' .. json.decode(('"\\u%04x"'):format(code)) .. '["'
      end
    end
    for _, is_exact in ipairs({ false, true }) do
      local value = json.decode("[" .. table.concat(all, ",") .. ",1.5,12]", is_exact)
      for index = 1, #all do assert.is_string(value[index]) end
      assert.same({ 1.5, 12 }, { value[#all + 1], value[#all + 2] })
    end
    assert.is_nil((json.decode('["\2551.5",1.5]')))
  end)

  it("goes 100 levels deep", function()
    assert.is_table(json.decode(("["):rep(100) .. ("]"):rep(100)))
  end)

  for index, text in ipairs(NOT_JSON) do
    it(("is refused when it is none: %d"):format(index), function()
      local value, message = json.decode(text)
      assert.is_nil(value)
      assert.is_string(message)
    end)
  end

  it("is refused when a number or an array stands in a name's place", function()
    for _, text in ipairs({ "{1:2}", "{1.5:2}", '{"a":1,2.5 :3}', "{[]:1}", "{[ ] : 1.5}" }) do
      assert.is_nil((json.decode(text)))
      assert.is_nil((json.decode(text, true)))
    end
  end)

  it("is refused with the place of its fault, whatever numbers are before it", function()
    for text, place in pairs({
      ['{"a":1,"b":2.5 "c":3}'] = 16, ["[1.5 2.5]"] = 6, ["[ 12, 0.5, 1e3, 12345678901234567890, x]"] = 39,
      ['{"a":[],"b":[ ], "c" 1.5}'] = 22,
    }) do
      for _, is_exact in ipairs({ false, true }) do
        local _, message, offset = json.decode(text, is_exact)
        assert.equal(place, offset, message)
      end
    end
    assert.truthy(select(2, json.decode("[1.5 2.5]")):find("found a number", 1, true))
  end)

  it("is refused without any of its text", function()
    local _, message = json.decode('{"token":planted-secret}')
    assert.is_nil(message:find("planted", 1, true))
  end)
end)
