--- Names that are none, and names that lost a letter: the API never changes them later.

local single_value = require("spec.support.single_value")

local accepted, has, refused, warned = single_value.accepted, single_value.has, single_value.refused,
  single_value.warned

local OF_PERSONS = { "name.first_name", "name.last_name" }

describe("the name of a person", function()
  it("has a letter in it", function()
    for _, path in ipairs(OF_PERSONS) do
      for _, name in ipairs({ "-", "--", ".", "...", "?", "???", "*", "12345", "0", "_", "/", "- -", "(1)", "#1", "“”",
        "–", "…", "•", "·", "、", "１２", "＿", "😀" }) do
        has(refused(path, name, "format"), ('"%s" has no letter in it, so it is not a name; expected '):format(name))
      end
    end
  end)

  it("is short, or a word of programs, in some countries", function()
    for _, path in ipairs(OF_PERSONS) do
      for _, name in ipairs({ "O", "E", "X", "Null", "None", "Nil", "True", "Ö", "이", "王", "Я", "ª", "J.", "4th Smith",
        "D'Arcy", "'t Hart", "Ng", "ʻAkaʻula", "〇" }) do
        assert.equal(name, accepted(path, name))
      end
    end
  end)

  it("has no question mark in the place of a letter", function()
    for _, path in ipairs(OF_PERSONS) do
      for _, name in ipairs({ "M?ller", "Andr?", "?zgür", "?lker", "Fran?ois", "M??ller", "Ja? Kov??", "O?Hara",
        "Müller-L?denscheidt", "M¿ller", "?? Wang", "Jos¿" }) do
        has(refused(path, name, "spoilt"),
          ('"%s" has a question mark where a program lost a letter: write it again'):format(name))
      end
    end
  end)
end)

describe("a company, street, city or state with a question mark", function()
  it("gets a warning where a letter was lost", function()
    for _, path in ipairs({ "company_name", "address.street", "address.city", "address.state" }) do
      for _, name in ipairs({ "K?ln", "M?nchen", "Stra?e", "?rebro", "Bad T?lz", "Saint-?tienne", "Malm¿n",
        "D??sseldorf" }) do
        has(warned(path, name, "spoilt"), "has a question mark where a program lost a letter: write it again")
      end
    end
  end)

  it("is right where a question ends", function()
    for _, name in ipairs({ "Quo vadis? GmbH", "What's Next?", "Who? BV", "¿Qué?", "¿Por qué no? SL",
        "? and the Mysterians",
      "Really?!", "Wer? Wie? Was?" }) do
      assert.equal(name, accepted("company_name", name))
    end
  end)
end)
