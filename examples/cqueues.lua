-- A service for provisioning tools, in one thread: a customer as a line of JSON in, a handle or an error as a line of
-- JSON out.
--
--     lua5.4 examples/cqueues.lua 8025 &
--     echo '{"company_name": "Example BV", ...}' | nc 127.0.0.1 8025
--
-- Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD.
local cqueues = require "cqueues"
local socket = require "cqueues.socket"
local json = require "cjson.safe"
local openprovider = require "openprovider"

local client = assert(openprovider.new { transport = require "openprovider.transport.cqueues" })

local function answer(line)
  local customer = json.decode(line)
  if type(customer) ~= "table" then return { kind = "invalid", error = "a customer as a line of JSON is expected" } end
  local handle, err = client:create_customer(customer)
  if handle then return { handle = handle } end
  return { kind = err.kind, error = tostring(err), problems = err.problems }
end

local loop = cqueues.new()
local server = assert(socket.listen("127.0.0.1", tonumber(arg[1] or 8025)))
server:onerror(function(_, _, why) return why end) -- a connection that breaks is no reason to end

loop:wrap(function()
  for connection in server:clients() do
    connection:onerror(function(_, _, why) return why end)
    connection:setmaxline(65536) -- longer than any customer
    loop:wrap(function()
      for line in connection:lines() do connection:write(json.encode(answer(line)), "\n") end
      connection:close()
    end)
  end
end)

assert(server:listen())
local _, address, port = server:localname()
io.stderr:write(("listening on %s:%d\n"):format(address, port))
assert(loop:loop())
