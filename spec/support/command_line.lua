--- Runs the real program as a shell does, in its own process, against the sandbox. Gives its two streams and its exit
--- status. Each one has its own folders for the cache and the profiles.

local assert = require("luassert")
local busted = require("busted")
local json = require("dkjson")
local options = require("openprovider.config")
local sandbox = require("spec.sandbox.server")
local socket = require("socket")

local LUA = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")

-- Seconds after which a program that hangs is ended, with status 124.
local LIMIT = 60

local CommandLine = {}
CommandLine.__index = CommandLine

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

local command_line = { quoted = quoted }

-- Seconds between two looks, and the longest wait.
local GLANCE, PATIENCE = 0.02, 30

--- Waits until a condition holds.
---@param is_so function() -> any
---@param message string for the failure
function command_line.eventually(is_so, message)
  local deadline = socket.gettime() + PATIENCE
  while not is_so() do
    if socket.gettime() > deadline then error(message, 2) end
    socket.sleep(GLANCE)
  end
end

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return (text:gsub("%s+$", ""))
end

command_line.output_of = output_of

local ROOT = output_of("pwd")

-- Lua's paths for a program that runs in another folder.
local function absolute(paths)
  return (("\1" .. paths):gsub("([\1;])%./", "%1" .. ROOT:gsub("%%", "%%%%") .. "/"):gsub("^\1", ""))
end

function CommandLine:path_of(name)
  return self.folder .. "/" .. name
end

--- Writes a file and gives its path; a table becomes JSON.
---@param name string
---@param contents string|table
---@return string path
function CommandLine:file(name, contents)
  if type(contents) == "table" then contents = json.encode(contents) end
  local handle = assert(io.open(self:path_of(name), "wb"))
  handle:write(contents)
  handle:close()
  return self:path_of(name)
end

--- What is in a file.
---@param name string
---@return string
function CommandLine:contents(name)
  local handle = assert(io.open(self:path_of(name), "rb"))
  local text = handle:read("*a")
  handle:close()
  return text
end

-- The variables of a program: those that lead to the sandbox, and what replaces them.
function CommandLine:environment(given)
  local variables = {
    BASE_URL = self.server.base_url, USERNAME = self.server.username, PASSWORD = self.server.password,
  }
  for name, value in pairs(given.variables or {}) do variables[name] = value end
  local parts = { "env -u OPENPROVIDER_PROFILE" }
  for _, option in ipairs(options.LIST) do
    if option.variable then parts[#parts + 1] = "-u " .. option.variable end
  end
  for name, value in pairs(variables) do
    if value then parts[#parts + 1] = "OPENPROVIDER_" .. name .. "=" .. quoted(value) end
  end
  parts[#parts + 1] = "no_proxy='*' XDG_CACHE_HOME=" .. quoted(given.cache or self:path_of("cache"))
  parts[#parts + 1] = "XDG_CONFIG_HOME=" .. quoted(self:path_of("config"))
  parts[#parts + 1] = "LUA_PATH=" .. quoted(absolute(package.path)) .. " LUA_CPATH=" .. quoted(absolute(package.cpath))
  return table.concat(parts, " ")
end

-- Runs a command of the shell -> status, what came on standard output, what came on standard error
function CommandLine:execute(command, given)
  self:file("stdin", given.stdin or "")
  os.execute(("%s <%s >%s 2>%s %s; echo $? >%s"):format(command, self:path_of("stdin"), self:path_of("stdout"),
    self:path_of("stderr"), given.redirect or "", self:path_of("status")))
  return tonumber(self:contents("status")), self:contents("stdout"), self:contents("stderr")
end

--- Runs the program.
---@param arguments string as a shell reads them
---@param given? table `stdin`: a text; `redirect`: of the shell, after all others; `variables`: replace
--- those that lead to the sandbox, false takes one away; `cache`: another cache folder; `before`: a command
--- that runs it; `program`: a file of Lua that runs the real one
---@return integer status
---@return string out
---@return string err
function CommandLine:run(arguments, given)
  given = given or {}
  local program = given.program or "bin/openprovider"
  return self:execute(("%s timeout %d %s %s %s %s"):format(
    self:environment(given), LIMIT, given.before or "", LUA, program, arguments), given)
end

--- The program as a command of the shell.
---@param arguments string
---@param given? table as for `run`
---@return string
function CommandLine:command(arguments, given)
  return ("%s %s bin/openprovider %s"):format(self:environment(given or {}), LUA, arguments)
end

--- Runs lines of a shell in the folder, in which `openprovider` is the program. SIGPIPE does what it usually
--- does there: LuaSocket, and so the program that runs the specs, ignores it.
---@param lines string
---@param given? table as for `run`
---@return integer status
---@return string out
---@return string err
function CommandLine:shell(lines, given)
  given = given or {}
  local script = ("openprovider() { %s %s/bin/openprovider \"$@\"; }\ncd %s\n%s"):format(
    LUA, quoted(ROOT), quoted(self.folder), lines)
  return self:execute(("%s timeout %d env --default-signal=PIPE bash -c %s"):format(
    self:environment(given), LIMIT, quoted(script)), given)
end

local Running = {}
Running.__index = Running

--- Sends it a signal.
---@param name string such as "INT"
function Running:signal(name)
  os.execute("kill -" .. name .. " " .. self.pid .. " 2>/dev/null") -- it may have ended
end

local NUMBERS = { INT = 2, TERM = 15 }

--- Waits until the program handles a signal: started by the shell, it ignores a Ctrl-C before that.
---@param name string "INT" or "TERM"
function Running:await_handler(name)
  command_line.eventually(function()
    local file = io.open("/proc/" .. self.pid .. "/status")
    local caught = file and tonumber(file:read("*a"):match("SigCgt:%s*%x-(%x%x%x%x)\n"), 16)
    if file then file:close() end
    return caught and math.floor(caught / 2 ^ (NUMBERS[name] - 1)) % 2 == 1
  end, "the program does not handle SIG" .. name)
end

--- Whether it has ended.
---@return boolean
function Running:has_ended()
  return self.cli:contents(self.name .. ".status") ~= ""
end

--- Waits for its end.
---@return integer status
---@return string out
---@return string err
function Running:wait()
  command_line.eventually(function() return self:has_ended() end, "the program does not end")
  local cli, name = self.cli, self.name
  return tonumber(cli:contents(name .. ".status")), cli:contents(name .. ".stdout"), cli:contents(name .. ".stderr")
end

--- What it has written to standard error so far.
---@return string
function Running:err()
  return self.cli:contents(self.name .. ".stderr")
end

--- Starts the program, which goes on by itself.
---@param arguments string as a shell reads them
---@param given? table as for `run`; `stdin` is a path
---@return table running
function CommandLine:start(arguments, given)
  given = given or {}
  self.started = (self.started or 0) + 1
  local name = "started" .. self.started
  for _, part in ipairs({ "pid", "status", "stdout", "stderr" }) do self:file(name .. "." .. part, "") end
  local path = self:path_of(name)
  local program = ("echo $$ >%s.pid; exec %s %s bin/openprovider %s <%s >%s.stdout 2>%s.stderr"):format(
    path, self:environment(given), LUA, arguments, given.stdin or "/dev/null", path, path)
  os.execute(("(sh -c %s; echo $? >%s.status) >/dev/null 2>&1 &"):format(quoted(program), path))
  command_line.eventually(function() return self:contents(name .. ".pid") ~= "" end, "the program does not start")
  return setmetatable({ cli = self, name = name, pid = self:contents(name .. ".pid"):match("%d+") }, Running)
end

--- Runs the program on a terminal, on which both streams and their order are seen.
---@param arguments string
---@param given? table as for `run`; `redirect` is the program's own; `columns` of the terminal, which does not say how
--- many it has if they are not given
---@return integer status
---@return string seen all that came to the terminal, with its line ends
function CommandLine:on_terminal(arguments, given)
  given = given or {}
  local colours = given.has_colours and "" or "NO_COLOR=1"
  local command = ("%s TERM=xterm %s timeout %d %s bin/openprovider %s %s"):format(
    self:environment(given), colours, LIMIT, LUA, arguments, given.redirect or "")
  if given.columns then command = ("stty cols %d rows 24; %s"):format(given.columns, command) end
  local status, out = self:execute("script -qec " .. quoted(command) .. " /dev/null", {})
  return status, out
end

--- Creates a customer without the program.
---@param customer table
---@param opts? table as of `create_customer`
---@return string handle
function CommandLine:customer(customer, opts)
  local client = self.server:client()
  local handle = assert(client:create_customer(customer, opts))
  client:close()
  return handle
end

--- Forgets customers, tokens and files.
function CommandLine:reset()
  self.server:reset()
  os.execute("rm -rf " .. quoted(self.folder) .. " && mkdir " .. quoted(self.folder))
end

--- Stops the sandbox and removes the folder.
function CommandLine:stop()
  self.server:stop()
  os.execute("rm -rf " .. quoted(self.folder))
end

--- Starts a sandbox for the program.
---@param given? table options of the sandbox
---@return table
function command_line.start(given)
  return setmetatable({ server = sandbox.start(given), folder = output_of("mktemp -d") }, CommandLine)
end

--- The program for the specs of the block in which this is called: with a sandbox of their own, and as new before each.
---@param given? table options of the sandbox
---@return table cli whose `server` is there once the specs run
function command_line.for_specs(given)
  local cli = setmetatable({}, CommandLine)
  busted.setup(function() cli.server, cli.folder = sandbox.start(given), output_of("mktemp -d") end)
  busted.teardown(function() cli:stop() end)
  busted.before_each(function() cli:reset() end)
  return cli
end

--- Asserts that a text has a part.
---@param text string
---@param part string
function command_line.has(text, part)
  assert.is_truthy(text:find(part, 1, true), ("%q is not in: %s"):format(part, text))
end

--- How many lines a text has.
---@param text string
---@return integer
function command_line.lines(text)
  local _, count = text:gsub("\n", "")
  return count
end

return command_line
