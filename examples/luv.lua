-- Creates the customers of a file, a JSON object a line, many at a time, and says once a second how far it is:
--
--     lua5.4 examples/luv.lua customers.jsonl
--
-- Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD.
local uv = require "luv"
local json = require "cjson.safe"
local openprovider = require "openprovider"

local file, why = io.open(arg[1] or "")
if not file then
  io.stderr:write(arg[1] and why .. "\n" or "", "usage: luv.lua CUSTOMERS.jsonl\n")
  os.exit(2)
end
local lines = file:lines()
local client = assert(openprovider.new { transport = require "openprovider.transport.luv" })

local created, failed = 0, 0
local clock = uv.new_timer()
clock:start(1000, 1000, function()
  io.stderr:write(created, " created, ", failed, " failed\n")
end)

local number = 0
local function next_customer()
  local line = lines()
  if not line then return nil end
  number = number + 1
  return number, json.decode(line) or line -- what is no customer comes back as an error of its line
end

coroutine.wrap(function()
  for key, handle, details in client:create_customers(next_customer, { concurrency = 32 }) do
    if handle then created = created + 1 else failed = failed + 1 end
    print(key, handle or tostring(details))
  end
  clock:close()
end)()

uv.run()
os.exit(failed == 0)
