--- Lines with a total, as spreadsheets and reports have them below the rows.
--
-- @module openprovider.cli.import.columns.total

local header_name = require("openprovider.cli.import.columns.header_name")
local is_filled = require("openprovider.cli.import.columns.row").is_filled

local total = {}

-- Maximum number of cells with a value in such a line.
local MOST_FILLED = 3

-- Words at the start of a total, in the languages of the columns.
local WORDS = {}
for word in ([[total totals totaal totale totali totaux somme sum summe gesamt gesamtsumme gesamtanzahl zwischensumme
  subtotal subtotaal grandtotal eindtotaal gesamttotal soustotal totalgeneral totalgénéral suma subtotale
  count anzahl aantal nombre numero records rows rijen zeilen datensätze lignes totalcustomers totalrecords]])
  :gmatch("[^ \n]+") do
  WORDS[header_name.fold(word)] = true
end

-- Whether a cell is such a word, alone or followed only by an amount.
local function has_word(cell)
  local text = cell:match("^[^0-9:=]*")
  return WORDS[header_name.fold(text)] ~= nil
end

-- Whether a cell is an amount without words: "1.432,50", "€ 12", "2".
local function is_amount(cell)
  local rest, count = cell:gsub("[0-9]+", "")
  return count > 0 and #header_name.fold(rest) <= #"EUR"
end

--- Whether a row is a total: nearly all of its cells are empty, one has a word for it, and the others have amounts.
---@param cells string[]
---@return boolean
function total.is_one(cells)
  local filled, has_any = 0, false
  for _, cell in ipairs(cells) do
    if is_filled(cell) then
      filled = filled + 1
      if filled > MOST_FILLED then return false end
      if has_word(cell) then
        has_any = true
      elseif not is_amount(cell) then
        return false
      end
    end
  end
  return has_any
end

--- The problem of such a row.
---@return table problem
function total.problem()
  return { code = "total", severity = "error", message = "it looks like a total, not a customer: take the line out of "
    .. "the file" }
end

return total
