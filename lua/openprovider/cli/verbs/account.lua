--- Verbs about the account.
--
-- @module openprovider.cli.verbs.account

local report = require("openprovider.cli.report")
local status = require("openprovider.cli.exit_codes")
local streams = require("openprovider.cli.output")

local function login(_, client)
  if not client.credentials.can_login() then
    streams.say("nothing to log in with (a token is used without a login): set OPENPROVIDER_USERNAME and "
      .. "OPENPROVIDER_PASSWORD")
    return status.WRONG_CALL
  end
  local ok, err = client:login()
  if not ok then return report.failure(err) end
  streams.print("logged in as ", client.settings.username, " at ", client.settings.base_url)
  return streams.finish(status.DONE, "the credentials are right")
end

return {
  { name = "login", run = login, online = true, summary = "check the credentials",
    example = "openprovider login" },
}
