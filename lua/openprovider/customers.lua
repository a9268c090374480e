--- One customer: check, create, get, delete.
--
-- @module openprovider.customers

local answers = require("openprovider.answer")
local arguments = require("openprovider.arguments")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local handles = require("openprovider.handle")
local json = require("openprovider.json")
local options = require("openprovider.options")
local record = require("openprovider.record")

local customers = {}

local MODES = { "create", "update" }
local CHECK_OPTIONS = { "mode", "allow_unknown" }
local CREATE_OPTIONS = { "allow_unknown" }
local GET_OPTIONS = { "with_additional_data", "raw" }

-- -> canonical, warnings, has_empty_arrays | nil, err
local function check(customer, mode, allow_unknown)
  local canonical, problems, count, _, empty_arrays = core.check(customer, mode, allow_unknown)
  if count > 0 then return nil, errors.invalid(problems, count) end
  return canonical, problems or {}, empty_arrays
end

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
  if mode ~= "create" and mode ~= "update" then return options.unknown("mode", mode, MODES) end
  local canonical, warnings = check(customer, mode, taken.allow_unknown)
  return canonical, warnings
end

-- -> the JSON text of a canonical customer
local function encode(canonical, empty_arrays)
  if not empty_arrays then return json.encode_strings(canonical) end
  return json.encode(canonical)
end

--- Creates a customer: one call, one handle.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through
---@return string|nil handle such as "CV904716-NL"
---@return table details_or_err `{ warnings, api_warnings, maintenance, created, attempts }`
function customers.create_customer(client, customer, opts)
  arguments.check("create_customer", 1, customer, "table")
  local taken, err = arguments.options("create_customer", 2, opts, CREATE_OPTIONS)
  if not taken then return nil, err end
  local canonical, warnings, empty_arrays = check(customer, "create", taken.allow_unknown)
  if not canonical then return nil, warnings end
  local answer
  answer, err = client:exchange({
    method = "POST",
    path = "/customers",
    body = encode(canonical, empty_arrays),
    repeatable = false,
    what = "the customer",
  })
  if not answer then return nil, err end
  local handle = type(answer.data) == "table" and answer.data.handle
  if type(handle) ~= "string" or handle == "" or errors.one_line(handle) ~= handle then
    return nil, answers.senseless(answer, "the answer has no handle")
  end
  return handle, answers.details(answer, { warnings = warnings, created = true })
end

--- Gets a customer.
---@param client table
---@param handle string
---@param opts? table `with_additional_data` (default true): with `additional_data` and
--- `extension_additional_data`; `raw`: exactly what the API sent
---@return table|nil customer its members, and `id`, `handle`, `reseller_id`, `is_deleted` and the like;
--- what is empty at the API is nil
---@return table|nil err
function customers.get_customer(client, handle, opts)
  local taken, err = arguments.options("get_customer", 2, opts, GET_OPTIONS)
  if not taken then return nil, err end
  local path, answer
  path, err = handles.path(handle)
  if not path then return nil, err end
  answer, err = client:exchange({
    method = "GET",
    path = path,
    query = "with_additional_data=" .. tostring(taken.with_additional_data ~= false),
    repeatable = true,
  })
  if not answer then return nil, err end
  if type(answer.data) ~= "table" or type(answer.data.handle) ~= "string" then
    return nil, answers.senseless(answer, "the answer has no customer")
  end
  return taken.raw and answer.data or record.clean(answer.data)
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
  answer, err = client:exchange({ method = "DELETE", path = path, repeatable = true, removes = true })
  if not answer then return nil, err end
  local ok
  ok, err = answers.confirmed(answer, "the deletion")
  if not ok then return nil, err end
  return true, answers.details(answer)
end

return customers
