--- LPeg's patterns for a record of CSV, as in RFC 4180.
-- A spreadsheet keeps the zeros of "02138" by writing ="02138", a formula with a text. It is read as this text, with or
-- without quotes around the formula.
--
-- @module openprovider.cli.csv.record

local lpeg = require("lpeg")

local C, Cp, Cs, Ct, P, S = lpeg.C, lpeg.Cp, lpeg.Cs, lpeg.Ct, lpeg.P, lpeg.S

local record = {}

--- The end of a line.
record.END_OF_LINE = P("\r\n") + S("\r\n")

--- The rest of a line without its end. Captures the place where the line ends.
record.LINE = (1 - S("\r\n")) ^ 0 * Cp()

--- The same for the next line, from the end of a line on.
record.NEXT_LINE = record.END_OF_LINE * record.LINE

local INSIDE = Cs(((1 - P('"')) ^ 1 + P('""') / '"') ^ 0)

--- A cell in quotes. Captures its content.
record.QUOTED = P('"') * INSIDE * P('"')

-- The text in ="02138", and in the same in quotes, "=""02138""".
local FORMULA = P('="') * INSIDE * P('"')
local QUOTED_FORMULA = P('"=""') * C((1 - P('"')) ^ 0) * P('"""') * -P('"')

local of_separator = {}

--- The pattern of a record with a separator.
---@param separator string
---@return userdata pattern it captures the cells, where they end, and, if the line ends there, where the next line
--- begins
function record.pattern(separator)
  local found = of_separator[separator]
  if found then return found end
  local apart = P(separator)
  local cell = QUOTED_FORMULA + record.QUOTED + FORMULA + C((1 - (S('"\r\n') + apart)) ^ 0)
  found = Ct(cell * (apart * cell) ^ 0) * Cp() * (record.END_OF_LINE * Cp()) ^ -1
  of_separator[separator] = found
  return found
end

return record
