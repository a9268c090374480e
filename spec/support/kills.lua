--- Kills a program at random moments and starts it again, a given number of times; then lets it run to its end.

local socket = require("socket")
local processes = require("spec.sandbox.processes")
local scratch = require("spec.support.scratch")

local SEED = 4711

-- Seconds between two looks at a process.
local GLANCE = 0.002

-- Random moments that the seed repeats: the minimal standard generator, on every Lua the same.
local function new_moments(shortest, longest)
  local seed = SEED
  return function()
    seed = seed * 16807 % 2147483647
    return shortest + (longest - shortest) * seed / 2147483647
  end
end

-- Starts a command in the background. -> its identity, nil if it has ended already
local function start(command, said)
  return processes.identity(scratch.output_of(("%s </dev/null >>%s 2>&1 & echo $!"):format(command, said)))
end

local function lives_until(moment, process)
  while process and processes.is_same(process) and socket.gettime() < moment do socket.sleep(GLANCE) end
  return process ~= nil and processes.is_same(process) or false
end

local kills = {}

--- Kills a program, and has it run to its end.
---@param command string of a shell
---@param said string file for all that it prints
---@param plan table `kills`, how often at most; seconds: `shortest` and `longest`, how long it lives before it is
--- killed; `patience`, how long all of it may take; `before_last`, called when it has been killed for the last time
---@return integer count how often it was killed before it had done all
---@return boolean has_ended whether its last run has
function kills.run(command, said, plan)
  local moments, count, give_up = new_moments(plan.shortest, plan.longest), 0, socket.gettime() + plan.patience
  while count < plan.kills do
    local process = start(command, said)
    if not lives_until(socket.gettime() + moments(), process) then break end -- it has done all
    os.execute("kill -KILL " .. process.pid)
    lives_until(give_up, process)
    count = count + 1
  end
  if plan.before_last then plan.before_last() end
  return count, not lives_until(give_up, start(command, said))
end

return kills
