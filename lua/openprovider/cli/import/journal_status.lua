--- How far an import is, by its journal: a table for people, which lives on a terminal.
--
-- @module openprovider.cli.import.journal_status

local aligned = require("openprovider.cli.output.table")
local interrupt = require("openprovider.cli.interrupt")
local journals = require("openprovider.journal")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

-- Seconds between two versions of a table that lives.
local INTERVAL = 1

-- The cursor goes up so many lines, and what is below is cleared.
local BACK = "\27[%dA\27[J"

local STATES = {
  { name = "created", about = "created" },
  { name = "failed", about = "failed, to be tried again by the next run" },
  { name = "claimed", about = "in work" },
  { name = "waiting", about = "waiting" },
}

-- -> the lines of a table
local function laid_out(titles, rows)
  local parts = {}
  local laid = aligned.new(titles, function(...)
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

-- What is known of a worker: one that ended leaves what it had in work to others.
local function life(worker)
  return worker.is_alive and "at work" or "ended"
end

-- -> text | nil, err
local function picture(journal)
  local counts, err = journal:counts()
  if not counts then return nil, err end
  local workers
  workers, err = journal:workers()
  if not workers then return nil, err end
  local rows = {}
  for index, state in ipairs(STATES) do
    rows[index] = { ("%8d"):format(counts[state.name]), share(counts[state.name], counts.total), state.about }
  end
  local text = laid_out({ ("%8d"):format(counts.total), "", "rows in " .. journal.target }, rows)
  if workers[1] then
    local lines = {}
    for index, worker in ipairs(workers) do
      lines[index] = { worker.owner, tostring(worker.created), tostring(worker.failed), tostring(worker.claimed),
        life(worker) }
    end
    text = text .. "\n" .. laid_out({ "worker", "created", "failed", "in work", "" }, lines)
  end
  return text, nil, counts.waiting + counts.claimed == 0
end

local function failure(err)
  output.say(err.message)
  return exit_codes.FAILED
end

--- Shows a journal: once, or on a terminal until all is done or Ctrl-C.
---@param given table the command line: `status`, the journal's path or URL
---@return integer code the exit status
return function(given)
  local journal, err = journals.open(given.status, { must_exist = true })
  if not journal then return failure(err) end
  local is_live = output.shows_output()
  local lines = 0
  while true do
    local text, is_over
    text, err, is_over = picture(journal)
    if not text then return failure(err) end
    if lines > 0 then output.write(string.format(BACK, lines)) end
    output.write(text)
    lines = select(2, text:gsub("\n", "\n"))
    if not is_live or is_over then break end
    io.stdout:flush()
    if interrupt.sleep(INTERVAL) then break end
  end
  journal:close()
  return output.finish(exit_codes.DONE, "the rest of the table is missing")
end
