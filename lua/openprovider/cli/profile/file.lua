--- The file of profiles, `~/.config/openprovider/config.json`: accounts by name, and which one is used if none is
-- named.
--
--     { "default_profile": "shop", "profiles": { "shop": { "username": "jan", "password_command": "pass shop" } } }
--
-- Others must not be able to write to it: they could have the program run a command or send a password elsewhere. If
-- there is a secret in it, they must not be able to read it either.
--
-- @module openprovider.cli.profile.file

local await = require("openprovider.auth.stores.await")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local members = require("openprovider.cli.profile.members")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")

local file = {}

local ORDER = json_text.order { "default_profile", "profiles" }

-- Bits of a mode: others can write to the file, or read it.
local WRITE, READ = { 16, 2 }, { 32, 4 }

local function has_any(mode, bits)
  for _, bit in ipairs(bits) do
    if math.floor(mode / bit) % 2 == 1 then return true end
  end
  return false
end

--- Where the file is.
---@return string|nil path nil where there is no home
function file.path()
  local folder = os.getenv("XDG_CONFIG_HOME")
  if folder and folder:find("^/") then return folder .. "/openprovider/config.json" end
  local home = os.getenv("HOME")
  if not (home and home:find("^/")) then
    local _, of_database = core.user()
    home = of_database
  end
  return home and home .. "/.config/openprovider/config.json"
end

local function has_secret(profiles)
  for _, profile in pairs(profiles) do
    for _, member in ipairs(members.LIST) do
      if member.is_secret and profile[member.name] ~= nil then return true end
    end
  end
  return false
end

-- What is wrong with a profile. -> message | nil
local function wrong_with(name, profile)
  if type(profile) ~= "table" then return string.format('profile "%s" is not an object, { ... }', name) end
  for member, value in pairs(profile) do
    local known = members.BY_NAME[member]
    if not known then
      local meant = core.nearest(tostring(member), members.NAMES)
      return string.format('profile "%s" has an unknown member "%s"; %s', name, tostring(member),
        meant and ('did you mean "%s"?'):format(meant) or "there are " .. table.concat(members.NAMES, ", "))
    end
    if type(value) ~= known.type then
      return string.format('profile "%s": %s must be a %s', name, member,
        known.type == "number" and "number" or "text")
    end
  end
  if profile.password and profile.password_command then
    return string.format('profile "%s" has a password and a password_command: take one of them out', name)
  end
  return nil
end

-- -> message | nil
local function wrong_with_all(config)
  if type(config) ~= "table" or type(config.profiles) ~= "table" then return 'it has no "profiles": { ... }' end
  for member in pairs(config) do
    if member ~= "profiles" and member ~= "default_profile" then
      return string.format('it has an unknown member "%s"; there are "default_profile" and "profiles"',
        tostring(member))
    end
  end
  if config.default_profile ~= nil and type(config.default_profile) ~= "string" then
    return '"default_profile" must be the name of a profile'
  end
  for name, profile in pairs(config.profiles) do
    local message = wrong_with(tostring(name), profile)
    if message then return message end
  end
  return nil
end

-- Why the file must not be used, as it is open to others. -> message | nil
local function openness(path, status, profiles)
  if status.type ~= "file" then return "it is not a file" end
  local user, closing = core.user(), "`chmod 600 " .. quoted_option.word(path) .. "`"
  if tostring(status.owner) ~= user and status.owner ~= 0 then return "it belongs to another user" end
  if has_any(status.mode, WRITE) then return "other users can write to it: run " .. closing end
  if profiles and has_any(status.mode, READ) and has_secret(profiles) then
    return "other users can read it, and it has a secret: run " .. closing
  end
  return nil
end

-- -> text | nil if there is no file | nil, message
local function text_of(path)
  local status = core.file_status(path) -- a pipe would wait for a writer
  if not status then return nil end
  if status.type ~= "file" then return nil, "it is not a file" end
  local handle, why = io.open(path, "rb")
  if not handle then return nil, why end
  status, why = core.file_status(handle)
  local text
  if status then text, why = handle:read("*a") end
  handle:close()
  if not text then return nil, why end
  return text, openness(path, status), status
end

--- Reads the file.
---@return table|nil config `{ default_profile, profiles }`; nil if there is no file
---@return string|nil message what is wrong with it, and what to do
function file.read()
  local path = file.path()
  if not path then return nil end
  local text, why, status = text_of(path)
  if not text and not why then return nil end
  local config
  if not why then config, why = json.decode_written(text) end
  why = why or wrong_with_all(config) or openness(path, status, config.profiles)
  if why then return nil, "the file of profiles cannot be used: " .. path .. ": " .. why end
  return config
end

-- Seconds for which another program may hold the file while it writes, and between two looks.
local PATIENCE, PAUSE = 10, 0.02

-- What to do where the file cannot be written.
local ELSEWHERE = "; to keep it elsewhere, set XDG_CONFIG_HOME to a folder that you can write to"

-- -> a lock | nil, message
local function lock_of(path)
  local lock, why = await(function()
    local lock, why = core.lock_private(path .. "-lock")
    if lock == false and core.interrupted() then return nil, "interrupted; nothing was written" end
    return lock, why
  end, PAUSE, PATIENCE, core.sleep)
  if lock == false then return nil, "another program is writing " .. path .. "; try again" end
  return lock, not lock and not core.interrupted() and why .. ELSEWHERE or why
end

--- Writes a profile into the file, for its owner alone. The others stay as they are now: another program may have
--- written one while a person was asked.
---@param name string
---@param profile table
---@return string|nil path
---@return table|string config_or_message all profiles; or why nothing was written
function file.put(name, profile)
  local path = file.path()
  if not path then return nil, "there is no home folder for the file of profiles: set HOME or XDG_CONFIG_HOME" end
  local real = core.file_status(path) and core.real_path(path) or path -- a link stays one
  local lock, why = lock_of(real)
  if not lock then return nil, why end
  local config, ok
  config, why = file.read()
  local is_read = not why
  if is_read then
    config = config or { profiles = {} }
    if next(config.profiles) == nil then config.default_profile = name end
    config.profiles[name] = profile
    ok, why = core.write_private(real, json_text.pretty(config, ORDER) .. "\n")
  end
  lock:release()
  if not ok then return nil, is_read and why .. ELSEWHERE or why end
  return path, config
end

return file
