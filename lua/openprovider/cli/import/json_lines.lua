--- Reads JSON lines: a customer a line, as `create` takes one from a file.
--
-- @module openprovider.cli.import.json_lines

local blocks = require("openprovider.cli.import.blocks")
local json = require("openprovider.values.json")
local read_only = require("openprovider.customer.read_only")
local reference = require("openprovider.customer.marker")

local json_lines = {}

local Reader = {}
Reader.__index = Reader

--- Customers of a file.
---@param file file* or anything with its method `read(bytes)`
---@param key? string the member with the reference, which is no member of the customer
---@param encoding? string of the file, if no byte order mark says it and it is not UTF-8
---@return table reader `reader:next()`; `ignored` are the members that were left out so far; `last`, the text of the
--- last row
function json_lines.reader(file, key, encoding)
  return setmetatable({
    blocks = blocks.new(file, encoding), key = key, text = "", position = 1, line = 0, ignored = {},
  }, Reader)
end

function Reader:fault(message)
  self.is_broken = true
  return nil, { line = self.line + 1, message = message }
end

-- The next line without its end; nil after the last one. -> it | nil, fault
function Reader:read_line()
  while not self.is_broken do
    local stop = self.text:find("\n", self.position, true)
    if not stop and self.is_whole then stop = #self.text + 1 end
    if (stop or #self.text) - self.position > blocks.MAX_RECORD_BYTES then
      return self:fault(string.format("the line is longer than %d bytes", blocks.MAX_RECORD_BYTES))
    end
    if stop then
      if self.position > #self.text then return nil end
      local line = self.text:sub(self.position, stop - 1)
      self.position, self.line = stop + 1, self.line + 1
      return line
    end
    local text, why = self.blocks:more(self.text:sub(self.position))
    if why then return self:fault(why) end
    if text then
      self.text, self.position = text, 1
    else
      self.is_whole = true
    end
  end
  return nil
end

-- The member that a file of rejects has.
local PROBLEM = "problem"

-- Takes away what the API alone sets, and what rejects say.
function Reader:tidy(customer)
  local ignored = self.ignored
  customer[PROBLEM] = nil
  for _, path in ipairs(read_only.take_out(customer)) do
    if not ignored[path] then ignored[path], ignored[#ignored + 1] = true, path end
  end
end

-- A key of digits may be a number in JSON. One that was not kept digit for digit is no key.
local function text_of(value)
  if type(value) == "number" and value % 1 == 0 and json.is_exact(value) then return json.encode(value) end
  return value
end

-- Moves the reference out of the customer. -> it, or nil and a problem
function Reader:take_reference(customer)
  local value, err = reference.check(text_of(customer[self.key]))
  if not read_only.IS[self.key] then customer[self.key] = nil end
  if value then return value end
  return nil, { code = "format", severity = "error", name = self.key, message = err.message }
end

function Reader:row_of(line)
  local customer, why, offset = json.decode(line)
  -- The text is asked and not the value: both `[]` and `{}` are an empty table.
  if not why and not line:find("^[ \t-\r]*{") then
    why, offset = "it is no JSON object with a customer", line:find("[^ \t-\r]")
  end
  if why then
    return { problems = { { code = "format", severity = "error", column = offset, message = why } } }
  end
  local row, problem = { customer = customer }, nil
  if self.key then row.reference, problem = self:take_reference(customer) end
  if problem then row.problems = { problem } end
  self:tidy(customer)
  return row
end

--- The next line that is not blank; nil after the last one, or with what is wrong with the file:
-- `{ line, message }`. Then there is no further one.
---@return table|nil row `{ line, customer, reference, problems }`; without a customer if the line is no JSON
---@return table|nil fault
function Reader:next()
  local line, fault
  repeat line, fault = self:read_line() until not line or line:find("[^ \t-\r]")
  if not line then return nil, fault end
  local row = self:row_of(line)
  row.line, self.last = self.line, line
  return row
end

return json_lines
