--- Characters that nobody sees: in an e-mail address, around a value, in a name.

local openprovider = require("openprovider")
local single_value = require("spec.support.single_value")
local utf8_of = require("spec.support.code_points")

local accepted, has, refused, warned = single_value.accepted, single_value.has, single_value.refused,
  single_value.warned

describe("an e-mail address with an invisible character", function()
  it("is refused, and the character and its place are named", function()
    for code, name in pairs {
      [0x00AD] = "U+00AD", [0x034F] = "U+034F", [0x061C] = "U+061C", [0x115F] = "U+115F", [0x1160] = "U+1160",
      [0x180E] = "U+180E", [0x200B] = "U+200B", [0x200C] = "U+200C", [0x200D] = "U+200D", [0x200E] = "U+200E",
      [0x200F] = "U+200F", [0x202A] = "U+202A", [0x202C] = "U+202C", [0x202E] = "U+202E", [0x2060] = "U+2060",
      [0x2064] = "U+2064", [0x2066] = "U+2066", [0x2069] = "U+2069", [0x3164] = "U+3164", [0xFE00] = "U+FE00",
      [0xFE0F] = "U+FE0F", [0xFEFF] = "U+FEFF", [0xFFA0] = "U+FFA0", [0xE0041] = "U+E0041", [0xE0100] = "U+E0100",
    } do
      local sign = utf8_of(code)
      local before = refused("email", "an" .. sign .. "na@example.com", "invisible")
      has(before, ('"an<%s>na@example.com" has the invisible character %s at character 3, before the @: remove it; '
        .. "expected an e-mail address"):format(name, name))
      has(refused("email", "anna@exam" .. sign .. "ple.com", "invisible"), name .. " at character 10, after the @")
    end
  end)

  it("at its end is refused as well, but for blanks", function()
    has(refused("email", "anna@example.com" .. utf8_of(0x202C), "invisible"), "U+202C at character 17, after the @")
    has(refused("email", utf8_of(0x202A) .. "anna@example.com", "invisible"), "U+202A at character 1, before the @")
    has(refused("email", "anna@example.com" .. utf8_of(0x2060), "invisible"), "U+2060 at character 17, after the @")
    has(refused("email", "ann" .. utf8_of(0xE9, 0x200E) .. "@example.com", "invisible"), "U+200E at character 5")
    for _, blank in ipairs({ 0x20, 0xA0, 0x3000, 0x200B, 0xFEFF }) do
      assert.equal("anna@example.com", accepted("email", utf8_of(blank) .. "anna@example.com" .. utf8_of(blank)))
    end
  end)

  it("only warns where a joiner stands between letters that it shapes", function()
    for _, local_part in ipairs({
      utf8_of(0x0645, 0x06CC, 0x200C, 0x062E, 0x0648), -- Persian
      utf8_of(0x0915, 0x094D, 0x200D, 0x0937), -- Devanagari
      utf8_of(0x0D28, 0x0D4D, 0x200D, 0x0D31), -- Malayalam
      utf8_of(0x0D9A, 0x0DCA, 0x200D, 0x0DBB), -- Sinhala
      utf8_of(0x09B0, 0x09CD, 0x200C, 0x09AF), -- Bengali
    }) do
      local message, taken = warned("email", local_part .. "@example.com", "invisible")
      has(message, "at character 3, before the @: is it meant?")
      assert.equal(local_part .. "@example.com", taken)
      has(warned("email", "anna@" .. local_part .. ".example", "invisible"), "at character 8, after the @")
    end
    refused("email", utf8_of(0x0645, 0x06CC, 0x200C) .. "@example.com", "invisible")
    refused("email", utf8_of(0x200D, 0x0645) .. "@example.com", "invisible")
    has(refused("email", utf8_of(0x0645, 0x200C, 0x062E) .. "@exam" .. utf8_of(0x200C) .. "ple.com", "invisible"),
      "at character 9, after the @")
  end)

  it("is refused with wide signs for plain ones, which are named", function()
    for address, words in pairs {
      ["anna" .. utf8_of(0xFF20) .. "example.com"] = 'U+FF20 at character 5: write "@"',
      ["anna" .. utf8_of(0xFE6B) .. "example.com"] = 'U+FE6B at character 5: write "@"',
      ["anna@example" .. utf8_of(0xFF0E) .. "com"] = 'U+FF0E at character 13, after the @: write "."',
      ["anna@example" .. utf8_of(0x2024) .. "com"] = 'U+2024 at character 13, after the @: write "."',
      ["anna" .. utf8_of(0x37E) .. "b@example.com"] = "U+037E at character 5, before the @",
      ["anna@example" .. utf8_of(0x3002) .. "com"] = 'U+3002 at character 13, after the @: write "."',
      ["anna@example" .. utf8_of(0xFF61) .. "com"] = 'U+FF61 at character 13, after the @: write "."',
      [utf8_of(0xFF41) .. "nna@example.com"] = 'U+FF41 at character 1, before the @: write "a"',
      ["anna" .. utf8_of(0xFF11) .. "@example.com"] = 'U+FF11 at character 5, before the @: write "1"',
    } do
      has(refused("email", address, "format"), words)
    end
  end)

  it("is refused with a blank beyond ASCII inside, which is named", function()
    for code, name in pairs { [0xA0] = "U+00A0", [0x2009] = "U+2009", [0x3000] = "U+3000" } do
      has(refused("email", "an" .. utf8_of(code) .. "na@example.com", "format"),
        ("has a blank in it, %s at character 3, before the @"):format(name))
    end
  end)

  it("is told of in an extension, too", function()
    local _, problems = single_value.check("extension_additional_data",
      { { name = "eu", data = { whois_email = "anna@exam" .. utf8_of(0x2060) .. "ple.com" } } })
    assert.equal("invisible", problems[1].code)
    has(problems[1].message, "U+2060 at character 10, after the @")
  end)
end)

describe("characters that nobody sees", function()
  it("are cut at the ends of other values", function()
    for _, code in ipairs({ 0xAD, 0x200B, 0x200E, 0x200F, 0x061C, 0x202A, 0x202C, 0x202E, 0x2060, 0x2066, 0x2069,
      0x3164, 0xFEFF }) do
      local sign = utf8_of(code)
      for path, value in pairs { company_name = "Example BV", ["name.first_name"] = utf8_of(0xC9) .. "va",
        ["address.country"] = "NL", ["address.zipcode"] = "3032 AC", ["address.city"] = "Rotterdam", vat = "x1" } do
        assert.equal(value, accepted(path, sign .. " " .. value .. sign))
      end
    end
  end)

  it("are refused where there is nothing else", function()
    for _, path in ipairs({ "name.first_name", "name.last_name", "company_name", "address.street", "address.city" }) do
      for _, code in ipairs({ 0x200D, 0x200C, 0x2060, 0x202C, 0xFE0F, 0x3164, 0x115F }) do
        local name = ("U+%04X"):format(code)
        has(refused(path, utf8_of(code), "invisible"), "has only invisible characters, such as " .. name)
        refused(path, " " .. utf8_of(code, 0xA0, code), "invisible")
      end
    end
  end)

  it("inside a value make a warning if they never belong to a name", function()
    for _, code in ipairs({ 0xAD, 0x200B, 0x202E, 0x2060, 0x2066, 0xFEFF }) do
      local value = "An" .. utf8_of(code) .. "na"
      local message, taken = warned("name.first_name", value, "invisible")
      has(message, ('"An<U+%04X>na" has the invisible character U+%04X at character 3: '):format(code, code))
      assert.equal(value, taken)
    end
  end)

  it("are right where letters and signs need them", function()
    for _, name in ipairs({
      utf8_of(0x0645, 0x06CC, 0x200C, 0x062E), utf8_of(0x0915, 0x094D, 0x200D, 0x0937),
      utf8_of(0x05D0, 0x200F, 0x21), utf8_of(0x2764, 0xFE0F), utf8_of(0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467),
      utf8_of(0x1F3F4, 0xE0067, 0xE0062, 0xE007F), utf8_of(0x845B, 0xE0100),
    }) do
      assert.equal("a" .. name .. "b", accepted("company_name", "a" .. name .. "b"))
      assert.is_truthy(openprovider.check_customer(require("spec.support.example").customer { comments = name }))
    end
  end)
end)
