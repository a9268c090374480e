--- Machines on one wire: namespaces of the network, each with an address and a host's name of its own.
--
-- Only for a program in a namespace that was made for it, so that nothing outside is touched. A namespace
-- goes with its last process.
local shell = require("spec.support.machines.shell")

local network = {}

--- The address of the program's own namespace, in which the servers are.
network.ADDRESS = "10.77.0.1"
network.NETWORK = "10.77.0.0/24"

-- The wire is a bridge, to which a pair of virtual devices leads from each machine.
local WIRE = [[
  ip link set dev lo up && ip link add name wire0 type bridge && ip addr add 10.77.0.1/24 dev wire0 &&
  ip link set dev wire0 up]]

local PLUG = [[
  ip link add name plug${number} type veth peer name eth0 netns ${pid} &&
  ip link set dev plug${number} master wire0 && ip link set dev plug${number} up &&
  nsenter --target ${pid} --net sh -c 'ip link set dev lo up && ip addr add 10.77.0.1${number}/24 dev eth0 &&
    ip link set dev eth0 up']]

-- What a machine sends is addressed to nobody, while it still gets what is sent to it: as when packets that
-- are under way are lost.
local MUTE = "nsenter --target %s --net ip neigh replace 10.77.0.1 dev eth0 nud permanent lladdr 02:00:00:00:00:ff"
local UNMUTE = "nsenter --target %s --net ip neigh replace 10.77.0.1 dev eth0 nud permanent lladdr"
  .. " $(ip -oneline link show dev wire0 | sed 's/.*ether \\([0-9a-f:]*\\).*/\\1/')"

-- The process that keeps the namespaces; when it is there, they are.
local KEEPER = "unshare --net --uts sh -c '"
  .. "hostname machine-${number} && { sleep 1000 </dev/null >/dev/null 2>&1 & echo $!; }'"

local Machine = {}
Machine.__index = Machine

--- The command that runs another one on the machine, in the same process.
---@param command string
---@return string
function Machine:command(command)
  return ("nsenter --target %s --net --uts %s"):format(self.pid, command)
end

--- Loses all that the machine sends from now on.
function Machine:mute()
  shell.run(MUTE:format(self.pid))
end

--- Loses it no more: what the machine's kernel still tries to send arrives.
function Machine:unmute()
  shell.run(UNMUTE:format(self.pid))
end

--- Makes the wire.
function network.make()
  shell.run(WIRE)
end

--- Makes a machine.
---@param number integer 1 to 9
---@return table machine `{ name, command(self, text) -> text, mute(self), unmute(self) }`
function network.machine(number)
  local values = { number = ("%d"):format(number) }
  values.pid = shell.run((KEEPER:gsub("%${(%w+)}", values)))
  shell.run((PLUG:gsub("%${(%w+)}", values)))
  return setmetatable({ name = "machine-" .. values.number, pid = values.pid }, Machine)
end

return network
