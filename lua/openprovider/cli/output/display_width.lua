--- Measures how many columns of a terminal a text takes, and fits texts into a width.
--
-- @module openprovider.cli.output.display_width

local code_point = require("openprovider.values.code_point")

local display_width = {}

local CHARACTER = "[%z\1-\127\194-\244][\128-\191]*"

local ELLIPSIS = "\226\128\166"

-- Ranges of code points, in order, that take no column: combining marks and joiners.
local ZERO = {
  { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x0610, 0x061A }, { 0x064B, 0x065F },
  { 0x0900, 0x0902 }, { 0x093C, 0x093C }, { 0x0941, 0x0948 }, { 0x094D, 0x094D }, { 0x0E31, 0x0E31 },
  { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E }, { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200B, 0x200F },
  { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF },
}

-- Ranges that take two columns (Unicode's East Asian Width, W and F): Hangul, kana, ideographs, full-width forms,
-- emoji.
local WIDE = {
  { 0x1100, 0x115F }, { 0x2E80, 0x303E }, { 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
  { 0xA000, 0xA4CF }, { 0xA960, 0xA97F }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F },
  { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF },
  { 0x20000, 0x3FFFD },
}

local function is_in(ranges, code)
  for _, range in ipairs(ranges) do
    if code < range[1] then return false end
    if code <= range[2] then return true end
  end
  return false
end

local function width_of(character)
  if #character == 1 then return 1 end
  local code = code_point.of(character)
  if is_in(ZERO, code) then return 0 end
  return is_in(WIDE, code) and 2 or 1
end

--- The width of a text.
---@param text string in UTF-8, without control characters
---@return integer columns
function display_width.of(text)
  if not text:find("[\128-\255]") then return #text end
  local width = 0
  for character in text:gmatch(CHARACTER) do width = width + width_of(character) end
  return width
end

--- Cuts a text to a width, with an ellipsis if something is cut off.
---@param text string
---@param limit integer columns
---@return string
function display_width.cut(text, limit)
  if display_width.of(text) <= limit then return text end
  local parts, width = {}, 0
  for character in text:gmatch(CHARACTER) do
    width = width + width_of(character)
    if width > limit - 1 then break end
    parts[#parts + 1] = character
  end
  return table.concat(parts) .. ELLIPSIS
end

--- A text with blanks after it.
---@param text string
---@param width integer columns
---@return string
function display_width.pad(text, width)
  return text .. (" "):rep(width - display_width.of(text))
end

-- The first words of a text that fit into a width, and the rest. A word that is too long has a line of its own.
local function broken(text, width)
  if display_width.of(text) <= width then return text, "" end
  local first, at = "", 1
  for word, after in text:gmatch("([^ ]+) *()") do
    local longer = first == "" and word or first .. " " .. word
    if first ~= "" and display_width.of(longer) > width then break end
    first, at = longer, after
  end
  return first, text:sub(at)
end

-- Replaces a blank at which a line must not be broken.
local NO_BREAK = "\1"

-- Marks the commands in a text, `such as this`, so that they are not broken if a line has room for them: people copy
-- them.
local function with_whole_commands(text, room)
  return (text:gsub("`[^`]*`", function(command)
    if display_width.of(command) <= room then return (command:gsub(" ", NO_BREAK)) end
  end))
end

--- Breaks a text into lines between words.
---@param text string
---@param width integer columns
---@param indent? string before all lines but the first; none if it is not given
---@return string[] lines
function display_width.lines(text, width, indent)
  indent = indent or ""
  local line, rest = broken(with_whole_commands(text, width - #indent), width)
  local lines = { line }
  while rest ~= "" do
    line, rest = broken(rest, width - #indent)
    lines[#lines + 1] = indent .. line
  end
  for index, each in ipairs(lines) do lines[index] = each:gsub(NO_BREAK, " ") end
  return lines
end

return display_width
