--- Dates that can mean two days. The API does not require a date, and takes it later. So an unclear date is left out,
--- with a note.
--
-- @module openprovider.cli.import.input.unclear_dates

local date = require("openprovider.values.date")
local dates = require("openprovider.customer.normalise.dates")

--- Takes the unclear dates out of a row.
---@param row table with a customer, which is changed; `conversions` gets the notes
return function(row)
  local part = row.customer[dates.OBJECT]
  if type(part) ~= "table" then return end
  for _, name in ipairs(dates.MEMBERS) do
    local text = part[name]
    local doubt = type(text) == "string" and select(2, date.read(text))
    if doubt then
      part[name] = nil
      row.conversions = row.conversions or {}
      row.conversions[#row.conversions + 1] = { path = dates.OBJECT .. "." .. name, code = "format",
        severity = "warning", value = text, message = ('"%s" %s, and is left out%s'):format(text, doubt, dates.AS) }
    end
  end
  if next(part) == nil then row.customer[dates.OBJECT] = nil end
end
