-- Texts of an import that are no values: words for "none" in optional fields, and titles and e-mail addresses in place
-- of names.
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

-- The first row of a file that has one more column, and what is told of that column.
local function row_with(path, cell)
  local row = assert(source.new(text_file.new(("email;%s\na@b.nl;%s\n"):format(path, cell)),
    { format = "csv", name = "c.csv" })):next()
  return row.customer, row.conversions and row.conversions[1] and row.conversions[1].message, row.problems
end

local OPTIONAL = { "name.prefix", "name.initials", "address.suffix", "address.state", "vat",
  "additional_data.company_registration_number" }

describe("a field that no customer needs", function()
  it("is left out, and told, where a text stands for no value", function()
    for _, path in ipairs(OPTIONAL) do
      for _, cell in ipairs({ "-", "--", "?", ".", "0", "none", "None", "geen", "Geen", "n.v.t.", "keine", "KEINE",
        "brak", "aucun", "ninguno", "nessuno", "unknown", "ingen", "–" }) do
        local customer, said = row_with(path, cell)
        assert.same({ email = "a@b.nl" }, customer, path .. " " .. cell)
        assert.equal(('"%s" stands for no value, and is left out'):format(cell), said)
      end
    end
    assert.same({ email = "a@b.nl" }, (row_with("name.prefix", "x")))
    assert.same({ email = "a@b.nl" }, (row_with("vat", "no")))
  end)

  it("stays where it only looks so", function()
    for path, cells in pairs({
      ["name.prefix"] = { "van", "de", "van der", "'t", "O" },
      ["name.initials"] = { "X", "N.A.", "J.", "N.V.T.", "T.B.A." },
      ["address.suffix"] = { "x", "X", "A", "bis", "-5", "-II", "n" },
      ["address.state"] = { "NA", "NO", "N.B.W.", "SK" },
      vat = { "NL123456789B01", "X1234567L" },
    }) do
      for _, cell in ipairs(cells) do
        local customer, said = row_with(path, cell)
        local object, member = path:match("^(.-)%.?([^.]+)$")
        assert.equal(cell, (object == "" and customer or customer[object])[member])
        assert.is_nil(said)
      end
    end
  end)
end)

describe("a prefix", function()
  it("that is a title is left out, and told", function()
    for _, cell in ipairs({ "Mr.", "Mrs", "Dr.", "Prof. Dr.", "Herr", "Dhr.", "mevr.", "Mme", "M.", "Sig.", "Ing.",
      "MS" }) do
      local customer, said = row_with("Prefix", cell)
      assert.same({ email = "a@b.nl" }, customer, cell)
      assert.equal(('"%s" is a title, which customers do not have, and is left out; a prefix is a word as "van der"')
        :format(cell), said)
    end
  end)

  it("stays as it is in a column with the name of the field, as this program lists customers", function()
    local customer, said = row_with("name.prefix", "Dr.")
    assert.equal("Dr.", customer.name.prefix)
    assert.is_nil(said)
  end)
end)

describe("the name of a person", function()
  it("is not an e-mail address, and begins with no title", function()
    for _, path in ipairs({ "name.first_name", "name.last_name" }) do
      local _, _, problems = row_with(path, "jan@example.com")
      assert.equal('"jan@example.com" is an e-mail address: write the name; if it is right, say so with --allow-name',
        problems[1].message)
    end
    for _, name in ipairs({ "Mr.", "Mrs", "Dr. Jan", "Prof. Dr. Max", "Herr", "Mevr. Els", "Mme", "dr jan" }) do
      local _, _, problems = row_with("name.first_name", name)
      assert.equal(('"%s" has a title in it: write the first name alone; if it is right, say so with --allow-name')
        :format(name), problems[1].message)
    end
  end)

  it("may look like a title", function()
    for _, name in ipairs({ "Don", "M.", "Missy", "Drew", "Sr", "Ing", "Frauke", "Markus" }) do
      local customer, _, problems = row_with("name.first_name", name)
      assert.same({ nil, name }, { problems, customer.name.first_name })
    end
  end)
end)
