--- Colours of messages on a terminal.
--
-- @module openprovider.cli.output.colour

local colour = {}

local RESET, RED, YELLOW, FAINT = "\27[0m", "\27[31m", "\27[33m", "\27[2m"

local function painted(code)
  return function(text) return code .. text .. RESET end
end

--- Paints text of less importance.
colour.faint = painted(FAINT)

local red = painted(RED)

-- The words for the severity of a problem.
local SEVERITIES = { error = red, warning = painted(YELLOW) }

--- Whether a stream gets colours.
---@param when string|nil "auto" (also nil), "always" or "never"
---@param is_terminal boolean
---@return boolean
function colour.is_wanted(when, is_terminal)
  if when == "always" or when == "never" then return when == "always" end
  local no_color = os.getenv("NO_COLOR")
  return is_terminal and os.getenv("TERM") ~= "dumb" and not (no_color and no_color ~= "")
end

--- Paints the word for the severity of a problem, if a line has one.
---@param text string
---@return string
function colour.severity(text)
  local is_done = false
  return (text:gsub("(:[ \n]+)([a-z]+:)", function(before, word)
    local paint = SEVERITIES[word:sub(1, -2)]
    if is_done or not paint then return nil end
    is_done = true
    return before .. paint(word)
  end))
end

--- Paints the program's name at the beginning of a failure.
---@param text string
---@return string
function colour.failure(text)
  return (text:gsub("^[^ ]+", red, 1))
end

return colour
