--- The standard streams: results go to standard output and everything else to standard error, so that
-- a result can be piped on.
--
-- @module openprovider.cli.output

local colour = require("openprovider.cli.output.colour")
local core = require("openprovider.core")
local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local exit_codes = require("openprovider.cli.exit_codes")
local json_text = require("openprovider.cli.output.json_text")

local output = {}

local STDOUT, STDERR = 1, 2

-- Columns that a screen has if nothing says how many, and those that are too few to break lines for.
local USUAL_WIDTH, FEWEST = 80, 30

-- Before the lines in which a text goes on.
local INDENT = "    "

local CLEAR_LINE = "\r\27[K"

-- How a command line has what is said: with colours, by stream; and all of standard error as lines of JSON.
local has_colours, is_json = {}, false

-- The members of such a line that have an order.
local ORDER = json_text.order { "kind", "message" }

-- Lines of a screen that what was told so far take.
local told = 0

-- Whether the terminal's last line is one that `output.rewrite` wrote.
local is_rewritten = false

-- Why something could not be written to standard output; nothing can be made of what is written after it.
local fault

-- How many signals were seen when something was shown.
local signals = 0

-- Takes away what a terminal shows of a Ctrl-C, as `^C`, where the line begins that is shown now.
local function clear_signal(stream)
  local _, _, count = core.interrupted()
  if not count or count == signals then return end
  signals = count
  if not core.is_terminal(stream) or os.getenv("TERM") == "dumb" then return end
  if stream == STDOUT then io.stdout:write(CLEAR_LINE) else core.write_error(CLEAR_LINE) end
end

--- Sets how things are said.
---@param given table the command line: `color`, `json`
function output.set_up(given)
  is_json = given.json or false
  for _, stream in ipairs({ STDOUT, STDERR }) do
    has_colours[stream] = colour.is_wanted(given.color, core.is_terminal(stream))
  end
end

--- Whether what goes to standard error is JSON.
---@return boolean
function output.is_json()
  return is_json
end

-- Whether the API was asked to change something: then a reader that has gone does not end the program, whose result
-- would be lost.
local outlives_reader = false

--- Keeps the result from being lost if nobody reads standard output: it is then said on standard error.
function output.outlive_reader()
  outlives_reader = true
end

--- Writes to standard output.
---@param ... string
---@return boolean ok false once anything could not be written
function output.write(...)
  if fault then return false end
  if core.interrupted() then clear_signal(STDOUT) end
  if outlives_reader then core.ignore_closed_pipes() end
  local ok, why = io.stdout:write(...)
  if not ok then fault = tostring(why) end
  return not fault
end

-- What LuaJIT compiles of a write that fails it runs again, and the second one only fills a buffer: measured, one list
-- in six to a full disk went on to its end.
local jit = rawget(_G, "jit")
if jit then jit.off(output.write) end

--- Whether something could not be written to standard output.
---@return boolean
function output.is_lost()
  return fault ~= nil
end

-- Columns of the terminal that a stream is; nil for a file, a pipe, and where lines are better left as they are.
local function width_of(stream)
  local width = core.terminal_width(stream)
  return width and width >= FEWEST and width or nil
end

--- Whether a person reads what goes to standard error.
---@return boolean
function output.is_read()
  return core.is_terminal(STDERR)
end

-- The lines of a text on a screen. What begins with a blank is laid out already, and may be a command to copy, which
-- must not be broken.
local function lines_of(text, width)
  if #text <= width or text:byte() == 0x20 then return { text } end
  return display_width.lines(text, width, INDENT)
end

--- How many lines of a screen a text takes.
---@param text string
---@return integer
function output.height(text)
  local width, height = width_of(STDERR) or USUAL_WIDTH, 0
  for _, line in ipairs(lines_of(text, width)) do
    height = height + math.max(1, math.ceil(display_width.of(line) / width))
  end
  return height
end

--- How many lines of a screen were told so far.
---@return integer
function output.told()
  return told
end

-- A text as one line, or as the lines that a terminal has room for.
local function shown(stream, ...)
  local text, width = errors.one_line(table.concat({ ... })), width_of(stream)
  text = width and table.concat(lines_of(text, width), "\n") or text
  return has_colours[stream] and colour.severity(text) or text
end

--- Writes a line for a person to standard output.
---@param ... string
function output.print(...)
  output.write(shown(STDOUT, ...), "\n")
end

--- Passes on at once what was written to standard output.
function output.flush()
  local ok, why = io.stdout:flush()
  if not ok and not fault then fault = tostring(why) end
end

--- Ends what goes to standard output. What could not be written must not pass for done.
---@param code integer the status to end with
---@param lost string what a reader would miss
---@return integer code
function output.finish(code, lost)
  output.flush()
  if not fault then return code end
  local message = "cannot write to standard output: " .. fault .. "; " .. lost
  if is_json then output.line({ kind = "file", message = message }) else output.fail(message) end
  return code ~= exit_codes.DONE and code or exit_codes.FAILED
end

--- Writes to standard error. What is said there may be lost, and stops nothing: its reader may have gone.
---@param ... string
function output.write_error(...)
  core.write_error(table.concat({ ... }))
end

--- Writes a line to the terminal that is standard error, in the place of the one that it wrote before. Whatever else
-- is said takes its place, too.
---@param text string
function output.rewrite(text)
  output.write_error(CLEAR_LINE, text)
  is_rewritten = true
end

--- Ends the line that `rewrite` wrote.
---@param is_kept boolean whether it stays to be seen
function output.end_rewriting(is_kept)
  if is_rewritten then output.write_error(is_kept and "\n" or CLEAR_LINE) end
  is_rewritten = false
end

-- Writes a text to standard error in the place of a line that was rewritten.
local function write_over(text)
  output.end_rewriting(false)
  clear_signal(STDERR)
  output.write_error(text, "\n")
end

--- Writes an object on a line of JSON to standard error.
---@param object table with `kind`: that of an error, "warning", "note", "progress" or "debug"
---@param order? table of its members, see `json_text`
function output.line(object, order)
  write_over(json_text.line(object, order or ORDER))
end

-- The same for a line that is for people. Those about a row say themselves that they warn.
local function note(...)
  local message = errors.one_line(table.concat({ ... }))
  output.line({ kind = message:find(": warning: ", 1, true) and "warning" or "note", message = message })
end

--- Writes a line to standard error, in the program's name.
---@param ... string
function output.say(...)
  if is_json then return note(...) end
  output.tell("openprovider: ", ...)
end

--- Writes a line to standard error that begins with what it is about.
---@param ... string
function output.tell(...)
  if is_json then return note(...) end
  local text = shown(STDERR, ...)
  told = told + output.height(text)
  write_over(text)
end

--- Writes why a command failed to standard error, in the program's name.
---@param ... string
function output.fail(...)
  local text = shown(STDERR, "openprovider: ", ...)
  told = told + output.height(text)
  write_over(has_colours[STDERR] and colour.failure(text) or text)
end

--- Writes lines to standard error, for a person who looks for a mistake.
---@param text string
function output.debug(text)
  if is_json then return output.line({ kind = "debug", message = text }) end
  if not text:find("\n", 1, true) then text = shown(STDERR, text) end
  write_over(has_colours[STDERR] and colour.faint(text) or text)
end

--- Columns of the terminal that is standard output.
---@return integer|nil columns nil for a file and a pipe, and where they are not known or too few
function output.columns()
  return width_of(STDOUT)
end

--- Columns of the terminal that is standard error.
---@return integer
function output.error_columns()
  return width_of(STDERR) or USUAL_WIDTH
end

--- Whether standard output is a terminal.
---@return boolean
function output.shows_output()
  return core.is_terminal(STDOUT)
end

--- Whether standard error is a terminal that can rewrite a line, and shows lines for people.
---@return boolean
function output.shows_errors()
  return not is_json and core.is_terminal(STDERR) and os.getenv("TERM") ~= "dumb"
end

--- A connection would get the number of a standard stream that is closed, and then a result as its data.
-- These get it first; nothing can be written to them, so a result is not lost unnoticed.
function output.occupy_closed()
  output.stand_ins = {}
  for index = 1, 3 do output.stand_ins[index] = io.open("/dev/null", "rb") end
end

return output
