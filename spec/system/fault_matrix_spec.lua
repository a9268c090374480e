--- The fault matrix: every fault on every operation, and what client and server say of it.
--
-- Each combination of a fault and an operation meets one of the transports, in turn; with OP_FAULTS=all it
-- meets all of them, and the matrix is written to build/faults.txt (`make faults`).

local cell = require("spec.matrix.cell")
local expectation = require("spec.matrix.expectation")
local faults = require("spec.matrix.faults")
local operations = require("spec.matrix.operations")
local report = require("spec.matrix.report")
local sandbox_server = require("spec.sandbox.server")
local secrets = require("spec.matrix.secrets")
local transports = require("spec.matrix.transports").LIST

local ALL = os.getenv("OP_FAULTS") == "all"
local REPORT = "build/faults.txt"

local MEMBERS = { "ok", "kind", "outcome", "retryable", "sends", "done", "created" }

-- Whether a fault that befalls every attempt is another cell than one that befalls the first.
local function can_last(fault, operation)
  if not fault.situation or operation.after_create then return false end
  if fault.slow then return operation.lasts end
  return not fault.wait
end

-- What is wrong with a cell, as lines.
local function faults_of(found, expected, operation)
  local wrong = {}
  local function check(holds, ...) if not holds then wrong[#wrong + 1] = string.format(...) end end
  for _, name in ipairs(MEMBERS) do
    local is_open = expected[name] == nil and (name == "sends" or name == "outcome")
    check(is_open or found[name] == expected[name],
      "%s is %s, not %s", name, tostring(found[name]), tostring(expected[name]))
  end
  check(not expected.slept or found.slept >= expected.slept, "it waited %s seconds", tostring(found.slept))
  check(not expected.retry_after or found.retry_after == expected.retry_after,
    "the caller may try again in %s seconds", tostring(found.retry_after))
  check(not found.secret, "a secret in: %s", tostring(found.secret))
  check(not found.unpaired, "its events have %s", tostring(found.unpaired))
  -- What is promised, whatever the policy says.
  check(found.created <= 1 and #found.handles <= 1, "the sandbox created %d customers", found.created)
  if operation.creates or operation.has_reference then
    check(not found.ok or found.created == 1, "the call succeeded, and there are %d customers", found.created)
    check(not found.ok or found.value == found.handles[1], "another handle is at the server")
  end
  if operation.has_reference and found.handles[1] then
    -- Where the API refuses to be asked, or there is no time left to ask it, nobody can know the handle.
    local unasked = operation.after_create and not expected.ok and found.kind == "outcome_unknown"
    check(unasked or found.value == found.handles[1], "a handle is at the server, and the caller did not get it")
  end
  return wrong
end

describe("the fault matrix", function()
  local server
  local results = { passing = {}, lasting = {} }

  setup(function()
    server = sandbox_server.start {
      login_limit = false, password = secrets.PASSWORD, extra_members = { secret_key = secrets.IN_ANSWERS },
    }
  end)

  teardown(function()
    server:stop()
    if not ALL then return end
    local file = assert(io.open(REPORT, "w"))
    file:write(report.text(results, faults, transports, operations))
    file:close()
  end)

  local function keep(mode, fault, transport, operation, found)
    local by_transport = results[mode][fault.title] or {}
    results[mode][fault.title] = by_transport
    by_transport[transport.title] = by_transport[transport.title] or {}
    by_transport[transport.title][operation.title] = found
  end

  -- What is wrong with one combination, passing and lasting, as lines.
  local function combination(fault, operation, transport)
    local wrong = {}
    for _, mode in ipairs({ "passing", "lasting" }) do
      local lasting = mode == "lasting"
      if not lasting or can_last(fault, operation) then
        local found = cell.run(server, fault, operation, transport, lasting)
        keep(mode, fault, transport, operation, found)
        for _, text in ipairs(faults_of(found, expectation.of(fault, operation, transport, lasting), operation)) do
          wrong[#wrong + 1] = ("%s, %s, %s: %s (%s)"):format(operation.title, transport.title, mode, text,
            found.message or "no error")
        end
      end
    end
    return wrong
  end

  for number, fault in ipairs(faults) do
    it("is as the policy has it and the README promises: " .. fault.title, function()
      local wrong = {}
      for index, operation in ipairs(operations) do
        for place, transport in ipairs(transports) do
          if ALL or (number + index) % #transports + 1 == place then
            for _, text in ipairs(combination(fault, operation, transport)) do wrong[#wrong + 1] = text end
          end
        end
      end
      assert.equal("", table.concat(wrong, "\n"))
    end)
  end
end)
