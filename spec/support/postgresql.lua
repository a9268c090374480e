--- A server of PostgreSQL for one spec: its own folder, a free port of loopback, and a user with a password.

local free_port = require("spec.support.free_port")
local scratch = require("spec.support.scratch")

local output_of, quoted = scratch.output_of, scratch.quoted

local postgresql = {}

-- The newest one that is installed.
local BINARIES = output_of("ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1")

-- PostgreSQL refuses to run as root.
local AS_USER = output_of("id -u") == "0" and "setpriv --reuid=postgres --regid=postgres --clear-groups " or ""

local USER, PASSWORD, DATABASE = "journal", "pass word:1", "imports"
local PASSWORD_IN_URL = "pass%20word%3A1"

-- Another may take the port before the server does.
local ATTEMPTS = 5

-- Runs a program of PostgreSQL. -> what it prints; raises if it fails
local function run(words)
  local output = output_of(("cd / && %s%s/%s && echo done"):format(AS_USER, BINARIES, words))
  assert(output:find("done$"), output)
  return output
end

local Server = {}
Server.__index = Server

function Server:control(words)
  return pcall(run, ("pg_ctl -D %s/data -l %s/log -w -t 60 %s"):format(self.folder, self.folder, words))
end

-- Starts it at a port that nobody has.
function Server:run(listen_addresses)
  local started, output
  for _ = 1, ATTEMPTS do
    self.port = self.port or free_port()
    -- Only the machine's own end could lose what is not on the disk yet.
    local settings = ("-p %d -c fsync=off -c listen_addresses=%s -c unix_socket_directories=%s"):format(
      self.port, listen_addresses, self.folder)
    started, output = self:control("start -o " .. quoted(settings))
    if started then return end
    self.port = nil
  end
  error(output .. "\n" .. output_of("cat " .. self.folder .. "/log"))
end

--- The URL of the database, at a host.
---@param host string
---@return string
function Server:url_of(host)
  return ("postgresql://%s:%s@%s:%d/%s"):format(USER, PASSWORD_IN_URL, host, self.port, DATABASE)
end

--- Asks as the server's owner. -> what psql prints
---@param statement string
---@param database? string
---@return string
function Server:sql(statement, database)
  return (run(("psql -XAtq -v ON_ERROR_STOP=1 -h %s -p %d -d %s -U postgres -c %s"):format(self.folder, self.port,
    database or DATABASE, quoted(statement))):gsub("%s*done$", ""))
end

--- Ends the server, with all that is connected to it, and starts it again at the same port.
---@param mode? string as of pg_ctl: "fast", or "immediate" as if the power was cut
function Server:restart(mode)
  assert(self:control("stop -m " .. (mode or "fast")))
  self:run(self.listen_addresses)
end

--- Ends the server until `restart` or `stop`.
function Server:pause()
  assert(self:control("stop -m fast"))
end

--- Starts it again after `pause`.
function Server:resume()
  self:run(self.listen_addresses)
end

--- Stops or continues all its processes: it then takes part in TCP, and says nothing.
---@param name string "STOP" or "CONT"
function Server:signal(name)
  local first = tonumber(output_of(("head -n 1 %s/data/postmaster.pid"):format(self.folder)))
  output_of(("kill -%s %d $(cat /proc/%d/task/%d/children)"):format(name, first, first, first))
end

--- Ends it and removes its folder.
function Server:stop()
  self:control("stop -m immediate")
  output_of("rm -rf " .. self.folder)
end

--- Starts a server.
---@param opts? table `listen_addresses`, 127.0.0.1 unless it is said; `allow`, networks that may connect besides
---@return table server `{ url, port, folder, user, password, url_of(host), sql(statement), stop() }`
function postgresql.start(opts)
  opts = opts or {}
  local folder = output_of("mktemp -d")
  local self = setmetatable({
    folder = folder, user = USER, password = PASSWORD, listen_addresses = opts.listen_addresses or "127.0.0.1",
  }, Server)
  if AS_USER ~= "" then output_of(("chown postgres %s"):format(folder)) end
  run(("initdb --no-sync -D %s/data -U postgres -E UTF8 --locale=C --auth-local=trust "
    .. "--auth-host=scram-sha-256"):format(folder))
  local access = "local all all trust\\nhost all all 127.0.0.1/32 scram-sha-256\\n"
  for _, network in ipairs(opts.allow or {}) do
    access = access .. ("host all all %s scram-sha-256\\n"):format(network)
  end
  output_of(("printf %s > %s/data/pg_hba.conf"):format(quoted(access), folder))
  self:run(self.listen_addresses)
  self:sql(("CREATE ROLE %s LOGIN PASSWORD '%s'"):format(USER, PASSWORD), "postgres")
  self:sql(("CREATE DATABASE %s OWNER %s"):format(DATABASE, USER), "postgres")
  self.url = self:url_of("127.0.0.1")
  return self
end

return postgresql
