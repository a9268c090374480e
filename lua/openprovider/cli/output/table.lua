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

local Aligned = {}
Aligned.__index = Aligned

-- The lines of a cell: of one that is broken, as many as it needs.
function Aligned:lines_of(index, cell, line)
  local is_last, width = index == #self.widths, self.widths[index]
  if is_last then width = self.columns and self.columns - display_width.of(line) or 0 end
  if not (self.columns and width > 0 and (is_last or self.columns_of[index].is_broken)) then
    -- Nothing follows the last cell, so it is never cut.
    return { self.cuts and not is_last and display_width.cut(cell, width) or cell }
  end
  local lines = display_width.lines(cell, width)
  for number, text in ipairs(lines) do lines[number] = display_width.cut(text, width) end
  return lines
end

function Aligned:write_row(cells)
  local all, most, line = {}, 1, ""
  for index, cell in ipairs(cells) do
    all[index] = self:lines_of(index, cell, line)
    most = math.max(most, #all[index])
    line = line .. display_width.pad(all[index][1], self.widths[index]) .. GAP
  end
  for number = 1, most do
    local parts = {}
    for index, lines in ipairs(all) do parts[index] = display_width.pad(lines[number] or "", self.widths[index]) end
    self.write((table.concat(parts, GAP):gsub(" +$", "")), "\n")
  end
end

-- The widest column that can be narrower, except the last; a column without content is one before all others.
function Aligned:widest(least)
  local found, is_empty
  for index = 1, #self.widths - 1 do
    local width, empty = self.widths[index], self.is_empty[index]
    if not self.columns_of[index].is_whole and width > least and (not found or empty and not is_empty
      or empty == is_empty and width > self.widths[found]) then
      found, is_empty = index, empty
    end
  end
  return found
end

-- Makes columns narrower, until the last one has room on the terminal.
function Aligned:fit()
  local widths = self.widths
  for _, least in ipairs(LEASTS) do
    local room = self.columns - #GAP * (#widths - 1)
    for index = 1, #widths - 1 do room = room - widths[index] end
    for _ = room + 1, math.min(widths[#widths], least.last) do
      local index = self:widest(least.other)
      if not index then break end
      widths[index] = widths[index] - 1
    end
  end
end

-- Writes the rows that were held back.
function Aligned:release()
  local rows, most = self.rows, self.cuts and MAX_WIDTH_CUT or MAX_WIDTH
  self.rows, self.widths, self.is_empty = nil, {}, {}
  for number, cells in ipairs(rows) do
    for index, cell in ipairs(cells) do
      local width = display_width.of(cell)
      if not self.columns_of[index].is_whole then width = math.min(width, most) end
      self.widths[index] = math.max(self.widths[index] or 0, width)
      self.is_empty[index] = (number == 1 or self.is_empty[index]) and (number == 1 or cell == "")
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
---@param columns_of table[] its columns, `{ title, is_whole, is_broken }` each: a cell of a whole column is never cut,
--- and one of a broken column goes on in further lines of a terminal
---@param write function(...)
---@param cuts boolean whether cells that are too wide for their column are cut: for a terminal
---@param columns? integer of the terminal: the last column is broken into lines that fit
---@return table `{ add(self, cells), close(self) }`
function aligned.new(columns_of, write, cuts, columns)
  local titles = {}
  for index, column in ipairs(columns_of) do titles[index] = column.title end
  return setmetatable({ rows = { titles }, columns_of = columns_of, write = write, cuts = cuts, columns = columns },
    Aligned)
end

return aligned
