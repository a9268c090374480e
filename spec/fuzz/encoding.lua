--- Fuzzes what becomes part of a request or is read from an answer: JSON, paths, query strings, and
-- the filters that are checked before.

local core = require("openprovider.core")
local handles = require("openprovider.customer.handle")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local query = require("openprovider.http.query")
local compare = require("spec.fuzz.compare")
local inputs = require("spec.fuzz.input")

-- What is decoded can be encoded, and decoded again is the same.
local function check_json(input)
  local text = input:rest()
  local value, message, offset = json.decode(text)
  if value == nil then
    assert(type(message) == "string" and not message:find("%c"), "no message")
    assert(offset == nil or offset % 1 == 0)
    return
  end
  assert(core.is_utf8(text))
  local encoded = assert(json.encode(value))
  local again = json.decode(encoded)
  assert(compare.same(value, again), "the JSON says something else")
  assert(json.encode(again) ~= nil)
end

-- Any value is encoded as something that can be read, or refused with a message.
local function check_encode(input)
  local value = input:value()
  local before = compare.picture(value)
  local text, message = json.encode(value)
  compare.unchanged(before)
  if not text then return assert(type(message) == "string") end
  local again, why = json.decode(text)
  assert(why == nil, why)
  if value == nil then value = json.null end
  assert(compare.same(value, again), "the JSON says something else")
end

local function check_refusal(err, kind)
  assert(err.kind == kind and err.outcome == "not_sent", "another kind of error")
  assert(core.is_utf8(err.message) and not err.message:find("%c"), "a message that is no line")
  assert(tostring(err) == "openprovider: " .. err.message)
end

-- What a handle becomes is one step of a path.
local function check_handle(input)
  local handle = input:byte() % 8 == 0 and input:value() or input:rest()
  local path, err = handles.path(handle)
  if not path then return check_refusal(err, "invalid") end
  local step = path:match("^/customers/(.*)$")
  assert(step:find("^[%w%-._~%%]+$") and not step:find("%%%X") and not step:find("%%.%X"), "more than a step")
  local plain = step:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
  assert(plain == handle, "another handle")
  assert(not plain:find("^%.+$") and not plain:find("[/\\?#%c]"), "a step that leads elsewhere")
end

-- The pairs of a query string, decoded, in order.
local function pairs_of(text)
  local found = {}
  for name, value in text:gmatch("([^&=]*)=([^&=]*)") do
    found[#found + 1] = { name, value }
    for index, part in ipairs(found[#found]) do
      found[#found][index] = part:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
    end
  end
  return found
end

local function is_query(text)
  return text:find("^[%w%-._~%%&=]*$") and not text:find("%%%X") and not text:find("%%.%X")
end

-- How many values a member of a query is.
local function count_of(value)
  if type(value) ~= "table" then return 1 end
  local count = 0
  for _ in pairs(value) do count = count + 1 end
  return count
end

local function check_query(input)
  input.tame = true
  local members, expected = {}, 0
  input.tables = { members }
  while input:has_more() do members[input:key()] = input:value(2) end
  for _, value in pairs(members) do expected = expected + count_of(value) end
  local before = compare.picture(members)
  local text, message = query.string(members)
  compare.unchanged(before)
  if not text then return assert(type(message) == "string") end
  assert(is_query(text), "a byte that is no part of a query")
  local found = pairs_of(text)
  assert(#found == expected, "a value was left out")
  for _, pair in ipairs(found) do
    local value = members[pair[1]]
    assert(value ~= nil, "another name")
    if type(value) == "string" then assert(value == pair[2], "another value") end
    if type(value) == "number" then assert(value == tonumber(pair[2]), "another number") end
  end
end

-- Seconds between two inputs: identical calls are counted over 300 (FACTS 3.4).
local PAUSE = 301

local requested
local clock = 0
local client = assert(openprovider.new({
  base_url = "http://127.0.0.1:9/v1", token = "token", username = "u", password = "p",
  transport = {
    now = function() return clock end,
    sleep = function() error("nothing to wait for") end,
    perform = function(request)
      requested = request
      return { status = 200, headers = {}, body = '{"code":0,"data":{"results":[],"total":0}}' }
    end,
  },
}))

local LISTS = { "list_customers", "customers", "list_tags", "email_verifications" }

-- A filter is refused, or becomes a query.
local function check_filter(input)
  input.tame = true
  local filter = {}
  input.tables = { filter }
  local name = input:choose(LISTS)
  while input:has_more() do
    filter[input:byte() % 2 == 0 and input:key() or input:choose({
      "limit", "offset", "order", "order_by", "pattern", "email_pattern", "type", "columns", "reseller_id",
      "with_additional_data", "key", "value", "email", "domain_id", "is_suspended", "response.type",
    })] = input:value()
  end
  local before = compare.picture(filter)
  requested = nil
  local result, err = client[name](client, filter)
  if name == "customers" then
    local iterator, _ = result, nil
    result, _, err = iterator()
  end
  compare.unchanged(before)
  if not result and err then return check_refusal(err, "invalid") end
  assert(name == "customers" or result)
  local url = requested.url:match("^http://127%.0%.0%.1:9/v1/[%w/]+%?(.*)$") or ""
  assert(is_query(url), "a byte that is no part of a query")
end

-- Anything that may be a request is refused by an error, or sent to an address below the base.
local function check_request(input)
  local path = input:rest()
  requested = nil
  local data, err = client:request("GET", path)
  if not data then return check_refusal(err, "invalid") end
  local sent = requested.url:match("^http://127%.0%.0%.1:9/v1(/.*)$")
  assert(sent == path and not path:find("[%c%s?#]"), "more than a path")
  assert(not (path .. "/"):find("/%.%.?/"), "a path that leads elsewhere")
end

local CHECKS = { check_json, check_json, check_encode, check_handle, check_query, check_filter, check_request }

return function(bytes)
  local input = inputs.new(bytes)
  clock = clock + PAUSE
  input:choose(CHECKS)(input)
end
