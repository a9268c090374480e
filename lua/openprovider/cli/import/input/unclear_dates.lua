--- Dates that can mean two days, or none. The API does not require a date, and takes it later. So an unclear date is
--- left out, with a note. A date of birth in the future is a problem.
--
-- @module openprovider.cli.import.input.unclear_dates

local date = require("openprovider.values.date")
local dates = require("openprovider.customer.normalise.dates")

local BIRTH = "birth_date"

-- Seconds of a day: somewhere it is tomorrow already.
local DAY = 86400

-- Adds the problem of a person who is not born yet.
local function check_birth(row, columns, text)
  local day = date.read(text) or text
  if not day:find("^%d%d%d%d%-%d%d%-%d%d$") or day <= os.date("!%Y-%m-%d", os.time() + DAY) then return end
  local path = dates.OBJECT .. "." .. BIRTH
  local column = columns and columns:column_of(path, row) or {}
  row.problems = row.problems or {}
  row.problems[#row.problems + 1] = { path = path, code = "format", severity = "error", value = text,
    column = column.index, name = column.name, message = ('"%s" is in the future'):format(text) }
end

--- Takes the unclear dates out of a row.
---@param row table with a customer, which is changed; `conversions` gets the notes, and `problems` dates in the future
---@param columns? table of `openprovider.cli.import.columns`
return function(row, columns)
  local part = row.customer[dates.OBJECT]
  if type(part) ~= "table" then return end
  for _, name in ipairs(dates.MEMBERS) do
    local text = part[name]
    local doubt = type(text) == "string" and select(2, date.read(text))
    if type(text) == "string" and name == BIRTH and not doubt then check_birth(row, columns, text) end
    if doubt then
      part[name] = nil
      row.conversions = row.conversions or {}
      row.conversions[#row.conversions + 1] = { path = dates.OBJECT .. "." .. name, code = "format",
        severity = "warning", value = text, message = ('"%s" %s, and is left out%s'):format(text, doubt, dates.AS) }
    end
  end
  if next(part) == nil then row.customer[dates.OBJECT] = nil end
end
