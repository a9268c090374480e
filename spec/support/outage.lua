--- Creates customers while the API is down for a while, and says how long it takes once the API is back.

local core = require("openprovider.core")
local example = require("spec.support.example")

-- Kinds of outages: the fault that each is to the server.
local FAULTS = {
  maintenance = { name = "code", code = 4005 },
  gateway = { name = "status", status = 503, body = "busy" },
  closed = { name = "close_before" },
}

---@param server table of `spec.sandbox.server`
---@param kind "maintenance"|"gateway"|"closed"
---@param seconds number for which the API is down
---@param rows integer
---@param options? table of `create_customers`
---@return number seconds from the end of the outage to the last handle
---@return integer created
return function(server, kind, seconds, rows, options)
  local client = server:client { retries = 30, settle = 1 }
  assert(client:login())
  local fault, list, created = { path = "/customers", lasts = seconds }, {}, 0
  for name, value in pairs(FAULTS[kind]) do fault[name] = value end
  for number = 1, rows do list[number] = example.customer { email = ("c%d@example.com"):format(number) } end
  server:fault(fault)
  local began = core.now()
  for _, handle in client:create_customers(list, options) do
    if handle then created = created + 1 end
  end
  client:close()
  return core.now() - began - seconds, created
end
