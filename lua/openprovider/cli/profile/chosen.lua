--- The profile of a command line, and the options of a client that it gives.
--
-- An option wins over the environment, that over the profile, and that over a default. A profile that `--profile` names
-- is asked for by an option. What belongs together is never put together of two sources: a password is for its own user
-- name, and a user name for its own address.
--
-- @module openprovider.cli.profile.chosen

local core = require("openprovider.core")
local file = require("openprovider.cli.profile.file")
local members = require("openprovider.cli.profile.members")
local names_in = require("openprovider.values.names_in")
local source = require("openprovider.cli.profile.source")

local chosen = {}

-- The profile that is used if none is named.
local USUAL = "default"

-- Seconds that a password_command may take: a person may have to unlock a keyring.
local PATIENCE = 60

-- What the environment says. -> text | nil
local function variable(name)
  if name ~= "profile" then return source.variable(name) end
  local text = os.getenv("OPENPROVIDER_PROFILE")
  return text ~= "" and text or nil
end

--- Chooses the profile.
---@param given table the command line: `profile`
---@return table|nil profile `{ name, path, members, is_asked }`; nil if there is none to use
---@return string|nil message
function chosen.profile(given)
  local asked = given.profile or variable("profile")
  local config, message = file.read()
  if message then return nil, message end
  local name = asked or config and config.default_profile or USUAL
  local found = config and config.profiles[name]
  if found then return { name = name, path = file.path(), members = found, is_asked = given.profile ~= nil } end
  if not asked and not (config and config.default_profile) then return nil end
  local names = names_in({ config and config.profiles or {} })
  return nil, string.format('there is no profile "%s"%s', name, names[1]
    and " in " .. file.path() .. "; it has " .. table.concat(names, ", ")
    or ": `openprovider configure --profile " .. name .. "` makes it")
end

-- The password that a command of the profile prints: its first line, as `pass` has it. -> password | nil, message
local function asked_password(profile)
  local text, status = core.ask_command(profile.members.password_command, PATIENCE)
  local why = not text and status or status ~= 0 and string.format("it ended with status %d", status) or nil
  local password = not why and text:match("^[^\r\n]*")
  if password == "" then why = "it printed nothing" end
  if not why then return password end
  if core.interrupted() then return nil, "interrupted while the password_command ran; nothing was sent" end
  return nil, string.format('the password_command of profile "%s" gave no password: %s; run it by itself to see why',
    profile.name, why)
end

-- Whether the environment has another account. -> boolean | nil, message
local function is_other_account(profile)
  local username, token = variable("username"), variable("token")
  if not token and (not username or username == profile.members.username) then return false end
  if not variable("profile") then return true end
  return nil, string.format('OPENPROVIDER_PROFILE says "%s", and %s is of another account: unset one of them',
    profile.name, token and "OPENPROVIDER_TOKEN" or "OPENPROVIDER_USERNAME")
end

local function copy(profile, names, options)
  for _, name in ipairs(names) do options[name] = profile.members[name] end
end

-- The user name and the password or token. -> true | nil, message
local function add_credentials(profile, options)
  copy(profile, members.CREDENTIALS, options)
  if not profile.is_asked and variable("password") then
    options.password = nil
    return true
  end
  if options.token or not profile.members.password_command then return true end
  local password, message = asked_password(profile)
  options.password = password
  return password and true, message
end

local function is_any(names, has)
  for _, name in ipairs(names) do
    if has(name) then return true end
  end
  return false
end

--- The options that a profile gives beside those of the command line and of the environment.
---@param profile table
---@param on_line table options of the client on the command line
---@return table|nil options
---@return string|nil message
function chosen.options(profile, on_line)
  local options = {}
  if not profile.is_asked then
    local is_other, message = is_other_account(profile)
    if is_other == nil then return nil, message end
    if is_other then return options end -- all of the profile is another account's
  end
  local function is_said(name)
    return on_line[name] ~= nil or not profile.is_asked and variable(name) ~= nil
  end
  local ok, message = add_credentials(profile, options)
  if not ok then return nil, message end
  if not is_any(members.PLACE, is_said) then copy(profile, members.PLACE, options) end
  for _, name in ipairs(members.OTHERS) do
    if not is_said(name) then options[name] = profile.members[name] end
  end
  return options
end

return chosen
