--- Converts dates as people, spreadsheets and address books write them into the form of the API: YYYY-MM-DD.
-- A date is converted if it has only one meaning: 28.02.1970, because with dots the day is always first; 2/28/1970 and
-- 28/2/1970, because there is no month 28; and a date with a time behind it. A date with two meanings is not changed,
-- and is a problem.
--
-- @module openprovider.values.date

local core = require("openprovider.core")

local DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local MONTHS = #DAYS

local TWO_WAYS, NO_CENTURY, NO_YEAR, NO_DATE = "can be read with the day or with the month first",
  "does not say the century", "does not say the year", "stands for no date"

-- Names of the months in English, Dutch, German, French, Spanish and Italian, short and whole, without marks.
local NAMES = {
  "jan janv ene gen january januar januari janvier enero gennaio",
  "feb febr fev fevr february februar februari fevrier febrero febbraio",
  "mar mrt marz march maart mars marzo", "apr avr abr april avril abril aprile", "may mai mei mag mayo maggio",
  "jun giu june juni juin junio giugno", "jul juil lug july juli juillet julio luglio",
  "aug ago august augustus aout agosto", "sep sept set september septembre septiembre settembre",
  "oct okt ott october oktober octobre octubre ottobre", "nov november novembre noviembre",
  "dec dez dic december dezember decembre diciembre dicembre",
}

local MONTH_OF = {}
for month, names in ipairs(NAMES) do
  for name in names:gmatch("[a-z]+") do MONTH_OF[name] = month end
end

-- Letters with marks in these names.
local PLAIN = { ["ä"] = "a", ["é"] = "e", ["û"] = "u" }

-- Words for an unknown date.
local NOTHING = {}
for word in ("unknown unbekannt onbekend inconnu inconnue desconocido desconocida sconosciuto sconosciuta none "
  .. "keine geen"):gmatch("[a-z]+") do NOTHING[word] = true end

local date = {}

local function written(year, month, day)
  if tonumber(day) < 1 or tonumber(day) > (DAYS[tonumber(month)] or 0) then return nil end
  return ("%s-%02d-%02d"):format(year, tonumber(month), tonumber(day))
end

-- Reads a date with the year last. Whether the day or the month is first, only the numbers or the dots tell.
local function with_year_last(first, sign, second, year)
  local one, other = tonumber(first), tonumber(second)
  if sign == "." or one > MONTHS or one == other then return written(year, second, first) end
  if other > MONTHS then return written(year, first, second) end
  return nil
end

-- Reads a date with the name of its month: "28 Feb 1970", "28-feb-1970", "28. Februar 1970", "Feb 28, 1970".
local function with_name(text)
  local day, name, year = text:match("^(%d%d?)[. -]+([^%d .,-]+)[., -]+(%d%d%d%d)$")
  if not day then name, day, year = text:match("^([^%d .,-]+)[. -]+(%d%d?)[., -]+(%d%d%d%d)$") end
  if not day then return nil end
  local month = MONTH_OF[(core.fold(name):gsub("[\194-\244][\128-\191]*", PLAIN))]
  return month and written(year, month, day)
end

--- Reads a date.
---@param text string
---@return string|nil date nil if it has the right form already, or cannot be read
---@return string|nil doubt why it is not certain which day it is
function date.read(text)
  local plain = text:gsub("[ T]%d%d?:%d%d[:%d.]*Z?$", "")
  local year, _, month, day = plain:match("^(%d%d%d%d)([./-])(%d%d?)%2(%d%d?)$")
  local read
  if year then
    read = written(year, month, day)
  else
    local first, sign, second, last = plain:match("^(%d%d?)([./-])(%d%d?)%2(%d%d%d%d)$")
    read = first and with_year_last(first, sign, second, last)
    local is_day = first and not read and tonumber(first) > 0 and tonumber(second) > 0
    if is_day and tonumber(first) <= MONTHS and tonumber(second) <= MONTHS then return nil, TWO_WAYS end
    if plain:find("^%d%d?([./-])%d%d?%1%d%d$") then return nil, NO_CENTURY end
    if plain:find("^%d%d?[./-]%d%d?%.?$") then return nil, NO_YEAR end
  end
  if plain:find("^0+([./-])0+%10+$") or plain:find("^[./?-]+$") or NOTHING[core.lower(plain)] then
    return nil, NO_DATE
  end
  read = read or with_name(plain)
  return read ~= text and read or nil
end

return date
