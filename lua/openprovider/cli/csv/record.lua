--- How a record of comma-separated values is written, after RFC 4180, in LPeg's patterns.
--
-- A spreadsheet keeps the zeros of "02138" by writing ="02138", a formula that is a text. It is read as that text,
-- with and without the quotes that a formula may have around it.
--
-- @module openprovider.cli.csv.record

local lpeg = require("lpeg")

local C, Cp, Cs, Ct, P, S = lpeg.C, lpeg.Cp, lpeg.Cs, lpeg.Ct, lpeg.P, lpeg.S

local record = {}

--- Ends a line.
record.END_OF_LINE = P("\r\n") + S("\r\n")

--- The rest of a line, without what ends it. It captures where that is, or where the text ends.
record.LINE = (1 - S("\r\n")) ^ 0 * Cp()

--- The same of the next line, from the end of one on.
record.NEXT_LINE = record.END_OF_LINE * record.LINE

local INSIDE = Cs(((1 - P('"')) ^ 1 + P('""') / '"') ^ 0)

--- A cell in quotes. It captures what is in it.
record.QUOTED = P('"') * INSIDE * P('"')

-- The text in ="02138", and in the same in quotes, "=""02138""".
local FORMULA = P('="') * INSIDE * P('"')
local QUOTED_FORMULA = P('"=""') * C((1 - P('"')) ^ 0) * P('"""') * -P('"')

local of_separator = {}

--- The pattern of a record with a separator.
---@param separator string
---@return userdata pattern it captures the cells, where they end, and where the next line begins if they end the line
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
