--- Creating a customer.
--
-- @module openprovider.api.create

local arguments = require("openprovider.values.arguments")
local core = require("openprovider.core")
local exactly_once = require("openprovider.exactly_once.create")
local prepared_customer = require("openprovider.exactly_once.payload")

local create = {}

local OPTIONS = { allow_unknown = "boolean", reference = "any", settle = "number" }

--- Creates a customer: one call, one handle.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through; `reference`: your own key for the customer, or true
--- for one that is made of its company, name and e-mail address; by it the customer is created exactly once, whatever
--- happens to its requests; `settle`: instead of the client's option
---@return string|nil handle such as "CV904716-NL"
---@return table details_or_err `{ warnings, api_warnings, maintenance, created, attempts }`; `created` is false
--- where the reference was there before, and `differences` then says what differs. A reference that another company or
--- person has is an error of kind `conflict`, with its `handle`
function create.create_customer(client, customer, opts)
  arguments.check("create_customer", 1, customer, "table")
  local taken, err = arguments.options("create_customer", 2, opts, OPTIONS)
  if not taken then return nil, err end
  local prepared
  if taken.reference == nil then
    prepared, err = prepared_customer.of_caller(customer, taken.allow_unknown)
  else
    prepared, err = prepared_customer.make(core.plain(nil, customer), taken.reference, taken.allow_unknown)
  end
  if not prepared then return nil, err end
  local handle, details = prepared_customer.send(client, prepared, taken)
  if handle and details.created then exactly_once.tell_ensure(client, prepared, taken.settle, handle) end
  return handle, details
end

return create
