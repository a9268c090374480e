--- One customer: check, get, delete.
--
-- @module openprovider.api.customers

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local built = require("openprovider.customer.built")
local as_read = require("openprovider.api.update.as_read")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local handles = require("openprovider.customer.handle")
local lookup = require("openprovider.exactly_once.lookup")
local record = require("openprovider.customer.from_api")

local customers = {}

local MODES = { "create", "update" }
local CHECK_OPTIONS = { mode = "any", allow_unknown = "boolean" }
local GET_OPTIONS = { with_additional_data = "boolean", raw = "boolean" }

--- Checks a customer without sending anything.
---@param _ table|nil client: none is needed
---@param customer table the members of a customer; never changed
---@param opts? table `mode`: "create" (default) or "update"; `allow_unknown`: lets unknown members through
---@return table|nil canonical the customer as it would be sent: the table given, if it already was
---@return table warnings_or_err a list of problems that stop nothing; or an error of kind `invalid`
function customers.check_customer(_, customer, opts)
  arguments.check("check_customer", 1, customer, "table")
  local taken, err = arguments.options("check_customer", 2, opts, CHECK_OPTIONS)
  if not taken then return nil, err end
  local mode = taken.mode or "create"
  if mode ~= "create" and mode ~= "update" then return arguments.unknown("mode", mode, MODES) end
  local canonical, problems, total
  if mode == "update" then
    canonical, problems, total = built.check_update(customer, taken.allow_unknown)
  else
    canonical, problems, total = core.check(customer, mode, taken.allow_unknown)
  end
  if total > 0 then return nil, errors.invalid(problems, total) end
  return canonical, problems or {}
end

-- Says in an error which customer it is about.
local function about(handle, err)
  err.handle = handle
  return err
end

--- Gets a customer.
---@param client table
---@param handle string
---@param opts? table `with_additional_data` (default true): with `additional_data` and
--- `extension_additional_data`; `raw`: exactly what the API sent
---@return table|nil customer the one that was asked for, and no other: its members, and `id`, `handle`, `reseller_id`,
--- `is_deleted` and the like; what is empty at the API is nil
---@return table details_or_err `{ api_warnings, maintenance, attempts }`
function customers.get_customer(client, handle, opts)
  local taken, err = arguments.options("get_customer", 2, opts, GET_OPTIONS)
  if not taken then return nil, err end
  local customer, answer = lookup.get(client, handle, nil, { is_short = taken.with_additional_data == false })
  if not customer then return nil, answer end
  local sent = customer
  if taken.raw then sent = core.plain(nil, sent) else customer = record.clean(sent) end
  as_read.note(customer, sent)
  return customer, answers.details(answer)
end

--- Deletes a customer. The API refuses while a domain or anything else uses the handle: an error of
-- kind `conflict`.
---@param client table
---@param handle string
---@return boolean|nil ok
---@return table details_or_err `{ api_warnings, maintenance, attempts }`
function customers.delete_customer(client, handle)
  local path, err = handles.path(handle)
  if not path then return nil, err end
  local answer
  answer, err = client:exchange({ method = "DELETE", path = path, operation = "write", removes = true })
  if not answer then return nil, about(handle, err) end
  local ok
  ok, err = answers.confirmed(answer, "the deletion")
  if not ok then return nil, about(handle, err) end
  client.references:deleted(handle)
  return true, answers.details(answer)
end

return customers
