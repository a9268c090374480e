--- URLs of PostgreSQL, which may have a password in them: what is shown of one, and what is refused.
--
-- libpq reads the URL itself, and quotes what it cannot read: one that it could take apart in another
-- place than meant is not given to it.
--
-- @module openprovider.journal.postgresql_url

local core = require("openprovider.core")

local url = {}

local UNREADABLE = "the URL cannot be read: write it as postgresql://user:password@host:port/database, with every "
  .. "character of user, password and parameters that is not a letter or a digit as %XX"

-- Parameters whose values may be shown; of all others they are hidden.
local SHOWN = {
  host = true, hostaddr = true, port = true, dbname = true, user = true, options = true, sslmode = true,
  application_name = true, connect_timeout = true, target_session_attrs = true, keepalives = true,
  keepalives_idle = true, keepalives_interval = true, keepalives_count = true, tcp_user_timeout = true,
}

local function decoded(text)
  return (text:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

--- Whether a target is such a URL.
---@param target string
---@return boolean
function url.is_one(target)
  return target:find("^postgres://") ~= nil or target:find("^postgresql://") ~= nil
end

-- Words that begin libpq's other form: `host=... password=...`.
local WORDS = { "host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "sslmode", "options" }

--- Whether a target is neither such a URL nor a path, but looks like something with a login in it: it is not shown.
-- A path that begins with `/` or `.` is always one.
---@param target string
---@return boolean
function url.is_other(target)
  if url.is_one(target) or target:find("^[/.]") then return false end
  local text = core.lower(decoded(target))
  if text:find("^[ \t-\r]*[a-z][a-z0-9+.-]*://") or text:find("^[ \t-\r]*postgres[a-z]*:") then return true end
  if text:find("pass[a-z]*[ \t-\r]*=") or text:find(":[^/@]*@") then return true end
  for _, word in ipairs(WORDS) do
    if text:find("^[ \t-\r]*" .. word .. "[ \t-\r]*=") then return true end
  end
  return false
end

-- Takes a URL apart. -> scheme, login, rest (from the host on) | nil
local function parts(text)
  local scheme, after = text:match("^(postgres[ql]*://)(.*)$")
  local authority = after:match("^[^/?#]*")
  local login = authority:match("^([^@]*)@")
  local rest = login and after:sub(#login + 2) or after
  local is_plain = not rest:find("@", 1, true) and not text:find("#", 1, true) and not text:find("[%z\1-\32]")
  for after_percent in text:gmatch("%%(.?.?)") do
    if not after_percent:find("^%x%x$") or after_percent == "00" then is_plain = false end
  end
  local colons = login and select(2, login:gsub(":", ":")) or 0
  local _, questions = rest:gsub("%?", "?")
  if not is_plain or colons > 1 or questions > 1 then return nil end
  return scheme, login, rest
end

-- A function that hides secrets in a text.
local function hider(secrets)
  table.sort(secrets, function(one, other) return #one > #other end)
  return function(said)
    for _, secret in ipairs(secrets) do
      said = said:gsub(secret:gsub("[^A-Za-z0-9]", "%%%0"), "***")
    end
    return said
  end
end

--- Reads a URL.
---@param text string
---@return string|nil shown without passwords
---@return function|string redact function(text) -> text without the passwords; or after nil what is wrong
---@return table|nil parameters set of the names of those that it has
function url.read(text)
  local scheme, login, rest = parts(text)
  if not scheme then return nil, UNREADABLE end
  local secrets, parameters = {}, {}
  local function keep(secret)
    for _, form in ipairs({ secret, decoded(secret) }) do
      if form ~= "" then secrets[#secrets + 1] = form end
    end
  end
  keep(login and login:match(":(.*)$") or "")
  local shown_rest = rest:gsub("([?&])([^=&]*)(=?)([^&]*)", function(before, name, sign, value)
    local meant = decoded(name)
    parameters[meant] = true
    if SHOWN[meant] then return before .. name .. sign .. value end
    keep(value)
    return before .. name .. sign .. "***"
  end)
  local user = login and login:match("^[^:]*") .. "@" or ""
  return scheme .. user .. shown_rest, hider(secrets), parameters
end

--- Adds a parameter to a URL that can be read.
---@param text string
---@param name string
---@param value string
---@return string
function url.with(text, name, value)
  return ("%s%s%s=%s"):format(text, text:find("?", 1, true) and "&" or "?", name, value)
end

return url
