--- The verb that finds out why other verbs do not work.
--
-- @module openprovider.cli.verbs.doctor

local account = require("openprovider.cli.account")
local connect = require("openprovider.cli.client")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local json_text = require("openprovider.cli.output.json_text")
local labelled = require("openprovider.cli.output.labelled")
local missing = require("openprovider.cli.profile.missing")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")

-- The start of a line by its state, padded to the longest one.
local SHOWN = { ok = "ok      ", warning = "warning ", failed = "FAILED  ", skipped = "skipped " }

-- Width of the state and the name of a check, in columns.
local LABELS = 21

local ORDER = json_text.order { "check", "state", "message", "advice" }

-- Collects findings, and shows them at once or, as JSON, at the end.
local function new_findings(given)
  local found = { has_failed = false, lines = {} }
  function found.tell(state, name, message, advice)
    found.has_failed = found.has_failed or state == "failed"
    found.lines[#found.lines + 1] = { check = name, state = state, message = message, advice = advice }
    if given.json then return end
    labelled(SHOWN[state] .. name, LABELS, message .. (advice and ": " .. advice or ""))
    output.flush()
  end
  return found
end

-- The folder and the file that the programs of a user share.
local function check_cache(tell)
  local path, message = connect.token_path()
  if not path then return tell("failed", "cache", message, "set HOME or XDG_CACHE_HOME to a folder of yours") end
  local is_there
  is_there, message = core.look_at_private(path)
  if message then return tell("failed", "cache", message) end
  tell("ok", "cache", path .. (is_there and " is for you alone" or " can be made"))
end

local function check_credentials(client, profile, tell)
  local source = account.source(client, profile)
  if not source then
    tell("failed", "credentials", missing(profile))
    return false
  end
  tell("ok", "credentials", account.name(client) .. ", from " .. source)
  return true
end

-- What to do about an error of a call, by its kind.
local ADVICE = {
  auth = "look at the user name, the password, and the list of addresses from which the account may be used",
  protocol = "look at the address, and whether a portal or a proxy of this network answers in place of the API",
  rate_limited = "wait, and find out which program calls so often",
}

local HTTP_PROXY_LOGIN = 407
local PROXY_ADVICE = "look at the user name and the password in the proxy's address"

-- One call that only reads. It needs a token, so it shows whether the credentials are right.
local function check_call(client, given, tell)
  local said, message = account.token(client, given)
  if message then return tell("failed", "token", message) end
  tell("ok", "token", said)
  local ok, err = client:list_customers { limit = 1 }
  local refused, advice = connect.refused_token(client)
  if refused then tell("warning", "token", refused, advice) end
  if ok then return tell("ok", "call", "the API takes the token") end
  tell("failed", "call", report.message(err), err.status == HTTP_PROXY_LOGIN and PROXY_ADVICE or ADVICE[err.kind])
end

local function examine(given, tell)
  require("openprovider.cli.doctor.libraries").check(tell)
  check_cache(tell)
  local client, profile = connect.open(given, true)
  if not client then return tell("failed", "options", report.message(profile)) end
  tell("ok", "address", account.address(client))
  local has_credentials = check_credentials(client, profile, tell)
  local is_reached = require("openprovider.cli.doctor.network").check(client, profile, tell)
  if has_credentials and is_reached and not core.interrupted() then
    check_call(client, given, tell)
  else
    tell("skipped", "call", has_credentials and "the API is not reached" or "there are no credentials")
  end
  client:close()
end

local function doctor(given)
  local found = new_findings(given)
  examine(given, found.tell)
  if given.json then
    for index, line in ipairs(found.lines) do
      output.write(index == 1 and "[\n" or ",\n", json_text.line(line, ORDER))
    end
    output.write("\n]\n")
  end
  return output.finish(found.has_failed and exit_codes.FAILED or exit_codes.DONE, "what was found is not shown")
end

return {
  { name = "doctor", run = doctor, group = "Account", summary = "find out why the other verbs do not work",
    description = "Check versions, libraries, TLS, the cache folder, the address, the credentials, the proxy, the "
      .. "connection and the clock, and make one call that only reads. Each line that is not ok says what to do. The "
      .. "exit status is 1 if a check failed.",
    example = "openprovider doctor" },
}
