--- Where the programs of a user find what they share: the first of these folders in which files can be made.
--
-- 1. `$XDG_CACHE_HOME/openprovider`, if that is an absolute path (XDG Base Directory Specification);
-- 2. `$HOME/.cache/openprovider`;
-- 3. the same below the home that the user database has, for programs that have no `HOME`;
-- 4. `/var/tmp/openprovider-UID`, for users without a home that can be written to. Everybody can make folders there, so
--    it must be the user's, and closed to others.
--
-- All programs of a user that have the same environment, or none, come to the same folder.
--
-- @module openprovider.auth.stores.place

local core = require("openprovider.core")

local place = {}

local FOR_ALL = "/var/tmp/openprovider-"

--- Finds the folder, and makes it if it is missing.
---@param getenv? function os.getenv, or one that says what is in the environment
---@return string|nil folder
---@return string|nil message why there is none
function place.find(getenv)
  getenv = getenv or os.getenv
  local tried, reasons = {}, {}

  local function try(folder, make)
    if tried[folder] then return false end
    tried[folder] = true
    local ok, why = make(folder)
    if not ok then reasons[#reasons + 1] = why end
    return ok
  end

  -- A relative path would be another folder in each folder.
  local cache = getenv("XDG_CACHE_HOME")
  cache = cache and cache:find("^/") and cache .. "/openprovider"
  if cache and try(cache, core.private_folder) then return cache end

  local function of_home(home)
    local folder = home and home:find("^/") and home .. "/.cache/openprovider"
    return folder and try(folder, core.private_folder) and folder
  end
  local folder = of_home(getenv("HOME"))
  if folder then return folder end
  local user, home = core.user()
  folder = of_home(home)
  if folder then return folder end
  folder = FOR_ALL .. user
  if try(folder, core.private_folder_among_others) then return folder end
  return nil, "there is no folder for the files that the programs of a user share: " .. table.concat(reasons, "; ")
end

return place
