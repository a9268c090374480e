--- Tokens in a shared dictionary of nginx, so that one login serves all its workers.
-- It needs `lua_shared_dict openprovider 1m;` in the http context. The guard's counters are there, too. They never
-- displace tokens, locks and references, and leave a part of the dictionary to them. All Lua code in that nginx can
-- read the dictionary; it is never written to a file.
--
-- @module openprovider.auth.stores.nginx

local core = require("openprovider.core")

local nginx = {}

-- Seconds between two tries to get a lock; and the default for how long to try, and to keep it. A lock ends after that
-- time, because its holder may be killed.
local PAUSE = 0.01
local PATIENCE = 30

-- The part of a dictionary that counters leave free, and seconds between two searches for counters that are over.
local RESERVED = 0.25
local TIDY = 1

local function dictionary(name)
  local ngx = package.loaded.ngx
  return ngx and ngx.shared and ngx.shared[name]
end

-- A value that no other lock or reference has, in any worker.
local made = 0

local function unique()
  made = made + 1
  return string.format("%d %s %d", package.loaded.ngx.worker.pid(), core.number_text(core.now()), made)
end

--- Makes a token store in a shared dictionary of nginx.
---
---     local client = openprovider.new { token_store = require("openprovider.auth.stores.nginx").new("tokens") }
---@param name? string of the dictionary; without it "openprovider"
---@return openprovider.TokenStore|nil store
---@return string|nil message why there can be none
function nginx.new(name)
  name = name or "openprovider"
  local shared = dictionary(name)
  if not shared then
    return nil, "nginx has no dictionary for tokens: put 'lua_shared_dict " .. name .. " 1m;' into its http context"
  end
  local store, tidy_at = {}, 0

  -- Adds or sets an entry. It displaces no other entry, and is not displaced. -> true | nil, message
  local function keep(how, key, value, seconds)
    local ok, why = shared[how](shared, key, value, seconds)
    if ok or why ~= "no memory" then return ok, why end
    shared:flush_expired()
    return shared[how](shared, key, value, seconds)
  end

  function store.get(key)
    local expires_at, token = string.match(shared:get("token " .. key) or "", "^([^ ]+) (.*)$")
    return token and { token = token, expires_at = core.number(expires_at) }
  end

  function store.set(key, entry)
    local left = entry.expires_at - core.now()
    if left <= 0 then return store.delete(key) end
    local ok, why = keep("safe_set", "token " .. key, core.number_text(entry.expires_at) .. " " .. entry.token, left)
    if not ok then return nil, "a token cannot be kept in nginx's dictionary " .. name .. ": " .. tostring(why) end
    return true
  end

  function store.delete(key)
    shared:delete("token " .. key)
    return true
  end

  -- Runs `fn`, which takes `seconds` at most, in one worker at a time.
  -- -> true | false if the lock was not free in time | nil, message if there can be no lock
  function store.lock(key, fn, sleep, patience, seconds)
    key = "lock " .. key
    local mine = unique()
    local give_up = core.now() + (patience or PATIENCE)
    while true do
      local is_mine, why = keep("safe_add", key, mine, seconds or PATIENCE)
      if is_mine then break end
      if why ~= "exists" then return nil, why end
      if core.now() >= give_up then return false end
      sleep(PAUSE)
    end
    local ok, why = pcall(fn)
    if shared:get(key) == mine then shared:delete(key) end
    if not ok then error(why, 0) end
    return true
  end

  local function no_room(why)
    return nil, "a reference cannot be kept in nginx's dictionary " .. name .. ", make it larger: " .. tostring(why)
  end

  local Hold = {}
  Hold.__index = Hold

  -- Keeps a note for `seconds`, and the hold for at least `held` seconds more, else for as long as the note; nil drops
  -- the note.
  function Hold:write(text, seconds, held)
    if shared:get(self.key) ~= self.mine then
      return nil, "this call held the reference for too long, and another call took it"
    end
    if not text then
      shared:delete(self.note_key)
      return true
    end
    local ok, why = keep("safe_set", self.note_key, core.number_text(core.uptime()) .. " " .. text, seconds)
    if not ok then return no_room(why) end
    held = held or seconds
    if core.uptime() + held > self.ends then
      self.ends = core.uptime() + held
      shared:expire(self.key, held)
    end
    return true
  end

  function Hold:release()
    if shared:get(self.key) == self.mine then shared:delete(self.key) end
  end

  -- Keeps a key from all others for `seconds`. -> hold, with what the last one has noted: `note`, and `age`, how
  -- many seconds ago; false if another has the key | nil, message
  function store.hold(key, seconds)
    key = core.fnv128(key)
    local hold = setmetatable({ key = "hold " .. key, note_key = "note " .. key, mine = unique() }, Hold)
    local ok, why = keep("safe_add", hold.key, hold.mine, seconds)
    if why == "exists" then return false end
    if not ok then return no_room(why) end
    hold.ends = core.uptime() + seconds
    local since, note = string.match(shared:get(hold.note_key) or "", "^([^ ]+) (.*)$")
    if since then hold.note, hold.age = note, math.max(0, core.uptime() - core.number(since)) end
    return hold
  end

  -- Whether there is room for one more counter.
  local function has_room()
    local reserved, now = shared:capacity() * RESERVED, core.now()
    if shared:free_space() < reserved and now >= tidy_at then
      tidy_at = now + TIDY
      shared:flush_expired()
    end
    return shared:free_space() >= reserved
  end

  -- Adds to a counter that begins anew after `window` seconds. -> its count, seconds that its window has left | nil,
  -- message if there is no room for it
  function store.incr(key, window, by)
    key, by = "count " .. core.fingerprint(key), by or 1
    if by == 0 then return shared:get(key) or 0, shared:ttl(key) or window end
    local count, why = shared:incr(key, by)
    if not count and has_room() then
      shared:safe_add(key, 0, window)
      count, why = shared:incr(key, by)
    end
    if count then return count, shared:ttl(key) or window end
    return nil, "calls cannot be counted in nginx's dictionary " .. name .. ", make it larger: " .. tostring(why)
  end

  return store
end

return nginx
