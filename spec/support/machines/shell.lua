--- Commands of the shell whose failure is raised.
local shell = {}

--- Quotes a word.
---@param text string
---@return string
function shell.quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- Runs a command, and raises what it says if it fails.
---@param command string
---@return string output of both streams, without the last line's end
function shell.run(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>&1; echo \" $?\""))
  local output, status = pipe:read("*a"):match("^(.*) (%d+)\n$")
  pipe:close()
  if status ~= "0" then error(command .. ": " .. tostring(output), 2) end
  return (output:gsub("%s+$", ""))
end

--- Starts a command in the background, with nothing on its standard input.
---@param command string a simple one, so that its process is the command's own
---@param output string a file for both streams
---@param status string a file for the exit status, once there is one
---@return integer pid
function shell.start(command, output, status)
  local line = "( %s </dev/null >%s 2>&1 & echo $!; exec >/dev/null 2>&1; wait $!; echo $? >%s ) &"
  local pipe = assert(io.popen(line:format(command, shell.quoted(output), shell.quoted(status))))
  local pid = pipe:read("*l")
  pipe:close()
  return math.floor(tonumber(pid))
end

return shell
