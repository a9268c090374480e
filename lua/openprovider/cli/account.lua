--- Describes a client for a person: its account, where the credentials come from, and its token.
--
-- @module openprovider.cli.account

local connect = require("openprovider.cli.client")
local duration = require("openprovider.cli.output.duration")
local options = require("openprovider.config")
local source = require("openprovider.cli.profile.source")

local account = {}

--- Where the credentials come from.
---@param client table
---@param profile table|nil that is used
---@return string|nil source nil if there are none
function account.source(client, profile)
  local credentials = client.credentials
  if not credentials.given_token() and not credentials.can_login() then return nil end
  if not (profile and (profile.members.username or profile.members.token)) then return "the environment" end
  local text = string.format('profile "%s" of %s', profile.name, profile.path)
  local password = not profile.members.token and source.variable("password") and source.of("password") or ""
  return password:find("^OPENPROVIDER_") and text .. ", its password from " .. password or text
end

--- The name of the account.
---@param client table
---@return string
function account.name(client)
  if not client.credentials.given_token() then return client.credentials.account() end
  return client.credentials.can_login() and client.settings.username or "known by a token alone"
end

--- The address of the API, with its environment if it is the address of one.
---@param client table
---@return string
function account.address(client)
  local url = client.settings.base_url
  for name, base in pairs(options.ENVIRONMENTS) do
    if url:sub(1, #base) == base then return url .. " (" .. name .. ")" end
  end
  return url
end

--- Describes the token.
---@param client table
---@param given table the command line
---@return string said
---@return string|nil message what is wrong
---@return number|nil age seconds of one that is kept
function account.token(client, given)
  if client.credentials.given_token() then
    if not client.credentials.can_login() then return "given; it is used without a login" end
    return ("that of %s; if the API refuses it, a login as %s takes its place"):format(source.of("token"),
      client.settings.username)
  end
  if given.no_token_cache then return "not kept, as --no-token-cache says" end
  if not client.credentials.can_login() then return "none" end
  local age, left = client.session:kept()
  if not age then return "none is kept; the next call logs in", left end
  local where = connect.token_path()
  return string.format("%s old, used for %s more; kept in %s", duration(age), duration(left), where), nil, age
end

return account
