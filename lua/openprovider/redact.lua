--- Keeps secrets out of what a server sends back: the password, the tokens, a proxy's login.
--
-- @module openprovider.redact

local json = require("openprovider.json")

-- The secrets, the longest first: one may be part of another.
local function secrets_of(settings, token)
  local secrets = {}
  local proxy_login = (settings.proxy or ""):match("^%w*:?/*([^/]*)@")
  for _, secret in ipairs({ token or "", settings.token or "", settings.password or "", proxy_login or "" }) do
    if secret ~= "" then
      secrets[#secrets + 1] = secret
      -- A server that quotes the request quotes its JSON.
      local quoted = (json.encode(secret) or ""):sub(2, -2)
      if quoted ~= "" and quoted ~= secret then secrets[#secrets + 1] = quoted end
    end
  end
  table.sort(secrets, function(one, other) return #one > #other end)
  return secrets
end

-- In pieces: a server may send a secret back as often as an answer has room for it.
local function without(text, secret)
  local pieces, start = {}, 1
  local from, to = text:find(secret, 1, true)
  while from do
    pieces[#pieces + 1] = text:sub(start, from - 1)
    start = to + 1
    from, to = text:find(secret, start, true)
  end
  pieces[#pieces + 1] = text:sub(start)
  return table.concat(pieces, "***")
end

local function hide_in_text(text, secrets)
  for _, secret in ipairs(secrets) do text = without(text, secret) end
  return text
end

--- A function that gives back a value without the secrets in it, wherever in it they are.
---@param settings table of a client
---@param token string|nil what was sent, if anything
---@return function hide(value) -> value
return function(settings, token)
  local secrets
  local function hide(value)
    if type(value) == "table" then
      local copy = {}
      for key, member in pairs(value) do copy[hide(key)] = hide(member) end
      return copy
    end
    if type(value) ~= "string" then return value end
    secrets = secrets or secrets_of(settings, token)
    return hide_in_text(value, secrets)
  end
  return hide
end
