--- Shares an import among machines, and prints the result as JSON. `spec/support/machines.lua` runs it.
--
--    lua spec/support/machines/import.lua <rows> <machines> [kill | lose]
--
-- Each machine runs the command line with the same file and the same journal in PostgreSQL, 16 requests in
-- flight, at a sandbox that takes 50 ms for each create. With `kill` the last machine's is killed in the
-- middle, and never started again. With `lose` what it sent just before is lost on the way, and its kernel can
-- send it once more when the others have long taken over.
local json = require("dkjson")
local socket = require("socket")
local journals = require("openprovider.journal")
local network = require("spec.support.machines.network")
local openprovider = require("openprovider")
local options = require("openprovider.config")
local postgresql = require("spec.support.postgresql")
local sandbox = require("spec.sandbox.server")
local shell = require("spec.support.machines.shell")

local LUA = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")
local ROWS, MACHINES, FATE = tonumber(arg[1]), tonumber(arg[2]), arg[3]

-- So long that one machine is kept by the API, and four are not kept by the processors of this one.
local DELAY = 0.15

-- The killed one's rows can be taken over when the server has found its connection dead, nothing of its calls can
-- arrive any more, and what arrived is visible.
local COMMAND = "bin/openprovider --timeout 8 import %s --journal %s --reference key --concurrency 16"
  .. " --settle 1 --report %s --quiet"

-- The part of all rows that are there when it is killed; from when on and until when the rate is measured,
-- so that every machine is at work.
local KILL_AT = 0.3
local RATE_FROM, RATE_TO = 0.2, 0.85

-- Seconds of the sandbox's answers that still arrive at a machine whose requests are lost; then until its network
-- works again, at the earliest: all of that machine's rows have been taken over by then; and that the kernel may then
-- take for another try.
local LAST_ANSWERS, OUTAGE, RESENT = 0.1, 7, 7

-- Seconds between two looks, and that all of it may take.
local GLANCE, PATIENCE = 0.05, 100

local HEADER = "key,name.first_name,name.last_name,address.street,address.number,address.zipcode,address.city,"
  .. "address.country,phone,email\n"
local ROW = "row-%d,Jan,Dijk,Hofplein,%d,3032 AC,Rotterdam,NL,+31 10 123 4567,jan%d@example.com\n"

local folder = shell.run("mktemp -d")
local server, database, journal, client

local function contents(name)
  local file = io.open(folder .. "/" .. name, "rb")
  if not file then return nil end
  local text = file:read("*a")
  file:close()
  return text
end

local function write_rows(name)
  local file = assert(io.open(folder .. "/" .. name, "wb"))
  file:write(HEADER)
  for number = 1, ROWS do file:write(ROW:format(number, number, number)) end
  file:close()
end

-- The variables of a machine's program: those that lead to the sandbox, and a cache of its own.
local function environment(machine)
  local parts = { "env" }
  for _, option in ipairs(options.LIST) do
    if option.variable then parts[#parts + 1] = "-u " .. option.variable end
  end
  for name, value in pairs({
    OPENPROVIDER_BASE_URL = server.address_base_url, OPENPROVIDER_CA_FILE = server.ca_file,
    OPENPROVIDER_USERNAME = server.username, OPENPROVIDER_PASSWORD = server.password,
    no_proxy = "*", XDG_CACHE_HOME = folder .. "/" .. machine.name,
  }) do
    parts[#parts + 1] = name .. "=" .. shell.quoted(value)
  end
  return table.concat(parts, " ")
end

-- Starts the import on a machine.
local function start(number)
  local machine = network.machine(number)
  local path = folder .. "/" .. machine.name
  local command = COMMAND:format(folder .. "/customers.csv", shell.quoted(database:url_of(network.ADDRESS)),
    path .. ".report")
  local pid = shell.start(machine:command(("%s %s %s"):format(environment(machine), LUA, command)),
    path .. ".output", path .. ".status")
  return { name = machine.name, pid = pid, machine = machine }
end

local function created() return server:counters().customers_created end

-- How many machines have written down that they created something.
local function at_work()
  local count = 0
  for _, worker in ipairs(assert(journal:workers())) do
    if worker.created > 0 then count = count + 1 end
  end
  return count
end

local function all_ended(machines)
  for _, machine in ipairs(machines) do
    machine.status = machine.status or tonumber(contents(machine.name .. ".status"))
    if not machine.status then return false end
  end
  return true
end

local FATES = {}

function FATES.kill(last)
  shell.run("kill -KILL " .. last.pid)
end

function FATES.lose(last)
  last.machine:mute()
  socket.sleep(LAST_ANSWERS)
  FATES.kill(last)
  last.heals_at = socket.gettime() + OUTAGE
end

-- Watches the imports until all have ended. -> creates in a second while all machines were at work, nil if
-- they never were
local function watch(machines)
  local deadline, first, last, fate = socket.gettime() + PATIENCE, nil, nil, FATES[FATE]
  while not all_ended(machines) do
    local now, count = socket.gettime(), created()
    assert(now < deadline, "the import does not end")
    if not first and count >= ROWS * RATE_FROM and at_work() == MACHINES then
      first = { at = socket.gettime(), count = created() }
    end
    if first and count <= ROWS * RATE_TO then last = { at = now, count = count } end
    if fate and count >= ROWS * KILL_AT and at_work() == MACHINES then
      fate(machines[MACHINES])
      fate = nil
    end
    socket.sleep(GLANCE)
  end
  if not first or not last or last.at <= first.at then return nil end
  return (last.count - first.count) / (last.at - first.at)
end

-- Has the network of a machine that lost it work again, and what it still sends arrive.
local function heal(last)
  if not last.heals_at then return end
  socket.sleep(math.max(0, last.heals_at - socket.gettime()))
  last.machine:unmute()
  socket.sleep(RESENT)
end

-- How many different references and how many customers there are.
local function stored()
  local references, customers, seen = 0, 0, {}
  for customer, _, err in client:customers() do
    assert(customer, tostring(err))
    customers = customers + 1
    if customer.reference and not seen[customer.reference] then references = references + 1 end
    seen[customer.reference or false] = true
  end
  return references, customers
end

-- How many rows a report has without an error, and how many different handles.
local function reported(name)
  local rows, handles, seen = 0, 0, {}
  for handle in contents(name):gmatch("\n%d+,row%-%d+,%a+,([^,]+),\r") do
    rows = rows + 1
    if not seen[handle] then handles = handles + 1 end
    seen[handle] = true
  end
  return { rows = rows, handles = handles }
end

local function import()
  network.make()
  server = sandbox.start { login_limit = false, address = network.ADDRESS }
  database = postgresql.start { listen_addresses = "127.0.0.1," .. network.ADDRESS, allow = { network.NETWORK } }
  journal = assert(journals.open(database.url))
  client = assert(openprovider.new {
    base_url = server.base_url, username = server.username, password = server.password, proxy = "",
  })
  server:fault { name = "delay", seconds = DELAY, times = 1000000, method = "POST", path = "/customers$" }
  write_rows("customers.csv")
  local machines = {}
  for number = 1, MACHINES do machines[number] = start(number) end
  local rate = watch(machines)
  heal(machines[MACHINES])
  local counters = server:counters()
  local references, customers = stored()
  local said = {}
  for index, machine in ipairs(machines) do
    said[index] = { name = machine.name, status = machine.status, output = contents(machine.name .. ".output") }
  end
  return {
    machines = said, rate = rate, creates = counters.customers_created, customers = customers,
    references = references, looked_up = counters.by_route["GET /customers"] or 0,
    journal = assert(journal:counts()), workers = assert(journal:workers()), report = reported("machine-1.report"),
  }
end

local ok, result = xpcall(import, debug.traceback)
if not ok then io.stderr:write(result, "\n") end
if client then client:close() end
if journal then journal:close() end
if database then database:stop() end
if server then server:stop() end
shell.run("rm -rf " .. shell.quoted(folder))
if not ok then os.exit(1) end
print(json.encode(result))
