--- What this process knows of its creates, for all clients with the same account: who holds which reference, what
-- was learned, and which handles were given out.
-- A transport that the caller made may reach another server, and has its own memory (`scope`, see
-- `openprovider.transport.defaults`).
--
-- @module openprovider.exactly_once.memory

local core = require("openprovider.core")
local recent_creates = require("openprovider.exactly_once.recent_creates")

local memory = {}

-- How many of the newest handles are remembered.
local HANDLES = 10000

-- Seconds between two searches for old entries.
local TIDY = 5

local Memory = {}
Memory.__index = Memory

-- The owner of a memory: an account, or a transport.
local memories = setmetatable({}, { __mode = "k" })

local DEFAULT_PORTS = { http = ":80", https = ":443" }

-- An address in one form: the same server may be written in several ways.
local function plain_url(url)
  local scheme, host, path = url:match("^([A-Za-z]+)://([^/]*)(.*)$")
  if not scheme then return url end
  scheme, host = core.lower(scheme), core.lower(host)
  local port = host:match(":%d+$")
  if port and port == DEFAULT_PORTS[scheme] then host = host:sub(1, -#port - 1) end
  return scheme .. "://" .. host .. path:gsub("/+$", "")
end

-- Token functions -> their names.
local functions = setmetatable({}, { __mode = "k" })

-- A token as part of a name. A function returns a new token each time, for any account: so it gets a unique name, also
-- among other programs.
local function token_name(token)
  if type(token) ~= "function" then return token end
  functions[token] = functions[token] or tostring(token) .. " " .. core.number_text(core.now())
  return functions[token]
end

--- An account's name, under which calls are counted: that of its user or, where only a token is known, a hash of that.
---@param settings table of a client
---@return string
function memory.account(settings)
  return plain_url(settings.base_url) .. " "
    .. (settings.username or settings.token and "token " .. core.fingerprint(token_name(settings.token)) or "")
end

-- Digits of the hash that tells apart the holders in one place.
local FEW_DIGITS = 8

--- The place where references are held: the same for all clients that may share an account. The case of a username does
--- not count. A token changes, so without a username the place is only the address.
---@param settings table of a client
---@return string place
---@return string holder tells apart the clients in one place that may have different accounts
function memory.place(settings)
  local place = plain_url(settings.base_url) .. " " .. core.lower(settings.username or "")
  return place, core.fingerprint(settings.username or "", not settings.username and token_name(settings.token) or "")
    :sub(1, FEW_DIGITS)
end

--- That place, to show to people, without any part of a token. A journal belongs to one place.
---@param settings table of a client
---@return string
function memory.shown_place(settings)
  return (settings.username and "the account " .. core.lower(settings.username) or "an account known by a token alone")
    .. " at " .. plain_url(settings.base_url)
end

--- The memory of an account.
---@param scope any the owner of the memory: a string or a table
---@return table memory `{ entries, fates, creates, updates }`: reference -> `{ holder, note }`; the fate of a handle
--- -> when that is over; `openprovider.exactly_once.recent_creates`; what `openprovider.api.update.recent` keeps
function memory.of(scope)
  local found = memories[scope]
  if not found then
    found = setmetatable({ entries = {}, fates = {}, creates = recent_creates.new(), handles = core.newest(HANDLES),
      given = {}, updates = {}, tidy_at = 0 }, Memory)
    memories[scope] = found
  end
  return found
end

--- Forgets everything: for tests whose server is reset.
function memory.forget()
  memories = setmetatable({}, { __mode = "k" })
end

--- Remembers a handle, and when it was given. -> false if it was remembered before
function Memory:gave(handle, now)
  if self.handles:find(handle) then return false end
  self.given[self.handles:add(handle)] = now
  return true
end

--- When a create gave a handle. -> time | nil if none is known to have
function Memory:given_at(handle)
  local place = self.handles:find(handle)
  return place and self.given[place]
end

--- Drops old entries.
function Memory:tidy(now)
  if now < self.tidy_at then return end
  self.tidy_at = now + TIDY
  for value, entry in pairs(self.entries) do
    if entry.note and now >= entry.note.ends then entry.note = nil end
    if not entry.note and not (entry.holder and now < entry.holder.ends) then self.entries[value] = nil end
  end
  for fate, ends in pairs(self.fates) do
    if now >= ends then self.fates[fate] = nil end
  end
  self.creates:tidy(now)
end

return memory
