--- Reads customers from JSON, one at a time, keeping only one in memory. The file has lines with one object each, an
--- array of objects (which may itself be in an object), or objects one after the other, indented or not.
-- In a file of lines, a bad line does not hide the lines after it. In the other forms nobody knows where the next
-- customer begins after one with wrong brackets: that ends the file.
--
-- @module openprovider.cli.import.input.json_rows

local blocks = require("openprovider.cli.import.input.blocks")
local builders = require("openprovider.customer.builders")
local flat_objects = require("openprovider.cli.import.input.flat_objects")
local json = require("openprovider.values.json")
local lpeg = require("lpeg")
local read_only = require("openprovider.customer.read_only")
local reference = require("openprovider.customer.marker")
local word_set = require("openprovider.values.word_set")

local C, Cp, Cmt, P, S = lpeg.C, lpeg.Cp, lpeg.Cmt, lpeg.P, lpeg.S

local json_rows = {}

local Reader = {}
Reader.__index = Reader

--- Customers of a file.
---@param file file* or anything with its method `read(bytes)`
---@param options table `reference`: the member with the reference, which is taken out of the customer (without it,
--- records keep theirs); `no_reference`: there are none; `encoding` of the file, if it is not UTF-8 and has no byte
--- order mark
---@return table reader `reader:next()` gives rows, with `is_flat` as of `openprovider.cli.import.input.flat_objects`;
--- `ignored` are the members that were left out so far; `last`, the text of the last row; `is_numbered`, whether a
--- row's line is its number, since several rows are in one line
function json_rows.reader(file, options)
  return setmetatable({
    blocks = blocks.new(file, options.encoding), key = options.reference, has_none = options.no_reference, ignored = {},
    text = "", position = 1, line = 1, column = 1, last_line = 0,
  }, Reader)
end

-- Where things are ---------------------------------------------------------------------------

-- Moves to a place in the text, and keeps its line and the byte in the line.
function Reader:go_to(position)
  local text, at = self.text, self.position
  local newline = text:find("\n", at, true)
  if newline and newline < position then
    while newline and newline < position do
      self.line, at = self.line + 1, newline + 1
      newline = text:find("\n", at, true)
    end
    self.column = 1
  end
  self.column, self.position = self.column + position - at, position
end

-- Ends the file with a fault.
function Reader:fault(message, line, column)
  self.is_broken = true
  return nil, { line = line, column = column, message = message }
end

-- The same, with the present position.
function Reader:fault_here(message)
  return self:fault(message, self.line, self.column)
end

-- The line and the byte of a place in the text.
function Reader:place(offset)
  local text = self.text:sub(self.position, self.position + offset - 2)
  local _, lines = text:gsub("\n", "")
  if lines == 0 then return self.line, self.column + offset - 1 end
  return self.line + lines, offset - #text:match("^.*\n")
end

-- Text ---------------------------------------------------------------------------------------

-- Reads on, and drops the text before the position. -> whether there is more | nil, why
function Reader:more()
  local text, why = self.blocks:more(self.text:sub(self.position))
  if why then return nil, why end
  if text then self.text, self.position = text, 1 else self.is_whole = true end
  return text ~= nil
end

-- Reads on until something is found after the position, or the text ends. -> what was found | nil, fault
function Reader:look(find)
  while true do
    local found = find(self.text, self.position)
    local stop = type(found) == "number" and found or not found and #self.text or self.position
    if stop - self.position > blocks.MAX_RECORD_BYTES then
      return self:fault(string.format("the customer is longer than %d bytes", blocks.MAX_RECORD_BYTES), self.line)
    end
    if found or self.is_whole then return found end
    local _, why = self:more()
    if why then
      local _, lines = self.text:sub(self.position):gsub("\n", "")
      return self:fault(why, self.line + lines)
    end
  end
end

local function next_sign(text, position) return text:find("[^ \t-\r]", position) end

-- Goes to the next character that is not a blank. -> it, nil at the end | nil, fault
function Reader:next_sign()
  local at, fault = self:look(next_sign)
  if fault then return nil, fault end
  self:go_to(at or #self.text + 1)
  return at and self.text:sub(at, at)
end

-- Elements -----------------------------------------------------------------------------------

local STRING = P('"') * ((1 - S('"\\')) ^ 1 + P("\\") * 1) ^ 0 * P('"')
local TO_BRACKET = ((1 - S('"{}[]')) ^ 1 + STRING) ^ 0 * Cp()
local OUTSIDE = ((1 - S('",{}[]\n')) ^ 1 + STRING) ^ 0 * Cp()

local DEPTH = { ["{"] = 1, ["["] = 1, ["}"] = -1, ["]"] = -1 }

-- Finds the end of the value at a position, by its brackets or by the next separator. -> its last byte | nil if more
-- text is needed
local function element_end(text, position)
  if not text:find("^[{[]", position) then
    local stop = OUTSIDE:match(text, position)
    return stop <= #text and text:byte(stop) ~= 34 and stop - 1 or nil
  end
  local depth, at = 0, position
  repeat
    at = TO_BRACKET:match(text, at)
    local change = DEPTH[text:sub(at, at)]
    if not change then return nil end
    depth, at = depth + change, at + 1
  until depth == 0
  return at - 1
end

-- The fault of a value that does not end.
function Reader:unfinished()
  local _, why, offset = json.decode(self.text:sub(self.position))
  if not why then return #self.text end -- the last value, which is not an object
  return self:fault(why, self:place(offset or 1))
end

-- Takes the text of the value at the position. -> text, line, column | nil, fault
function Reader:read_element()
  local line, column = self.line, self.column
  local stop, fault = self:look(element_end)
  if fault then return nil, fault end
  if not stop then stop, fault = self:unfinished() end
  if fault then return nil, fault end
  local text = self.text:sub(self.position, stop)
  self:go_to(stop + 1)
  return text, line, column
end

-- Rows ---------------------------------------------------------------------------------------

-- The member of a file of rejects that says what was wrong.
local PROBLEM = "problem"

-- Removes what only the API sets. A tag may be just its value.
function Reader:tidy(customer)
  local ignored = self.ignored
  for index, tag in ipairs(type(customer.tags) == "table" and customer.tags or {}) do
    if type(tag) == "string" then customer.tags[index] = builders.tag(tag) end
  end
  for _, path in ipairs(read_only.take_out(customer)) do
    if not ignored[path] then ignored[path], ignored[#ignored + 1] = true, path end
  end
end

-- A key of digits may be a number in JSON. A number that lost digits is not a key.
local function text_of(value)
  if type(value) == "number" and value % 1 == 0 and json.is_exact(value) then return json.encode(value) end
  return value
end

-- The member with the reference in records of `list` and `get`.
local OF_RECORDS = "reference"

-- Takes the reference out of the customer. -> it, or nil and a problem
function Reader:take_reference(customer)
  if not self.key then
    local of_record = customer.handle ~= nil and customer[OF_RECORDS]
    if not of_record then return nil end
    customer[OF_RECORDS] = nil
    return not self.has_none and reference.check(of_record) or nil
  end
  local value, err = reference.check(text_of(customer[self.key]))
  if not read_only.IS[self.key] then customer[self.key] = nil end
  if value then return value end
  return nil, { code = "format", severity = "error", name = self.key, message = err.message }
end

-- The problem of a text that is not a customer, at a byte of it.
local function problem_at(text, offset, line, column, message)
  local before = text:sub(1, (offset or 1) - 1)
  local _, lines = before:gsub("\n", "")
  if offset then column = lines == 0 and column + offset - 1 or offset - #before:match("^.*\n") end
  return { code = "format", severity = "error", line = line + lines, column = offset and column, message = message }
end

function Reader:row_of(text, line, column)
  local customer, why, offset = json.decode_written(text)
  -- This looks at the text, since both `[]` and `{}` are an empty table in Lua.
  if not why and not text:find("^[ \t-\r]*{") then
    why, offset = "it is not a JSON object with a customer", text:find("[^ \t-\r]")
  end
  if why then return { problems = { problem_at(text, offset, line, column, why) } } end
  local own, problem = self:take_reference(customer)
  local row = { customer = customer, reference = own, problems = problem and { problem } or nil }
  customer[PROBLEM] = nil
  local flat, dropped = flat_objects.of(customer)
  if flat then
    row.customer, row.is_flat, row.dropped = flat, true, dropped
  else
    self:tidy(customer)
  end
  return row
end

-- A value as a row. Its line is the one where it begins, but two rows never have the same line.
function Reader:give(text, line, column)
  local row = self:row_of(text, line, column)
  self.last_line = math.max(self.last_line + 1, self.is_numbered and 1 or line)
  row.line, self.last = self.last_line, text
  return row
end

-- Forms of a file ----------------------------------------------------------------------------

local function line_end(text, position) return text:find("\n", position, true) end

local LINES = {}

-- The next line that is not blank.
function LINES.next(self)
  local sign, fault = self:next_sign()
  if not sign then return nil, fault end
  local stop
  stop, fault = self:look(line_end)
  if fault then return nil, fault end
  local line, column, text = self.line, self.column, self.text:sub(self.position, (stop or #self.text + 1) - 1)
  self:go_to((stop or #self.text) + 1)
  return self:give(text, line, column)
end

local OBJECTS = {}

-- The next of several objects that follow each other.
function OBJECTS.next(self)
  local sign, fault = self:next_sign()
  if not sign then return nil, fault end
  if sign ~= "{" then return self:fault_here("expected a JSON object with a customer, or the end of the file") end
  local text, line, column = self:read_element()
  if not text then return nil, line end
  return self:give(text, line, column)
end

local ARRAY = {}

-- Names of the list, in files where an object has the list.
local IS_LIST = word_set [[
  customers customer contacts contact clients people persons users data results result records rows items
  list values entries kunden kontakte klanten]]

local BLANKS = S(" \t\r\n\v\f") ^ 0
local NAME = P('"') * C((1 - S('"\\')) ^ 1) * P('"')
local OTHER = STRING * BLANKS * P(":") * BLANKS * (STRING + (1 - S('",{}[]\n')) ^ 1) * BLANKS * P(",") * BLANKS

-- An object with a list of objects in it, possibly inside another object, and after other values. -> where the list
-- begins
local LIST = Cmt(NAME, function(_, _, name) return IS_LIST[name] or false end)
local WRAPPER = (P("{") * BLANKS * OTHER ^ 0 * LIST * BLANKS * P(":") * BLANKS) ^ 1 * Cp() * P("[") * BLANKS * S("{]")

-- The list must begin within this many bytes.
local WRAPPER_BYTES = 4096

-- -> where the list of a wrapper begins, or "none" | nil if more text is needed
local function list_in(text, position)
  return WRAPPER:match(text, position) or #text - position >= WRAPPER_BYTES and "none" or nil
end

-- Reads what follows the list of a wrapper.
function ARRAY.unwrap(self)
  local sign, fault = self:next_sign()
  if fault then return nil, fault end
  if not sign then return self:fault_here("the JSON object around the list is never closed: the file is incomplete") end
  local other
  other, fault = self:look(function(text, position) return text:find("%[[ \t-\r]*{", position) end)
  if fault then return nil, fault end
  if other then return self:fault_here("there is a second list after this one: put each into its own file") end
  self:go_to(#self.text + 1)
  self.is_done = true
  return true
end

-- Reads what follows an element: the next one, or the end of the array.
function ARRAY.go_on(self)
  local sign, fault = self:next_sign()
  if fault then return nil, fault end
  if sign == "," then
    self:go_to(self.position + 1)
    sign, fault = self:next_sign()
    if fault then return nil, fault end
    if sign and sign ~= "]" then return true end
    return self:fault_here("expected another customer after the comma")
  end
  if not sign then return self:fault_here("the JSON array is never closed: the file is incomplete") end
  if sign ~= "]" then return self:fault_here("expected a comma, or ] at the end of the JSON array") end
  self:go_to(self.position + 1)
  if self.is_wrapped then return ARRAY.unwrap(self) end
  sign, fault = self:next_sign()
  if fault then return nil, fault end
  if sign then return self:fault_here("there is text after the end of the JSON array") end
  self.is_done = true
  return true
end

function ARRAY.begin(self)
  self.form = ARRAY
  self:go_to(self.position + 1)
  local sign, fault = self:next_sign()
  if fault then return nil, fault end
  if sign and sign ~= "]" then return true end
  return ARRAY.go_on(self)
end

-- The next element. A fault after it is reported after it.
function ARRAY.next(self)
  local later = self.later
  self.later = nil
  if later then return nil, later end
  if self.is_done then return nil end
  local text, line, column = self:read_element()
  if not text then return nil, line end
  later = select(2, ARRAY.go_on(self))
  self.later = later
  if self.last_line == 0 and not self.is_done and self.line == line then self.is_numbered = true end
  return self:give(text, line, column)
end

-- If the first line is exactly one object, or if the second line begins with one, the file has one object on each line.
-- -> LINES or OBJECTS | nil if more text is needed
local function form_of(text, position)
  local stop = line_end(text, position)
  local first = element_end(text:sub(position, stop or #text), 1)
  if first then
    local behind = text:match("^[ \t\r]*(.)", position + first)
    return behind and (behind == "{" and OBJECTS or LINES)
  end
  local following = stop and next_sign(text, stop)
  if not following then return nil end
  return text:find("^\n{", following - 1) and LINES or OBJECTS
end

-- Learns the form of the file. -> true | nil, fault
function Reader:begin()
  local sign, fault = self:next_sign()
  if fault then return nil, fault end
  if sign == "[" then return ARRAY.begin(self) end
  local list = sign == "{" and self:look(list_in)
  if type(list) == "number" then
    self.is_wrapped, self.is_broken = true, nil
    self:go_to(list)
    return ARRAY.begin(self)
  end
  self.form = sign == "{" and self:look(form_of) or LINES
  self.is_broken = nil -- reported after the lines before it
  return true
end

--- The next customer; nil after the last one, or nil and the fault of the file: `{ line, column, message }`. A fault is
--- the end.
---@return table|nil row `{ line, customer, reference, problems }`; without a customer if there is none
---@return table|nil fault
function Reader:next()
  if self.is_broken and not self.later then return nil end
  if not self.form then
    local ok, fault = self:begin()
    if not ok then return nil, fault end
  end
  return self.form.next(self)
end

return json_rows
