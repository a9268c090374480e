--- The measures of many creates at once.
local socket = require("socket")

local customers = require("spec.bench.customers")
local csv = require("openprovider.cli.csv.write")
local measure = require("spec.bench.measure")
local outside = require("spec.bench.outside")

local bulk = {}

local CUSTOMERS = 2000
local IN_FLIGHT = 64

-- Seconds that the sandbox takes for an answer, runs of each side, and creates of one: whole rounds of
-- IN_FLIGHT, for they go in step, and a part of a round would take as long as a whole one. Of the ideal
-- rate, IN_FLIGHT by DELAY, 0.95 are to be reached.
local DELAY = 0.05
local RATE_CALLS = 32 * IN_FLIGHT
local RATE_RUNS = 5
local RATE_TARGET = 1 / 0.95

-- Of the wall time of an import with a journal, the journal may have so much.
local JOURNAL_RUNS, JOURNAL_ROWS = 5, 10000
local JOURNAL_SHARE = 0.30
local JOURNAL_TARGET = 1 / (1 - JOURNAL_SHARE)

local FEW_ROWS, MANY_ROWS = 10000, 100000
local MAX_GROWTH = 8192  -- KiB

-- More than any run has requests.
local ALWAYS = 1e9

-- A sandbox's address and who logs in there.
local function account(sandbox, base_url)
  return { base_url = base_url, username = sandbox.username, password = sandbox.password }
end

local function ours_command(interpreter, folder, at, calls)
  return ("'%s' '%s/bulk_creates.lua' '%s' '%s' '%s' %d %d"):format(interpreter, folder, at.base_url,
    at.username, at.password, calls, IN_FLIGHT)
end

local function plain_command(program, at, bodies, calls)
  local token = outside.token_of(at.base_url, at.username, at.password)
  return ("'%s' '%s/customers' '%s' '%s' %d %d"):format(program, at.base_url, token, bodies, calls, IN_FLIGHT)
end

-- Microseconds of wall time that a customer of a command took while all are under way.
local function wall_time(command)
  return outside.figures(command).wall
end

-- Measures -----------------------------------------------------------------------------------

-- The clock runs while IN_FLIGHT are under way: neither the login and the opening of the connections
-- count, nor the end, when there is nothing more to start. The sandbox does not look at the customers,
-- which it could not do at this rate.
local function print_rate(setting, bodies)
  local sandbox = setting.sandbox
  local at = account(sandbox, sandbox.base_url)
  sandbox:fault { name = "delay", seconds = DELAY, path = "/customers$", times = ALWAYS,
    unprocessed = true }
  local ours = ours_command(setting.interpreter, setting.folder, at, RATE_CALLS)
  local plain = plain_command(setting.plain_multi, at, bodies, RATE_CALLS)
  local mine, theirs = measure.interleaved(RATE_RUNS,
    function() return wall_time(ours) end, function() return wall_time(plain) end)
  sandbox:reset()
  local ideal = DELAY / IN_FLIGHT * 1e6
  print(("bulk, answers after %d ms: %.0f customers a second; plain libcurl %.0f, ideal %.0f"):format(
    DELAY * 1000, 1e6 / mine, 1e6 / theirs, 1e6 / ideal))
  return measure.row("bulk, delayed, vs ideal (us)", mine, ideal, RATE_TARGET)
end

--- The rate of many creates at once against libcurl's multi interface.
---@param setting table `{ sandbox, interpreter, folder, plain_multi }`: programs, and where these files are
---@return boolean met
function bulk.rate(setting)
  return outside.with_bodies(customers.list(CUSTOMERS), function(bodies) return print_rate(setting, bodies) end)
end

-- Only the API sets it.
local LEFT_OUT = { ["name.full_name"] = true }

-- The columns of the file that is imported: `{ name, function(customer, row) -> cell }` each.
local COLUMNS = {
  { "id", function(_, row) return ("row-%d"):format(row) end },
  { "company_name", function(customer) return customer.company_name end },
  { "email", function(customer) return customer.email end },
  { "tags", function(customer) return customer.tags[1].value end },
}
for _, object in ipairs({ "name", "address", "phone", "fax" }) do
  for member in pairs(customers.new(1)[object]) do
    local name = object .. "." .. member
    if not LEFT_OUT[name] then
      COLUMNS[#COLUMNS + 1] = { name, function(customer) return customer[object][member] end }
    end
  end
end

local function write_csv(path, rows)
  local file = assert(io.open(path, "wb"))
  local cells = {}
  for i, column in ipairs(COLUMNS) do cells[i] = column[1] end
  file:write(csv.line(cells))
  for row = 1, rows do
    local customer = customers.new(row)
    for i, column in ipairs(COLUMNS) do cells[i] = column[2](customer, row) end
    file:write(csv.line(cells))
  end
  assert(file:close())
end

-- The command line's import of a file.
local function import_command(program, at, path, more)
  return ("OPENPROVIDER_USERNAME='%s' OPENPROVIDER_PASSWORD='%s' %s import '%s' --reference id --concurrency %d"
    .. " --base-url '%s' --no-token-cache %s 2>&1"):format(at.username, at.password, program, path,
    IN_FLIGHT, at.base_url, more)
end

--- What a journal costs: an import of a file with and without it. Without one there is no reference either, which
--- would have to be looked for.
---@param setting table as for `rate`
---@return boolean met
function bulk.journal(setting)
  local sandbox = setting.sandbox
  return outside.with_folder(function(folder)
    local path, runs = folder .. "/customers.csv", 0
    write_csv(path, JOURNAL_ROWS)
    local program = ("'%s' bin/openprovider"):format(setting.interpreter)
    local function time_of(at, more)
      sandbox:reset()
      local options = more == "" and "--map id= --no-reference" or "--map id="
      local command = import_command(program, at, path, more):gsub("%-%-reference id", options)
      local began = socket.gettime()
      local text = outside.output_of(command)
      assert(text:find(JOURNAL_ROWS .. " created", 1, true), text)
      return (socket.gettime() - began) / JOURNAL_ROWS * 1e6
    end
    local function row(name, at, target)
      local mine, theirs = measure.interleaved(JOURNAL_RUNS, function()
        runs = runs + 1
        return time_of(at, ("--journal '%s/%d.journal'"):format(folder, runs))
      end, function() return time_of(at, "") end)
      return measure.row(name, mine, theirs, target)
    end
    local met = row("import with a journal vs without (us)", account(sandbox, sandbox.base_url), JOURNAL_TARGET)
    row("the same, customers not looked at (us)", account(sandbox, sandbox.fast_base_url))
    return met
  end)
end

-- -> resident memory (KiB) at the end of an import, and the most in it
local function resident(setting, folder, rows)
  local at = account(setting.sandbox, setting.sandbox.fast_base_url)
  local path = ("%s/%d.csv"):format(folder, rows)
  write_csv(path, rows)
  local program = ("'%s' '%s/import_memory.lua'"):format(setting.interpreter, setting.folder)
  local text = outside.output_of(import_command(program, at, path, ("--journal '%s.journal'"):format(path)))
  local after, most = text:match("(%d+)\t(%d+)\n")
  return tonumber(after), tonumber(most)
end

--- What an import keeps of its rows.
---@param setting table as for `rate`
---@return boolean met
function bulk.import(setting)
  return outside.with_folder(function(folder)
    local few, most_of_few = resident(setting, folder, FEW_ROWS)
    local many, most_of_many = resident(setting, folder, MANY_ROWS)
    print(("import: %d KiB resident after %d rows (at most %d), %d KiB after %d (at most %d)"):format(
      few, FEW_ROWS, most_of_few, many, MANY_ROWS, most_of_many))
    return measure.alone("import (KiB grown)", many - few, MAX_GROWTH)
  end)
end

return bulk
