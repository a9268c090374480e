--- Creating a customer.
--
-- @module openprovider.api.create

local arguments = require("openprovider.values.arguments")
local built = require("openprovider.customer.built")
local call_time = require("openprovider.limits.call_time")
local exactly_once = require("openprovider.exactly_once.create")
local payload = require("openprovider.customer.payload")

local create = {}

local OPTIONS = { allow_unknown = "boolean", reference = "string|boolean", settle = "number", timeout = "number" }
local NO_OPTIONS = {}

--- See `Client:create_customer`.
function create.create_customer(client, customer, opts)
  if type(customer) ~= "table" then arguments.check("create_customer", 1, customer, "table") end
  local prepared, err
  if opts == nil then
    opts = NO_OPTIONS
    prepared, err = payload.of_caller(customer)
  else
    opts, err = arguments.options("create_customer", 2, opts, OPTIONS)
    if not opts then return nil, err end
    client = call_time.within(client, opts.timeout)
    if opts.reference == nil then
      prepared, err = payload.of_caller(customer, opts.allow_unknown)
    else
      prepared, err = payload.make(built.copy(customer), opts.reference, opts.allow_unknown)
    end
  end
  if not prepared then return nil, err end
  local handle, details = exactly_once.create(client, prepared, opts)
  if handle and details.created then exactly_once.tell_ensure(client, prepared, opts.settle, handle) end
  return handle, details
end

return create
