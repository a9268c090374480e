--- What the specs' nginx serves.
-- luacheck: std +ngx_lua (runs inside nginx, which has the global 'ngx')

local openprovider = require("openprovider")
local json = require("openprovider.testing.json")

local app = {}

local client

--- Makes the client, before nginx forks its workers.
---@param options string JSON
function app.configure(options)
  client = assert(openprovider.new(json.decode(options)))
end

--- Answers a request whose body is a customer, and whose address may have a reference: with the handle, or with the
-- kind and message of the error.
function app.create()
  ngx.header["X-Worker"] = ngx.worker.pid()
  ngx.req.read_body()
  local customer = json.decode(ngx.req.get_body_data())
  local handle, err = client:create_customer(customer, { reference = ngx.var.arg_reference })
  if not handle then ngx.status = 500 end
  ngx.print(handle or err.kind .. ": " .. err.message)
end

--- Creates a customer with a reference that another create has.
function app.create_in_use()
  local store = require("openprovider.auth.stores.nginx").new()
  store.hold(client.references.account .. " order-1", 60)
  return client:create_customer(require("spec.support.example").customer(), { reference = "order-1" })
end

--- Makes a call in a phase and keeps the result.
---@param phase string
function app.try(phase)
  local ok, page, err = pcall(client.list_customers, client)
  local said = not ok and "raised " .. tostring(page) or page and "done" or err.kind .. ": " .. err.message
  ngx.shared.results:set(phase, said)
end

--- Answers with the results of the calls so far.
function app.results()
  local results = {}
  for _, phase in ipairs(ngx.shared.results:get_keys()) do results[phase] = ngx.shared.results:get(phase) end
  ngx.print(json.encode(results))
end

--- Runs the Lua of a request's body, which has `client` and `customer`, and answers with what it returns.
function app.run()
  ngx.header["X-Worker"] = ngx.worker.pid()
  ngx.req.read_body()
  local text = "local client, customer = ... " .. ngx.req.get_body_data()
  ngx.print(json.encode(assert(loadstring(text))(client, require("spec.support.example").customer)))
end

return app
