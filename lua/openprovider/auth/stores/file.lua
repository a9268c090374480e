--- Tokens in a file, so that one login serves many processes of one user.
--
-- A token is as good as a password for two days (FACTS 1.4): the file has mode 0600, and one that
-- others can read is refused (`src/files/private_file.h`). It is read at every call and replaced as a
-- whole. If two processes write at the same time, one may lose its token, which costs one more login.
--
-- @module openprovider.auth.stores.file

local await = require("openprovider.auth.stores.await")
local core = require("openprovider.core")
local file_holds = require("openprovider.auth.stores.file_holds")
local json = require("openprovider.values.json")
local place = require("openprovider.auth.stores.place")

local file = {}

-- Endings for the lock of logins, and for the counts of a window.
local LOCK, COUNTS = ".lock", ".counts-%d"

--- Ending of the folder of notes beside a token file.
file.FOLDER = file_holds.NOTES

--- Endings of the names of the files beside a token file.
---@param windows number[] those of the counts
---@return string[] endings
function file.endings(windows)
  local endings = { LOCK, file_holds.LOCKS }
  for _, window in ipairs(windows) do endings[#endings + 1] = string.format(COUNTS, window) end
  return endings
end

--- The default path of the file: in the folder that the user's programs share, which is made if it is missing.
---@param getenv? function os.getenv, or one that says what is in the environment
---@return string|nil path
---@return string|nil message
function file.default_path(getenv)
  local folder, message = place.find(getenv)
  if not folder then return nil, message end
  return folder .. "/tokens.json"
end

local function is_entry(entry)
  return type(entry) == "table" and type(entry.token) == "string" and type(entry.expires_at) == "number"
end

-- The entries of a file: none if there is no file, or if the file has another content.
local function read(path)
  local text, message = core.read_private(path)
  if message then return nil, message end
  local entries = text and json.decode(text)
  return type(entries) == "table" and entries or {}
end

-- Writes the entries that may still be useful.
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

-- Seconds between two attempts to get a lock, and the default for how long to try.
local PAUSE = 0.02
local PATIENCE = 30

-- Locks that this process holds, by their paths. If nothing else can run while it waits, it would wait for itself.
local held_here = {}

-- Runs a function while holding a lock. -> true | false if another has it for longer than `patience` | nil, message
-- if there can be none
local function with_lock(path, patience, sleep, fn)
  local others_went_on
  local held, message = await(function()
    local lock, why = core.lock_private(path)
    if lock == false and others_went_on == false and held_here[path] then
      return nil, "this program holds the lock " .. path
    end
    return lock, why
  end, PAUSE, patience, function(seconds) others_went_on = sleep(seconds) end)
  if held == false then return false end
  if not held then return nil, message end
  held_here[path] = true
  local ok, why = pcall(fn)
  held_here[path] = nil
  held:release()
  if not ok then error(why, 0) end
  return true
end

--- Makes a token store in a file. Beside the file are a lock, counts of calls, and notes of references. Its functions
--- never raise. No file is read or written before the first of them is called.
---
---     local client = openprovider.new { token_store = require("openprovider.auth.stores.file").new() }
---@param path? string of the file; without it that of the command line
---@return openprovider.TokenStore|nil store
---@return string|nil message why there can be none
function file.new(path)
  if path ~= nil and (type(path) ~= "string" or path == "" or path:find("%z")) then
    error("bad argument #1 to 'new' (a path expected)", 2)
  end
  local message
  if not path then
    path, message = file.default_path()
    if not path then return nil, message end
  end
  local store = { hold = file_holds.new(path) }

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

  -- Runs `fn`, in one of the processes that use this file at a time.
  -- -> true | false if the lock was not free in time | nil, message if there can be no lock
  function store.lock(_, fn, sleep, patience)
    return with_lock(path .. LOCK, patience or PATIENCE, sleep or core.sleep, fn)
  end

  -- Adds to a counter that begins anew after `window` seconds; keys that share a number are counted as one.
  -- -> its count, seconds that its window has left | false if another process changes it just now | nil, message
  function store.incr(key, window, by)
    return core.count_private(path .. string.format(COUNTS, window), core.number_of(key), by or 1, core.now(), window)
  end

  -- The highest of all counters with this window, of whichever account. -> as `incr`
  function store.most(window)
    return core.most_counted(path .. string.format(COUNTS, window), core.now(), window)
  end

  return store
end

return file
