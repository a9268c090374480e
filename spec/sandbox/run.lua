--- Runs the sandbox until standard input ends or a signal comes:
--
--    lua5.4 spec/sandbox/run.lua [--fill N] [--lose-answers N] [--port P]
--
-- It prints what to paste into another terminal: there programs and the command line of this checkout reach it.
-- The first customers have domains: JD000001-NL one of each kind, the next ones one each.
local root = (arg[0]:match("^(.*)/[^/]*$") or ".") .. "/../.."
package.path = table.concat({
  root .. "/lua/?.lua", root .. "/lua/?/init.lua", root .. "/?.lua", package.path,
}, ";")

-- Exit statuses, as those of the command line.
local FAILED, WRONG_CALL = 1, 2

local function fail(status, message)
  io.stderr:write("spec/sandbox/run.lua: ", message, "\n")
  os.exit(status)
end

-- Modules that it needs, and what installs them.
local NEEDED = {
  { "argparse", "apt-get install lua-argparse" }, { "socket", "apt-get install lua-socket" },
  { "dkjson", "apt-get install lua-dkjson" }, { "cjson", "apt-get install lua-cjson" },
}
for _, each in ipairs(NEEDED) do
  local module, command = each[1], each[2]
  if not pcall(require, module) then fail(FAILED, ("module %s is missing: %s"):format(module, command)) end
end

local argparse = require("argparse")
local socket = require("socket")
local sandbox = require("spec.sandbox.server")

-- Customers that are added at a time: an order to the server must not take long.
local FILL_AT_ONCE = 1000

-- How many customers have domains, and their TLDs: a new owner of .be needs a trade.
local WITH_DOMAINS = 100
local TLDS = { "nl", "com", "be" }

-- Standard input as LuaSocket's select takes it. The wait is cut in slices because a signal
-- becomes a Lua error only between two of them.
local STANDARD_INPUT = {
  getfd = function() return 0 end,
  dirty = function() return false end,
}
local SLICE = 0.25

local function wait_for_end()
  while true do
    local readable = socket.select({ STANDARD_INPUT }, nil, SLICE)
    if readable and readable[1] and not io.read("*l") then
      return
    end
  end
end

-- What argparse makes of an option's text: a whole number in a range.
local function whole_number(least, most)
  return function(text)
    local number = text:find("^%d+$") and tonumber(text)
    if number and number >= least and number <= most then return math.floor(number) end
    return nil, ("a whole number from %d to %d is expected, not '%s'"):format(least, most, text)
  end
end

local function options()
  local parser = argparse("spec/sandbox/run.lua", "A server on this machine that behaves as the registrar's API does.\n"
    .. "It is an nginx with Lua (Debian's libnginx-mod-http-lua).\n"
    .. "It runs until its input ends (Ctrl-D) or a signal comes (Ctrl-C).")
  parser:option("--fill", "number of customers to begin with (0); the first hundred have domains")
    :argname("N"):count("0-1"):convert(whole_number(0, 1000000))
  parser:option("--lose-answers", "creates whose answer is lost, though the customer is made (0)")
    :argname("N"):count("0-1"):convert(whole_number(1, 1000000))
  parser:option("--port", "port of 127.0.0.1; else one that is free"):argname("P"):count("0-1")
    :convert(whole_number(1, 65535))
  local ok, given = parser:pparse()
  if not ok then fail(WRONG_CALL, given:gsub("\n", ". ") .. " (see --help)") end
  return given
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- The checkout's own folder, from the root of the file system.
local function checkout()
  local pipe = assert(io.popen("cd " .. quoted(root) .. " && pwd"))
  local folder = pipe:read("*l")
  pipe:close()
  return folder
end

-- The lines that lead a shell, and what runs in it, to a server.
local function lines_for(server)
  local folder = checkout()
  local build = rawget(_G, "jit") and "jit" or _VERSION:match("%d+%.%d+")
  local lines = {
    "unset OPENPROVIDER_TOKEN",
    "export OPENPROVIDER_BASE_URL=" .. server.base_url,
    "export OPENPROVIDER_USERNAME=" .. server.username,
    "export OPENPROVIDER_PASSWORD=" .. server.password,
    "export LUA_PATH=" .. quoted(folder .. "/lua/?.lua;;"),
    "export LUA_CPATH=" .. quoted(folder .. "/build/" .. build .. "/?.so;;"),
  }
  if build == "5.4" then lines[#lines + 1] = "export PATH=" .. quoted(folder .. "/bin") .. ':"$PATH"' end
  return lines
end

-- The TLDs of a customer's domains.
local function tlds_of(number)
  return number == 1 and TLDS or { TLDS[(number + 1) % #TLDS + 1] }
end

local function add_domains(server)
  for number, handle in ipairs(server:handles()) do
    if number > WITH_DOMAINS then break end
    local name = server:record(handle).name.last_name:lower()
    for _, tld in ipairs(tlds_of(number)) do
      server:add_domain { domain = name .. "." .. tld, handle = handle, admin_handle = handle }
    end
  end
end

local given = options()
local started, server = pcall(sandbox.start, { port = given.port })
if not started then fail(FAILED, tostring(server)) end
for first = 1, given.fill or 0, FILL_AT_ONCE do
  server:fill(math.min(FILL_AT_ONCE, given.fill - first + 1))
  if first == 1 then add_domains(server) end
end
if given.lose_answers then
  server:fault { name = "close_after", method = "POST", path = "/customers$", times = given.lose_answers }
end
print(table.concat(lines_for(server), "\n"))
io.stdout:flush()
io.stderr:write("# Paste these lines into another terminal. The server runs until Ctrl-C.\n")
pcall(wait_for_end)
server:stop()
