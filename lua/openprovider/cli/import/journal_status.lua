--- Shows how far an import is, by its journal: as a table, once or repeatedly.
--
-- @module openprovider.cli.import.journal_status

local aligned = require("openprovider.cli.output.table")
local interrupt = require("openprovider.cli.interrupt")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local journals = require("openprovider.journal")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")

-- Seconds between two looks at a journal that is watched.
local INTERVAL = 1

-- Moves the cursor up some lines, and clears everything below.
local BACK = "\27[%dA\27[J"

local STATES = {
  { name = "created", about = "created" },
  { name = "found", about = "found: these customers were there already" },
  { name = "failed", about = "failed, to be tried again by the next run" },
  { name = "claimed", about = "in work" },
  { name = "waiting", about = "waiting" },
}

-- -> the lines of a table
local function laid_out(titles, rows)
  local parts, columns = {}, {}
  for index, title in ipairs(titles) do columns[index] = { title = title, is_whole = true } end
  local laid = aligned.new(columns, function(...)
    for index = 1, select("#", ...) do parts[#parts + 1] = (select(index, ...)) end
  end, false)
  for _, row in ipairs(rows) do laid:add(row) end
  laid:close()
  return table.concat(parts)
end

local function share(count, total)
  if total <= 0 then return "" end
  local tenths = math.floor(1000 * count / total + 0.5)
  return string.format("%3d.%d%%", math.floor(tenths / 10), tenths % 10)
end

-- The state of a worker. Others take over the rows of one that has ended.
local function life(worker)
  return worker.is_alive and "at work" or "ended"
end

-- The state; in it `created` are only those that were not found. The workers come first: while they go on, there
-- cannot be fewer created rows than they have found. -> counts, workers | nil, err
local function state_of(journal)
  local workers, err = journal:workers()
  if not workers then return nil, err end
  local counts
  counts, err = journal:counts()
  if not counts then return nil, err end
  counts.found = 0
  for _, worker in ipairs(workers) do
    counts.found = counts.found + worker.found
    worker.created = worker.created - worker.found
  end
  counts.created = counts.created - counts.found
  return counts, workers
end

local NAMES = { "journal", "total", "created", "found", "failed", "in_work", "waiting", "workers" }
local OF_WORKER = { "name", "created", "found", "failed", "in_work", "is_alive" }

local ORDER = json_text.order(NAMES)
ORDER.members.workers = { element = json_text.order(OF_WORKER) }

-- The state as a line of JSON.
local function as_json(journal, counts, workers)
  local listed = {}
  for index, worker in ipairs(workers) do
    listed[index] = { name = worker.owner, created = worker.created, found = worker.found, failed = worker.failed,
      in_work = worker.claimed, is_alive = worker.is_alive or false }
  end
  return json_text.line({
    journal = journal.target, total = counts.total, created = counts.created, found = counts.found,
    failed = counts.failed, in_work = counts.claimed, waiting = counts.waiting,
    workers = listed[1] and listed or json.empty_array,
  }, ORDER) .. "\n"
end

-- The state as a table.
local function as_text(journal, counts, workers)
  local rows = {}
  for index, state in ipairs(STATES) do
    rows[index] = { ("%8d"):format(counts[state.name]), share(counts[state.name], counts.total), state.about }
  end
  local text = laid_out({ ("%8d"):format(counts.total), "", "rows in " .. journal.target }, rows)
  if workers[1] then
    local lines = {}
    for index, worker in ipairs(workers) do
      lines[index] = { worker.owner, tostring(worker.created), tostring(worker.found), tostring(worker.failed),
        tostring(worker.claimed), life(worker) }
    end
    text = text .. "\n" .. laid_out({ "worker", "created", "found", "failed", "in work", "" }, lines)
  end
  return text
end

local function failure(err)
  report.fail(err.message, err)
  return exit_codes.FAILED
end

-- Writes a state. On a terminal it replaces the one before; elsewhere it is added, if it differs.
local function write(text, before)
  if output.shows_output() then
    if before then output.write(string.format(BACK, select(2, before:gsub("\n", "\n")))) end
    output.write(text)
  elseif text ~= before then
    output.write(text)
  end
  output.flush()
end

--- Shows a journal: once, or until all is done or Ctrl-C.
---@param given table the command line: `status`, the journal's path or URL; `watch`; `json`
---@return integer code the exit status
return function(given)
  local journal, err = journals.open(given.status, { must_exist = true })
  if not journal then return failure(err) end
  local before
  while true do
    local counts, workers = state_of(journal)
    if not counts then return failure(workers) end
    local text = (given.json and as_json or as_text)(journal, counts, workers)
    write(text, before)
    before = text
    local is_over = counts.waiting + counts.claimed == 0
    if not given.watch or is_over or output.is_lost() or interrupt.sleep(INTERVAL) then break end
  end
  journal:close()
  return output.finish(exit_codes.DONE, "the rest of the table is missing")
end
