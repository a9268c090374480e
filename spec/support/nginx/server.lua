--- Debian's nginx as a user has it: a master and two workers, with this checkout's module.

local socket = require("socket")

local free_port = require("spec.support.free_port")
local processes = require("spec.sandbox.processes")
local scratch = require("spec.support.scratch")

local server = {}

local Server = {}
Server.__index = Server

-- Seconds to wait for nginx to begin, to end or to reload; and between two looks.
local LIMIT = 10
local POLL = 0.02

local WORKERS = 2

-- How often other ports are tried where another program takes one first.
local ATTEMPTS = 5

local TEXT = [[
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
daemon off;
worker_processes ${workers};
pid "${folder}/nginx.pid";
error_log "${folder}/error.log" warn;
events { worker_connections 1024; }
${main}
http {
  access_log off;
  client_body_temp_path "${folder}/body";
  proxy_temp_path "${folder}/proxy";
  fastcgi_temp_path "${folder}/fastcgi";
  uwsgi_temp_path "${folder}/uwsgi";
  scgi_temp_path "${folder}/scgi";
  lua_package_path "${modules};;";
  lua_package_cpath "${root}/build/jit/?.so;;";
  ${http}
  server {
    # Without it the worker that wakes first takes most of the connections that come at once.
    listen 127.0.0.1:${port} reuseport;
    default_type text/plain;
    # A probe asks it a thousand times a second, over the same connections.
    location = /_worker { keepalive_requests 1000000; return 200 "$pid"; }
    location = /_status { stub_status; }
    ${server}
  }
}
]]

-- Where the spec itself finds what is of this checkout; nginx stands in the same folder.
local function modules()
  local found = {}
  for path in package.path:gmatch("[^;]+") do
    if path:find("^%./") then found[#found + 1] = path end
  end
  return table.concat(found, ";")
end

-- What a file has in it; "" for none.
local function contents(path)
  local file = io.open(path)
  local text = file and file:read("*a") or ""
  if file then file:close() end
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

--- Waits until something holds. -> what it gives, or what it gave last
---@param holds function
---@param limit? number seconds
function server.eventually(holds, limit)
  local give_up = socket.gettime() + (limit or LIMIT)
  local value = holds()
  while not value and socket.gettime() < give_up do
    socket.sleep(POLL)
    value = holds()
  end
  return value
end

--- Sends a request and takes the whole answer; the connection ends with it.
---@param path string
---@param body? string makes it a POST
---@param header? string a line of the head
---@return string|nil body
---@return integer|string status_or_message
---@return string head
function Server:ask(path, body, header)
  local connection = assert(socket.connect("127.0.0.1", self.port))
  connection:settimeout(30)
  connection:send(("%s %s HTTP/1.0\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s"):format(
    body and "POST" or "GET", path, header and header .. "\r\n" or "", #(body or ""), body or ""))
  local text, why, part = connection:receive("*a")
  connection:close()
  text = text or part or ""
  local head, answered = text:match("^(.-\r\n)\r\n(.*)$")
  if not head then return nil, why or "no answer", "" end
  return answered, tonumber(head:match("^HTTP/%S+ (%d+)")), head
end

-- Starts nginx. -> whether it has its ports and its workers
local function launch(self, variables)
  self.keeper = assert(io.popen(("%s exec setsid spec/support/nginx/keeper '%s' >'%s/output' 2>&1"):format(
    variables or "", self.folder, self.folder), "w"))
  server.eventually(function()
    self.master = tonumber(contents(self.folder .. "/master"))
    return self.master and (#self:workers() == WORKERS or not processes.identity(self.master))
  end)
  return self.master and #self:workers() == WORKERS
end

--- Starts nginx and waits until it answers. Raises with nginx's own words if it does not.
---@param parts table `main`, `http`, `server`: directives for the three contexts, or `text`, the whole configuration;
--- `${root}`, `${folder}` and `${port}` in them stand for the checkout, a folder of the server's own and its port.
--- `variables`: words for the shell, such as "NAME=value"
---@return table server `port`, `folder`, `master`
function server.start(parts)
  assert(os.execute("env -u MAKEFLAGS make --no-print-directory -s LUA=jit all >/dev/null"))
  local why
  for _ = 1, ATTEMPTS do
    local self = setmetatable({
      folder = scratch.output_of("mktemp -d -t openprovider-nginx.XXXXXXXX"), port = free_port(),
    }, Server)
    local values = {
      workers = tostring(WORKERS), folder = self.folder, root = scratch.output_of("pwd"), port = tostring(self.port),
      modules = modules(), main = parts.main or "", http = parts.http or "", server = parts.server or "",
    }
    local text = (parts.text or TEXT):gsub("%${(%l+)}", values):gsub("%${(%l+)}", values)
    write(self.folder .. "/nginx.conf", text)
    if launch(self, parts.variables) then return self end
    why = self:log() .. contents(self.folder .. "/output")
    self:stop()
    if not why:find("Address already in use", 1, true) then break end
  end
  error("nginx did not start:\n" .. tostring(why), 2)
end

--- What nginx has logged.
function Server:log()
  return contents(self.folder .. "/error.log")
end

--- The numbers of the worker processes, those that are about to end among them.
---@return integer[]
function Server:workers()
  local pids = {}
  for pid in contents(("/proc/%d/task/%d/children"):format(self.master, self.master)):gmatch("%d+") do
    if processes.identity(pid) then pids[#pids + 1] = tonumber(pid) end
  end
  return pids
end

--- How many requests nginx has taken and not answered.
---@return integer
function Server:in_work()
  return tonumber(self:ask("/_status"):match("Writing: (%d+)")) - 1 -- this one
end

--- How many descriptors a process has open.
---@param pid integer
---@return integer
function server.descriptors(pid)
  return tonumber(scratch.output_of(("ls /proc/%d/fd | wc -l"):format(pid)))
end

--- Tells nginx to reload: new workers take over, and the old ones end what they have begun.
function Server:reload()
  os.execute("kill -HUP " .. self.master)
end

--- Ends nginx and removes its folder. A second call does nothing.
function Server:stop()
  if not self.keeper then return end
  self.keeper:write("stop\n")
  self.keeper:close()
  self.keeper = nil
end

return server
