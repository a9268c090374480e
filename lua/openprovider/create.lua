--- Creating a customer.
--
-- @module openprovider.create

local arguments = require("openprovider.arguments")
local errors = require("openprovider.errors")
local prepared_customer = require("openprovider.prepared_customer")

local create = {}

local OPTIONS = {
  allow_unknown = "boolean", reference = "any", never_sent = "boolean", sent_at = "number", settle = "number",
  look_interval = "number",
}

-- Options that do not fit together. -> err
local function misfit(client, taken)
  local why
  if taken.reference == nil and (taken.never_sent ~= nil or taken.sent_at) then
    why = "options never_sent and sent_at belong to a create with a reference"
  elseif taken.never_sent and taken.sent_at then
    why = "option sent_at says when it may have been sent, and never_sent that it was not"
  elseif taken.look_interval == 0 then
    why = "option look_interval must be a number of seconds above 0"
  elseif taken.sent_at and taken.sent_at > client.transport.now() + (taken.settle or client.settings.settle) then
    why = "option sent_at is in the future; it is in seconds since the epoch"
  end
  return why and errors.new("config", why, { outcome = "not_sent" })
end

--- Creates a customer: one call, one handle.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through; `reference`: your own key for the customer,
--- by which it is created exactly once, whatever happens to its requests; with it, `never_sent`: no create with it
--- was ever sent, so that it need not be looked for; `sent_at`: when one may have been sent, in seconds since the
--- epoch; `settle` and `look_interval`: instead of the client's options
---@return string|nil handle such as "CV904716-NL"
---@return table details_or_err `{ warnings, api_warnings, maintenance, created, attempts }`; `created` is false
--- where the reference was there before
function create.create_customer(client, customer, opts)
  arguments.check("create_customer", 1, customer, "table")
  local taken, err = arguments.options("create_customer", 2, opts, OPTIONS)
  if not taken then return nil, err end
  err = misfit(client, taken)
  if err then return nil, err end
  local prepared
  prepared, err = prepared_customer.make(customer, taken.reference, taken.allow_unknown)
  if not prepared then return nil, err end
  return prepared_customer.send(client, prepared, taken)
end

return create
