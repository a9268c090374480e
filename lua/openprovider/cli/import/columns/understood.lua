--- The report about the columns of a file: what each one is, which are left out, and which are unknown.
--
-- @module openprovider.cli.import.columns.understood

local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")

local map = quoted_option.map

-- The most columns of a line, and the margin on the left. The second of two items begins in the middle.
local WIDTH, MARGIN = 80, 2

-- The report is short, unless all columns are asked for. Maximum number of lines: for a known program, which has few
-- surprises, and for another file. Then the minimum for the columns that are used, the maximum for those that are left
-- out, and the width of " and 999 more".
local OF_PROGRAM, OF_FILE, LEAST, MAX_LINES, MORE = 10, 14, 6, 2, 13

-- Lines of options for columns that are not known, unless all are asked for.
local MAX_OPTIONS = 4

-- "Phone", "Mobile" -> phone; with fewer names if a line is too short for all
local function item(field, width)
  local named, path = {}, " -> " .. field.path
  for index, column in ipairs(field.columns) do named[index] = errors.quoted(column.name) end
  local text, shown = table.concat(named, ", ") .. path, #named
  while display_width.of(text) > width - MARGIN and shown > 1 do
    shown = shown - 1
    text = table.concat(named, ", ", 1, shown) .. string.format(" and %d more", #named - shown) .. path
  end
  return text
end

-- Items as lines, two in a line where they fit.
local function lines_of(items, width)
  local lines, line, second = {}, nil, math.floor(width / 2)
  for _, text in ipairs(items) do
    if line and display_width.of(line) < second and second + display_width.of(text) <= width then
      lines[#lines] = display_width.pad(line, second) .. text
      line = nil
    else
      line = "  " .. text
      lines[#lines + 1] = line
    end
  end
  return lines
end

-- Adds as many items as there is room for.
local function add_items(lines, items, room, width)
  local all = lines_of(items, width)
  if #all <= room then room = #all else room = room - 1 end
  for index = 1, room do lines[#lines + 1] = all[index] end
  if all[room + 1] then
    local more = #all - room
    lines[#lines + 1] = string.format("  and %d more %s: --verbose lists all", more, more == 1 and "line" or "lines")
  end
end

local understood = {}

--- Adds names after a title, several in a line.
---@param lines string[] changed
---@param title string
---@param columns table[] `{ name }` each; none adds nothing
---@param has_all? boolean whether every name is told, however many there are
---@param width? integer columns of a line
function understood.add_names(lines, title, columns, has_all, width)
  if not columns[1] then return end
  width = width or WIDTH
  local line, first, most = "  " .. title, #lines, has_all and #columns or MAX_LINES
  for index, column in ipairs(columns) do
    local name = column.name ~= "" and errors.quoted(column.name) or string.format("column %d (no name)", column.index)
    local text = " " .. name .. (index < #columns and "," or "")
    local is_last = #lines - first + 1 == most
    if display_width.of(line .. text) > (is_last and width - MORE or width) then
      if is_last then
        line = line .. string.format(" and %d more", #columns - index + 1)
        break
      end
      lines[#lines + 1], line = line, "   "
    end
    line = line .. text
  end
  lines[#lines + 1] = line
end

-- Adds options for unknown columns, to be copied, as lines that a shell joins.
local function add_unknown(lines, columns, has_all, width)
  if not columns[1] then return end
  local title = "not known, left out; complete and type what you need (`openprovider fields`):"
  for _, line in ipairs(display_width.lines(title, width - MARGIN)) do lines[#lines + 1] = "  " .. line end
  local line, first = "   ", #lines
  for index, column in ipairs(columns) do
    local option = " " .. map(column.name, "")
    if display_width.of(line .. option) > width - MARGIN and line ~= "   " then
      if not has_all and #lines - first == MAX_OPTIONS - 1 then
        lines[#lines + 1] = line
        lines[#lines + 1] = string.format("    and %d more: --verbose lists all", #columns - index + 1)
        return
      end
      lines[#lines + 1], line = line .. " \\", "   "
    end
    line = line .. option
  end
  lines[#lines + 1] = line
end

-- Adds columns of notes with the options that send them.
local function add_notes(lines, columns, width)
  for _, column in ipairs(columns) do
    local line, option = "  notes are left out; to send them:", map(column.name, "comments")
    if display_width.of(line .. option) < width then
      lines[#lines + 1] = line .. " " .. option
    else
      lines[#lines + 1], lines[#lines + 2] = line, "    " .. option
    end
  end
end

-- Whether there is anything to say about a column: all are the paths of fields otherwise.
local function is_told(columns)
  if columns.unknown[1] or columns.keys[1] then return true end
  for _, field in ipairs(columns.fields.all) do
    local only = field.columns[1]
    if only and not (only.is_path and field.columns[2] == nil) then return true end
  end
  return false
end

-- Adds the option that makes a column the key of the rows.
local function add_keys(lines, columns)
  for _, column in ipairs(columns) do
    lines[#lines + 1] = "  keys of the rows, if they are: " .. quoted_option.of("--reference", column.name)
  end
end

--- Lines about the columns; none if the header row has the paths of fields alone.
---@param columns table of `openprovider.cli.import.columns`
---@param has_all? boolean whether every name is told, however many there are
---@param width? integer columns of the terminal
---@return string[]
function understood.lines(columns, has_all, width)
  local items, lines = {}, {}
  width = math.min(width or WIDTH, WIDTH)
  for _, field in ipairs(is_told(columns) and columns.fields.all or {}) do
    if field.columns[1] then items[#items + 1] = item(field, width) end
  end
  if columns.is_key_optional then items[#items + 1] = errors.quoted(columns.key.name) .. " -> key of the row" end
  local below = {}
  understood.add_names(below, "left out:", columns.left_out, has_all, width)
  add_notes(below, columns.notes, width)
  add_keys(below, columns.keys)
  add_unknown(below, columns.unknown, has_all, width)
  if items[1] then lines[1] = columns.program and "columns of " .. columns.program .. ":" or "columns:" end
  local most = columns.program and OF_PROGRAM or OF_FILE
  add_items(lines, items, has_all and #items or math.max(LEAST, most - 1 - #below), width)
  for _, line in ipairs(below) do lines[#lines + 1] = line end
  return lines
end

return understood
