--- The client of a command line: its options, and the tokens that it shares with those before and after.
--
-- @module openprovider.cli.connect

local argument = require("openprovider.cli.argument")
local interrupt = require("openprovider.cli.interrupt")
local openprovider = require("openprovider")
local report = require("openprovider.cli.report")
local streams = require("openprovider.cli.streams")
local token_file = require("openprovider.token_store.file")
local token_store = require("openprovider.token_store")

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

--- The path of the file of tokens, beside which is what the programs of a user share besides.
---@return string|nil path
function connect.token_path()
  return (token_file.default_path())
end

-- Whether the token of a login is kept for the next program.
local function keeps_tokens(given)
  local token = os.getenv("OPENPROVIDER_TOKEN")
  return not given.no_token_cache and not (token and token ~= "")
end

-- The store that programs of a user share; nil where the user has no folder for it. Where tokens are not kept, it
-- counts calls and holds references all the same.
local function shared_store(given)
  local path = connect.token_path()
  local store = path and token_file.new(path)
  if not store or keeps_tokens(given) then return store end
  local own = token_store.memory()
  own.incr, own.hold = store.incr, store.hold
  return own
end

--- Makes a client, or says why there is none.
---@param given table the command line as parsed
---@return table|nil client
---@return integer|nil code the exit status
function connect.client(given)
  local options = { token_store = shared_store(given), on_event = on_event, transport = interrupt.transport }
  for _, option in ipairs(connect.OPTIONS) do options[option.name] = given[option.name] end
  local client, err = openprovider.new(options)
  if not client then return nil, report.failure(err) end
  return client
end

return connect
