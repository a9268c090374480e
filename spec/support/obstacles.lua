--- What keeps a system from running some specs: these are then skipped, with the reason.
--
--    if obstacles.terminal() then return pending(obstacles.terminal()) end

local scratch = require("spec.support.scratch")

local obstacles = {}

-- A function that gives what a command says if it does not print "works", after what is missing then; it is run once.
local function unless(command, missing)
  local is_known, obstacle = false, nil
  return function()
    if not is_known then
      local said = scratch.output_of(command)
      is_known, obstacle = true, not said:find("works") and missing .. ": " .. said:gsub("%s+", " ") or nil
    end
    return obstacle
  end
end

local IS_ROOT = scratch.output_of("id -u") == "0"

--- Why no program can be run on a terminal; nil if one can.
---@return string|nil
obstacles.terminal = unless("script -qec 'echo works' /dev/null < /dev/null", "there is no terminal device")

--- How a command is run with mounts of its own.
obstacles.WITH_MOUNTS = "unshare " .. (IS_ROOT and "-m" or "-Urm")

--- Why nothing can be mounted; nil if something can.
---@return string|nil
obstacles.mounts = unless(obstacles.WITH_MOUNTS .. " sh -c 'mount --bind /tmp /tmp && echo works'",
  "nothing can be mounted")

return obstacles
