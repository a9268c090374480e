--- The client of a command line: its options, and the tokens that it shares with those before and after.
--
-- @module openprovider.cli.connect

local argument = require("openprovider.cli.argument")
local interrupt = require("openprovider.cli.interrupt")
local openprovider = require("openprovider")
local report = require("openprovider.cli.report")
local streams = require("openprovider.cli.streams")
local token_file = require("openprovider.token_store.file")

local connect = {}

--- Options of the command line that are options of the client.
connect.OPTIONS = {
  { name = "environment", argument = "NAME", about = "production (the default) or sandbox" },
  { name = "base_url", argument = "URL", about = "address of the API with its version" },
  { name = "api_version", argument = "VERSION", about = "version of the API (v1beta)" },
  { name = "ca_file", argument = "FILE", about = "certificate authorities to trust instead of the system's" },
  { name = "timeout", argument = "SECONDS", about = "seconds that a call may take in all (60)",
    convert = argument.number },
}

-- A token that could not be kept costs a login, and no more.
local function on_event(event)
  if event.name == "token_store" then streams.say(event.message) end
end

-- The file of tokens; nil where a token is given, and where the user has no folder for it.
local function token_store(given)
  local token = os.getenv("OPENPROVIDER_TOKEN")
  if given.no_token_cache or (token and token ~= "") then return nil end
  return (token_file.new())
end

--- Makes a client, or says why there is none.
---@param given table the command line as parsed
---@return table|nil client
---@return integer|nil code the exit status
function connect.client(given)
  local options = { token_store = token_store(given), on_event = on_event, transport = interrupt.transport }
  for _, option in ipairs(connect.OPTIONS) do options[option.name] = given[option.name] end
  local client, err = openprovider.new(options)
  if not client then return nil, report.failure(err) end
  return client
end

return connect
