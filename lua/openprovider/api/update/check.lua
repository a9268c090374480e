--- Checks the changes of an update: by themselves, and in their place.
--
-- @module openprovider.api.update.check

local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local customers = require("openprovider.api.customers")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local reference = require("openprovider.customer.marker")
local street = require("openprovider.api.update.street")

local check = {}

--- Checks what is asked for. Extensions are merged by their names, so an empty array of them asks for nothing, unless
--- it is the one that says so.
---@param changes table
---@param allow_unknown? boolean
---@param country? string of the stored customer, alpha-2
---@return table|nil canonical
---@return openprovider.Problem[]|openprovider.Error conversions_or_err what was read another way than it is written
function check.alone(changes, allow_unknown, country)
  local canonical, problems = customers.check(changes, "update", allow_unknown, country)
  if not canonical then return nil, problems end
  local conversions = {}
  for _, problem in ipairs(problems) do
    if problem.code == "converted" then conversions[#conversions + 1] = problem end
  end
  if reference.is_in(canonical.comments) then return nil, reference.in_comments() end
  if canonical.extension_additional_data == json.empty_array
    and rawget(changes, "extension_additional_data") ~= json.empty_array then
    canonical = copied(canonical)
    canonical.extension_additional_data = nil
  end
  return canonical, conversions
end

-- The errors that a customer has already: the API accepted them once, so they must not stand in the way.
local function errors_of(customer)
  local _, problems = core.check(customer, "create", true)
  local found = {}
  for _, problem in ipairs(problems or {}) do
    if problem.severity == "error" then found[problem.path .. " " .. problem.code] = true end
  end
  return found
end

--- Checks the changed members in their place, for what a part alone cannot show: a fax that is now incomplete, a
--- zipcode that the new country does not have.
---@param old table the customer as it was
---@param customer table the customer with the changes
---@param changes table
---@param is_record boolean see `street.fault`
---@return openprovider.Problem[]|nil warnings
---@return table|nil err of kind `invalid`
function check.in_place(old, customer, changes, is_record)
  local _, problems = core.check(customer, "create", true)
  local found, before = { street.fault(old, changes, is_record) }, nil
  local total = found[1] and found[1].severity == "error" and 1 or 0
  for _, problem in ipairs(problems or {}) do
    local change = changes[problem.path:match("^[A-Za-z0-9_]+")]
    if change ~= nil and change ~= json.null then
      before = before or errors_of(old)
      if problem.severity == "warning" then
        found[#found + 1] = problem
      elseif not before[problem.path .. " " .. problem.code] then
        found[#found + 1] = problem
        total = total + 1
      end
    end
  end
  if total > 0 then return nil, errors.invalid(found, total) end
  return found
end

return check
