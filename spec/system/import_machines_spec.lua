--- An import that several machines share by a journal in PostgreSQL: namespaces of the network, with an address and
-- a host's name each, one of which is lost.

local machines = require("spec.support.machines")

-- What is lost on the way, and arrives when others took over, is the kernel's: one interpreter proves it.
local IS_LONG = os.getenv("OP_LUA") ~= "luajit"
local ROWS, LOST_ROWS = 2000, 1200

local obstacle = machines.obstacle()

-- The exit status of each machine's import, but for the last.
local function statuses(result, count)
  local found = {}
  for index = 1, count do found[index] = result.machines[index].status end
  return found
end

local function assert_each_once(result, rows)
  assert.same({ 0, 0, 0 }, statuses(result, 3), result.machines[1].output)
  assert.same({ rows, rows, rows }, { result.creates, result.customers, result.references })
  assert.same({ rows = rows, handles = rows }, result.report)
  assert.same({ waiting = 0, claimed = 0, created = rows, failed = 0, total = rows }, result.journal)
end

-- The fourth machine ended in the middle, with rows of which nobody knew what had become of them.
local function assert_lost(result, rows)
  assert.equal(137, result.machines[4].status)
  local names = {}
  for index, worker in ipairs(result.workers) do
    names[index] = worker.owner:match("^machine%-%d")
    assert.is_true(worker.created > 0 and worker.created < rows)
  end
  assert.same({ "machine-1", "machine-2", "machine-3", "machine-4" }, names)
  assert.is_true(result.looked_up > 0)
end

describe("an import that four machines share", function()
  it(("creates each of %d rows once, though one machine is killed and never comes back"):format(ROWS), function()
    if obstacle then return pending(obstacle) end
    local result = machines.import(ROWS .. " 4 kill")
    assert_each_once(result, ROWS)
    assert_lost(result, ROWS)
  end)

  if not IS_LONG then return end

  it("creates each row once, though what that machine sent is lost and arrives when others took over", function()
    if obstacle then return pending(obstacle) end
    local result = machines.import(LOST_ROWS .. " 4 lose")
    assert_each_once(result, LOST_ROWS)
    assert_lost(result, LOST_ROWS)
  end)
end)
