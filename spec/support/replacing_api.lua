--- An API of other make, in this process: a PUT replaces all that can be updated, reads lag, answers are lost, and what
--- is stored may be anything. Its clock moves only when all calls wait, so that hours take no time.
--
-- Calls run in coroutines of `run`, as in an event loop, and come to the API one after the other.

local json = require("dkjson")

local replacing_api = {}

-- Members that an update can change (FACTS 2.8).
local UPDATABLE = { "additional_data", "address", "comments", "email", "extension_additional_data", "fax", "locale",
  "phone", "tags", "vat" }

local Api = {}
Api.__index = Api

--- A new one.
---@param how? table `random(n)` -> 1 to n; `lag`: seconds that reads may lag, each by another part of it
---@return table api that counts `puts` and `gets`; `fault(api, method, request) -> name` is asked for each request:
--- "lost" (carried out, no answer), "unsent" (not carried out, no answer), "later" (refused by a code); `on_put(api,
--- handle)` is called after a PUT was carried out
function replacing_api.new(how)
  local api = { clock = 1000000, customers = {}, random = math.random, lag = 0, puts = 0, gets = 0, waiting = {} }
  for name, value in pairs(how or {}) do api[name] = value end
  return setmetatable(api, Api)
end

--- Stores what a customer is from now on.
---@param handle string
---@param record table as of dkjson, with its nulls and types
function Api:store(handle, record)
  local versions = self.customers[handle] or {}
  self.customers[handle] = versions
  versions[#versions + 1] = { at = self.clock, record = record }
end

--- What a customer is.
---@param handle string
---@return table record
function Api:stored(handle)
  local versions = self.customers[handle]
  return versions[#versions].record
end

--- What a read shows as JSON: one of the versions that were the newest within the lag.
function Api:shown(handle)
  local versions = self.customers[handle]
  local at = self.clock - self.lag * (self.random(101) - 1) / 100
  local index = #versions
  while index > 1 and versions[index].at > at do index = index - 1 end
  local version = versions[index]
  version.text = version.text or json.encode(version.record)
  return version.text
end

local function answer(data, code)
  return { status = code and 500 or 200, headers = {}, body = ('{"code":%d,"desc":"%s","data":%s}'):format(code or 0,
    code and "no" or "", data) }
end

-- Carries out a PUT.
function Api:put(handle, body)
  local old, new = self:stored(handle), json.decode(body, 1, json.null)
  assert(type(new) == "table", body)
  local record = setmetatable({}, getmetatable(old))
  for name, value in pairs(old) do record[name] = value end
  for _, name in ipairs(UPDATABLE) do record[name] = nil end
  for name, value in pairs(new) do record[name] = value end
  self:store(handle, record)
  self.puts = self.puts + 1
  if self.on_put then self.on_put(self, handle) end
end

local LOST = { kind = "network", message = "the connection was closed", sent = true }
local CODES = { later = 50 }

-- Answers a request. -> response | nil, failure
function Api:handle(request)
  if request.url:find("/auth/login$") then return answer('{"token":"t"}') end
  if request.url:find("/domains%?") then return answer('{"results":[],"total":0}') end
  local handle = request.url:match("/customers/([^?]+)"):upper()
  if not self.customers[handle] then return answer("null", 193) end
  local fault = self.fault and self.fault(self, request.method, request)
  if fault == "unsent" then return nil, LOST end
  if CODES[fault] then return answer("null", CODES[fault]) end
  if request.method == "GET" then
    self.gets = self.gets + 1
    if fault == "lost" then return nil, LOST end
    return answer(self:shown(handle))
  end
  assert(request.method == "PUT", request.method)
  self:put(handle, request.body)
  if fault == "lost" then return nil, LOST end
  return answer('{"success":true}')
end

-- Waits in a coroutine of `run`; elsewhere lets the time pass at once.
function Api:wait(seconds)
  local current = coroutine.running()
  if not current or not self.waiting[current] then
    self.clock = self.clock + seconds
    return
  end
  self.waiting[current] = self.clock + seconds
  coroutine.yield()
end

-- Seconds that a request and its answer are on the way: 0.01 to 0.5 each, now and then ten times that.
function Api:way()
  self:wait(self.random(50) / 100 * (self.random(10) == 1 and 10 or 1))
end

--- The transport that leads to it.
---@return table transport
function Api:transport()
  return {
    now = function() return self.clock end,
    sleep = function(seconds) self:wait(seconds) end,
    perform = function(request)
      self:way()
      local response, failure = self:handle(request)
      self:way()
      return response, failure
    end,
  }
end

--- Runs functions at the same time, to their ends.
---@param functions function[]
function Api:run(functions)
  local left = {}
  for index, fn in ipairs(functions) do
    left[index] = coroutine.create(fn)
    self.waiting[left[index]] = self.clock
  end
  while left[1] do
    local first = 1
    for index, one in ipairs(left) do
      if self.waiting[one] < self.waiting[left[first]] then first = index end
    end
    local one = left[first]
    self.clock = math.max(self.clock, self.waiting[one])
    local ok, why = coroutine.resume(one)
    if not ok then error(debug.traceback(one, why), 0) end
    if coroutine.status(one) == "dead" then
      self.waiting[one] = nil
      table.remove(left, first)
    end
  end
end

return replacing_api
