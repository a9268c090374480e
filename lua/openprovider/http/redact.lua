--- Hides secrets in texts that are shown: the password, the tokens, a proxy's login, and the secrets in a request.
-- A server that quotes a request may encode it. So a secret is searched for in the text itself, in the text without
-- escapes (see `openprovider.http.unquoted`), and in Base64 within the text; case does not count.
--
-- @module openprovider.http.redact

local core = require("openprovider.core")
local unquoted = require("openprovider.http.unquoted")

-- A secret with fewer bytes is replaced only where it stands alone and has the same case: otherwise it would cut up
-- words in every message.
local SHORT = 6

-- This many characters of a token's beginning count as the token: a message may have been cut within it.
local HEAD = 16

-- RUN: the fewest characters of a text in Base64. FAR: after this many bytes of an answer's texts, any run of LONG_RUN
-- characters that may be Base64 is hidden without a search. No message is that long, and a search would be slow.
local RUN, FAR, LONG_RUN = 4, 4096, 20

-- How many texts in Base64 may be within each other.
local LAYERS = 4

-- Names of members, which stay as they are.
local NAME = "^[A-Za-z_]+$"

-- Where libcurl finds a proxy that no option names.
local VARIABLES = { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" }

-- A text for comparison: without case, and with a plus sign as a blank, as in forms. It keeps its length.
local function folded(text)
  text = core.lower(text):gsub("%+", " ")
  return (text:gsub("\195([\128-\158])", function(byte) return "\195" .. string.char(byte:byte() + 32) end)) -- À to Þ
end

-- Adds a proxy's login, its parts, and its form in a header.
local function add_login(given, proxy)
  local login = proxy:gsub("^[A-Za-z][A-Za-z0-9+.-]*://", ""):match("^(.*)@")
  if not login then return end
  local user, password = login:match("^([^:]*):?(.*)$")
  for _, part in ipairs({ login, user .. ":" .. password, user, password }) do given[#given + 1] = part end
end

-- Makes the search form of a secret.
local function form_of(text, is_token)
  return { text = text, folded = folded(text), is_short = #text < SHORT, is_token = is_token and #text > HEAD }
end

-- The secrets to search for: `{ raw, plain }` each, as given and without what looks like an escape.
local function secrets_of(settings, token, sent)
  local given = { token or "", type(settings.token) == "string" and settings.token or "" }
  local tokens = #given
  given[#given + 1] = settings.password or ""
  add_login(given, settings.proxy or "")
  for _, name in ipairs(VARIABLES) do add_login(given, os.getenv(name) or "") end
  for _, text in ipairs(sent or {}) do given[#given + 1] = text end
  local secrets, seen = {}, { [""] = true }
  for index, text in ipairs(given) do
    if not seen[text] then
      seen[text] = true
      local is_token = index <= tokens
      secrets[#secrets + 1] = { raw = form_of(text, is_token), plain = form_of(unquoted.read(text), is_token) }
    end
  end
  return secrets
end

-- Whether there is no letter, digit or '_' at a place in a text. Bytes beyond ASCII count as letters.
local function is_edge(text, place)
  return not text:find("^[A-Za-z0-9_\128-\255]", place)
end

-- Calls a function with the places, first and last, of a text in another.
local function each_place(text, wanted, found)
  local from, to = text:find(wanted, 1, true)
  while from do
    found(from, to)
    from, to = text:find(wanted, to + 1, true)
  end
end

-- Finds a form of a secret in a text; `text_folded` is the same text, folded.
local function find_form(text, text_folded, form, found)
  if form.is_short then
    each_place(text, form.text, function(from, to)
      if (from == 1 or is_edge(text, from - 1)) and is_edge(text, to + 1) then found(from, to) end
    end)
  elseif form.is_token then
    each_place(text_folded, form.folded:sub(1, HEAD), function(from, to)
      local length = HEAD
      while length < #form.folded and text_folded:byte(to + 1) == form.folded:byte(length + 1) do
        to, length = to + 1, length + 1
      end
      found(from, to)
    end)
  else
    each_place(text_folded, form.folded, found)
  end
end

-- Finds secrets in a text, with and without its escapes.
local function find_secrets(text, secrets, found)
  local plain, source = unquoted.read(text)
  local plain_folded, text_folded = folded(plain), plain ~= text and folded(text)
  local function found_in_plain(from, to) found(source(from, to)) end
  for _, secret in ipairs(secrets) do
    find_form(plain, plain_folded, secret.plain, found_in_plain)
    if text_folded then find_form(text, text_folded, secret.raw, found) end
  end
  return plain, found_in_plain
end

local find_base64

-- Whether a text that was in Base64 has a secret in it, perhaps in Base64 again. A short secret has to be the whole
-- text.
local function has_secret(text, secrets, layers)
  local has = false
  local plain = find_secrets(text, secrets, function(from, to)
    has = has or to - from + 1 >= SHORT or from == 1 and to == #text
  end)
  if not has and layers > 1 then find_base64(plain, secrets, 0, layers - 1, function() has = true end) end
  return has
end

-- Finds Base64 with a secret in it; it may begin anywhere in a run of Base64's characters. `before` is how many bytes
-- of other texts were searched already.
function find_base64(text, secrets, before, layers, found)
  for from, run, to in text:gmatch("()([A-Za-z0-9+/_\r\n-]+=*)()") do
    if before + to > FAR then
      if #run >= LONG_RUN then found(from, to - 1) end
    elseif #run >= RUN then
      for skip = 0, 3 do
        if has_secret(unquoted.base64(run, skip), secrets, layers) then
          found(from, to - 1)
          break
        end
      end
    end
  end
end

-- Replaces each range of a text by ***; ranges that overlap count as one. The text is joined from pieces, because a
-- server may repeat a secret very often.
local function without(text, ranges)
  table.sort(ranges, function(one, other) return one[1] < other[1] end)
  local pieces, start, last = {}, 1, nil
  for _, range in ipairs(ranges) do
    if last and range[1] < start then
      start = math.max(start, range[2] + 1)
    else
      pieces[#pieces + 1] = text:sub(start, range[1] - 1)
      start, last = range[2] + 1, range
    end
  end
  pieces[#pieces + 1] = text:sub(start)
  return table.concat(pieces, "***")
end

local function hide_in_text(text, secrets, before)
  if not secrets[1] then return text end
  local ranges = {}
  local plain, found_in_plain = find_secrets(text, secrets, function(from, to) ranges[#ranges + 1] = { from, to } end)
  find_base64(plain, secrets, before, LAYERS, found_in_plain)
  if not ranges[1] then return text end
  return without(text, ranges)
end

--- Makes a function that removes secrets from the texts and numbers of a value, at any depth. Names of members stay.
---@param settings table of a client
---@param token string|nil what was sent, if anything
---@param sent? string[] secrets of a request (see `openprovider.http.sent_secrets`)
---@return function redact(value) -> value
---@return function redact_name(text) -> text: leaves alone what has nothing but letters and `_` in it
return function(settings, token, sent)
  local secrets
  local function redact(value, seen)
    if type(value) == "table" then
      local copy = {}
      for key, member in pairs(value) do
        local is_odd = type(key) == "string" and not key:find(NAME)
        copy[is_odd and redact(key, seen) or key] = redact(member, seen)
      end
      return copy
    end
    if type(value) ~= "string" and type(value) ~= "number" then return value end
    local text = type(value) == "number" and core.number_text(value) or value
    if text ~= value and #text < SHORT then return value end
    secrets = secrets or secrets_of(settings, token, sent)
    local hidden = hide_in_text(text, secrets, seen.bytes)
    seen.bytes = seen.bytes + #text
    return hidden == text and value or hidden
  end
  local function redact_all(value) return redact(value, { bytes = 0 }) end
  local function redact_name(name)
    if type(name) ~= "string" or name:find(NAME) then return name end
    return redact_all(name)
  end
  return redact_all, redact_name
end
