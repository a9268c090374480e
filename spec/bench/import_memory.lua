--- Runs the command line in this process, and looks at its memory when the last customer of an import is
-- done, while all that the import keeps is still there:
--
--     lua import_memory.lua import FILE [OPTION...]
--
-- Prints the resident memory (KiB) after a full collection, and the most that there was at any time. The
-- exit status is that of the command line.
local bulk = require("openprovider.bulk.create_many")

-- A value of this process's status, in KiB.
local function kib(name)
  for line in io.lines("/proc/self/status") do
    local value = line:match("^" .. name .. ":%s*(%d+) kB")
    if value then return math.tointeger(value) end
  end
end

local function look()
  local most = kib("VmHWM")
  collectgarbage()
  collectgarbage()
  print(kib("VmRSS"), most)
end

-- Before the client takes it over.
local create_customers = bulk.create_customers
function bulk.create_customers(...)
  local iterate, state, first, closing = create_customers(...)
  return function(...)
    local results = table.pack(iterate(...))
    if results[1] == nil then look() end
    return table.unpack(results, 1, results.n)
  end, state, first, closing
end

os.exit(require("openprovider.cli.main").main(arg), true)
