--- Faults on demand: what can go wrong between a client and the API.
local answers = require("openprovider.testing.answers")
local ascii = require("openprovider.testing.ascii")
local pattern = require("openprovider.testing.pattern")

local faults = {}

-- The members of a fault, and their types.
local TYPES = {
  kind = "string", sent = "boolean", processed = "boolean", message = "string",
  code = "number", desc = "string", status = "number", body = "string", headers = "table",
  seconds = "number", times = "number", skip = "number", method = "string", path = "string",
}

-- The message of a failure without an answer.
local MESSAGES = {
  network = "the connection was closed", timeout = "no answer in time", tls = "the connection could not be made secure",
  protocol = "the answer makes no sense", cancelled = "the call was cancelled",
}

-- HTTP status of a gateway's answer, by default.
local GATEWAY_STATUS = 502

local function names_of(t)
  local names = {}
  for name in pairs(t) do names[#names + 1] = name end
  table.sort(names, function(a, b) return a < b end)
  return table.concat(names, ", ")
end

-- Whether a fault puts an answer in place of the API's.
local function has_answer(fault)
  return fault.code ~= nil or fault.status ~= nil or fault.body ~= nil
end

-- Why a number of requests is wrong, or nil. `math.huge` is right: for ever.
local function mistake_in_count(name, count, least)
  if not count or count >= least and (count == math.huge or count % 1 == 0) then return nil end
  return ("%s of a fault must be a whole number, at least %d"):format(name, least)
end

-- Why a fault can match no request, or its seconds are wrong; or nil.
local function mistake_in_request(order)
  if order.method and not order.method:find("^[A-Z]+$") then
    return ("method of a fault must be in capital letters, such as \"POST\", not %q"):format(order.method)
  end
  if order.path and not pattern.is_one(order.path) then
    return ("path of a fault must be a pattern of Lua, such as \"/customers$\", not %q"):format(order.path)
  end
  if order.seconds and not (order.seconds >= 0 and order.seconds < math.huge) then
    return "seconds of a fault must be a number, at least 0"
  end
  return nil
end

-- Why an order of a fault is wrong, or nil. With a misspelt fault a test would pass and test nothing.
local function mistake(order)
  if type(order) ~= "table" then return "a fault must be a table, not a " .. type(order) end
  for name, value in pairs(order) do
    if not TYPES[name] then
      return ("unknown member %q of a fault; there are %s"):format(tostring(name), names_of(TYPES))
    end
    if type(value) ~= TYPES[name] then
      return ("%s of a fault must be a %s, not a %s"):format(name, TYPES[name], type(value))
    end
  end
  if order.kind and not MESSAGES[order.kind] then
    return ("unknown kind %q of a fault; there are %s"):format(order.kind, names_of(MESSAGES))
  end
  if order.kind and has_answer(order) then return "a fault has either a kind or an answer (code, status, body)" end
  if not order.kind and not has_answer(order) and not order.seconds then
    return "a fault needs a kind, an answer (code, status, body), or seconds"
  end
  if not order.kind and order.sent ~= nil then return "sent is for faults with a kind" end
  if order.kind and order.processed and not order.sent then
    return "a request that was not sent cannot be processed: sent = true is missing"
  end
  return mistake_in_count("times", order.times, 1) or mistake_in_count("skip", order.skip, 0)
    or mistake_in_request(order)
end

--- Orders a fault: see `Sandbox:fault`. Raises if it is wrong.
---@param pending table[] the faults to come
---@param order table
---@param level integer of the caller with the mistake, as for `error`
function faults.add(pending, order, level)
  local why = mistake(order)
  if why then error(why, level + 1) end
  local fault = {}
  for name, value in pairs(order) do fault[name] = value end
  fault.times, fault.skip = fault.times or 1, fault.skip or 0
  if fault.processed == nil then fault.processed = fault.sent or not fault.kind and not has_answer(fault) end
  pending[#pending + 1] = fault
end

--- The first fault for a request, whose count is reduced by one; nil if there is none.
---@param pending table[]
---@param method any
---@param path string
---@return table|nil fault
function faults.take(pending, method, path)
  for index, fault in ipairs(pending) do
    if (not fault.method or fault.method == method) and (not fault.path or path:find(fault.path)) then
      if fault.skip > 0 then
        fault.skip = fault.skip - 1
      else
        fault.times = fault.times - 1
        if fault.times < 1 then table.remove(pending, index) end
        return fault
      end
    end
  end
  return nil
end

-- The answer that a fault puts in place of the API's.
local function answer_of(fault)
  local answer
  if fault.code then
    answer = answers.failure(fault.code, nil, fault.status, fault.desc)
  else
    answer = { status = fault.status or GATEWAY_STATUS, headers = { ["content-type"] = "text/plain" }, body = "" }
  end
  answer.body = fault.body or answer.body
  for name, value in pairs(fault.headers or {}) do answer.headers[ascii.lower(name)] = value end
  return answer
end

--- What a client gets from a request with a fault.
---@param fault table of `faults.take`
---@param timeout any seconds that the client waits
---@param process fun(): table lets the API handle the request; returns its answer
---@param advance fun(seconds: number) moves the clock
---@return table|nil answer
---@return table|nil failure of a transport
function faults.befall(fault, timeout, process, advance)
  local answer = fault.processed and process() or nil
  local seconds, is_late = fault.seconds or 0, false
  if type(timeout) == "number" and seconds >= timeout then seconds, is_late = timeout, true end
  if seconds > 0 then advance(seconds) end
  if fault.kind then
    return nil, { kind = fault.kind, message = fault.message or MESSAGES[fault.kind], sent = fault.sent == true }
  end
  if is_late then return nil, { kind = "timeout", message = fault.message or MESSAGES.timeout, sent = true } end
  if has_answer(fault) then return answer_of(fault) end
  return answer
end

return faults
