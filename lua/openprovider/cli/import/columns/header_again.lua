--- A second header row below the rows. Files that were joined from several files have it.
--
-- @module openprovider.cli.import.columns.header_again

local header_name = require("openprovider.cli.import.columns.header_name")
local is_filled = require("openprovider.cli.import.columns.row").is_filled

local header_again = {}

-- Minimum number of cells that are the same as in the header row.
local LEAST = 2

-- Whether each cell that is filled has the name of its column.
local function is_one(cells, names)
  local count = 0
  for index, cell in ipairs(cells) do
    if is_filled(cell) then
      if header_name.fold(cell) ~= header_name.fold(names[index] or "") then return false end
      count = count + 1
    end
  end
  return count >= LEAST
end

--- The problem of a row that is the header row again, or nil.
---@param cells string[]
---@param names string[] of the columns, as they were written
---@return table|nil problem
function header_again.problem(cells, names)
  if not is_one(cells, names) then return nil end
  return { code = "header", severity = "error", message = "it is the header row again, not a customer: take the line "
    .. "out of the file" }
end

return header_again
