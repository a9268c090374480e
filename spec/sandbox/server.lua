--- Starts the sandbox in a real nginx on loopback, and talks to it.
--
--    local server = require("spec.sandbox.server").start()
--    server:fault { name = "close_after", method = "POST", path = "/customers$" }
--    ...
--    server:stop()
--
-- nginx watches the process that called `start`: when that ends without `stop`, nginx ends
-- too and removes its folder.
local socket = require("socket")
local json = require("dkjson")
local certificates = require("spec.sandbox.certificates")
local configuration = require("spec.sandbox.configuration")
local forget_servers = require("spec.support.forget_servers")
local processes = require("spec.sandbox.processes")

local server = {}

-- Seconds: until nginx answers, until it has ended, for one order to it.
local START_LIMIT = 15
local STOP_LIMIT = 5
local ORDER_LIMIT = 10
local POLL = 0.01

-- How often new ports are tried when another program takes one between choice and use.
local ATTEMPTS = 5

local PORTS = { "http", "https", "http2", "wrong_host", "deaf" }

local Server = {}
Server.__index = Server

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return (text:gsub("%s+$", ""))
end

-- The project's root: two folders above this file, wherever the caller stands.
local function project_root()
  local folder = debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$") or "."
  return output_of(("cd '%s/../..' && pwd"):format(folder))
end

-- Ports that were free a moment ago: all bound at once, so that they differ. That of http may be given.
-- -> ports | nil, why the given one is not free
local function free_ports(http)
  local ports, listeners = {}, {}
  for _, name in ipairs(PORTS) do
    local number = name == "http" and http or 0
    local listener, reason = socket.bind("127.0.0.1", number)
    if not listener then
      return nil, ("port %d of 127.0.0.1 cannot be used: %s"):format(number, reason)
    end
    local _, port = listener:getsockname()
    ports[name] = math.floor(tonumber(port))
    listeners[#listeners + 1] = listener
  end
  for _, listener in ipairs(listeners) do
    listener:close()
  end
  return ports
end

local function contents(path)
  local file = io.open(path)
  if not file then
    return ""
  end
  local text = file:read("*a")
  file:close()
  return text
end

-- One order to the control location: a connection of its own, closed by the answer.
local function order(self, name, argument)
  local connection = socket.tcp()
  connection:settimeout(ORDER_LIMIT)
  local connected, reason = connection:connect("127.0.0.1", self.ports.http)
  if not connected then
    connection:close()
    return nil, reason
  end
  local body = argument and json.encode(argument) or "{}"
  connection:send(("POST /_sandbox/%s HTTP/1.0\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s")
    :format(name, #body, body))
  local text, failure, partial = connection:receive("*a")
  connection:close()
  local answered = (text or partial or ""):match("\r\n\r\n(.*)$")
  local result = answered and json.decode(answered)
  if not result then
    return nil, failure or "no answer"
  end
  return result
end

local function must(self, name, argument)
  local result, reason = order(self, name, argument)
  if not result then
    error(("the sandbox does not answer: %s\n%s"):format(
      tostring(reason), contents(self.directory .. "/error.log")), 3)
  end
  if result.problem then
    error("sandbox: " .. result.problem, 3)
  end
  return result
end

-- Starts nginx in the background, in a session of its own, so that a Ctrl-C meant for the
-- caller does not reach it. Nothing of the caller's stays open in it.
local function launch(directory)
  os.execute(("PATH=\"$PATH:/usr/sbin\"; setsid nginx -p '%s' -c '%s/nginx.conf' -e '%s/error.log'"
    .. " </dev/null >'%s/output' 2>&1 & echo $! >'%s/launched'"):format(
    directory, directory, directory, directory, directory))
  local pid = contents(directory .. "/launched"):match("%d+")
  return pid and processes.identity(pid)
end

local function remove(directory)
  if directory:find("/openprovider%-sandbox%.%w+$") then
    os.execute("rm -rf '" .. directory .. "'")
  end
end

-- True once nginx answers, and answers as this very server: another program may have taken
-- the port. False when it has ended or the time is over.
local function wait_until_ready(self)
  local deadline = socket.gettime() + START_LIMIT
  while socket.gettime() < deadline do
    local result = order(self, "ping")
    if result and result.directory == self.directory then
      return true
    end
    if not self.process or not processes.is_same(self.process) then
      return false
    end
    socket.sleep(POLL)
  end
  return false
end

local function end_process(process)
  if not process then
    return
  end
  local deadline = socket.gettime() + STOP_LIMIT
  if processes.is_same(process) then
    os.execute("kill -TERM " .. process.pid .. " 2>/dev/null")
  end
  while processes.is_same(process) do
    if socket.gettime() > deadline then
      os.execute("kill -KILL " .. process.pid .. " 2>/dev/null")
    end
    socket.sleep(POLL)
  end
end

local function write_settings(directory, options, parent)
  local file = assert(io.open(directory .. "/settings.json", "w"))
  file:write(json.encode { directory = directory, parent = parent, sandbox = options })
  file:close()
end

local function set_urls(self)
  local function url(scheme, port, path)
    return ("%s://127.0.0.1:%d%s"):format(scheme, self.ports[port], path)
  end
  self.base_url = url("http", "http", "/v1beta")
  self.https_base_url = url("https", "https", "/v1beta")
  self.http2_base_url = url("https", "http2", "/v1beta")
  self.address_base_url = self.address and self.https_base_url:gsub("127%.0%.0%.1", self.address, 1)
  self.wrong_host_base_url = url("https", "wrong_host", "/v1beta")
  self.deaf_base_url = url("http", "deaf", "/v1beta")
  self.fast_base_url = url("http", "http", "/fast/v1beta")
end

local function defaults(options)
  local taken = { username = "sandbox", password = "secret" }
  for name, value in pairs(options or {}) do
    taken[name] = value
  end
  return taken
end

--- Starts a server and waits until it answers. Raises, with nginx's own words, when it
-- does not.
---@param options? table options of `odd.new` that JSON can carry: all of them but `now` and `written`; `address`, at
--   which other machines can reach it over TLS; and `port`, that of http, else a free one
---@return table server with `base_url`, `https_base_url`, `http2_base_url`,
--   `address_base_url` (where one was given), `wrong_host_base_url`, `deaf_base_url` (closes every
--   connection, unheard), `fast_base_url`, `ca_file`, `username`, `password`, `pid`, `ports`
function server.start(options)
  forget_servers()
  local taken = defaults(options)
  local address, port = taken.address, taken.port
  taken.address, taken.port = nil, nil
  local directory = output_of("mktemp -d -t openprovider-sandbox." .. ("X"):rep(8))
  local self = setmetatable({
    directory = directory,
    ca_file = directory .. "/ca.pem",
    username = taken.username,
    password = taken.password,
    address = address,
  }, Server)
  local made, reason = pcall(certificates.make, directory, address)
  if made then
    write_settings(directory, taken, processes.identity("self"))
    for _ = 1, ATTEMPTS do
      self.ports, reason = free_ports(port)
      if not self.ports then
        break
      end
      configuration.write(directory, project_root(), self.ports, address)
      self.process = launch(directory)
      if wait_until_ready(self) then
        self.pid = math.floor(tonumber(self.process.pid))
        set_urls(self)
        return self
      end
      end_process(self.process)
      reason = contents(directory .. "/error.log") .. contents(directory .. "/output")
      if not reason:find("Address already in use", 1, true) then
        break
      end
    end
  end
  remove(directory)
  error("the sandbox did not start:\n" .. tostring(reason), 2)
end

--- A client of the server's account.
---@param ... table|nil options; those of a later table stand in place of an earlier one's
---@return table client
function Server:client(...)
  local options = { base_url = self.base_url, username = self.username, password = self.password, proxy = "" }
  for index = 1, select("#", ...) do
    for name, value in pairs((select(index, ...)) or {}) do options[name] = value end
  end
  return assert(require("openprovider").new(options))
end

--- Orders a fault for the requests to come: `name` (see faults.lua), `times` (1), `lasts`
-- (seconds from now in which it befalls every request that matches, in place of `times`), `skip`
-- (0: how many that match go by first), `every` (1: how many of those that match then make one fault),
-- `method`, `path` (a Lua pattern), `headers` (added to the answer), `processed` (the sandbox
-- handles the request first), `unprocessed` (it never does), `unread` (the fault comes before the
-- body is read), and the fault's own members.
---@param fault table
function Server:fault(fault)
  must(self, "fault", fault)
end

--- Has all requests that the fault `hold` befell answered, and holds none until that is ordered anew.
function Server:release()
  must(self, "release")
end

--- Makes requests fail at random, those that no ordered fault befalls: see storm.lua. The same seed has the
-- same faults in the same order.
---@param weather table `seed` (an integer) and `rate` (the share of requests that fail; 0 ends it)
function Server:storm(weather)
  must(self, "storm", weather)
end

--- Changes options of the sandbox, until `reset`. Only those given last count.
---@param options table as for `start`
function Server:change(options)
  must(self, "change", options)
end

--- What happened: the sandbox's own counters, and `arrived` (complete requests), `processed`
-- (handled by the sandbox), `connections`, `strays` (stray answers that have come to the client)
-- and `stormed` (befallen by the storm).
---@return table
function Server:counters()
  return must(self, "counters")
end

--- The last requests that arrived: `{ method, path, query, headers, body, protocol, scheme,
-- connection, head, processed, fault }` each.
---@return table[]
function Server:requests()
  return must(self, "requests").requests
end

--- Adds different customers: see `fill` of the sandbox.
---@param count integer
---@param comments? string
function Server:fill(count, comments)
  must(self, "fill", { count = count, comments = comments })
end

--- Removes customers, whatever holds them.
---@param handles string[]
---@return integer removed how many there were
function Server:remove(handles)
  return must(self, "remove", { handles = handles }).removed
end

--- The handles that live, in order of id.
---@return string[]
function Server:handles()
  return must(self, "handles").handles
end

--- All that is stored of a customer; nil if there is none.
---@param handle string
---@return table?
function Server:record(handle)
  return must(self, "record", { handle = handle }).record
end

--- Gives a customer a domain: `{ domain, handle }`, and handles in other roles: see the sandbox.
---@param domain table
---@return integer id
function Server:add_domain(domain)
  return must(self, "add_domain", domain).id
end

--- What is stored of a domain; nil if there is none.
---@param domain string
---@return table?
function Server:domain(domain)
  return must(self, "domain", { domain = domain }).record
end

--- Takes a domain away.
---@param domain string
---@return boolean found
function Server:remove_domain(domain)
  return must(self, "remove_domain", { domain = domain }).found
end

--- Makes a customer the account's default handle; none without a handle.
---@param handle? string
function Server:set_default_handle(handle)
  must(self, "set_default_handle", { handle = handle })
end

--- Ends the verification of an address; with a failure, "expired" or "bounced".
---@param email string
---@param failure? string
function Server:verify_email(email, failure)
  must(self, "verify_email", { email = email, failure = failure })
end

--- Moves the sandbox's clock forward.
---@param seconds number
function Server:advance(seconds)
  must(self, "advance", { seconds = seconds })
end

--- Forgets customers, domains, tags, tokens, counters, faults and requests. Clients of this process
-- forget what they know of customers: the next ones get the same handles again; and what they sent,
-- which this server does not know either.
function Server:reset()
  must(self, "reset")
  forget_servers()
end

--- Ends nginx and removes its folder. A second call does nothing.
function Server:stop()
  if self.stopped then
    return
  end
  self.stopped = true
  end_process(self.process)
  remove(self.directory)
end

return server
