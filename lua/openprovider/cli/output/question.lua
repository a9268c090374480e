--- Asks questions at the terminal.
--
-- @module openprovider.cli.output.question

local core = require("openprovider.core")
local output = require("openprovider.cli.output")

local question = {}

local STDIN, STDERR = 0, 2

local YES = { y = true, yes = true }

--- Whether a person can answer.
---@return boolean
function question.can_be_asked()
  return core.is_terminal(STDIN) and core.is_terminal(STDERR)
end

--- Asks a question. Only `y` and `yes` are a yes; any other answer, the end of the input and a signal are a no.
---@param text string
---@return boolean
function question.ask(text)
  local answer = core.read_line("openprovider: " .. text .. " [y/N] ", false)
  local is_yes = YES[core.lower(answer or ""):match("^[ \t\r]*(.-)[ \t\r]*$")] or false
  if not answer then output.write_error("\n") end
  return is_yes and not core.interrupted()
end

return question
