-- What spreadsheets and databases leave in cells of an import in place of a value.
local leftovers = require("openprovider.cli.import.leftovers")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local WORDS = { "company_name", "name.last_name", "address.city", "comments" }
local NUMBERS = { "address.number", "address.suffix", "address.zipcode", "phone", "vat" }
local OTHERS = { "additional_data.birth_date", "additional_data.company_registration_number",
  "extension.es.passport_number" }

local function found(path, cell)
  local problem = leftovers.find(path, cell, leftovers.kind(path))
  return problem and problem.message
end

local function is_found(paths, cells, message)
  for _, path in ipairs(paths) do
    for _, cell in ipairs(cells) do
      local text = found(path, cell)
      assert.is_truthy(text and text:find(message, 1, true), ("%s %q: %s"):format(path, cell, tostring(text)))
    end
  end
end

local function is_none(paths, cells)
  for _, path in ipairs(paths) do
    for _, cell in ipairs(cells) do assert.is_nil(found(path, cell), path .. " " .. cell) end
  end
end

describe("a cell of an import", function()
  it("that stands for no value is a problem in every column", function()
    for _, paths in ipairs({ WORDS, NUMBERS, OTHERS }) do
      is_found(paths, { "NULL", "null", "\\N", "(null)", "N/A", "n/a", "NaN", "undefined" }, "a value that is missing")
    end
  end)

  it("that is an error of a formula is a problem in every column, in the languages of spreadsheets", function()
    for _, paths in ipairs({ WORDS, NUMBERS, OTHERS }) do
      is_found(paths, { "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#BEZUG!", "#VALEUR!", "#¡VALOR!", "#NV" },
        "an error of a formula")
    end
  end)

  it("that was made a date is a problem where a number belongs", function()
    is_found(NUMBERS, { "1-Dec", "01-Dec", "Dec-99", "1. Dez", "03-Mär", "févr-12", "5-mei", "12-Ago", "01.12.2026",
      "01.12.2026 00:00", "2026-12-01", "2026-12-01 00:00:00", "12/1/2026", "3-4-2019" }, "is a date")
  end)

  it("that is written as a number with a decimal point, or was cut, is a problem where no words belong", function()
    for _, paths in ipairs({ NUMBERS, OTHERS }) do
      is_found(paths, { "20.0", "3032,0", "31101234567.00" }, "a decimal point")
      is_found(paths, { "1.23457E+11", "1,23457E+11", "3.16E+10", "+3.1E+9", "1E+11" }, "digits are gone")
    end
  end)

  it("that only looks so is a value", function()
    is_none(WORDS, { "NULL Ltd", "Null", "None", "Nan", "Agentur 2.0", "4.0", "N/A Records", "#1 Hosting", "May",
      "Dec" })
    is_none(NUMBERS, { "20", "20 a", "1-3", "12/1", "1/12", "3032 AC", "00-950", "12345-678", "100-0001", "LV-1010",
      "12E1", "020 1234567", "+31 10 1234567", "01 23 45 67 89", "01.23.45.67.89", "bus 3", "NL123456789B01" })
    is_none(OTHERS, { "1980-12-01", "nl_NL", "jan@example.com", "12345678" })
  end)

  it("that is left is told once, with its line, column and value", function()
    local rows = assert(source.new(text_file.new("email,address.zipcode\na@b.nl,1-Dec\n"), {
      format = "csv", name = "customers.csv" }))
    local row = rows:next()
    assert.equal(1, #row.problems)
    assert.equal('customers.csv:2:2: address.zipcode "1-Dec" is a date that a spreadsheet made of something else: '
      .. "format the column as text and write the value again", rows:text(row.problems[1]))
  end)
end)
