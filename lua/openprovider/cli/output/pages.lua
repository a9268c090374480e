--- Writes a list that is read page by page: its rows as they come, the progress, and why it ended too early.
--
-- @module openprovider.cli.output.pages

local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local progress = require("openprovider.cli.output.progress")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")

local NOT_WHOLE = "the list is incomplete"

-- Says why a list ends too early. -> the exit status
local function cut_short(err, seen, total, kind)
  if seen == 0 then return report.failure(err, kind.of) end
  report.fail(("%s: after %d of %s %s: "):format(NOT_WHOLE, seen, total and ("%d"):format(total) or "some", kind.name)
    .. report.message(err), err)
  return exit_codes.of(err)
end

--- Writes all rows.
---@param given table the command line: `output`, `quiet`
---@param kind table `{ name, shape, of, keeps }`: the word for the rows, such as "customers"; their shape; the words
--- behind them; `keeps(row)`, whether a row is written
---@param ... any an iterator, as of `Client:customers`
---@return integer status
return function(given, kind, ...)
  local list, shown = rows.new(given.output, kind.shape), progress.of_list(given.quiet)
  local seen, total, said = 0, nil, report.gathered()
  for row, info, err in ... do
    if not row then
      shown.finish()
      list.abandon()
      return output.finish(cut_short(err, seen, total, kind), NOT_WHOLE)
    end
    if not kind.keeps or kind.keeps(row) then list.add(row) end
    if output.is_lost() then break end -- nobody reads the rest
    seen, total = info.seen, info.total
    said.add(info)
    shown.show(seen, total)
  end
  list.close()
  shown.finish(seen)
  report.details(said.details)
  return output.finish(exit_codes.DONE, NOT_WHOLE)
end
