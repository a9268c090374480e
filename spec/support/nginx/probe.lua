-- Measures how soon nginx's workers answer: `lua probe.lua PORT PATH`, until standard input has a line or ends.
--
-- One request a millisecond to each worker in turn, over connections that are kept. A request counts from when it
-- was due: one that has to wait for the answer to the one before it is late, too, and that is the server's doing.
-- Prints `{ count, p50, p99, worst }`, in milliseconds.

local core = require("openprovider.core")
local json = require("dkjson")
local socket = require("socket")

local WORKERS, PERIOD = 2, 0.001
local MOST_CONNECTIONS = 500

local port, path = tonumber(arg[1]), arg[2]

local function ask(connection)
  assert(connection:send("GET " .. path .. " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
  local length
  repeat
    local line = assert(connection:receive("*l"))
    length = line:match("^Content%-Length: (%d+)") or length
  until line == ""
  return connection:receive(tonumber(length))
end

-- A connection to each worker: the answer says which it was.
local connections, known = {}, {}
for _ = 1, MOST_CONNECTIONS do
  local connection = assert(socket.connect("127.0.0.1", port))
  connection:setoption("tcp-nodelay", true)
  local worker = ask(connection)
  if known[worker] then
    connection:close()
  else
    known[worker] = true
    connections[#connections + 1] = connection
  end
  if #connections == WORKERS then break end
end
assert(#connections == WORKERS, "one worker takes all connections")

local input = { getfd = function() return 0 end, dirty = function() return false end }
local taken, begin, index = {}, core.uptime(), 0
while #socket.select({ input }, nil, 0) == 0 do
  local due, now = begin + index * PERIOD, core.uptime()
  if due > now then
    core.sleep(due - now)
    due = core.uptime() -- that this program wakes late is not the server's doing
  end
  ask(connections[index % WORKERS + 1])
  taken[#taken + 1] = (core.uptime() - due) * 1e3
  index = index + 1
end

table.sort(taken)
local function percentile(part) return taken[math.ceil(#taken * part)] end
print(json.encode({ count = #taken, p50 = percentile(0.5), p99 = percentile(0.99), worst = taken[#taken] }))
