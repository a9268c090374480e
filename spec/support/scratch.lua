--- A folder for one spec, files in it, and Lua programs run from it in processes of their own.

local scratch = {}

local INTERPRETER = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

local PATHS = "LUA_PATH=" .. quoted(package.path) .. " LUA_CPATH=" .. quoted(package.cpath)

scratch.quoted = quoted

--- What a command of the shell prints on both outputs, without the last line's end.
---@param command string
---@return string
function scratch.output_of(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>&1"))
  local text = pipe:read("*a")
  pipe:close()
  return (text:gsub("%s+$", ""))
end

--- Makes the folder, for `before_each`.
---@return string folder
function scratch.make()
  scratch.folder = scratch.output_of("mktemp -d")
  return scratch.folder
end

--- Removes the folder, for `after_each`.
function scratch.remove()
  scratch.output_of(("chmod -R u+w %s; rm -rf %s"):format(scratch.folder, scratch.folder))
end

--- Writes a file with a mode, by default 600.
---@param path string
---@param text string
---@param mode? string
function scratch.write(path, text, mode)
  local stream = assert(io.open(path, "wb"))
  stream:write(text)
  stream:close()
  scratch.output_of(("chmod %s %s"):format(mode or "600", quoted(path)))
end

--- What is in a file.
---@param path string
---@return string
function scratch.contents(path)
  local stream = assert(io.open(path, "rb"))
  local text = stream:read("*a")
  stream:close()
  return text
end

--- The mode of a file or folder, such as "600".
---@param path string
---@return string
function scratch.mode_of(path)
  return scratch.output_of("stat -c %a " .. quoted(path))
end

--- The names in the folder, but for that of the program.
---@return string
function scratch.names()
  return scratch.output_of("ls -A " .. scratch.folder .. " | grep -v '^program.lua$'")
end

--- Writes a Lua program into the folder.
---@param program string its text
---@param before string words to run the interpreter with: variables, another program
---@param ... string the program's arguments
---@return string command that runs it
function scratch.command_of(program, before, ...)
  local path = scratch.folder .. "/program.lua"
  scratch.write(path, program)
  local words = { PATHS, before, INTERPRETER, quoted(path) }
  for _, argument in ipairs({ ... }) do words[#words + 1] = quoted(argument) end
  return table.concat(words, " ")
end

return scratch
