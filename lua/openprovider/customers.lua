--- Operations on customers.
--
-- @module openprovider.customers

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.json")
local options = require("openprovider.options")

local customers = {}

local CHECK_OPTIONS = { "mode", "allow_unknown" }
local CREATE_OPTIONS = { "allow_unknown" }

-- Checks the types that only a programmer's mistake gets wrong, and the names of options.
local function check_arguments(operation, customer, opts, known)
  if type(customer) ~= "table" then
    error(string.format("bad argument #1 to '%s' (table expected, got %s)", operation, type(customer)), 3)
  end
  if opts == nil then return true end
  if type(opts) ~= "table" then
    error(string.format("bad argument #2 to '%s' (table expected, got %s)", operation, type(opts)), 3)
  end
  for name in pairs(opts) do
    local found = false
    for _, one in ipairs(known) do found = found or one == name end
    if not found then return options.unknown("option", name, known) end
  end
  return true
end

-- -> canonical, warnings, has_empty_arrays | nil, err
local function check(customer, mode, allow_unknown)
  local canonical, problems, count, _, empty_arrays = core.check(customer, mode, allow_unknown)
  if count > 0 then return nil, errors.invalid(problems, count) end
  return canonical, problems or {}, empty_arrays
end

--- Checks a customer without sending anything.
---@param customer table the members of a customer; never changed
---@param opts? table `mode`: "create" (default) or "update"; `allow_unknown`: lets unknown members through
---@return table|nil canonical the customer as it would be sent: the table given, if it already was
---@return table warnings_or_err a list of problems that stop nothing; or an error of kind `invalid`
function customers.check(customer, opts)
  local ok, err = check_arguments("check_customer", customer, opts, CHECK_OPTIONS)
  if not ok then return nil, err end
  local mode = opts and opts.mode or "create"
  if mode ~= "create" and mode ~= "update" then
    return options.unknown("mode", mode, { "create", "update" })
  end
  local canonical, warnings = check(customer, mode, opts and opts.allow_unknown)
  return canonical, warnings
end

-- -> the JSON text of a canonical customer | nil, err
local function encode(canonical, empty_arrays)
  if not empty_arrays then return json.encode_strings(canonical) end
  return json.encode(canonical)
end

--- Creates a customer: one call, one handle.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through
---@return string|nil handle such as "JD123456-NL"
---@return table details_or_err `{ warnings, api_warnings, maintenance, created, attempts }`
function customers.create(client, customer, opts)
  local ok, err = check_arguments("create_customer", customer, opts, CREATE_OPTIONS)
  if not ok then return nil, err end
  local canonical, warnings, empty_arrays = check(customer, "create", opts and opts.allow_unknown)
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
    return nil, errors.unknown_outcome(
      errors.new("protocol", "the answer has no handle", {
        status = answer.status, outcome = "unknown", attempts = answer.attempts,
      }), "the customer")
  end
  return handle, {
    warnings = warnings,
    api_warnings = answer.warnings,
    maintenance = answer.maintenance,
    created = true,
    attempts = answer.attempts,
  }
end

return customers
