--- An import that several machines share, each in a network namespace of its own.
--
-- All of it runs in a namespace of processes, too: whatever it has started ends with it, however it ends.

local json = require("dkjson")

local machines = {}

local LUA = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")

-- Seconds after which it is ended.
local LIMIT = 120

-- The shell takes in what has lost its parent.
local ALONE = "unshare --net --pid --fork --kill-child --mount-proc sh -c '%s; exit $?' 2>&1"

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

--- What keeps this system from having such namespaces; nil if nothing does.
---@return string|nil
function machines.obstacle()
  local said = output_of(ALONE:format("ip link add name wire0 type bridge && echo made"))
  if said:find("made\n$") then return nil end
  return "there are no namespaces of the network: " .. said:gsub("%s+", " ")
end

--- Runs `spec/support/machines/import.lua`.
---@param arguments string
---@return table result
function machines.import(arguments)
  local said = output_of(("timeout -k 5 %d "):format(LIMIT)
    .. ALONE:format(("%s spec/support/machines/import.lua %s"):format(LUA, arguments)))
  return assert(json.decode(said:match("[^\n]*\n$") or ""), said)
end

return machines
