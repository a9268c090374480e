--- Why a command line has no credentials, and what to do.
--
-- @module openprovider.cli.profile.missing

local file = require("openprovider.cli.profile.file")
local names_in = require("openprovider.values.names_in")
local source = require("openprovider.cli.profile.source")

-- The messages if the environment has only one of the two.
local HALF = {
  { name = "username", text = "OPENPROVIDER_USERNAME is set, and OPENPROVIDER_PASSWORD is not or is empty" },
  { name = "password", text = "OPENPROVIDER_PASSWORD is set, and OPENPROVIDER_USERNAME is not or is empty" },
}

-- The profiles of the file, where it does not say which one is the default. -> text | nil
local function unchosen()
  local config = file.read()
  local names = config and names_in({ config.profiles }) or {}
  if not names[1] then return nil end
  return ('%s has no "default_profile": choose a profile with --profile (%s)'):format(file.path(),
    table.concat(names, ", "))
end

--- Why there are no credentials.
---@param profile table|nil that is used
---@return string reason
---@return string|nil advice what to do, if the reason does not say it
return function(profile)
  for _, half in ipairs(HALF) do
    if not profile and source.variable(half.name) then return half.text end
  end
  if profile then
    return ('profile "%s" of %s has no password, password_command or token'):format(profile.name, profile.path),
      "run `openprovider configure --profile " .. profile.name .. "`"
  end
  local text = unchosen()
  if text then return text end
  return "there are none", "run `openprovider configure`, or set OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD, "
    .. "or OPENPROVIDER_TOKEN"
end
