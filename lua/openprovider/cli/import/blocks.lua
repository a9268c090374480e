--- The text of a file in blocks: UTF-8, without its byte order mark. Who reads keeps what is left of a
-- block and gets it back with more behind it, so that memory does not depend on the file's size.
--
-- @module openprovider.cli.import.blocks

local core = require("openprovider.core")
local lpeg = require("lpeg")

local P, R = lpeg.P, lpeg.R

local blocks = {}

-- What is read at a time, in bytes; for a record that is longer, as much again as there is.
local BLOCK_BYTES = 65536

--- Bytes that a record may have: a customer has far fewer, but what follows a quote that is never closed
-- may be the whole file.
blocks.MAX_RECORD_BYTES = 1048576

local BYTE_ORDER_MARK = "\239\187\191"

-- How files begin that are no text in UTF-8, whatever follows.
local FOREIGN = {
  { "^\255\254", "it is UTF-16" },
  { "^\254\255", "it is UTF-16" },
  { "^.?%z", "it is UTF-16" }, -- a letter of ASCII without a byte order mark
  { "^PK\3\4", "it is a spreadsheet's own format, or an archive" },
}
local NOT_UTF8 = "it is not UTF-8, but perhaps Windows-1252 or Latin-1"

-- Bytes that are enough to tell.
local START_BYTES = 4

-- The longest that UTF-8 has for a character (RFC 3629).
local CHARACTER_BYTES = 4

local TAIL = R("\128\191")
local CHARACTER = R("\194\223") * TAIL
  + (P("\224") * R("\160\191") + R("\225\236") * TAIL + P("\237") * R("\128\159") + R("\238\239") * TAIL) * TAIL
  + (P("\240") * R("\144\191") + R("\241\243") * TAIL + P("\244") * R("\128\143")) * TAIL * TAIL
local AFTER_UTF8 = (R("\0\127") ^ 1 + CHARACTER) ^ 0 * lpeg.Cp()

local Blocks = {}
Blocks.__index = Blocks

--- Blocks of a file.
---@param file file* or anything with its method `read(bytes)`
---@param advice string how a file of another encoding can be made one in UTF-8
---@return table blocks
function blocks.new(file, advice)
  return setmetatable({ file = file, advice = advice, tail = "" }, Blocks)
end

function Blocks:fail(what)
  self.fault = what .. "; " .. self.advice
end

-- Reads a block. -> it, nil at the end, or nil and why it cannot be read
function Blocks:read(size)
  local block, why = self.file:read(size)
  if block or not why then return block end
  self.fault = why
  return nil, why
end

-- The first block, without a byte order mark. -> it | nil, why
function Blocks:start()
  local start = ""
  repeat
    local block, why = self:read(BLOCK_BYTES)
    if why then return nil, why end
    start = start .. (block or "")
  until not block or #start >= START_BYTES
  for _, foreign in ipairs(FOREIGN) do
    if start:find(foreign[1]) then
      self:fail(foreign[2])
      return nil, self.fault
    end
  end
  self.is_started, self.has_mark = true, start:sub(1, #BYTE_ORDER_MARK) == BYTE_ORDER_MARK
  if self.has_mark then start = start:sub(#BYTE_ORDER_MARK + 1) end
  return start
end

-- How many bytes at the start of a text are whole characters of UTF-8.
local function utf8_bytes(text)
  if core.is_utf8(text) then return #text end
  return AFTER_UTF8:match(text) - 1
end

--- What is left of a text, with more behind it.
---@param rest string
---@return string|nil text longer than `rest`; nil at the end
---@return string|nil why the file cannot be read, or no further
function Blocks:more(rest)
  if self.fault then return nil, self.fault end
  local block, why
  if self.is_started then
    block, why = self:read(math.max(BLOCK_BYTES, #rest))
  else
    block, why = self:start()
  end
  if why then return nil, why end
  if not block then
    if self.tail ~= "" then self:fail(NOT_UTF8) end
    return nil, self.fault
  end
  -- What is cut off in the middle of a character goes to the next block. More than that is no UTF-8, but
  -- what comes before it is still read.
  block = self.tail .. block
  local count = utf8_bytes(block)
  self.tail = block:sub(count + 1)
  if #self.tail >= CHARACTER_BYTES then self:fail(NOT_UTF8) end
  if count == 0 then return self:more(rest) end
  return rest .. block:sub(1, count)
end

return blocks
