--- What spreadsheets and databases write in place of a value, wherever a customer comes from.

local core = require("openprovider.core")
local normalise = require("openprovider.customer.normalise")
local single_value = require("spec.support.single_value")

local accepted, has, warned = single_value.accepted, single_value.has, single_value.warned

local TEXTS = { "name.first_name", "name.last_name", "company_name", "address.street", "address.suffix",
  "address.city", "address.state", "vat", "comments" }

describe("what stands for a value that is gone", function()
  it("is told wherever a text is", function()
    for _, path in ipairs(TEXTS) do
      for _, text in ipairs({ "NULL", "null", "(null)", "\\N", "N/A", "n/a", "NaN", "undefined" }) do
        local message, taken = warned(path, text, "leftover")
        has(message, "stands for a value that is missing: leave it empty, or write the value")
        assert.equal(text, taken)
      end
      for _, text in ipairs({ "#REF!", "#N/A", "#BEZUG!", "#¡VALOR!", "#¡DIV/0!", "#NV" }) do
        has(warned(path, text, "leftover"), "is an error of a formula: write the value")
      end
    end
  end)

  it("is told of every text of the list", function()
    for text in pairs(core.leftovers()) do assert.equal(text, select(2, warned("vat", text, "leftover"))) end
  end)

  it("is told of a column that was too narrow; signs alone are no person's name anyway", function()
    for _, path in ipairs({ "company_name", "address.city", "vat" }) do warned(path, "########", "leftover") end
    single_value.refused("name.last_name", "########", "format")
  end)

  it("is one problem where a rule finds it, too", function()
    for _, text in ipairs({ "NULL", "#REF!" }) do
      has(warned("address.number", text, "leftover"), text)
    end
  end)

  it("is told of a house number that a spreadsheet wrote", function()
    for _, text in ipairs({ "20.0", "20,0", "7.00" }) do
      has(warned("address.number", text, "leftover"), "as a spreadsheet writes numbers: write " .. text:match("^%d+"))
    end
  end)

  it("is told in an update", function()
    local _, problems = normalise.check_update { vat = "NULL", address = { city = "N/A" } }
    local found = {}
    for index, problem in ipairs(problems) do found[index] = problem.path .. " " .. problem.code end
    table.sort(found)
    assert.same({ "address.city leftover", "vat leftover" }, found)
  end)

  it("is not what only looks so", function()
    for _, text in ipairs({ "Null", "Nan", "NULL Ltd", "Nijmegen", "undefined Ltd", "N/A Records", "#1 Hosting", "##",
      "# 3", "[x]", "(NL)" }) do
      assert.equal(text, accepted("company_name", text))
    end
  end)
end)
