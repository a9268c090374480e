--- The files of a journal in SQLite: whether they may be used, and whether this process uses them.
--
-- SQLite finds the files beside a journal by its name, so a file with two names would be two journals: one with more
-- than one link, or one that is mounted by itself (into a container), is refused. Every file that will be written must
-- be this user's alone, before SQLite opens it and after: others may put files into a folder for temporary files.
--
-- A process that closes any descriptor of a file loses all its locks on it (POSIX): a file that this process has a
-- journal in is looked at, and never opened.
--
-- @module openprovider.journal.sqlite_file

local core = require("openprovider.core")

local sqlite_file = {}

-- What SQLite keeps beside the file, and the file of the workers' locks.
local COMPANIONS = { "-wal", "-shm", "-journal" }
local LOCKS = "-lock"

--- What the files beside a journal have behind its name.
sqlite_file.ENDINGS = { COMPANIONS[1], COMPANIONS[2], COMPANIONS[3], LOCKS }

-- The files that are open: by device and inode, `{ process_id, count }`. Each journal has its own hold on that, so that
-- those that are collected without a word count no more.
local open_files = setmetatable({}, { __mode = "v" })

local NO_JOURNAL = "it is not a journal, and not an SQLite database: use another path"

-- Whether a bit is set of a mode.
local function has_bit(mode, bit)
  return math.floor(mode / bit) % 2 == 1
end

local OTHERS_WRITE, STICKY = 2, 512

-- -> true | nil, message
local function check_folder(path)
  local folder = path:match("^(.*)/[^/]*$")
  folder = folder == "" and "/" or folder
  local status = core.file_status(folder)
  if not status or status.type ~= "directory" then
    return nil, "there is no folder " .. folder .. " that can be used: make it, or use another path"
  end
  if has_bit(status.mode, OTHERS_WRITE) and not has_bit(status.mode, STICKY) then
    return nil, ("all users can put files into %s and remove them: use a folder of your own, or chmod o-w %s")
      :format(folder, folder)
  end
  return true
end

-- Makes the file, empty. -> true | nil, message
local function make(path)
  local lock, message = core.lock_private(path)
  if message then return nil, message end
  if lock then lock:release() end
  return true
end

-- What a file begins with.
local function beginning(path)
  local stream = io.open(path, "rb")
  if not stream then return nil end
  local text = stream:read(16)
  stream:close()
  return text
end

local function is_of_sqlite(text)
  return text:find("^SQLite format 3%z") ~= nil
end

local function said_of_links(message)
  if not message:find("hard links", 1, true) then return message end
  return "it has more than one name (hard links), and SQLite would keep files beside each: remove the others"
end

-- Checks the file. -> true | false if there is none | nil, message
local function look_at(path)
  local is_right, message = core.look_at_private(path)
  if is_right then return true end
  if not message then return false end
  if message:find("open to other users", 1, true) then
    -- Its owner is checked before it is read.
    local text = beginning(path)
    if text and not is_of_sqlite(text) then return nil, NO_JOURNAL end
    return nil, "others can read it, and there are customers in it: chmod 600 " .. path
  end
  return nil, said_of_links(message)
end

-- Looks at what is in the file before SQLite does. -> true | nil, message
local function check_contents(path, must_exist)
  local text = beginning(path)
  if not text then
    return not must_exist or nil, "there is no journal in it: see whether the path is right"
  end
  if not is_of_sqlite(text) then return nil, NO_JOURNAL end
  return true
end

-- -> true | nil, message
local function check_place(path)
  local status = core.file_status(path)
  if status and status.mount_root then
    return nil, "it is mounted by itself, and the files beside it are not: mount the folder that it is in instead"
  end
  return true
end

--- Looks at the files that are beside the journal.
---@param path string
---@param which? string one of them, by its ending, which must be there
---@return true|nil ok
---@return string|nil message
function sqlite_file.check_companions(path, which)
  for _, ending in ipairs(COMPANIONS) do
    local is_right, message = core.look_at_private(path .. ending)
    if message then return nil, message end
    if ending == which and not is_right then
      return nil, path .. ending .. "was removed: use a folder of your own"
    end
  end
  return true
end

-- -> "device:inode" | nil
local function identity_of(path)
  local status = core.file_status(path)
  return status and status.device .. ":" .. status.inode
end

sqlite_file.identity_of = identity_of

--- The files beside a journal that SQLite has open with it.
---@param path string
---@return table identities by path
function sqlite_file.companions_of(path)
  return { [path .. "-wal"] = identity_of(path .. "-wal"), [path .. "-shm"] = identity_of(path .. "-shm") }
end

-- The same of a file that this process has open, which must not be opened once more. -> true | nil, message
local function look_at_open(path)
  local is_right, message = core.look_at_private(path)
  if is_right then return true end
  return nil, message and said_of_links(message) or "it was removed: run this again"
end

-- Looks at a file that this process does not have open. -> true | nil, message
local function inspect(path, must_exist)
  local is_there, message = look_at(path)
  if is_there == nil then return nil, message end
  if not is_there then
    if must_exist then return nil, "there is no such file: check the path" end
    local made, why = make(path)
    if not made then return nil, why end
  end
  for _, check in ipairs({ check_place, check_contents, sqlite_file.check_companions }) do
    local is_right
    is_right, message = check(path, check == check_contents and must_exist or nil)
    if not is_right then return nil, message end
  end
  return true
end

local CHECKS_OF_OPEN = { look_at_open, check_place }

--- Counts a file as open in this process, if it may be used; makes it if it is missing.
---@param path string with a slash
---@param must_exist? boolean
---@return table|nil file `{ path, locks, identity }`; `locks`: the file of the workers' locks
---@return string|nil message
function sqlite_file.enter(path, must_exist)
  local ok, message = check_folder(path)
  if not ok then return nil, message end
  local entry = open_files[identity_of(path) or ""]
  if entry and entry.process_id ~= core.process() then
    return nil, "the process that this one was forked from has it open: open it after fork(), or use a new process"
  end
  if entry then
    for _, check in ipairs(CHECKS_OF_OPEN) do
      ok, message = check(path)
      if not ok then return nil, message end
    end
  else
    ok, message = inspect(path, must_exist)
    if not ok then return nil, message end
    entry = { process_id = core.process(), count = 0 }
  end
  local identity = identity_of(path)
  if not identity then return nil, "it was removed: run this again" end
  open_files[identity] = entry
  entry.count = entry.count + 1
  return { path = path, locks = path .. LOCKS, identity = identity, entry = entry }
end

--- The file is closed.
---@param file table
function sqlite_file.leave(file)
  local entry = file.entry
  entry.count = entry.count - 1
  if entry.count == 0 and open_files[file.identity] == entry then open_files[file.identity] = nil end
end

return sqlite_file
