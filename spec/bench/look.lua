--- What it costs to look for the references of an import: calls, and memory.
local customers = require("spec.bench.customers")
local measure = require("spec.bench.measure")
local openprovider = require("openprovider")

local look = {}

-- Customers with references that the account has, and rows of the import.
local THERE, ROWS = 10000, 100000
local IN_FLIGHT = 64

-- Calls of an import for each call of one that does not look; calls of one that finds all rows, for 110 pages; and the
-- memory that all that was found takes (KiB).
local CREATES_TARGET, FOUND_TARGET, MEMORY_TARGET = 1.05, 130, 64 * 1024

-- Imports all rows. -> calls, created, and how much memory Lua had at most (KiB)
local function import(sandbox)
  local client = assert(openprovider.new {
    base_url = sandbox.base_url, username = sandbox.username, password = sandbox.password,
  })
  local before, row, created, most = sandbox:counters().arrived, 0, 0, 0
  for _, handle, details in client:create_customers(function()
    row = row + 1
    if row <= ROWS then return "row-" .. row, customers.new(row) end
  end, { reference = function(key) return key end, expected = ROWS, concurrency = IN_FLIGHT }) do
    assert(handle, details)
    if details.created then created = created + 1 end
    if row % 10000 == 0 then
      collectgarbage()
      most = math.max(most, collectgarbage("count"))
    end
  end
  client:close()
  return sandbox:counters().arrived - before, created, most
end

--- An import of new customers, and the same import again.
---@param sandbox table
---@return boolean met
function look.imports(sandbox)
  sandbox:reset()
  sandbox:fill(THERE, "{openprovider-ref:there-%d}")
  collectgarbage()
  local before = collectgarbage("count")
  local calls, created = import(sandbox)
  assert(created == ROWS)
  local met = measure.row("look for 100,000 new (calls)", calls, ROWS + 1, CREATES_TARGET)
  local memory
  calls, created, memory = import(sandbox)
  assert(created == 0)
  met = measure.alone("look for 100,000 old (calls)", calls, FOUND_TARGET) and met
  met = measure.alone("look, memory (KiB)", math.floor(memory - before), MEMORY_TARGET) and met
  sandbox:reset()
  return met
end

return look
