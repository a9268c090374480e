--- The client of a command line, and the tokens that it shares with those before and after.
--
-- @module openprovider.cli.client

local argument = require("openprovider.cli.argument")
local chosen = require("openprovider.cli.profile.chosen")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local exit_codes = require("openprovider.cli.exit_codes")
local interrupt = require("openprovider.cli.interrupt")
local line_options = require("openprovider.cli.parser.options")
local missing = require("openprovider.cli.profile.missing")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local source = require("openprovider.cli.profile.source")
local token_file = require("openprovider.auth.stores.file")
local token_store = require("openprovider.auth.stores")
local trace = require("openprovider.cli.output.trace")

local connect = {}

-- Waits up to this many seconds are not reported.
local SHORT = 2

-- Messages about a wait: before a request is sent again, or until the outcome of a create is known.
local WAIT_TEXTS = {
  retry = function(event)
    local why = event.message:gsub("^not sent: ", ""):gsub("; it can be sent in %d+ seconds$", "") -- said already
    return string.format("waiting %.0f s, then it is tried again: %s", event.wait, why)
  end,
  outcome = function(event)
    return string.format("it is not known whether the customer was created: looking for up to %.0f s", event.wait)
  end,
}

-- Tells what a person has to know. A token that could not be kept costs a login, and no more. Of waits at the same
-- time one is told.
local function observer(given)
  if trace.is_wanted() then return trace.show end
  local told_until = 0
  return function(event)
    if event.name == "token_store" then output.say(event.message) end
    local text = WAIT_TEXTS[event.reason or event.name]
    if not text or event.wait <= SHORT or given.quiet or core.now() < told_until then return end
    told_until = core.now() + event.wait
    output.say(text(event))
  end
end

--- The path of the file of tokens, beside which is what the programs of a user share besides.
---@return string|nil path
---@return string|nil message why there is none
function connect.token_path()
  return token_file.default_path()
end

-- What a program does without that knows of no other.
local ALONE = ". So this program logs in for itself and counts only its own calls. Do not run two creates, ensures or "
  .. "imports at once, and wait 20 seconds before you run one again: otherwise this can make a second customer"

-- The store that the programs of a user share; nil where there is no folder for it. Where tokens are not kept, it
-- counts calls and holds references all the same.
local function shared_store(given, is_silent)
  local path, message = connect.token_path()
  if not path then
    if not is_silent then output.say(message, ALONE) end
    return nil
  end
  local store = token_file.new(path)
  if not given.no_token_cache then return store end
  local own = token_store.memory()
  own.incr, own.most, own.hold = store.incr, store.most, store.hold
  return own
end

-- What the command line and the profile say of a client. -> options, the profile if one is used | nil, message
local function options_of(given)
  local options = argument.picked(line_options.CONNECTION, given)
  local profile, message = chosen.profile(given)
  if message then return nil, message end
  local of_profile = {}
  if profile then of_profile, message = chosen.options(profile, options) end
  if message then return nil, message end
  source.note(options, of_profile, profile)
  for name, value in pairs(of_profile) do
    if options[name] == nil then options[name] = value end
  end
  return options, next(of_profile) ~= nil and profile or nil
end

-- What a program can allow and the command line cannot.
local ALLOWED = ", or allow it by the option allow_insecure_http"

-- Why nothing may be sent to the address of a client. -> err | nil
local function wrong_address(client)
  local refusal = client:pool():refusal(client.settings.base_url)
  if not refusal then return nil end
  local at = refusal:find(ALLOWED, 1, true)
  return errors.not_sent("config", string.format("%s is %s: %s", source.of("base_url") or "the address",
    client.settings.base_url, at and refusal:sub(1, at - 1) or refusal))
end

--- Makes a client, which may have no credentials.
---@param given table the command line as parsed
---@param is_silent? boolean whether the caller says itself that there is no folder for tokens
---@return table|nil client
---@return table|nil profile_or_err the profile, if one is used; or the error where there is no client
function connect.open(given, is_silent)
  local options, profile = options_of(given)
  if not options then return nil, errors.not_sent("config", profile) end
  options.token_store, options.on_event, options.transport = shared_store(given, is_silent), observer(given),
    interrupt.transport
  options.event_content = trace.content()
  local client, err = require("openprovider").new(options) -- loaded by those alone that call the API
  err = err or wrong_address(client)
  if err then return nil, err end
  if trace.is_wanted() then trace.begin(client) end
  return client, profile
end

--- Makes a client, or says why there is none.
---@param given table the command line as parsed
---@return table|nil client
---@return integer|nil code the exit status
function connect.client(given)
  local client, err = connect.open(given)
  if not client then
    local code = report.failure(err)
    return nil, exit_codes.interrupted() or code
  end
  if client.credentials.given_token() or client.credentials.can_login() then return client end
  client:close()
  local reason, advice = missing(err)
  if reason == "there are none" then return nil, report.wrong_call("no credentials: " .. advice) end
  return nil, report.wrong_call("no credentials: " .. reason .. (advice and "; " .. advice or ""))
end

--- What to say of a token that was given and refused, while there is something to log in with.
---@param client table
---@return string|nil message
---@return string|nil advice
function connect.refused_token(client)
  if not (client.session:lost_given_token() and client.credentials.can_login()) then return nil end
  local place = source.of("token") or "the token"
  return "the token of " .. place .. " was refused, so a login was made", "remove " .. place
end

--- Ends the use of a client.
---@param client table
function connect.close(client)
  local message, advice = connect.refused_token(client)
  if message then output.say("warning: ", message, ": ", advice) end
  client:close()
end

return connect
