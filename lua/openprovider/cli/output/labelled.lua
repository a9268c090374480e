--- Writes a label and a text. On a terminal a long text goes on in further lines, below itself.
--
-- @module openprovider.cli.output.labelled

local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local output = require("openprovider.cli.output")

-- The fewest columns for the text; with fewer it is not broken.
local LEAST = 20

-- Indent of a text that begins below its label, because one of its words, such as a path, has no room beside the label.
local BELOW = 4

-- Whether a text has a word that is wider than a width.
local function has_wider(text, width)
  for word in text:gmatch("[^ ]+") do
    if display_width.of(word) > width then return true end
  end
  return false
end

--- Writes it to standard output.
---@param label string
---@param width integer columns of all labels
---@param text string
return function(label, width, text)
  text = errors.one_line(text)
  local room = (output.columns() or 0) - width
  if room >= LEAST and has_wider(text, room) then
    output.write((label:gsub(" +$", "")), "\n")
    label, room, width = "", room + width - BELOW, BELOW
  end
  local lines = room >= LEAST and display_width.lines(text, room) or { text }
  for index, line in ipairs(lines) do
    output.write(display_width.pad(index == 1 and label or "", width), line, "\n")
  end
end
