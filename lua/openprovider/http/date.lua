--- Dates in headers (RFC 9110 5.6.7).
--
-- @module openprovider.http.date

local MONTHS = {
  Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12,
}

-- Days from 1970-01-01 to a day of the Gregorian calendar: years begin in March, so that the day that
-- leap years have comes last.
local function days_since_epoch(year, month, day)
  if month <= 2 then year, month = year - 1, month + 12 end
  local leap_days = math.floor(year / 4) - math.floor(year / 100) + math.floor(year / 400)
  return 365 * year + leap_days + math.floor((153 * (month - 3) + 2) / 5) + day - 719469
end

--- Seconds since the epoch that a date stands for, in the form that RFC 9110 has senders use:
-- "Sun, 06 Nov 1994 08:49:37 GMT".
---@param text any
---@return integer|nil seconds nil for anything else
return function(text)
  if type(text) ~= "string" then return nil end
  local day, name, year, hour, minute, second =
    text:match("^[A-Za-z]+, (%d%d) ([A-Za-z]+) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT$")
  local month = MONTHS[name]
  if not month then return nil end
  return days_since_epoch(tonumber(year), month, tonumber(day)) * 86400
    + tonumber(hour) * 3600 + tonumber(minute) * 60 + tonumber(second)
end
