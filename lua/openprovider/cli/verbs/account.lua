--- Verbs about the account.
--
-- @module openprovider.cli.verbs.account

local account = require("openprovider.cli.account")
local connect = require("openprovider.cli.client")
local duration = require("openprovider.cli.output.duration")
local json_text = require("openprovider.cli.output.json_text")
local labelled = require("openprovider.cli.output.labelled")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local function login(given, client)
  if not client.credentials.can_login() then
    return report.wrong_call("there is no user name and password to log in with (a token needs no login): set "
      .. "OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD")
  end
  local ok, err = client:login()
  if not ok then return report.failure(err) end
  if given.json then
    return result({ "username", "base_url" },
      { username = client.settings.username, base_url = client.settings.base_url }, "the credentials are right")
  end
  output.print("logged in as ", client.settings.username, " at ", client.settings.base_url)
  return output.finish(exit_codes.DONE, "the credentials are right")
end

local function logout(given, client)
  if not client.credentials.can_login() then
    return report.wrong_call("there is no kept token to remove: tokens are kept only for a user name and a password")
  end
  local was_there, message = client.session:drop()
  if was_there == nil then return report.bad_file(message) end
  local where = connect.token_path() or "memory"
  if given.json then
    return result({ "removed", "path" }, { removed = was_there, path = where }, "no token is kept")
  end
  output.print(was_there and "the token was removed from " or "there was no token in ", where)
  return output.finish(exit_codes.DONE, "no token is kept")
end

local ORDER = json_text.order { "account", "source", "address", "token_age", "token", "counts" }
ORDER.members.counts = { members = {}, element = json_text.order { "what", "count", "limit", "window" } }

-- Width of the labels, in columns.
local LABELS = 9

local function print_lines(state)
  labelled("account", LABELS, state.account .. (state.source and ", from " .. state.source or ""))
  labelled("API", LABELS, state.address)
  labelled("token", LABELS, state.token)
  for _, each in ipairs(state.counts or {}) do
    labelled("counted", LABELS, string.format("%s: %s of %d that this machine may make in %s", each.what,
      each.count or "unknown", each.limit, duration(each.window)))
  end
end

local function status(given)
  local client, profile = connect.open(given)
  if not client then return report.failure(profile) end
  local token, message, age = account.token(client, given)
  local state = {
    account = account.name(client), source = account.source(client, profile), address = account.address(client),
    token = token, token_age = age and math.floor(age), counts = client.guard:counts(),
  }
  client:close()
  if given.json then output.write(json_text.pretty(state, ORDER), "\n") else print_lines(state) end
  if message then report.fail(message, { kind = "file" }) end
  return output.finish(message and exit_codes.FAILED or exit_codes.DONE, "the account is not shown")
end

return {
  { name = "login", run = login, group = "Account", online = true, summary = "check the credentials",
    example = "openprovider login" },
  { name = "logout", run = logout, group = "Account", online = true, summary = "remove the kept token",
    description = "Remove the token of the last login from the cache folder. The next call logs in again. The API has "
      .. "no logout: the token itself stays valid until its 48 hours are over.",
    example = "openprovider logout" },
  { name = "status", run = status, group = "Account",
    summary = "show account, address, token and counted calls, offline",
    description = "Show the account and where it comes from, the address of the API, the age of the token, and what "
      .. "was counted on this machine: logins, refused logins, identical calls (of the most frequent call), and "
      .. "refused calls about .eu. At the limit, this program refuses a call, before the API would block the account. "
      .. "Nothing is sent.",
    example = "openprovider status" },
}
