--- What is done when something is collected, and in whose process.
--
-- Connections do not survive fork(): a child that closed its parent's connection would end the parent's session
-- (PostgreSQL), or lose it its locks (SQLite).
--
-- @module openprovider.journal.process

local core = require("openprovider.core")

local process = {}

--- Which process this is: a child of fork() is another. Needs no file.
---@return string
process.id = core.process

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
