--- Lengths that registries and the DNS allow: in characters, not in bytes.

local single_value = require("spec.support.single_value")
local utf8_of = require("spec.support.code_points")

local accepted, has, refused, warned = single_value.accepted, single_value.has, single_value.refused,
  single_value.warned

describe("a line of a contact", function()
  it("over 255 characters gets a warning", function()
    for _, path in ipairs({ "name.first_name", "name.last_name", "name.prefix", "name.initials", "company_name",
      "address.street", "address.city", "address.state" }) do
      for _, letter in ipairs({ "a", "\195\169", "\208\152", "\228\184\173" }) do
        local longest = letter:rep(255)
        assert.equal(longest, accepted(path, longest))
        local message, taken = warned(path, longest .. letter, "too_long")
        has(message, "has 256 characters; registries may refuse more than 255")
        assert.equal(longest .. letter, taken)
      end
    end
    assert.equal(("x"):rep(256), accepted("vat", ("x"):rep(256)))
  end)

  it("over 1024 bytes is refused", function()
    for _, path in ipairs({ "name.first_name", "company_name", "address.street" }) do
      has(refused(path, ("\195\169"):rep(513), "too_long"), "has 1026 bytes, at most 1024 fit")
    end
  end)
end)

describe("a zip code", function()
  it("over 16 characters gets a warning", function()
    local function codes_of(zipcode)
      local canonical, found = require("openprovider").check_customer(require("spec.support.example").customer {
        ["address.country"] = "US", ["address.zipcode"] = zipcode,
      })
      assert.is_truthy(canonical)
      local codes = {}
      for index, problem in ipairs(found) do codes[index] = problem.code .. ": " .. problem.message end
      return codes
    end
    for _, letter in ipairs({ "1", "\195\169", "\209\143", "\239\188\145", "A" }) do
      assert.same({}, codes_of(letter:rep(16)))
      assert.same({ "too_long: has 17 characters; registries may refuse more than 16" }, codes_of(letter:rep(17)))
    end
  end)
end)

describe("a domain beyond ASCII", function()
  local IVAN = utf8_of(0x438, 0x432, 0x430, 0x43D)

  it("may have labels that are longer in UTF-8 than in the DNS", function()
    for _, label in ipairs({
      ("\208\184"):rep(35), ("\208\184"):rep(50), IVAN:rep(8), ("\228\184\173"):rep(40), ("\195\169"):rep(40),
      utf8_of(0x43F, 0x440, 0x438, 0x432, 0x435, 0x442):rep(5),
    }) do
      local address = "a@" .. label .. ".example"
      assert.equal(address, accepted("email", address))
    end
  end)

  -- The lengths are those that Python's codec "punycode" has for these labels, and four for "xn--".
  local LABELS = {
    [62] = { ("b"):rep(54) .. "é", "B" .. ("b"):rep(53) .. "É" },
    [63] = {
      ("b"):rep(55) .. "é", "ахдуцуюфлююлгрбцщбъчшаьвлмзпэццрэжчтвыенхчйхсеуф",
      "АХДУЦУЮФЛЮЮЛГРБЦЩБЪЧШАЬВЛМЗПЭЦЦРЭЖЧТВЫЕНХЧЙХСЕУФ",
      "πφπλγβχθωμμψουχεμψγκδστωψτσφλλσηυβολκψηξαεεδζωσωτλλλ",
      "cchcigafafgghgeiicjdféchjdccebjbefaaéeibehcbgcehdeédhied", "לקתלוכקנרשולהיצשנדימלגעעתתבזפתנחקהגחפוכשנסיפקזוכדל",
      "けえこお字え漢けきいきあかく中きかおあく漢い中いき文うきいこ字いけけこ", "جتسشتظدرحدخطذسدشظرطتعطدرحتضظحططضدزجشطظاثعظطععظحشظطاضغش",
    },
    [64] = {
      ("b"):rep(56) .. "é", "течулцуащшрбрилххфэъдкхыцжидтрбдцюйфеямхкчпцкгж",
      "εσχδψφδυπξυκφδσποβπηζζγρθρθξπωγκψιπθαζκβθβιηωωξε", "ibhgaibcjcjhbieadbbhcibbggiééaaéhgbeéfifebjijejceejjéfdjé",
      "נפתדצדסנמהטזזקיזצצועפגרוצבעפזחועזתכמשמבצלחתרמכיד", "く文字えここえ文中きこけいえけこ字文文きき字漢中こ中えいけえ中文文きい字おこ",
      "اسبصصدصرغتصشزضجشزرحزشصحبغاسعصرجرتدثسبغطتاذشثزرطدضغثز",
    },
    [66] = { ("a"):rep(57) .. "é" .. "b" },
  }

  it("has labels of 63 characters in the DNS at most", function()
    for length, labels in pairs(LABELS) do
      for _, label in ipairs(labels) do
        local address = "a@" .. label .. ".example"
        if length <= 63 then
          assert.equal(address, accepted("email", address))
        else
          has(refused("email", address, "format"),
            ("no valid domain after the @: a part takes %d characters in its xn-- form, at most 63 fit"):format(length))
        end
      end
    end
    has(refused("email", "a@" .. ("a"):rep(64) .. ".example", "format"), "a part takes 64 characters, at most 63 fit")
  end)

  it("has 253 characters in the DNS at most", function()
    for label, length in pairs { ["é"] = 7, ["и"] = 7, ["ü"] = 7 } do
      local most = math.floor((253 - 3) / (length + 1))
      local address = "a@" .. (label .. "."):rep(most) .. "com"
      assert.equal(address, accepted("email", address))
      has(refused("email", "a@" .. (label .. "."):rep(most + 1) .. "com", "format"),
        ("it takes %d characters in its xn-- form, at most 253 fit"):format((most + 1) * (length + 1) + 3))
    end
  end)
end)
