--- Keeps secrets out of texts that are shown: the password, the tokens, a proxy's login.
--
-- @module openprovider.redact

local json = require("openprovider.json")

-- A shorter secret is replaced only where it stands alone: within words it would cut up every message.
local SHORT = 6

-- Where libcurl finds a proxy that no option names.
local VARIABLES = { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" }

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- Base64 (RFC 4648) without its padding.
local function base64(text)
  local digits = {}
  for position = 1, #text, 3 do
    local one, two, three = text:byte(position, position + 2)
    local bits = one * 65536 + (two or 0) * 256 + (three or 0)
    for place = 1, three and 4 or two and 3 or 2 do
      local digit = math.floor(bits / 64 ^ (4 - place)) % 64
      digits[#digits + 1] = ALPHABET:sub(digit + 1, digit + 1)
    end
  end
  return table.concat(digits)
end

local function decoded(text)
  return (text:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

-- Adds a proxy's login in each form in which it may come back: as it was given, decoded, as the header has it.
local function add_login(secrets, proxy)
  local login = proxy:gsub("^[A-Za-z][A-Za-z0-9+.-]*://", ""):match("^(.*)@")
  if not login then return end
  local user, password = login:match("^([^:]*):?(.*)$")
  local plain = decoded(user) .. ":" .. decoded(password)
  local header = base64(plain)
  local padded = header .. ("="):rep(-#header % 4) -- a server that quotes it may leave that out
  for _, form in ipairs({ login, user, password, plain, decoded(user), decoded(password), header, padded }) do
    secrets[#secrets + 1] = form
  end
end

-- The secrets, the longest first: one may be part of another.
local function secrets_of(settings, token)
  local given = { token or "", settings.token or "", settings.password or "" }
  add_login(given, settings.proxy or "")
  for _, name in ipairs(VARIABLES) do add_login(given, os.getenv(name) or "") end
  local secrets, seen = {}, { [""] = true }
  for _, secret in ipairs(given) do
    -- A server that quotes the request quotes its JSON.
    for _, form in ipairs({ secret, (json.encode(secret) or ""):sub(2, -2) }) do
      if not seen[form] then secrets[#secrets + 1] = form end
      seen[form] = true
    end
  end
  table.sort(secrets, function(one, other) return #one > #other end)
  return secrets
end

-- Whether there is no letter, digit or '_' at a place in a text. What is not ASCII is taken for a letter.
local function is_edge(text, place)
  return not text:find("^[A-Za-z0-9_\128-\255]", place)
end

-- In pieces: a server may send a secret back as often as an answer has room for it.
local function without(text, secret)
  local pieces, start, look = {}, 1, 1
  while true do
    local from, to = text:find(secret, look, true)
    if not from then break end
    look = to + 1
    if #secret >= SHORT or (from == 1 or is_edge(text, from - 1)) and is_edge(text, look) then
      pieces[#pieces + 1] = text:sub(start, from - 1)
      start = look
    end
  end
  pieces[#pieces + 1] = text:sub(start)
  return table.concat(pieces, "***")
end

local function hide_in_text(text, secrets)
  for _, secret in ipairs(secrets) do text = without(text, secret) end
  return text
end

--- A function that gives back a value without the secrets in its texts, however deep they are; names of members stay.
---@param settings table of a client
---@param token string|nil what was sent, if anything
---@return function hide(value) -> value
---@return function hide_in_name(text) -> text: leaves alone what has nothing but letters and `_` in it
return function(settings, token)
  local secrets, hide
  local function hide_in_name(name)
    if type(name) ~= "string" or name:find("^[A-Za-z_]+$") then return name end
    return hide(name)
  end
  function hide(value)
    if type(value) == "table" then
      local copy = {}
      for key, member in pairs(value) do copy[hide_in_name(key)] = hide(member) end
      return copy
    end
    if type(value) ~= "string" then return value end
    secrets = secrets or secrets_of(settings, token)
    return hide_in_text(value, secrets)
  end
  return hide, hide_in_name
end
