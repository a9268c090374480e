--- Whether the files of a command line are different ones: what is written must not destroy what is read.
--
-- A path is not a file's identity: two names may be links to one file. Files that are there are told apart by device
-- and inode, others by the folder that they would be in and their name.
--
-- @module openprovider.cli.import.different_files

local core = require("openprovider.core")

-- What SQLite and this program keep beside a journal, and beside a token file.
local BESIDE_JOURNAL = { "-wal", "-shm", "-journal", "-lock" }
local BESIDE_TOKENS = { ".lock", ".calls", ".calls.lock", ".held", ".notes" }

local different_files = {}

-- What identifies a file of which `core.file_status` tells. Devices and pipes have nothing to lose.
local function of_status(status)
  return status.type == "file" and status.device .. " " .. status.inode or nil
end

-- What identifies the file that a path leads to, be it there or not. -> text | nil
local function identity(path)
  local status = core.file_status(path)
  if status then return of_status(status) end
  local real = core.real_path(path)
  local folder, name = (real or ""):match("^(.*)/([^/]+)$")
  local above = name and core.file_status(folder == "" and "/" or folder)
  return above and above.device .. " " .. above.inode .. "/" .. name
end

--- A list of files, to which one can be compared.
---@return table files
function different_files.new()
  return {}
end

--- Adds a file that must not be written over.
---@param files table
---@param what string what it is, for a message
---@param path string|nil nothing is added without one
---@param beside? string[] what its companions have behind its name
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

--- Adds a journal in a file, with what is beside it.
---@param files table
---@param path string|nil
function different_files.add_journal(files, path)
  different_files.add(files, "the journal", path, BESIDE_JOURNAL)
end

--- Adds the file of tokens, with what is beside it.
---@param files table
---@param path string|nil
function different_files.add_tokens(files, path)
  different_files.add(files, "the token file", path, BESIDE_TOKENS)
end

--- The file in a list that a path leads to.
---@param files table
---@param path string|nil
---@return string|nil what it is
function different_files.find(files, path)
  local mine = path and identity(path)
  if not mine then return nil end
  for _, other in ipairs(files) do
    if mine == (other.is or identity(other.path)) then return other.what end
  end
  return nil
end

return different_files
