--- A temporary file without a name. Only this process can use it, and it disappears with the process.
--
-- @module openprovider.cli.import.temporary_file

local Temporary = {}
Temporary.__index = Temporary

local temporary_file = {}

--- Makes one.
---@return table|nil file
---@return string|nil message
function temporary_file.new()
  local file, why = io.tmpfile()
  if not file then return nil, "no temporary file can be made: " .. tostring(why) end
  return setmetatable({ file = file, size = 0 }, Temporary)
end

-- Keeps the first error: nothing that is read after it can be trusted.
function Temporary:fail(why)
  self.fault = self.fault or "the folder for temporary files has no room: " .. tostring(why)
  return nil, self.fault
end

--- Adds text at the end.
---@param text string
---@return integer|nil offset where it begins
---@return string|nil message
function Temporary:write(text)
  if self.fault then return nil, self.fault end
  local offset = self.size
  local ok, why = self.file:write(text)
  if not ok then return self:fail(why) end
  self.size = offset + #text
  return offset
end

--- Goes to a place, where the next read begins.
---@param offset integer
---@return boolean|nil ok
---@return string|nil message
function Temporary:seek(offset)
  if self.fault then return nil, self.fault end
  local at, why = self.file:seek("set", offset) -- this writes buffered data, so the disk may be full
  if not at then return self:fail(why) end
  return true
end

--- Reads a line without its end, or a number of bytes: see `file:read`.
---@param what string|integer
---@return string|nil text
---@return string|nil message
function Temporary:read(what)
  return self.file:read(what)
end

local jit = rawget(_G, "jit")
if jit then jit.off(Temporary.write) end -- a write that fails must not be repeated: see `output.write`

return temporary_file
