--- Tokens in a shared dictionary of nginx, so that one login serves all its workers.
--
-- It needs `lua_shared_dict openprovider 1m;` in the http context. The guard's counters are there, too. All Lua code
-- in that nginx can read what is in it; nothing of it is written to a file.
--
-- @module openprovider.token_store.nginx

local core = require("openprovider.core")

local nginx = {}

-- Seconds between two tries to get a lock, and how long it is tried for at most. As long as others would wait for
-- it, a lock is kept: whoever has it may be killed.
local PAUSE = 0.01
local PATIENCE = 30
local LEAST_LEASE = 0.1

local function dictionary(name)
  local ngx = package.loaded.ngx
  return ngx and ngx.shared and ngx.shared[name]
end

--- A store in a dictionary.
---@param name? string that of the dictionary; else "openprovider"
---@return table|nil store `{ get(key) -> {token, expires_at} | nil, set(key, entry) -> true | nil, message,
--- delete(key) -> true, lock(key, fn, sleep, patience), claim(key, seconds), release(key, seconds),
--- incr(key, window) -> n | nil }`
---@return string|nil message
function nginx.new(name)
  name = name or "openprovider"
  local shared = dictionary(name)
  if not shared then
    return nil, "nginx has no dictionary for tokens: put 'lua_shared_dict " .. name .. " 1m;' into its http context"
  end
  local store, locks = {}, 0

  function store.get(key)
    local expires_at, token = string.match(shared:get("token " .. key) or "", "^(%S+) (.*)$")
    return token and { token = token, expires_at = tonumber(expires_at) }
  end

  function store.set(key, entry)
    local left = entry.expires_at - core.now()
    if left <= 0 then return store.delete(key) end
    local ok, why = shared:set("token " .. key, string.format("%.3f %s", entry.expires_at, entry.token), left)
    if not ok then return nil, "a token cannot be kept in nginx's dictionary " .. name .. ": " .. tostring(why) end
    return true
  end

  function store.delete(key)
    shared:delete("token " .. key)
    return true
  end

  -- What says who has a lock or a reference.
  local function owner()
    return core.fingerprint(tostring(package.loaded.ngx.worker.pid()), tostring(store))
  end

  -- Runs `fn` while no other worker is between the same two lines. -> false if that was not to be had in time
  function store.lock(key, fn, sleep, patience)
    key, locks = "lock " .. key, locks + 1
    local mine = owner() .. locks
    patience = math.min(patience or PATIENCE, PATIENCE)
    local give_up = core.now() + patience
    while not shared:add(key, mine, math.max(patience, LEAST_LEASE)) do
      if core.now() >= give_up then return false end
      sleep(PAUSE)
    end
    local ok, why = pcall(fn)
    if shared:get(key) == mine then shared:delete(key) end
    if not ok then error(why, 0) end
    return true
  end

  -- Keeps a reference from other workers for so many seconds. -> false if one of them has it
  function store.claim(key, seconds)
    key = "claim " .. key
    return shared:add(key, owner(), seconds) or shared:get(key) == owner() and shared:set(key, owner(), seconds)
  end

  -- Gives it back, at once or in so many seconds.
  function store.release(key, seconds)
    key = "claim " .. key
    if shared:get(key) ~= owner() then return end
    if seconds and seconds > 0 then
      shared:expire(key, seconds)
    else
      shared:delete(key)
    end
  end

  function store.incr(key, window)
    return (shared:incr("count " .. core.fingerprint(key), 1, 0, window))
  end

  return store
end

return nginx
