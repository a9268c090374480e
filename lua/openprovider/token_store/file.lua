--- Tokens in a file, so that one login serves many processes of one user.
--
-- A token is as good as a password for two days (FACTS 1.4): the file has mode 0600, and one that
-- others can read is refused (`src/core/private_file.h`). It is read at every call and replaced as a
-- whole. Of two processes that write at the same time one may lose its token: that is a login more.
--
-- @module openprovider.token_store.file

local core = require("openprovider.core")
local file_holds = require("openprovider.token_store.file_holds")
local json = require("openprovider.json")

local file = {}

--- Where the file is unless it is said: in the user's cache folder (XDG Base Directory Specification).
---@param getenv? function os.getenv, or one that says what is in the environment
---@return string|nil path
---@return string|nil message
function file.default_path(getenv)
  getenv = getenv or os.getenv
  local cache, home = getenv("XDG_CACHE_HOME"), getenv("HOME")
  -- The specification has a relative path ignored; it would be another file in each folder.
  if cache and cache:find("^/") then return cache .. "/openprovider/tokens.json" end
  if home and home:find("^/") then return home .. "/.cache/openprovider/tokens.json" end
  return nil, "there is no folder for the token file: set HOME or XDG_CACHE_HOME to an absolute path"
end

local function is_entry(entry)
  return type(entry) == "table" and type(entry.token) == "string" and type(entry.expires_at) == "number"
end

-- The entries of a file: none where there is no file, and none in one that something else has filled.
local function read(path)
  local text, message = core.read_private(path)
  if message then return nil, message end
  local entries = text and json.decode(text)
  return type(entries) == "table" and entries or {}
end

-- Writes those that can still be of use.
local function write(path, entries)
  local now, kept = core.now(), {}
  for key, entry in pairs(entries) do
    if type(key) == "string" and is_entry(entry) and entry.expires_at > now then
      kept[key] = { token = entry.token, expires_at = entry.expires_at }
    end
  end
  local text, why = json.encode(kept)
  if not text then return nil, "a token cannot be written to " .. path .. ": it has " .. why end
  return core.write_private(path, text)
end

-- Seconds between two tries to get a lock, and how long it is tried for: a login may take its time, but
-- whoever has the lock may also hang. A counter is changed in a moment.
local PAUSE = 0.02
local PATIENCE_FOR_LOGIN = 30
local PATIENCE_FOR_COUNTER = 0.05

-- Counters that are kept: more are calls that are not repeated, and the oldest of those go.
local MAX_COUNTERS = 500

-- No counter of the guard lives longer, in seconds.
local LONGEST_WINDOW = 300

-- Locks that this process holds, by their paths: where it cannot go on while it waits, it would wait for itself.
local held_here = {}

-- Runs a function while holding a lock. -> true | false if another has it for longer than `patience` | nil, message
-- if there can be none
local function with_lock(path, patience, sleep, fn)
  local waited, held, message = 0, core.lock_private(path)
  while held == false do
    if waited >= patience then return false end
    local others_went_on = sleep(PAUSE)
    waited = waited + PAUSE
    held, message = core.lock_private(path)
    if held == false and others_went_on == false and held_here[path] then
      return nil, "this program holds the lock " .. path
    end
  end
  if not held then return nil, message end
  held_here[path] = true
  local ok, why = pcall(fn)
  held_here[path] = nil
  held:release()
  if not ok then error(why, 0) end
  return true
end

-- Makes room: counters that are over go, and then the lowest of those that end first.
local function prune(counters, now)
  local kept, order = {}, {}
  for key, counter in pairs(counters) do
    local n, ends = type(counter) == "table" and counter[1], type(counter) == "table" and counter[2]
    -- One that ends too late was written by a clock that was wrong.
    if type(n) == "number" and n >= 0 and n % 1 == 0 and type(ends) == "number" and ends > now
        and ends <= now + LONGEST_WINDOW then
      kept[key] = counter
      order[#order + 1] = key
    end
  end
  if #order <= MAX_COUNTERS then return kept end
  table.sort(order, function(one, other)
    local left, right = kept[one], kept[other]
    if left[1] ~= right[1] then return left[1] > right[1] end
    return left[2] > right[2]
  end)
  for index = MAX_COUNTERS + 1, #order do kept[order[index]] = nil end
  return kept
end

-- Adds one to a counter in a file. -> its count | nil, message
local function count(path, key, window)
  local entries, now = read(path) or {}, core.now()
  local counters = prune(entries, now)
  local counter = counters[key] or { 0, now + window }
  counters[key] = { counter[1] + 1, counter[2] }
  local text, why = json.encode(counters)
  if not text then return nil, why end
  local ok
  ok, why = core.write_private(path, text)
  if not ok then return nil, why end
  return counter[1] + 1
end

--- A store in a file, with two more beside it: a lock, and the calls that were counted. Its functions never
-- raise; nothing is read or written before the first of them.
---@param path? string of the file; else `file.default_path()`
---@return table|nil store `{ get(key) -> {token, expires_at} | nil [, message], set(key, entry) -> true |
--- nil, message, delete(key) -> true | nil, message, lock(key, fn, sleep), incr(key, window) -> n }`; a message
--- names the file and says what to do
---@return string|nil message
function file.new(path)
  if path ~= nil and (type(path) ~= "string" or path == "" or path:find("%z")) then
    error("bad argument #1 to 'new' (a path expected)", 2)
  end
  local message
  if not path then
    path, message = file.default_path()
    if not path then return nil, message end
  end
  local store = { hold = file_holds(path) }

  function store.get(key)
    local entries, refused = read(path)
    if not entries then return nil, refused end
    local entry = entries[key]
    if is_entry(entry) then return entry end
    return nil
  end

  function store.set(key, entry)
    local entries, refused = read(path)
    if not entries then return nil, refused end
    entries[key] = entry
    return write(path, entries)
  end

  function store.delete(key)
    local entries, refused = read(path)
    if not entries then return nil, refused end
    if entries[key] == nil then return true end
    entries[key] = nil
    return write(path, entries)
  end

  -- Runs `fn` while no other process that uses this file is between the same two lines.
  -- -> true | false if that was not to be had in time | nil, message if there can be no lock
  function store.lock(_, fn, sleep, patience)
    return with_lock(path .. ".lock", patience or PATIENCE_FOR_LOGIN, sleep or core.sleep, fn)
  end

  function store.incr(key, window)
    local counters, n = path .. ".calls", nil
    with_lock(counters .. ".lock", PATIENCE_FOR_COUNTER, core.sleep, function()
      n = count(counters, core.fingerprint(key), window)
    end)
    return n
  end

  return store
end

return file
