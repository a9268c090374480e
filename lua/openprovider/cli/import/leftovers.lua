--- What spreadsheets and databases leave in cells in place of a value: NULL, #N/A, 1-Dec, 20.0, 1.23457E+11.
-- This program cannot correct them: the value of the cell is lost, or only people know it.
--
-- @module openprovider.cli.import.leftovers

local core = require("openprovider.core")
local word_set = require("openprovider.values.word_set")

local leftovers = {}

-- Whole cells.
local CELLS = core.leftovers()

-- Fields that cannot be a date, or a number with a point.
local IS_NUMBER = { ["address.number"] = true, ["address.suffix"] = true, ["address.zipcode"] = true, vat = true,
  phone = true, fax = true }

-- Names of months, as spreadsheets shorten them in several languages.
local MONTHS = word_set [[
  jan feb mar mär mrz apr may mai mei jun jul aug sep okt oct nov dec dez dic déc ene abr ago set out gen
  mag giu lug ott mrt maj janv févr mars avr juin juil août sept janvier février avril juillet septembre octobre
  novembre décembre january february march april june july august september october november december januar februar
  märz juni juli oktober dezember januari februari maart augustus]]

-- Forms of a date with the name of a month: 1-Dec, 1. Dez 99, Dec-99.
local WITH_MONTH = {
  "^%d%d?%.?[ ./-]+([^ %d./-]+)%.?$", "^%d%d?%.?[ ./-]+([^ %d./-]+)%.?[ ./-]+%d%d%d?%d?$",
  "^([^ %d./-]+)%.?[ ./-]+%d%d%d?%d?$",
}

local function has_month(cell)
  for _, pattern in ipairs(WITH_MONTH) do
    local word = cell:match(pattern)
    if word and MONTHS[core.fold(word)] then return true end
  end
  return false
end

local function has_year(cell)
  cell = cell:gsub("[ T]%d%d?:%d%d[:%d.]*$", "")
  return cell:find("^%d%d?([./-])%d%d?%1[12][09]%d%d$") or cell:find("^[12][09]%d%d([./-])%d%d?%1%d%d?$")
end

-- Whether a cell is what a spreadsheet makes of 12-1, 1/12 or 12-99.
local function is_date(cell)
  if #cell < 5 then return false end
  return cell:find("^%d+[./-]%d%d?[./-]") and has_year(cell)
    or cell:find("[a-z\128-\255][a-z\128-\255]") and has_month(cell)
end

-- What is left in a cell of numbers.
local function in_number(cell)
  if cell:find("^%d+[.,]0+$") then return "has a decimal point, as a spreadsheet writes numbers: write it without" end
  if cell:find("^[+-]?%d[%d.,]*[eE]%+%d+$") then
    return "was cut short by a spreadsheet, and digits are gone: format the column as text and write the value again"
  end
  return nil
end

--- The signs of leftovers in numbers. Almost all cells have none of them.
leftovers.SIGNS = "abcdefghijklmnopqrstuvwxyzE.,/-"

-- The leftover in a cell of numbers.
local function in_numbers(cell, is_date_wrong)
  local why = in_number(cell)
  if not why and is_date_wrong and is_date(cell) then
    why = "is a date that a spreadsheet made of something else: format the column as text and write the value again"
  end
  return why
end

local function problem_of(path, cell, why)
  return { path = path, code = "leftover", severity = "error", value = cell, message = '"' .. cell .. '" ' .. why }
end

--- The problem of a cell that means "no value", or that has a leftover in a number.
---@param path string of the field
---@param cell string
---@param is_number boolean|string of `leftovers.kind`
---@return table|nil problem `{ path, code, severity, message, value }`
function leftovers.find(path, cell, is_number)
  local why = CELLS[cell] or is_number and in_numbers(cell, is_number == "no date")
  return why and problem_of(path, cell, why) or nil
end

--- The kind of numbers in a field: false if it has words.
---@param path string
---@return boolean|string kind "no date" where a date is none
function leftovers.kind(path)
  if IS_NUMBER[path] then return "no date" end
  return path:find("^additional_data%.") ~= nil or path:find("^extension%.") ~= nil
end

return leftovers
