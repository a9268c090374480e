--- Rows in aligned columns, for people. The widths are those of the first page, so that a list of any
-- length needs the memory of one.
--
-- @module openprovider.cli.table

local display_width = require("openprovider.cli.display_width")

-- Rows that are looked at before the first is written.
local PAGE = 1000

-- Columns beyond which a cell does not widen its own: it is cut on a terminal, and sticks out elsewhere.
local MAX_WIDTH_CUT, MAX_WIDTH = 40, 60

local GAP = "  "

local Aligned = {}
Aligned.__index = Aligned

function Aligned:write_row(cells)
  local parts = {}
  for index, cell in ipairs(cells) do
    local width = self.widths[index]
    -- Nothing follows the last, so it may be as long as it is.
    if self.cuts and index < #cells then cell = display_width.cut(cell, width) end
    parts[index] = display_width.pad(cell, width)
  end
  self.write((table.concat(parts, GAP):gsub(" +$", "")), "\n")
end

-- Writes the rows that were held back.
function Aligned:release()
  local rows, most = self.rows, self.cuts and MAX_WIDTH_CUT or MAX_WIDTH
  self.rows, self.widths = nil, {}
  for _, cells in ipairs(rows) do
    for index, cell in ipairs(cells) do
      local width = math.min(display_width.of(cell), most)
      self.widths[index] = math.max(self.widths[index] or 0, width)
    end
  end
  for _, cells in ipairs(rows) do self:write_row(cells) end
end

--- Adds a row.
---@param cells string[] without control characters
function Aligned:add(cells)
  if not self.rows then return self:write_row(cells) end
  self.rows[#self.rows + 1] = cells
  if #self.rows > PAGE then self:release() end
end

--- Ends the table.
function Aligned:close()
  if self.rows then self:release() end
end

local aligned = {}

--- A new table.
---@param titles string[] its first row
---@param write function(...)
---@param cuts boolean whether what is too wide for its column is cut: for a terminal
---@return table `{ add(self, cells), close(self) }`
function aligned.new(titles, write, cuts)
  return setmetatable({ rows = { titles }, write = write, cuts = cuts }, Aligned)
end

return aligned
