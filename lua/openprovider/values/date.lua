--- Converts dates as spreadsheets and address books write them into the form of the API: YYYY-MM-DD.
-- A date is converted if it has only one meaning: 28.02.1970, because with dots the day is always first; 2/28/1970 and
-- 28/2/1970, because there is no month 28; and a date with a time behind it. A date with two meanings is not changed,
-- and is a problem.
--
-- @module openprovider.values.date

local DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local MONTHS = #DAYS

local TWO_WAYS, NO_CENTURY, NO_YEAR, NO_DATE = "can be read with the day or with the month first",
  "does not say the century", "does not say the year", "stands for no date"

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
  if plain:find("^0+([./-])0+%10+$") then return nil, NO_DATE end
  return read ~= text and read or nil
end

return date
