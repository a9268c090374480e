--- The text of a file in blocks: in UTF-8, without its byte order mark, from any encoding. The reader passes the unused
--- rest of a block, and gets it back with more text after it. So memory does not depend on the file's size.
--
-- @module openprovider.cli.import.input.blocks

local core = require("openprovider.core")

local blocks = {}

-- Bytes to read at a time. For a longer record, as much again as there is already.
local BLOCK_BYTES = 65536

--- Maximum length of a record, in bytes. A customer has far fewer; but after a quote that is never closed, a record
--- could be the whole file.
blocks.MAX_RECORD_BYTES = 1048576

-- Byte order marks and their encodings, the longer marks first.
local MARKS = {
  { "\239\187\191", "UTF-8" },
  { "\255\254\0\0", "UTF-32LE" },
  { "\0\0\254\255", "UTF-32BE" },
  { "\255\254", "UTF-16LE" },
  { "\254\255", "UTF-16BE" },
}

-- The start of files in UTF-16 without a byte order mark, if they begin with ASCII.
local UTF16 = {
  { "^[\1-\127]%z[\1-\127]%z", "it is UTF-16; read it with --encoding UTF-16LE" },
  { "^%z[\1-\127]%z[\1-\127]", "it is UTF-16; read it with --encoding UTF-16BE" },
}

-- The start of a zip archive, up to the name of its first file.
local ZIP = "^PK\3\4" .. ("."):rep(26)

-- The start of files that cannot be imported, and what they are.
local SPREADSHEET = "it is a spreadsheet's own format; save it as 'CSV UTF-8'"
local PACKED = "it is packed with %s; unpack it, and import the file that is in it"
local OTHERS = {
  { ZIP .. "%[Content_Types%]", SPREADSHEET },
  { ZIP .. "_rels/", SPREADSHEET },
  { ZIP .. "docProps/", SPREADSHEET },
  { ZIP .. "xl/", SPREADSHEET },
  { ZIP .. "mimetypeapplication/vnd", SPREADSHEET },
  { ZIP .. "Index/", SPREADSHEET },
  { "^\208\207\17\224", "it is an old spreadsheet's own format; save it as 'CSV UTF-8'" },
  { "^PK[\3\5][\4\6]", PACKED:format("zip") },
  { "^\31\139", PACKED:format("gzip") },
  { "^BZh[1-9]1AY&SY", PACKED:format("bzip2") },
  { "^\2537zXZ", PACKED:format("xz") },
  { "^%(\181/\253", PACKED:format("Zstandard") },
  { "^7z\188\175'\28", PACKED:format("7-Zip") },
  { "^Rar!\26\7", PACKED:format("RAR") },
  { "^.PDF%-[0-9]", "it is a PDF file, which has no rows; export the customers as CSV" },
  { "^SQLite format 3", "it is a SQLite database; export the table of customers as CSV" },
  { "^{\\rtf", "it is a document of a word processor; export the customers as CSV" },
  { "^[ \t-\r]*<[!?A-Za-z]", "it is HTML or XML, as some programs write in place of a spreadsheet; open it in a "
    .. "spreadsheet program, and save it as 'CSV UTF-8'" },
  { "^[ \t-\r]*BEGIN:VCARD", "it is a file of vCards; export the contacts as CSV" },
}

-- Bytes of the start that are enough to recognize such a file.
local START_BYTES = 80

-- Maximum number of bytes of a character in UTF-8 (RFC 3629).
local CHARACTER_BYTES = 4

-- The byte order mark in UTF-8: an invisible character at the start of a text.
local MARK = MARKS[1][1]

-- Ctrl-Z, which old programs write at the end of a text. It is not a part of the text.
local END_OF_TEXT = "\26[\26\r\n]*$"

-- Decodes UTF-8, with the interface of `core.decoder`.
local Utf8 = {}

function Utf8.decode(_, bytes)
  if not bytes then return "" end
  local count = core.utf8_length(bytes)
  if count == #bytes then return bytes, count end
  return bytes:sub(1, count), count, #bytes - count >= CHARACTER_BYTES
end

local Blocks = {}
Blocks.__index = Blocks

--- Blocks of a file.
---@param file file* or anything with its method `read(bytes)`
---@param encoding? string that `core.decoder` knows; without it the file's byte order mark tells, or it is UTF-8
---@return table blocks
function blocks.new(file, encoding)
  return setmetatable({ file = file, encoding = encoding, tail = "", held = "" }, Blocks)
end

function Blocks:fail(why)
  self.fault = why
  return nil, why
end

-- The message that the next byte is not text. The caller adds the place.
function Blocks:fail_at_byte()
  self.is_not_text = true
  local what = string.format("byte 0x%02X is not %s", self.tail:byte(), self.encoding)
  if self.tail:byte() == 0 then what = what .. "; it may be UTF-16: read it with --encoding UTF-16LE" end
  return self:fail(what .. "; --encoding NAME reads another encoding")
end

-- Reads a block. -> it, nil at the end, or nil and why it cannot be read
function Blocks:read(size)
  local block, why = self.file:read(size)
  if block or not why then return block end
  return self:fail(why)
end

-- Why a file that begins so cannot be read. -> text | nil
local function reason_of(list, start)
  for _, entry in ipairs(list) do
    if start:find(entry[1]) then return entry[2] end
  end
  return nil
end

-- Learns the encoding from the start of the file. -> the start without a byte order mark | nil, why
function Blocks:begin(start)
  local encoding
  for _, mark in ipairs(MARKS) do
    if not encoding and start:sub(1, #mark[1]) == mark[1] then encoding, start = mark[2], start:sub(#mark[1] + 1) end
  end
  local why = reason_of(OTHERS, start) or not (encoding or self.encoding) and reason_of(UTF16, start)
  if why then return self:fail(why) end
  self.has_mark, self.encoding = encoding ~= nil, encoding or self.encoding or "UTF-8"
  self.decoder = self.encoding == "UTF-8" and Utf8 or core.decoder(self.encoding)
  if not self.decoder then return self:fail("the C library of this machine cannot read " .. self.encoding) end
  return start
end

-- The first block. -> it | nil, why
function Blocks:start()
  local start = ""
  repeat
    local block, why = self:read(BLOCK_BYTES)
    if why then return nil, why end
    start = start .. (block or "")
  until not block or #start >= START_BYTES
  return self:begin(start)
end

-- The bytes that were kept back, at the end of the file. -> text | nil, why if they are not valid
function Blocks:finish()
  if self.tail ~= "" then return self:fail_at_byte() end
  local text = not self.is_finished and self.decoder:decode() or ""
  self.is_finished = true
  if text ~= "" then return text end
  return nil
end

-- Keeps back a Ctrl-Z at the end: it is the mark of the end only if nothing follows.
function Blocks:without_end(text)
  text = self.held .. text
  self.held = text:match(END_OF_TEXT) or ""
  return text:sub(1, -#self.held - 1)
end

--- Reads on: returns the rest of a text, with more text after it.
---@param rest string
---@return string|nil text longer than `rest`; nil at the end
---@return string|nil why the file cannot be read, or not further; `is_not_text` is set if its encoding is wrong
function Blocks:more(rest)
  if self.fault then return nil, self.fault end
  local block, why
  if self.decoder then
    block, why = self:read(math.max(BLOCK_BYTES, #rest))
  else
    block, why = self:start()
  end
  if why then return nil, why end
  if not block then
    block, why = self:finish()
    if not block then return nil, why end
    block = self:without_end(block)
    return block ~= "" and rest .. block or nil
  end
  -- An incomplete character at the end goes to the next block. The text before an invalid byte is still given.
  block = self.tail .. block
  local text, count, is_wrong = self.decoder:decode(block)
  self.tail = block:sub(count + 1)
  if is_wrong then self:fail_at_byte() end
  if not self.is_begun and text ~= "" then
    self.is_begun = true
    if text:sub(1, #MARK) == MARK then text = text:sub(#MARK + 1) end
  end
  text = self:without_end(text)
  if text == "" then return self:more(rest) end
  return rest .. text
end

return blocks
