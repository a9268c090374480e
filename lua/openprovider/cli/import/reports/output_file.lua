--- A file that an import writes, such as its report.
-- It is first written under another name and then renamed, so that an older file stays until the new one is complete.
-- If the path is not a regular file, such as a pipe, it is written to directly.
--
-- @module openprovider.cli.import.reports.output_file

local core = require("openprovider.core")

-- Names of open files. They belong to the program that started this one, so their content must be kept.
local OPEN_FILES = { "^/dev/", "^/proc/" }

-- Those that are open in this process too, with their own position in the file.
local STREAMS = { ["/dev/stdout"] = io.stdout, ["/dev/fd/1"] = io.stdout, ["/dev/stderr"] = io.stderr,
  ["/dev/fd/2"] = io.stderr }

local output_file = {}

-- The mode in which to open a file that cannot be replaced; nil for other files.
local function mode_of(path, status)
  for _, pattern in ipairs(OPEN_FILES) do
    if path:find(pattern) then return "ab" end
  end
  if not status then return nil end
  if status.type ~= "file" then return "ab" end
  return status.mount_root and "wb" or nil -- such as a file that is mounted into a container
end

-- -> the path to write to, the path that it is renamed to (nil for none), the mode | nil, message
local function begin(path)
  local status = core.file_status(path)
  if status and status.type == "directory" then return nil, path .. ": it is a folder" end
  local mode = mode_of(path, status)
  if mode then return path, nil, mode end
  local real, why = core.real_path(path)
  if not real then return nil, why end
  local name
  name, why = core.new_replacement(real)
  if not name then return nil, why end
  return name, real, "wb"
end

--- Whether a file can be written, as far as that can be known before.
---@param path string
---@return boolean|nil ok
---@return string|nil message
function output_file.try(path)
  local name, real = begin(path)
  if not name then return nil, real end
  if real then os.remove(name) end
  return true
end

-- Fills an open file, and closes it, unless it is a standard stream. -> true | nil, message
local function fill(file, content)
  local fault
  local ok, why = content(function(text)
    local is_written, why_not = file:write(text)
    if not is_written then fault = fault or why_not end
  end)
  local is_own = file ~= io.stdout and file ~= io.stderr
  local closed, why_not
  if is_own then closed, why_not = file:close() else closed, why_not = file:flush() end
  if not ok then return nil, why end
  if fault or not closed then return nil, fault or why_not end
  return true
end

local jit = rawget(_G, "jit")
if jit then jit.off(fill, true) end -- a write that fails must not be repeated: see `output.write`

--- Writes a file.
---@param path string
---@param content function(write) calls `write(text)` for each of its parts -> true | nil, message
---@return boolean|nil ok
---@return string|nil message
function output_file.write(path, content)
  local name, real, mode = begin(path)
  if not name then return nil, real end
  local file, why = STREAMS[path], nil
  if not file then file, why = io.open(name, mode) end
  local ok = nil
  if file then ok, why = fill(file, content) end
  if ok and real then ok, why = os.rename(name, real) end
  if not ok and real then os.remove(name) end
  return ok, why
end

return output_file
