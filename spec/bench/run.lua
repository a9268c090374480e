--- `make bench`: this product beside what a user would otherwise take. First the table of costs (costs.lua), then one
-- line a measure:
--
--     name  ours  peer  ratio  target
--
-- Times are medians of interleaved runs over 2,000 distinct customers in the shape of FACTS 2.8.
--
--     lua5.4 spec/bench/run.lua BUILD [MEASURE...]
--
-- BUILD is the folder in which plain_curl.c and plain_multi.c are built. Without the names of measures
-- all are made. Exit status 1 says that a target was missed.
local bulk = require("spec.bench.bulk")
local costs = require("spec.bench.costs")
local look = require("spec.bench.look")
local machines = require("spec.bench.machines")
local measure = require("spec.bench.measure")
local nginx = require("spec.bench.nginx")
local outside = require("spec.bench.outside")
local timers = require("spec.bench.timers")

local MEMORY_CALLS = 100000

local MAX_GROWTH = 1024  -- KiB

local build = arg[1]
local interpreter = arg[-1]
local folder = arg[0]:match("^(.*)/[^/]*$") or "."

local function memory(sandbox)
  local text = outside.output_of(("%s '%s/creates.lua' memory %s %d"):format(interpreter, folder,
    sandbox.fast_base_url, MEMORY_CALLS))
  local early, late = text:match("(%d+)%s+(%d+)")
  print(("memory: %s KiB resident after 1000 creates, %s KiB after %d"):format(early, late, MEMORY_CALLS))
  return measure.alone("memory (KiB grown)", late - early, MAX_GROWTH)
end

-- All of it ---------------------------------------------------------------------------------

local wanted, all = {}, #arg < 2
for i = 2, #arg do wanted[arg[i]] = true end
if wanted.table then wanted.check, wanted.create, wanted.many, wanted.list = true, true, true, true end

-- The measures that need a sandbox, and how each is made.
local function setting_of(sandbox)
  return {
    sandbox = sandbox, interpreter = interpreter, folder = folder, build = build,
    plain_multi = build .. "/plain_multi",
  }
end

local AT_SANDBOX = {
  { "check", function(sandbox) return costs.checks(setting_of(sandbox)) end },
  { "create", function(sandbox) return costs.creates(setting_of(sandbox)) end },
  { "many", function(sandbox) return costs.many(setting_of(sandbox)) end },
  { "list", function(sandbox) return costs.lists(setting_of(sandbox)) end },
  { "memory", memory },
  { "rate", function(sandbox) return bulk.rate(setting_of(sandbox)) end },
  { "journal", function(sandbox) return bulk.journal(setting_of(sandbox)) end },
  { "import", function(sandbox) return bulk.import(setting_of(sandbox)) end },
  { "look", look.imports },
  { "timers", function(sandbox) return timers.loops(setting_of(sandbox)) end },
  { "nginx", function(sandbox) return nginx.latency(setting_of(sandbox)) end },
}

local met = true
local function make(name, fn, argument)
  if all or wanted[name] then met = fn(argument) and met end
end

local needs_sandbox = all
for _, each in ipairs(AT_SANDBOX) do needs_sandbox = needs_sandbox or wanted[each[1]] end

make("machines", machines.import)
if needs_sandbox then
  local sandbox = require("spec.sandbox.server").start({ login_limit = false })
  local ok, reason = pcall(function()
    for _, each in ipairs(AT_SANDBOX) do make(each[1], each[2], sandbox) end
  end)
  sandbox:stop()
  if not ok then error(reason, 0) end
end
if all or wanted.check or wanted.create or wanted.many then met = costs.print_goals() and met end
os.exit(met)
