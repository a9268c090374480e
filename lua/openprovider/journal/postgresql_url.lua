--- URLs of PostgreSQL, which may have a password in them: what is shown of one, and what is refused.
--
-- libpq reads the URL itself, and quotes what it cannot read: one that it could take apart in another
-- place than meant is not given to it.
--
-- @module openprovider.journal.postgresql_url

local url = {}

local UNREADABLE = "the URL cannot be read: write it as postgresql://user:password@host:port/database, with every "
  .. "character of user, password and parameters that is no letter and no digit as %%XX"

local function decoded(text)
  return (text:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

--- Whether a target is such a URL.
---@param target string
---@return boolean
function url.is_one(target)
  return target:find("^postgres://") ~= nil or target:find("^postgresql://") ~= nil
end

--- Whether a target is a URL of something else, which may have a password in it, too.
---@param target string
---@return boolean
function url.is_other(target)
  return target:find("^[A-Za-z][A-Za-z0-9+.-]*://") ~= nil and not url.is_one(target)
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
  if not is_plain or colons > 1 then return nil end
  return scheme, login, rest
end

--- Reads a URL.
---@param text string
---@return string|nil shown without passwords
---@return function|string hide function(text) -> text without the passwords; or after nil what is wrong
function url.read(text)
  local scheme, login, rest = parts(text)
  if not scheme then return nil, (UNREADABLE:gsub("%%%%", "%%")) end
  local secrets = {}
  local function keep(secret)
    for _, form in ipairs({ secret, decoded(secret) }) do
      if form ~= "" then secrets[#secrets + 1] = form end
    end
  end
  keep(login and login:match(":(.*)$") or "")
  local shown_rest = rest:gsub("([?&][A-Za-z]*password=)([^&]*)", function(name, secret)
    keep(secret)
    return name .. "***"
  end)
  table.sort(secrets, function(one, other) return #one > #other end)
  local user = login and login:match("^[^:]*") .. "@" or ""
  return scheme .. user .. shown_rest, function(said)
    for _, secret in ipairs(secrets) do
      said = said:gsub(secret:gsub("%W", "%%%0"), "***")
    end
    return said
  end
end

return url
