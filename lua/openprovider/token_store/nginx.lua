--- Tokens in a shared dictionary of nginx, so that one login serves all its workers.
--
-- It needs `lua_shared_dict openprovider 1m;` in the http context. The guard's counters are there, too: they never
-- take the place of tokens, locks and references, and leave a part of the dictionary to them. All Lua code in that
-- nginx can read what is in it; nothing of it is written to a file.
--
-- @module openprovider.token_store.nginx

local core = require("openprovider.core")

local nginx = {}

-- Seconds between two tries to get a lock, and for how long it is tried and kept unless it is said. It is kept for
-- so long at most: whoever has it may be killed.
local PAUSE = 0.01
local PATIENCE = 30

-- The part of a dictionary that counters leave free, and seconds between two looks for those that are over.
local RESERVED = 0.25
local TIDY = 1

local function dictionary(name)
  local ngx = package.loaded.ngx
  return ngx and ngx.shared and ngx.shared[name]
end

-- What no other lock or reference has, of this worker or another one.
local made = 0

local function unique()
  made = made + 1
  return string.format("%d %.6f %d", package.loaded.ngx.worker.pid(), core.now(), made)
end

--- A store in a dictionary.
---@param name? string that of the dictionary; else "openprovider"
---@return table|nil store `{ get(key) -> {token, expires_at} | nil, set(key, entry) -> true | nil, message,
--- delete(key) -> true, lock(key, fn, sleep, patience, seconds), claim(key, seconds, before) -> claim | false | nil,
--- message, release(key, seconds, claim), incr(key, window) -> n | nil }`
---@return string|nil message
function nginx.new(name)
  name = name or "openprovider"
  local shared = dictionary(name)
  if not shared then
    return nil, "nginx has no dictionary for tokens: put 'lua_shared_dict " .. name .. " 1m;' into its http context"
  end
  local store, tidy_at = {}, 0

  -- Adds or sets what nothing else may take the place of. -> true | nil, message
  local function keep(how, key, value, seconds)
    local ok, why = shared[how](shared, key, value, seconds)
    if ok or why ~= "no memory" then return ok, why end
    shared:flush_expired()
    return shared[how](shared, key, value, seconds)
  end

  function store.get(key)
    local expires_at, token = string.match(shared:get("token " .. key) or "", "^(%S+) (.*)$")
    return token and { token = token, expires_at = tonumber(expires_at) }
  end

  function store.set(key, entry)
    local left = entry.expires_at - core.now()
    if left <= 0 then return store.delete(key) end
    local ok, why = keep("safe_set", "token " .. key, string.format("%.3f %s", entry.expires_at, entry.token), left)
    if not ok then return nil, "a token cannot be kept in nginx's dictionary " .. name .. ": " .. tostring(why) end
    return true
  end

  function store.delete(key)
    shared:delete("token " .. key)
    return true
  end

  -- Runs `fn`, which takes `seconds` at most, while no other worker is between the same two lines.
  -- -> true | false if that was not to be had in time | nil, message if there can be no lock
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

  -- Keeps a reference from all others for so many seconds. Who has what an earlier call gave may have it again.
  -- -> claim, or false if another one has it | nil, message
  function store.claim(key, seconds, before)
    key = "claim " .. key
    local is_mine = before and shared:get(key) == before
    local mine = is_mine and before or unique()
    local ok, why = keep(is_mine and "safe_set" or "safe_add", key, mine, seconds)
    if ok then return mine end
    if why == "exists" then return false end
    return nil, "a reference cannot be kept in nginx's dictionary " .. name .. ", make it larger: " .. tostring(why)
  end

  -- Gives it back, at once or in so many seconds.
  function store.release(key, seconds, claim)
    key = "claim " .. key
    if shared:get(key) ~= claim then return end
    if seconds and seconds > 0 then
      shared:expire(key, seconds)
    else
      shared:delete(key)
    end
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

  function store.incr(key, window)
    key = "count " .. core.fingerprint(key)
    local count = shared:incr(key, 1)
    if count or not has_room() then return count end
    shared:safe_add(key, 0, window)
    return (shared:incr(key, 1))
  end

  return store
end

return nginx
