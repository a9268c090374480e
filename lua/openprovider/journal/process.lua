--- Which process this is, for connections: they do not survive fork(). A child that closed its parent's
-- connection would end the parent's session (PostgreSQL), or lose it its locks (SQLite).
--
-- @module openprovider.journal.process

local process = {}

--- The id of this process; nil where the system does not tell.
---@return number|nil
function process.id()
  local stream = io.open("/proc/self/stat", "rb")
  if not stream then return nil end
  local id = stream:read("*n")
  stream:close()
  return id
end

local new_userdata = rawget(_G, "newproxy")

--- Something that calls a function when it is collected. The last one made is collected first, also when the
-- program ends.
---@param fn function
---@return any
function process.at_collection(fn)
  if not new_userdata then return setmetatable({}, { __gc = fn }) end
  local watcher = new_userdata(true)
  getmetatable(watcher).__gc = fn
  return watcher
end

return process
