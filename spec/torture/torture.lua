--- Every allocation of a call made to fail in turn, as curl tests itself: `host torture.lua [quick]`.
--
-- For n = 1, 2, 3... an operation runs while its n-th allocation fails, until a run gets by with
-- fewer than n. After each run nothing may be left over, and the same client must create a customer,
-- once. `quick` takes every so-manieth n only.
local torture = require("torture")
local example = require("spec.support.example")
local guard = require("openprovider.limits.local_quota")
local memory = require("openprovider.exactly_once.memory")
local openprovider = require("openprovider")
local operations = require("spec.torture.operations")
local sandbox = require("spec.sandbox.server")

-- Lua answers a failure with a full collection and asks again: once is survived as a rule, twice is
-- an error of Lua's.
local WAYS = {
  { name = "once", length = 1 },
  { name = "twice", length = 2 },
  { name = "from then on", length = math.maxinteger },
}

-- A prime, so that no loop of a call's own keeps in step with it.
local QUICK_STEP = 13

torture.keep(assert(package.searchpath("cjson", package.cpath)))

local quick = ... == "quick"
local server = sandbox.start({ login_limit = false })
local failures = 0

local function fail(label, ...)
  failures = failures + 1
  print(("not ok - %s: %s"):format(label, string.format(...)))
  if failures > 20 then error("too many failures", 0) end
end

local function options_of(scheme)
  return {
    base_url = server[scheme .. "_base_url"] or server.base_url, ca_file = server.ca_file, proxy = "",
    username = server.username, password = server.password, timeout = 5, http2 = scheme == "http2",
  }
end

local function new_client(scheme)
  return assert(openprovider.new(options_of(scheme)))
end

local function created()
  return server:counters().customers_created
end

-- What a call may come to: "survived", "refused" (nil and an error) or "raised" (Lua's own error).
local function outcome_of(ok, value, err)
  if not ok then
    if value == "not enough memory" then return "raised" end
    return nil, "raised " .. tostring(value)
  end
  if value then return "survived" end
  if type(err) ~= "table" or type(err.kind) ~= "string" or type(err.outcome) ~= "string" then
    return nil, "gave " .. tostring(err)
  end
  return "refused"
end

-- The same client, with memory again: it creates a customer, once. Gives its handle.
local function prove_alive(label, client, before)
  local handle, err = client:create_customer(example.customer())
  if not handle then return fail(label, "then: %s", tostring(err)) end
  local more = created() - before
  if more ~= 1 then fail(label, "then: %d customers instead of 1", more) end
  return handle
end

-- One run. Gives whether an allocation failed, the result, and a handle for the next run.
local function run(label, case, client, victim, n)
  guard.forget() -- it counts what all clients of a process do: far more logins and equal calls than the API takes
  local operation = case.operation
  local call = operation.make(client, victim, options_of(case.scheme))
  local before = created()
  local failed, ok, value, err = torture.attempt(label, case.source, n, case.way.length, call)
  local outcome, problem = outcome_of(ok, value, err)
  if problem then fail(label, "%s", problem) end
  if outcome == "raised" then collectgarbage() end -- a client may have been left open
  if not failed and outcome ~= "survived" then fail(label, "with all its memory: %s", tostring(err)) end
  local more = created() - before
  if more > operation.creates then fail(label, "%d customers were created", more) end
  if outcome == "survived" and not operation.done(server, victim, value) then
    fail(label, "done, it says, but the server shows nothing of it")
  end
  if torture.unfinished() > 0 then fail(label, "%d calls are left", torture.unfinished()) end
  return failed, outcome, prove_alive(label, client, before + more)
end

local function assert_unchanged(label, what, before, after)
  if before ~= after then fail(label, "%d %s more than before", after - before, what) end
end

-- All n of one operation, with one client throughout or a new one for each.
local function series(case)
  local failures_before = failures
  local name = ("%s, %s client, %s, %s fails %s"):format(
    case.operation.name, case.fresh and "new" or "used", case.scheme, case.source, case.way.name)
  -- The core allocates little.
  local step = (quick and case.source ~= "core") and QUICK_STEP or 1
  local counts = { survived = 0, refused = 0, raised = 0 }
  local descriptors, core, curl = torture.descriptors(), torture.live("core"), torture.live("libcurl")
  local client = new_client(case.scheme)
  local victim = assert(client:create_customer(example.customer()))
  local n, failed, outcome = case.number % step + 1
  repeat
    local label = ("%s, from allocation %d"):format(name, n)
    if case.fresh then
      guard.forget()
      client:close()
      client = new_client(case.scheme)
    end
    failed, outcome, victim = run(label, case, client, victim, n)
    if not victim then break end
    if failed and outcome then counts[outcome] = counts[outcome] + 1 end
    n = n + step
  until not failed
  client:close()
  memory.forget() -- a create that was ended in the middle holds a reference, and so its client, for some seconds
  collectgarbage()
  assert_unchanged(name, "descriptors", descriptors, torture.descriptors())
  assert_unchanged(name, "blocks of the core", core, torture.live("core"))
  assert_unchanged(name, "blocks of libcurl", curl, torture.live("libcurl"))
  if failures > failures_before then return end
  print(("ok - %s: %d survived, %d refused, %d raised"):format(
    name, counts.survived, counts.refused, counts.raised))
end

-- TLS is libcurl's alone; what Lua allocates does not depend on it.
local function schemes_of(source)
  if source ~= "libcurl" then return { "http" } end
  return { "http", "https", "http2" }
end

local function cases()
  local all = {}
  for _, operation in ipairs(operations) do
    for _, fresh in ipairs({ false, true }) do
      for _, source in ipairs({ "lua", "libcurl", "core" }) do
        for _, scheme in ipairs(schemes_of(source)) do
          for _, way in ipairs(WAYS) do
            all[#all + 1] = {
              number = #all, operation = operation, fresh = fresh, source = source, scheme = scheme, way = way,
            }
          end
        end
      end
    end
  end
  return all
end

-- What libcurl, the TLS library and Lua's modules make once is there before anything is counted.
for _, scheme in ipairs({ "http", "https", "http2" }) do
  local client = new_client(scheme)
  for _ = 1, 3 do assert(client:create_customer(example.customer())) end
  client:close()
end
memory.forget()
collectgarbage()

io.stdout:setvbuf("line")
local all = cases()
for _, case in ipairs(all) do series(case) end
server:stop()
print(("torture: %d series, %d failures"):format(#all, failures))
if failures > 0 then os.exit(1, true) end
