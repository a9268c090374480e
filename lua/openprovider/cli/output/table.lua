--- Writes rows in aligned columns, for people. The first page decides the widths, so that a list of any length needs
--- the memory of one page.
--
-- @module openprovider.cli.output.table

local display_width = require("openprovider.cli.output.display_width")

-- How many rows decide the widths before the first is written.
local PAGE = 1000

-- The greatest width of a column. A longer cell is cut on a terminal, and is not aligned elsewhere.
local MAX_WIDTH_CUT, MAX_WIDTH = 40, 60

local GAP = "  "

-- The least widths on a terminal, where the last cell of a row is broken into lines and other columns make room for it:
-- `last` for the last one, `other` for the others. The second pair is used if the first needs too much room.
local LEASTS = { { last = 20, other = 10 }, { last = 8, other = 4 } }

-- The least width of the first column: a handle, which people copy.
local HANDLE = 12

local Aligned = {}
Aligned.__index = Aligned

-- Writes a row, with its last cell broken into lines that fit the terminal.
function Aligned:write_last(line, last)
  local room = self.columns and self.columns - #GAP - display_width.of(line)
  local lines = room and room > 0 and display_width.lines(last, room) or { last }
  local before = #lines > 1 and (" "):rep(display_width.of(line)) or nil
  for _, text in ipairs(lines) do
    if self.cuts and room and room > 0 then text = display_width.cut(text, room) end
    self.write(((line .. GAP .. text):gsub(" +$", "")), "\n")
    line = before
  end
end

function Aligned:write_row(cells)
  local parts = {}
  for index, cell in ipairs(cells) do
    local width = self.widths[index]
    -- Nothing follows the last cell, so it is never cut.
    if self.cuts and index < #cells then cell = display_width.cut(cell, width) end
    parts[index] = index < #cells and display_width.pad(cell, width) or cell
  end
  local last = table.remove(parts)
  if not parts[1] then return self.write((last:gsub(" +$", "")), "\n") end
  self:write_last(table.concat(parts, GAP), last)
end

-- The widest column that can be narrower, except the last.
local function widest(widths)
  local found = widths[1] > HANDLE and 1 or 2
  for index = 2, #widths - 1 do
    if widths[index] > widths[found] then found = index end
  end
  return found
end

-- Makes the widest columns narrower, until the last one has room on the terminal.
function Aligned:fit()
  local widths = self.widths
  for _, least in ipairs(LEASTS) do
    local room = self.columns - #GAP * (#widths - 1)
    for index = 1, #widths - 1 do room = room - widths[index] end
    for _ = room + 1, math.min(widths[#widths], least.last) do
      local index = widest(widths)
      if index == #widths or widths[index] <= least.other then break end
      widths[index] = widths[index] - 1
    end
  end
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
  if self.columns and self.widths[2] then self:fit() end
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
---@param cuts boolean whether cells that are too wide for their column are cut: for a terminal
---@param columns? integer of the terminal: the last column is broken into lines that fit
---@return table `{ add(self, cells), close(self) }`
function aligned.new(titles, write, cuts, columns)
  return setmetatable({ rows = { titles }, write = write, cuts = cuts, columns = columns }, Aligned)
end

return aligned
