--- Dates of a row of which nobody knows which day is meant. The API needs none and takes it later, so it is left out,
--- which is told.
--
-- @module openprovider.cli.import.input.unclear_dates

local date = require("openprovider.values.date")
local dates = require("openprovider.customer.normalise.dates")

--- Takes the unclear dates out of a row.
---@param row table with a customer, which is changed; `conversions` get what is told
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
