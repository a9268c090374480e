--- A time for people.
--
-- @module openprovider.cli.output.duration

-- A count of a unit, and of a smaller unit unless that is 0.
local function text_of(count, unit, rest, smaller)
  return rest == 0 and string.format("%d %s", count, unit) or string.format("%d %s %d %s", count, unit, rest, smaller)
end

--- Seconds as text, in the two largest units: "12 s", "3 min 5 s", "2 h 30 min".
---@param seconds number
---@return string
return function(seconds)
  seconds = math.max(0, math.floor(seconds + 0.5))
  if seconds < 60 then return string.format("%d s", seconds) end
  if seconds < 3600 then return text_of(math.floor(seconds / 60), "min", seconds % 60, "s") end
  return text_of(math.floor(seconds / 3600), "h", math.floor(seconds % 3600 / 60), "min")
end
