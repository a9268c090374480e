--- Tokens: login, expiry, and the limit on asking for them.
local answers = require("openprovider.testing.answers")
local contract = require("openprovider.testing.contract")
local window = require("openprovider.testing.window")

local login = {}

--- FACTS 1.4: a token lives two days.
login.TOKEN_TTL = 48 * 3600

--- FACTS 3.4: 30 tokens in 60 seconds, then a minute of code 50.
login.LIMIT = { count = 30, window = 60, block = 60 }

--- The state of a sandbox's tokens.
---@return table
function login.state()
  return { tokens = {}, serial = 0, counted = window.new() }
end

-- A token looks like the API's: 32 hexadecimal digits. The serial makes it unique; the rest keeps a careless test from
-- guessing it.
local function new_token(sandbox)
  local state = sandbox.login
  state.serial = state.serial + 1
  local noise = (sandbox:now() * 7919 + state.serial * 104729) % 4294967296
  noise = math.floor(noise)
  local mixed = (noise * 69069 + 12345) % 4294967296
  return ("%08x%08x%08x%08x"):format(noise, mixed, (mixed * 69069 + 1) % 4294967296,
    state.serial)
end

-- True when this login is one too many; then a block begins, or goes on.
local function is_over_limit(sandbox)
  local limit = sandbox.options.login_limit
  return limit ~= false and window.add(sandbox.login.counted, limit, sandbox:now())
end

--- `POST /auth/login`.
---@param sandbox table
---@param request table
---@return table answer
function login.create(sandbox, request)
  if is_over_limit(sandbox) then
    return answers.failure(50)
  end
  local body, reason = contract.read(contract.login, request.json)
  if body == nil then
    return answers.failure(4006, reason)
  end
  local options = sandbox.options
  if body.username ~= options.username or body.password ~= options.password then
    return answers.failure(196)
  end
  local token = new_token(sandbox)
  sandbox.login.tokens[token] = sandbox:now() + options.token_ttl
  sandbox.counts.logins = sandbox.counts.logins + 1
  return answers.success { token = token, reseller_id = options.reseller_id }
end

--- Whether a request carries a token that is known and alive.
---@param sandbox table
---@param request table
---@return boolean
function login.is_authorized(sandbox, request)
  local header = request.headers.authorization
  local token = type(header) == "string" and header:match("^[Bb][Ee][Aa][Rr][Ee][Rr] +([^ ]+)$")
  local expires_at = token and sandbox.login.tokens[token]
  return expires_at ~= nil and expires_at ~= false and sandbox:now() < expires_at
end

return login
