--- The time of a machine that nobody sets: seconds since it was started, suspended or not, the same for all its
-- processes. It only means something together with which start that was.
--
-- @module openprovider.journal.uptime

local core = require("openprovider.core")

local uptime = {}

local function boot_id()
  local stream = io.open("/proc/sys/kernel/random/boot_id", "rb")
  if not stream then return "" end
  local id = stream:read("*l")
  stream:close()
  return id or ""
end

local BOOT = boot_id()

--- Which start of which machine it is: "" where the system does not tell, and the time is that of its clock.
---@return string
function uptime.boot()
  return BOOT
end

--- The time.
---@return number seconds
function uptime.now()
  return BOOT == "" and core.now() or core.uptime()
end

return uptime
