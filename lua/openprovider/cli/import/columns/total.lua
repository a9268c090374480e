--- Lines with a total, and others that reports have below their rows.
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
  subtotal subtotaal grandtotal grandtotals eindtotaal gesamttotal soustotal totalgeneral totalgénéral suma subtotale
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

-- Whether a row is a total: nearly all of its cells are empty, one has a word for it, and the others have amounts.
local function is_total(cells)
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

-- How lines begin that say something about a report, folded.
local OF_REPORT = { "^confidential", "^copyright", "^generatedby", "^generatedon", "^filteredby", "^reportgenerated",
  "^asof[0-9]", "^accrualbasis", "^cashbasis", "^erstelltam", "^erstelltvon", "^gegenereerd" }

-- Whether a row has one cell that says something about a report.
local function is_of_report(cells)
  local only
  for _, cell in ipairs(cells) do
    if is_filled(cell) then
      if only then return false end
      only = header_name.fold(cell)
    end
  end
  for _, beginning in ipairs(only and OF_REPORT or {}) do
    if only:find(beginning) then return true end
  end
  return false
end

local OUT = ", not a customer: take the line out of the file"

--- The problem of a row that is no customer, but a line of a report.
---@param cells string[]
---@return table|nil problem
function total.problem(cells)
  local what = is_total(cells) and "a total" or is_of_report(cells) and "a line about a report"
  return what and { code = "total", severity = "error", message = "it looks like " .. what .. OUT } or nil
end

return total
