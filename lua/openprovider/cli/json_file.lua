--- Reads files of JSON. Errors have a line and a column.
--
-- @module openprovider.cli.json_file

local core = require("openprovider.core")
local json = require("openprovider.values.json")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")

local input = {}

--- What messages call a file.
---@param path string - for standard input
---@return string
function input.name(path)
  return path == "-" and "standard input" or path
end

-- The line and column of a byte.
local function position(text, offset)
  local line, start = 1, 1
  for newline in text:sub(1, offset - 1):gmatch("()\n") do
    line = line + 1
    start = newline + 1
  end
  return line, offset - start + 1
end

-- What says that a text is UTF-16, as Windows PowerShell writes all that goes to a file with >.
local UTF_16 = { ["\255\254"] = "UTF-16LE", ["\254\255"] = "UTF-16BE" }

-- A text in UTF-8.
local function decoded(text)
  local encoding = UTF_16[text:sub(1, 2)]
  local decoder = encoding and core.decoder(encoding)
  return decoder and decoder:decode(text:sub(3)) or text
end

local function read_all(path)
  local file = io.stdin
  if path ~= "-" then
    local opened, why = io.open(path, "rb")
    if not opened then return nil, why end
    file = opened
  end
  local text, why
  if not core.interrupted() then text, why = file:read("*a") end -- a signal ends a read that waits, not a later one
  if path ~= "-" then file:close() end
  if text then return decoded(text) end
  return nil, core.interrupted() and "interrupted" or input.name(path) .. ": " .. why
end

-- Reads JSON that begins with one of these brackets. This looks at the text, since both `[]` and `{}` are an empty
-- table in Lua. The text may begin with a byte order mark. -> value, nil, bracket |
-- nil, message, whether it is empty
local function read(path, brackets, what, is_exact)
  local text, why = read_all(path)
  if not text then return nil, why end
  if not text:find("[^\239\187\191 \t\r\n]") then
    return nil, input.name(path) .. " is empty; expected a JSON " .. what, true
  end
  local value, offset
  value, why, offset = json.decode_written(text, is_exact)
  if why then
    local where = input.name(path)
    if offset then where = string.format("%s:%d:%d", where, position(text, offset)) end
    return nil, where .. ": " .. why
  end
  local bracket = text:match("^[\239\187\191 \t-\r]*([" .. brackets .. "])")
  if bracket then return value, nil, bracket end
  return nil, input.name(path) .. ": it has no JSON " .. what
end

--- Reads a JSON object.
---@param path string of a file; - for standard input
---@param what string what it should be, as in "with a customer"
---@param is_exact? boolean whether it will be written as it was: see `json.decode`
---@return table|nil object
---@return string|nil message
---@return boolean is_empty whether the file has nothing in it
function input.object(path, what, is_exact)
  local object, why, found = read(path, "{", "object " .. what, is_exact)
  return object, why, not object and found == true
end

--- Reads a JSON array, or the object that would be its only element.
---@param path string of a file; - for standard input
---@param what string what it should be, as in "of records"
---@return table|nil array
---@return string|nil message
---@return boolean is_empty whether the file has nothing in it
function input.array(path, what)
  local value, why, found = read(path, "%[{", "array " .. what)
  if found == "{" then return { value } end
  return value, why, not value and found == true
end

--- What to do about a file that is empty: a shell makes it before it runs the command that is to fill it.
---@param path string
---@param command string that fills it, such as "get CV904716-NL"
---@return string
function input.to_fill(path, command)
  if path == "-" then return "" end
  path = quoted_option.word(path)
  return (": `openprovider %s > %s` fills it, and leaves it empty if it fails"):format(command, path)
end

return input
