--- The time of a machine that nobody sets: seconds since it was started, suspended or not, the same for all its
-- processes. It only means something together with which start that was.
--
-- @module openprovider.journal.uptime

local core = require("openprovider.core")

local uptime = {}

-- -> what a file of the system's has first | nil
local function read(path, what)
  local stream = io.open(path, "rb")
  if not stream then return nil end
  local value = stream:read(what)
  stream:close()
  return value
end

local BOOT = read("/proc/uptime", "*n") and read("/proc/sys/kernel/random/boot_id", "*l") or ""

--- Which start of which machine it is: "" where the system does not tell, and the time is that of its clock.
---@return string
function uptime.boot()
  return BOOT
end

--- The time.
---@return number|nil seconds nil if it cannot be read
function uptime.now()
  if BOOT == "" then return core.now() end
  return (read("/proc/uptime", "*n"))
end

return uptime
