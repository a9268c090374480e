--- If the API refuses a field of which the checker had warned, adds the warning to the error.
--
-- @module openprovider.http.hint

local core = require("openprovider.core")
local errors = require("openprovider.errors")

-- Whether one path is the other, or inside it.
local function is_within(path, other)
  return path == other or path:sub(1, #other + 1) == other .. "."
end

-- The messages of the warnings about a field.
local function about(field, warnings)
  local said = {}
  for _, warning in ipairs(warnings) do
    if warning.path ~= "" and (is_within(field, warning.path) or is_within(warning.path, field)) then
      said[#said + 1] = warning.path == field and warning.message or errors.describe(warning)
    end
  end
  return said
end

--- Adds to the error of a refusal what the checker had warned of in that field, as `hint` and in its message.
---@param err table of a call
---@param warnings openprovider.Problem[]|nil of the check; nil if they were not kept
---@param customer_of fun(): table returns what was sent: it is checked again if `warnings` is nil
return function(err, warnings, customer_of)
  if err.outcome ~= "rejected" or not err.field or not err.code then return end
  if not warnings then
    local _, problems = core.check(customer_of(), "create", true)
    warnings = problems or {}
  end
  local said = about(err.field, warnings)
  if not said[1] then return end
  err.hint = errors.one_line(table.concat(said, "; "))
  err.message = err.message .. "; the check had warned: " .. err.hint
end
