--- Creates customers with the references 1 to n, in order, whatever becomes of the requests: as the program that runs
-- from cron does, that README means by 'a call may be repeated with the same reference at any time'.
--
-- A reference that is done becomes a line of a file. Run again after a crash, it goes on after the last one; whether
-- the next one may have been sent, the token file knows.

local core = require("openprovider.core")
local curl = require("openprovider.transport.curl")
local openprovider = require("openprovider")
local example = require("spec.support.example")

local creating = {}

-- Calls for one reference, of which most should need one. More than that is no bad luck: it is a fault.
local PATIENCE = 100

-- Seconds of the longest wait: thousands of requests fail.
local LONGEST_SLEEP = 0.03

--- Seconds: what a storm needs to carry a create out late (spec/sandbox/storm.lua) is far below `settle`.
creating.OPTIONS = { timeout = 2, settle = 0.15, retries = 2, proxy = "" }

--- The reference of a number.
---@param number integer
---@return string
function creating.reference(number)
  return "order-" .. number
end

-- How many lines a file has; none if there is no file.
local function count_lines(path)
  local count, file = 0, io.open(path)
  if not file then return 0 end
  for _ in file:lines() do count = count + 1 end
  file:close()
  return count
end

-- Creates one customer; what a call before has sent, the client remembers. -> handle, calls, whether it was there
local function create(client, number)
  local customer = example.customer { email = ("customer%d@example.com"):format(number) }
  local err
  for calls = 1, PATIENCE do
    local handle, details = client:create_customer(customer, { reference = creating.reference(number) })
    if handle then return handle, calls, not details.created end
    err = details
    if err.handles then break end
    if err.kind == "rate_limited" then core.sleep(math.min(err.retry_after or 0, 1)) end
  end
  error(("%s: %s"):format(creating.reference(number), tostring(err)), 0)
end

--- Creates those of the references 1 to `last` that are not done.
---@param client table
---@param last integer
---@param path string the file of those that are done: `reference handle calls existed` a line
function creating.run(client, last, path)
  local done = count_lines(path)
  local file = assert(io.open(path, "a"))
  for number = done + 1, last do
    local handle, calls, existed = create(client, number)
    file:write(("%s %s %d %s\n"):format(creating.reference(number), handle, calls, tostring(existed)))
    file:flush()
  end
  file:close()
end

--- What a file of references says.
---@param path string
---@return table[] lines `{ reference, handle, calls, existed }` each
function creating.read(path)
  local lines = {}
  for line in io.lines(path) do
    local reference, handle, calls, existed = line:match("^(%S+) (%S+) (%d+) (%a+)$")
    lines[#lines + 1] = {
      reference = reference, handle = handle, calls = tonumber(calls), existed = existed == "true",
    }
  end
  return lines
end

-- The client's own transport, which does not wait for long.
local function impatient()
  local transport = curl.new { proxy = "" }
  transport.sleep = function(seconds) core.sleep(math.min(seconds, LONGEST_SLEEP)) end
  return transport
end

--- A client for a storm.
---@param base_url string
---@param username string
---@param password string
---@param token_store? table
---@return table client
function creating.client(base_url, username, password, token_store)
  local options = {
    base_url = base_url, username = username, password = password, token_store = token_store, transport = impatient(),
  }
  for name, value in pairs(creating.OPTIONS) do options[name] = value end
  return assert(openprovider.new(options))
end

return creating
