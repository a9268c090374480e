--- Compares the files of a command line: an output must not destroy an input.
-- A path does not identify a file: two names may be links to one file. Files that exist are compared by device and
-- inode, others by the folder that they would be in and their name.
--
-- @module openprovider.cli.import.different_files

local core = require("openprovider.core")
local guard = require("openprovider.limits.local_quota")
local sqlite_file = require("openprovider.journal.sqlite_file")
local token_file = require("openprovider.auth.stores.file")

-- Windows of the counts beside a token file.
local WINDOWS = {}
for _, limit in pairs(guard.LIMITS) do WINDOWS[#WINDOWS + 1] = limit.window end

local different_files = {}

-- The identity of a file, by its `core.file_status`. Devices and pipes have none: nothing in them can be destroyed.
local function of_status(status)
  return status.type == "file" and status.device .. " " .. status.inode or nil
end

-- The identity of the folder of a path, and the name in it. -> text | nil, name
local function place(path)
  local folder, name = (core.real_path(path) or ""):match("^(.*)/([^/]+)$")
  local above = name and core.file_status(folder == "" and "/" or folder)
  return above and above.device .. " " .. above.inode, name
end

-- The identity of the file at a path, whether it exists or not. -> text | nil
local function identity(path)
  local status = core.file_status(path)
  if status then return of_status(status) end
  local folder, name = place(path)
  return folder and folder .. "/" .. name
end

--- Makes a list of files to compare others with.
---@return table files
function different_files.new()
  return {}
end

--- Adds a file that must not be written over.
---@param files table
---@param what string what it is, for a message
---@param path string|nil nothing is added without one
---@param beside? string[] endings of the names of its companions
function different_files.add(files, what, path, beside)
  if not path then return end
  files[#files + 1] = { what = what, path = path }
  local real = core.real_path(path) or path
  for _, ending in ipairs(beside or {}) do
    files[#files + 1] = { what = "a file beside " .. what, path = real .. ending }
  end
end

--- Adds a file that is open.
---@param files table
---@param what string
---@param status table|nil what `core.file_status` says of it
function different_files.add_open(files, what, status)
  local is = status and of_status(status)
  if is then files[#files + 1] = { what = what, is = is } end
end

--- Adds a journal in a file, with its companions.
---@param files table
---@param path string|nil
function different_files.add_journal(files, path)
  different_files.add(files, "the journal", path, sqlite_file.ENDINGS)
end

--- Adds the file of tokens, with its companions.
---@param files table
---@param path string|nil
function different_files.add_tokens(files, path)
  if not path then return end
  different_files.add(files, "the token file", path, token_file.endings(WINDOWS))
  files[#files + 1] = { what = "a file beside the token file", folder = (core.real_path(path) or path)
    .. token_file.FOLDER }
end

-- Whether a path leads to a file of a list, or into a folder of it.
local function leads_to(path, other)
  if not other.folder then
    local mine = identity(path)
    return mine ~= nil and mine == (other.is or identity(other.path))
  end
  local status = core.file_status(other.folder)
  return core.real_path(path) == other.folder
    or status ~= nil and place(path) == status.device .. " " .. status.inode
end

--- Finds the file in a list that a path leads to.
---@param files table
---@param path string|nil
---@return string|nil what it is
function different_files.find(files, path)
  for _, other in ipairs(path and files or {}) do
    if leads_to(path, other) then return other.what end
  end
  return nil
end

--- Finds the file in a list that a journal or one of its companions would write over.
---@param files table
---@param path string|nil of the journal
---@return string|nil what it is
---@return string|nil path of the journal's file that would do it
function different_files.find_by_journal(files, path)
  local real = path and (core.real_path(path) or path)
  local what = different_files.find(files, path)
  if what or not path then return what, path end
  for _, ending in ipairs(sqlite_file.ENDINGS) do
    what = different_files.find(files, real .. ending)
    if what then return what, real .. ending end
  end
  return nil
end

return different_files
