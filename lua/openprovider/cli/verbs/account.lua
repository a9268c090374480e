--- Verbs about the account.
--
-- @module openprovider.cli.verbs.account

local report = require("openprovider.cli.output.report")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local function login(_, client)
  if not client.credentials.can_login() then
    output.say("nothing to log in with (a token is used without a login): set OPENPROVIDER_USERNAME and "
      .. "OPENPROVIDER_PASSWORD")
    return exit_codes.WRONG_CALL
  end
  local ok, err = client:login()
  if not ok then return report.failure(err) end
  output.print("logged in as ", client.settings.username, " at ", client.settings.base_url)
  return output.finish(exit_codes.DONE, "the credentials are right")
end

return {
  { name = "login", run = login, online = true, summary = "check the credentials",
    example = "openprovider login" },
}
