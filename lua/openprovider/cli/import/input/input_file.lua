--- The file of an import. It is read several times: to find its encoding, to check it and to send it. What is sent is
--- what was checked.
-- An input that cannot be read twice, such as a pipe, is first copied to a private temporary file. Each block gets a
-- fingerprint when it is first read. If a block later has another fingerprint, the file ends before any row of this
-- block is used.
--
-- @module openprovider.cli.import.input.input_file

local core = require("openprovider.core")
local input = require("openprovider.cli.json_file")
local temporary_file = require("openprovider.cli.import.temporary_file")

-- Bytes that are read at a time.
local BLOCK = 65536

-- The fingerprint after the last block.
local AT_END = -1

local CHANGED = "the file was changed after it was checked"

local InputFile = {}
InputFile.__index = InputFile

local input_file = {}

-- Copies an input that cannot be read twice. -> open file | nil, message
local function copy(file)
  local kept, why = temporary_file.new()
  if not kept then return nil, why end
  while true do
    -- A signal ends a read that is waiting, not one that begins later.
    if core.interrupted() then return nil, "interrupted" end
    local block, fault = file:read(BLOCK)
    if core.interrupted() then return nil, "interrupted" end
    if fault then return nil, fault end
    if not block then break end
    local ok
    ok, why = kept:write(block)
    if not ok then return nil, why end
  end
  local ok
  ok, why = kept:seek(0)
  if not ok then return nil, why end
  return kept.file
end

-- -> the open file | nil, message
local function open(path)
  if path == "-" then return io.stdin end
  local status = core.file_status(path)
  if status and status.type == "directory" then
    return nil, path .. ": it is a folder; a file of customers is expected"
  end
  local file, why = io.open(path, "rb")
  if file then return file end
  return nil, core.interrupted() and "interrupted" or why
end

--- Opens a file.
---@param path string - for standard input
---@return table|nil file with a method `read(bytes)`; `status` is what `core.file_status` says of it
---@return string|nil message
function input_file.open(path)
  local file, why = open(path)
  if not file then return nil, why end
  local self = setmetatable({ status = core.file_status(file), prints = {}, block = 0 }, InputFile)
  if path ~= "-" and file:seek("set", 0) then
    self.file = file
    return self
  end
  self.file, why = copy(file)
  if path ~= "-" then file:close() end
  if self.file then return self end
  return nil, why == "interrupted" and why or input.name(path) .. ": " .. why
end

--- Reads the next block.
---@return string|nil block nil at the end
---@return string|nil message of what is wrong
function InputFile:read()
  local block, why = self.file:read(BLOCK)
  if why then return nil, core.interrupted() and "interrupted" or why end
  self.block = self.block + 1
  local before, print = self.prints[self.block], block and core.number_of(block) or AT_END
  if before and before ~= print then return nil, CHANGED end
  self.prints[self.block] = print
  return block
end

--- Goes back to the start. From now on the file must be the same as before.
---@return boolean|nil ok
---@return string|nil message
function InputFile:again()
  self.block = 0
  local at, why = self.file:seek("set", 0)
  if not at then return nil, why end
  return true
end

return input_file
