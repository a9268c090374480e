--- The checker's warnings about rows: they stop nothing, and are told by their kind, each with how many rows have it.
--
-- @module openprovider.cli.import.warnings

local output = require("openprovider.cli.output")

local warnings = {}

local Warnings = {}
Warnings.__index = Warnings

--- No warnings yet.
---@param rows table the source, which says where a row is
---@return table warnings
function warnings.new(rows)
  return setmetatable({ rows = rows, kinds = {}, by_key = {} }, Warnings)
end

--- Takes those of a row.
---@param located table[] as of the source's `locate`
---@return string|nil text of all, for the report
function Warnings:add(located)
  local parts = {}
  for _, warning in ipairs(located) do
    local key = warning.path .. " " .. tostring(warning.code)
    local kind = self.by_key[key]
    if not kind then
      kind = { first = warning, line = nil, count = 0 }
      self.by_key[key], self.kinds[#self.kinds + 1] = kind, kind
    end
    if kind.line ~= warning.line then kind.line, kind.count = warning.line, kind.count + 1 end
    parts[#parts + 1] = self.rows:what(warning)
  end
  return parts[1] and "warning: " .. table.concat(parts, "; ")
end

--- Tells of each kind once.
function Warnings:tell()
  for _, kind in ipairs(self.kinds) do
    local warning, more = kind.first, kind.count - 1
    warning.message = "warning: " .. self.rows:what(warning)
    if more > 0 then
      local rows = more == 1 and "row" or "rows"
      warning.message = string.format("%s; and %d more %s like this", warning.message, more, rows)
    end
    warning.path = nil -- the message names it
    output.tell(self.rows:text(warning))
  end
end

return warnings
