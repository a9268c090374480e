--- Which library reads JSON makes no difference: the same answers, and the same bytes that are sent.

local core = require("openprovider.core")
local example = require("spec.support.example")
local libraries = require("spec.support.json_libraries")

local TEXTS = {
  "[]", "{}", '[[],{},[{}],{"a":[]}]', "null", "[null,true,false]", '"a\\/b\\u00e9\\n"', '{"a":{"b":[1,2,3]}}',
  "[0,-0,1,-1,10000,1e2,1.5,0.1,-2.50,123456789012345,999999999999999]", "[9007199254740991,9007199254740993]",
  "[9223372036854775807,-9223372036854775808,9223372036854775808,12345678901234567890,1e300]",
  '{"id":12345678901234567890,"list":[1.0,2.00,3e0]}', '{"b":1,"a":2,"a b":3}', '" \\u0000 \\" \\\\ \\ud83d\\ude00"',
}

-- When something was changed differs from run to run.
local TIME = "^%d%d%d%d%-%d%d%-%d%d %d%d:%d%d:%d%d$"

local KIND = math.type or type -- luacheck: ignore 143

-- What a value is, whatever metatables it has: text, with the kinds of numbers, members in their order.
local function shown(value)
  if type(value) == "number" then return KIND(value) .. " " .. core.number_text(value) end
  if type(value) ~= "table" then
    return type(value) .. " " .. (core.exact_text(value) or tostring(value)):gsub(TIME, "a time")
  end
  if rawequal(value, core.empty_array) then return "[]" end
  local parts = {}
  for name, member in next, value do parts[#parts + 1] = tostring(name) .. "=" .. shown(member) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

local function is_above_cjson(name)
  return name == "cjson" or name:find("^openprovider") and name ~= "openprovider.core"
end

-- Calls a function with all modules loaded again, over a library.
local function over(library, fn)
  local loaded = {}
  for name, module in pairs(package.loaded) do
    if is_above_cjson(name) then loaded[name] = module end
  end
  for name in pairs(loaded) do package.loaded[name] = nil end
  package.loaded.cjson = library
  local ok, result = pcall(fn)
  for name in pairs(package.loaded) do
    if is_above_cjson(name) then package.loaded[name] = nil end
  end
  for name, module in pairs(loaded) do package.loaded[name] = module end
  if not ok then error(result, 0) end
  return result
end

-- What texts are read as, and what is written of that.
local function texts_read()
  local json, said = require("openprovider.values.json"), {}
  for _, text in ipairs(TEXTS) do
    for _, is_exact in ipairs({ false, true }) do
      local value = json.decode(text, is_exact)
      said[#said + 1] = shown(value) .. " -> " .. tostring(json.encode(value))
    end
  end
  return said
end

local function lie() return "lie" end

-- A life of a customer whose tables have metatables: all bodies that are sent, and all answers as they are read.
local function life()
  local openprovider, testing = require("openprovider"), require("openprovider.testing")
  local transport, said = testing.transport(), {}
  local perform = transport.perform
  function transport.perform(request)
    if request.body and not request.url:find("/auth/") then said[#said + 1] = request.method .. " " .. request.body end
    return perform(request)
  end
  local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
  local customer = example.customer { comments = "a/b \"quoted\"", ["address.number"] = 83 }
  setmetatable(customer, { __len = function() return 2 end, __index = lie })
  setmetatable(customer.address, { __len = function() error("asked") end, __index = lie })
  setmetatable(customer.tags, { __len = function() return 0 end })
  local handle = assert(client:create_customer(customer, { reference = true }))
  local record = assert(client:get_customer(handle))
  said[#said + 1] = shown(record)
  assert(client:update_customer(handle, { additional_data = { cost_center = 12 }, tags = openprovider.empty_array }))
  record = assert(client:get_customer(handle))
  said[#said + 1] = shown(record)
  record.email = "new@example.com"
  assert(client:save_customer(record))
  said[#said + 1] = shown(assert(client:list_customers()))
  customer.address.number = "83"
  local data = assert(client:request("POST", "/customers", nil, customer))
  said[#said + 1] = shown(data)
  return said
end

describe("a library that reads JSON", function()
  local usual = { texts = texts_read(), life = life() }

  it("is a real one in a real run: bodies and answers are there to compare", function()
    assert.same({ 2 * #TEXTS, 8 }, { #usual.texts, #usual.life })
    assert.is_truthy(usual.life[1]:find('"number":"83"', 1, true), usual.life[1])
  end)

  for name, library in pairs(libraries) do
    it("makes no difference: " .. name, function()
      assert.same(usual.texts, over(library, texts_read))
      assert.same(usual.life, over(library, life))
    end)
  end
end)
