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
  local last, former -- the token that was used or got last, and the one before: a server may send back either
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

  local can_login = settings.username ~= nil and settings.password ~= nil
  local can_renew = its.token_function ~= nil or can_login
  local given = not its.token_function and settings.token or nil

  --- Whether there is something to log in with.
  function its.can_login()
    return can_login
  end

  --- The body of a login.
  ---@return string|nil text
  ---@return string|nil message what cannot be written
  function its.login_body()
    return json.encode({ username = settings.username, password = settings.password, ip = settings.ip })
  end

  --- Whether there may be another token after one that was refused.
  function its.can_renew()
    return can_renew
  end

  --- The token that the client was given, or nil.
  function its.given_token()
    return given
  end

  --- Notes a token that is used.
  function its.uses(token)
    if last ~= token then last, former = token, last end
  end

  -- Secrets of a request, with the token that was used before.
  local function with_former(sent)
    local all = { former }
    for _, text in ipairs(sent or {}) do all[#all + 1] = text end
    return all
  end

  local seen, seen_until -- an entry of a store that was looked at

  --- The token of an entry of a store, while it lasts. A store may be a file or another program's: what it gives is
  --- looked at, an entry once.
  ---@param entry any
  ---@param now number
  ---@return string|nil token
  function its.token_of(entry, now)
    if entry == nil then return nil end
    if entry ~= seen or entry.token ~= last or entry.expires_at ~= seen_until then
      if type(entry) ~= "table" or type(entry.expires_at) ~= "number" then return nil end
      if not credentials.is_token(entry.token) or now >= entry.expires_at then return nil end
      its.uses(entry.token)
      seen, seen_until = entry, entry.expires_at
    end
    return now < seen_until and last or nil
  end

  --- Keeps secrets out of what is shown, the last token among them: see `openprovider.http.redact`.
  ---@param token? string another token to keep out instead
  ---@param sent? string[] secrets of a request
  ---@return function hide
  ---@return function hide_in_name
  function its.hiding(token, sent)
    return redact(settings, token or last, with_former(sent))
  end

  --- Headers and redactor of a request, kept while the token is the same.
  ---@param token string|nil
  ---@return table parts `{ with_body, without_body, hide }`: headers with a body and without one, and what keeps the
  --- token out of texts; `hide` is nil without a token
  function its.of_request(token)
    if parts.token ~= token or not parts.with_body then
      parts = {
        token = token, with_body = headers_of(settings.user_agent, token, true),
        without_body = headers_of(settings.user_agent, token), hide = token and redact(settings, token, with_former()),
      }
    end
    return parts
  end

  return its
end

return credentials
