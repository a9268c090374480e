--- A sandbox without a network, for specs of its behaviour: logged in, JSON in, JSON out.
local json = require("dkjson")
local odd = require("spec.sandbox.odd")
local testing = require("openprovider.testing")

local direct = {}

local BASE = "http://sandbox.invalid/v1beta"

--- When the sandbox's clock starts, in seconds.
direct.BEGIN = 1000000000

local Direct = {}
Direct.__index = Direct

--- A sandbox of its own, with customers in it.
---@param options? table of `odd.new`
---@param count? integer how many customers
---@return table direct with `sandbox` and `token`
function direct.start(options, count)
  local taken = { now = function() return direct.BEGIN end }
  for name, value in pairs(options or {}) do taken[name] = value end
  local self = setmetatable({ transport = testing.transport(odd.new(taken)) }, Direct)
  self.sandbox = self.transport.sandbox
  self:log_in()
  self.sandbox:fill(count or 0)
  return self
end

--- Gets a new token.
function Direct:log_in()
  self.token = self:call("POST", "/auth/login", { username = "sandbox", password = "secret" }).data.token
end

--- Does one request.
---@param method string
---@param path string under the base
---@param body? table
---@return table envelope
---@return table response
function Direct:call(method, path, body)
  local response = self.transport.perform {
    method = method, url = BASE .. path, body = body and json.encode(body),
    headers = { Authorization = self.token and "Bearer " .. self.token },
  }
  return json.decode(response.body), response
end

--- One member of every row of a list.
---@param rows table[]
---@param member string
---@return table
function direct.each(rows, member)
  local values = {}
  for index, row in ipairs(rows) do values[index] = row[member] end
  return values
end

return direct
