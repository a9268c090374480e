--- Which process is which, through /proc. A number alone can be given to another process
-- later, so a process is known by its number and its start time together.
local processes = {}

-- The fields of /proc/<pid>/stat after the command's name, which may hold blanks: the first
-- is the state, the twentieth the start time (proc(5), fields 3 and 22). Nil when gone.
local function status(pid)
  local file = io.open("/proc/" .. pid .. "/stat")
  if not file then
    return nil
  end
  local text = file:read("*a")
  file:close()
  local number, rest = (text or ""):match("^(%d+) .*%) (.*)$")
  if not number then
    return nil
  end
  local fields = {}
  for field in rest:gmatch("%S+") do
    fields[#fields + 1] = field
  end
  return { pid = number, state = fields[1], started = fields[20] }
end

--- The identity of a process: `{ pid, started }`, both as text; nil when there is none.
---@param pid string|integer a number, or "self" for the process that calls
---@return table?
function processes.identity(pid)
  local found = status(tostring(pid))
  if not found or found.state == "Z" then
    return nil
  end
  return { pid = found.pid, started = found.started }
end

--- Whether the process of an identity still runs.
---@param identity table
---@return boolean
function processes.is_same(identity)
  local now = processes.identity(identity.pid)
  return now ~= nil and now.started == identity.started
end

return processes
