--- The summary of an import: how many rows have each status, and the next step.
--
-- @module openprovider.cli.import.summary

local core = require("openprovider.core")
local input = require("openprovider.cli.json_file")
local results = require("openprovider.cli.import.results")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local summary = {}

-- "3 created, 2 refused": `created` always, the others if there are any.
local function said(counts)
  local parts = {}
  for _, name in ipairs(results.STATUSES) do
    if name == "created" or counts[name] > 0 then parts[#parts + 1] = string.format("%d %s", counts[name], name) end
  end
  return table.concat(parts, ", ")
end

-- Says which file lists these rows.
local function where(given)
  return given.report and "see " .. given.report or "--report PATH writes down which they are"
end

local function rows(count)
  return string.format(count == 1 and "%d row" or "%d rows", count)
end

--- Ends a check after which nothing was sent.
---@param given table the command line
---@param counts table of the results
---@return integer code the exit status
function summary.checked(given, counts)
  local name = input.name(given.file)
  if counts.refused > 0 then
    output.tell(name, string.format(": %d of %s %s not valid", counts.refused, rows(counts.total),
      counts.refused == 1 and "is" or "are"))
    output.say("nothing was sent", given.rejects and "; correct the rows in " .. given.rejects .. " and import it; "
      .. "--skip-invalid sends the others" or "; --rejects FILE writes these rows for you to correct and import")
    return exit_codes.FAILED
  end
  if not given.quiet then
    output.tell(name, ": ", rows(counts.total), ", all valid; nothing was sent")
  end
  return exit_codes.DONE
end

--- Ends a check that was interrupted: the rows after it are not known.
---@param given table the command line
---@param counts table of the results
---@return integer code the exit status
function summary.interrupted(given, counts)
  output.say("interrupted after ", rows(counts.total), counts.total == 1 and " was" or " were",
    " checked; nothing was sent", given.report and "; the rows after them are not in " .. given.report or "",
    given.rejects and "; rejects were not written" or "")
  return exit_codes.FAILED
end

local FOUND_AGAIN = ": what was created is found, and not created again"

-- What to do about rows that were not created.
local function advise(given, counts, ended)
  if given.no_reference then
    if counts.created > 0 then
      output.say("without references, another run creates again what was created: leave those rows out; ",
        where(given))
    end
    return
  end
  if counts.refused > 0 then
    output.say(string.format("correct the rows that were refused (%d); ", counts.refused),
      given.rejects and "they are in " .. given.rejects .. ", which can then be imported" or where(given))
  end
  if ended and ended.is_to_mend then
    output.say("correct that first, then run it again", FOUND_AGAIN)
    return
  end
  if counts.lasting > 0 then
    output.say(string.format("correct what made rows fail (%d); ", counts.lasting), where(given))
  end
  local is_again = counts.failed - counts.lasting + counts.unknown + counts["not tried"] > 0
  if is_again or not given.rejects then -- otherwise the rejects are imported, not the unchanged file
    output.say(is_again and "run it again to go on" or "then run it again", FOUND_AGAIN)
  end
end

-- The exit status of an import that is not complete. A program that was interrupted has its own.
local function code_of(counts, ended)
  if core.interrupted() then return exit_codes.FAILED end
  if counts.unknown > 0 then return exit_codes.UNKNOWN end
  if counts.refused > 0 then return exit_codes.FAILED end
  if ended and ended.is_to_mend then return ended.code end
  if counts.lasting > 0 then return exit_codes.FAILED end
  return (ended or counts.failed > 0) and exit_codes.LATER or exit_codes.FAILED
end

--- Ends an import that sent rows.
---@param given table the command line
---@param counts table of the results, with `different` (found customers that differ) and `lasting` (see `failures`)
---@param ended table|nil the member `ended` of `failures`, if they ended it
---@return integer code the exit status
function summary.sent(given, counts, ended)
  local is_done = counts.created + counts.found == counts.total
  if not (is_done and given.quiet) then output.tell(input.name(given.file), ": ", said(counts)) end
  if counts.different > 0 then
    output.say(string.format("customers that were found and differ from the file (%d) were not changed; ",
      counts.different), where(given))
  end
  if is_done then
    if given.no_reference and not given.quiet then
      output.say("without references, another run creates all of them again")
    end
    return exit_codes.DONE
  end
  advise(given, counts, ended)
  return code_of(counts, ended)
end

return summary
