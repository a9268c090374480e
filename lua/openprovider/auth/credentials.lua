--- The secrets of a client: its password, its tokens, and a proxy's login.
--
-- They are in closures alone. So no table of a client has them, however a program or a log prints it.
--
-- @module openprovider.auth.credentials

local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local redact = require("openprovider.http.redact")
local token_function = require("openprovider.auth.token_function")

local credentials = {}

--- Whether a value can be a token: one becomes part of a header.
function credentials.is_token(value)
  return type(value) == "string" and value ~= "" and not value:find("[^\33-\126]")
end

local function headers_of(user_agent, token, has_body)
  return {
    ["Accept"] = "application/json",
    ["Content-Type"] = has_body and "application/json" or nil,
    ["Authorization"] = token and "Bearer " .. token or nil,
    ["User-Agent"] = user_agent,
  }
end

--- The credentials of a client.
---@param settings table all options of the client: kept here, and nowhere else
---@return table credentials functions
function credentials.new(settings)
  local its = {}
  local last -- the token that was used or got last, which a server may send back
  local parts = {}

  --- The program's own source of tokens, or nil: see `openprovider.auth.token_function`.
  its.token_function = type(settings.token) == "function"
    and token_function(settings.token, credentials.is_token, function() return (its.hiding()) end) or nil

  --- Whose credentials these are, for a person.
  function its.account()
    if settings.token and not its.token_function then return "token" end
    return settings.username and errors.one_line(settings.username)
      or its.token_function and "token" or "no credentials"
  end

  --- Whether there is something to log in with.
  function its.can_login()
    return settings.username ~= nil and settings.password ~= nil
  end

  --- The body of a login.
  ---@return string|nil text
  ---@return string|nil message what cannot be written
  function its.login_body()
    return json.encode({ username = settings.username, password = settings.password, ip = settings.ip })
  end

  --- Whether there may be another token after one that was refused.
  function its.can_renew()
    return its.token_function ~= nil or its.can_login()
  end

  --- The token that the client was given, or nil.
  function its.given_token()
    return not its.token_function and settings.token or nil
  end

  --- The token that was used or got last, or nil.
  function its.last_token()
    return last
  end

  --- Notes a token that is used.
  function its.uses(token)
    last = token
  end

  --- Keeps secrets out of what is shown, the last token among them: see `openprovider.http.redact`.
  ---@param token? string another token to keep out instead
  ---@param sent? string[] secrets of a request
  ---@return function hide
  ---@return function hide_in_name
  function its.hiding(token, sent)
    return redact(settings, token or last, sent)
  end

  --- What goes with a request, kept while the token is the same.
  ---@param token string|nil
  ---@return table parts `{ with_body, without_body, hide }`: headers with a body and without one, and what keeps the
  --- token out of texts; `hide` is nil without a token
  function its.of_request(token)
    if parts.token ~= token or not parts.with_body then
      parts = {
        token = token, with_body = headers_of(settings.user_agent, token, true),
        without_body = headers_of(settings.user_agent, token), hide = token and redact(settings, token),
      }
    end
    return parts
  end

  return its
end

return credentials
