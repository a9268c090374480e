--- Problems of rows in groups: one line for each kind of problem, with the number of rows. So the problems of a file of
--- any size fit on a screen.
-- Problems are of one kind if they have the same field and the same code, and their messages differ only in values:
-- texts in quotes, numbers and countries.
--
-- @module openprovider.cli.import.reports.groups

local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local output = require("openprovider.cli.output")

local gsub = string.gsub

local groups = {}

-- Maximum number of kinds. A file with more is not a file of customers.
local MOST_KEPT = 1000

-- Problems that --verbose shows one by one; the rest is counted.
local MOST_TOLD = 100000

-- A terminal has 24 lines: two for the command and the prompt, one for the summary, and two for what to do about
-- errors. The report about columns takes some. Problems always get a few lines, and warnings a part of these, even if
-- there are many errors.
local SCREEN, ADVICE, LEAST, OF_WARNINGS = 21, 2, 6, 1 / 3

-- Width of the message, unless its words are the same for all rows, and of the value of the first row.
local REASON_WIDTH, VALUE_WIDTH = 150, 40

-- The value at the start of a message, and the rest.
local VALUE_AHEAD = '^"(.-)" (.*)$'

local Groups = {}
Groups.__index = Groups

--- Makes an empty one.
---@param rows table the source, for the place of a row
---@param is_each boolean|nil whether each problem is shown by itself, at once
---@return table groups
function groups.new(rows, is_each)
  return setmetatable({ rows = rows, is_each = is_each, kinds = {}, by_key = {}, told = 0, unkept = 0 }, Groups)
end

local function without_values(text)
  text = gsub(gsub(text, '"[^"]*"', '"'), "[0-9]+", "0")
  return (gsub(text, "%f[A-Za-z][A-Z][A-Z]%f[^A-Za-z]", "AA"))
end

-- A value and the way in which it was read. Every row may have one.
local READ_AS, IS_READ_AS = '^(".*") is read as (.*)$', " is read as "

-- Maximum number of further values of a kind that are shown, if each is short.
local MAX_OTHERS = 2

-- The start of a conversion's message, which is the same in each row.
local function beginning(problem)
  if problem.code ~= "converted" then return nil end
  if problem.message:find(IS_READ_AS, 1, true) then return IS_READ_AS end
  return problem.message:match('^"[^"]*"([^0-9"]*)')
end

-- Keeps how one more value was read, if it has no comma: the list is separated by commas.
local function add_other(kind, problem)
  local others = kind.others
  if kind.is_long or #others == MAX_OTHERS or problem.message == kind.first.message then return end
  local value, way = problem.message:match(READ_AS)
  if not value or way:find(",", 1, true) then return end
  local text = value .. " as " .. way
  for _, other in ipairs(others) do
    if other == text then return end
  end
  others[#others + 1] = text
end

local function key_of(problem)
  local said = problem.kind or problem.reason or beginning(problem) or without_values(problem.message)
  return problem.severity .. gsub(problem.path or "", "[0-9]+", "0") .. "\n" .. (problem.code or "") .. "\n"
    .. (problem.api_code or "") .. "\n" .. said
end

-- A message without the value at its start.
local function reason_of(problem)
  if problem.reason then return problem.reason end
  local value, rest = problem.message:match(VALUE_AHEAD)
  return rest or problem.message, value
end

-- A problem as one line, without a group.
function Groups:single(problem)
  if problem.severity ~= "warning" then return self.rows:text(problem) end
  local warning = "warning: " .. self.rows:what(problem)
  return self.rows:text { line = problem.line, column = problem.column, message = warning }
end

function Groups:tell_each(problem)
  self.told = self.told + 1
  if self.told <= MOST_TOLD then output.tell(self:single(problem)) end
end

--- Adds a problem.
---@param problem table `{ severity, line, message }`, and the members of the source's `locate`; `reason`, a message for
--- all of its kind, if `message` is not one; `kind`, the key of its kind, if it is not the message; `places`, the lines
--- if there are several
---@return table|nil kind `{ first, count }`, if it is kept
function Groups:add(problem)
  if self.is_each then self:tell_each(problem) end
  local key = key_of(problem)
  local kind = self.by_key[key]
  if not kind then
    if #self.kinds >= MOST_KEPT then
      self.unkept = self.unkept + 1
      return nil
    end
    kind = {
      first = problem, count = 0, severity = problem.severity, index = #self.kinds, reason = reason_of(problem),
      others = {}, is_long = problem.message:find(" is read as .*,") ~= nil,
    }
    self.by_key[key], self.kinds[#self.kinds + 1] = kind, kind
  end
  if kind.line ~= problem.line then kind.line, kind.count = problem.line, kind.count + 1 end
  if kind.reason and reason_of(problem) ~= kind.reason then kind.reason = nil end
  if problem.code == "converted" then add_other(kind, problem) end
  return kind
end

-- Where the first row of a kind is.
local function place_of(problem, value)
  local parts = { problem.places or string.format("line %d", problem.line) }
  if problem.name and problem.name ~= problem.path then parts[2] = 'column "' .. problem.name .. '"' end
  if value and value ~= "" then parts[#parts + 1] = display_width.cut(value, VALUE_WIDTH) end
  return table.concat(parts, ", ")
end

-- One line about all rows of a kind.
function Groups:text(kind)
  local problem, warning = kind.first, kind.severity == "warning" and "warning: " or ""
  if kind.count == 1 then return self:single(problem) end
  local function said(message)
    for _, other in ipairs(kind.others) do message = message .. ", " .. other end
    message = problem.path and errors.describe({ path = problem.path, message = message }) or message
    message = errors.one_line(message)
    return warning .. (problem.reason and message or display_width.cut(message, REASON_WIDTH))
  end
  if not kind.reason then
    return errors.one_line(string.format("%d rows like %s: %s", kind.count, place_of(problem), said(problem.message)))
  end
  local _, value = reason_of(problem)
  local place = place_of(problem, value)
  return errors.one_line(string.format("%d rows: %s (first: %s)", kind.count, said(kind.reason), place))
end

-- The kinds of a severity, those of most rows first.
function Groups:ordered(severity)
  local found = {}
  for _, kind in ipairs(self.kinds) do
    if kind.severity == severity then found[#found + 1] = kind end
  end
  table.sort(found, function(one, other)
    if one.count ~= other.count then return one.count > other.count end
    return one.index < other.index
  end)
  return found
end

-- The texts of some kinds, and how many lines they take.
function Groups:texts(severity)
  local texts, total = {}, 0
  for index, kind in ipairs(self:ordered(severity)) do
    texts[index] = self:text(kind)
    total = total + output.height(texts[index])
  end
  return texts, total
end

-- Shows as many texts as there is room for, at least one. -> lines that are left
local function tell(texts, total, room, what)
  local is_enough = total <= room
  for index, text in ipairs(texts) do
    local height = output.height(text)
    if not is_enough and height >= room and index > 1 then
      local more = #texts - index + 1
      output.say(string.format("and %d more %s of %s: --verbose shows each", more,
        more == 1 and "kind" or "kinds", what))
      return room - 1
    end
    output.tell(text)
    room = room - height
  end
  return room
end

--- Shows all kinds.
function Groups:tell()
  if self.is_each then
    if self.told > MOST_TOLD then output.say(string.format("and %d more problems", self.told - MOST_TOLD)) end
    return
  end
  local problems, of_problems = self:texts("error")
  local warnings, of_warnings = self:texts("warning")
  local room = math.max(LEAST, SCREEN - output.told() - (problems[1] and ADVICE or 0))
  local kept = math.min(of_warnings, math.floor(room * OF_WARNINGS))
  tell(warnings, of_warnings, kept + math.max(0, tell(problems, of_problems, room - kept, "problems")), "warnings")
  if self.unkept > 0 then output.say(string.format("and %d more problems: --verbose shows each", self.unkept)) end
end

--- The kinds for a program, those of most rows first, errors before warnings.
---@return table[] kinds `{ severity, path, code, api_code, message, rows, first }`
function Groups:list()
  local list = {}
  for _, severity in ipairs({ "error", "warning" }) do
    for _, kind in ipairs(self:ordered(severity)) do
      local first = kind.first
      list[#list + 1] = {
        severity = severity, path = first.path or first.field, code = first.code, api_code = first.api_code,
        message = errors.one_line(first.message),
        rows = kind.count, first = { line = first.line, column = first.column, name = first.name },
      }
    end
  end
  return list
end

return groups
