--- Texts that a program spoilt on their way: it lost characters, wrote them as UTF-8 twice, or as in HTML.

local single_value = require("spec.support.single_value")
local utf8_of = require("spec.support.code_points")

local accepted, has, refused, warned = single_value.accepted, single_value.has, single_value.refused,
  single_value.warned

-- What was read as Windows-1252 although it was UTF-8, and what it is.
local TWICE = {
  ["MÃ¼ller"] = "Müller",
  ["SÃ£o Paulo"] = "São Paulo",
  ["AndrÃ©"] = "André",
  ["JosÃ©"] = "José",
  ["FranÃ§ois"] = "François",
  ["CrÃªperie"] = "Crêperie",
  ["Å½iÅ¾ek"] = "Žižek",
  ["Ã…ngstrÃ¶m"] = "Ångström",
  ["Ã˜ystein"] = "Øystein",
  ["Ð˜Ð²Ð°Ð½Ð¾Ð²"] = "Иванов",
  ["Ð˜"] = "И",
  ["Nguyá»…n VÄƒn áº¤n"] = "Nguyễn Văn Ấn", ["Nguyá»…n"] = "Nguyễn", ["Viá»‡t"] = "Việt",
  ["Vá»¹"] = "Vỹ",
  ["Oâ€™Brien"] = "O’Brien",
  ["È˜tefan"] = "Ștefan",
  ["PopÈ›a"] = "Popța",
  ["SocietÃ"] = "Società", ["SocietÃ  Verdi"] = "Società  Verdi", ["MarÃ\194\173a"] = "María",
  ["LeÃ\194\173"] = "Leí", ["SocietÃ\194\160Verdi"] = "Societ\195\160Verdi",
  ["MUÃ‘OZ"] = "MUÑOZ",
  ["Ã“SCAR"] = "ÓSCAR",
  ["KÅ‘rÃ¶si"] = "Kőrösi",
  ["Ä°stanbul"] = "İstanbul",
  ["Ã–l"] = "Öl",
  ["Ãœber"] = "Über",
  ["Ã‰cole"] = "École",
  ["PerÃº"] = "Perú",
  ["N.Âº 5"] = "N.º 5",
  ["æ—¥æœ¬èªž"] = "日本語",
  ["í•œêµ\194\173"] = "한국",
  ["×ž×©×”"] = "משה",
  ["Ù…Ø\194\173Ù…Ø¯"] = "محمد",
  ["CafÃ©Â\194\160Noir"] = "Café\194\160Noir",
  ["MÃ¼ller & SÃ¶hne"] = "Müller & Söhne",
  ["RÄ“zekne"] = "Rēzekne",
  ["Ã–sterreich"] = "Österreich",
  ["Ã“scar"] = "Óscar",
  ["ZoÃ«"] = "Zoë",
  ["naÃ¯ve"] = "naïve",
  ["5 â‚¬"] = "5 €",
  ["ÃŸ"] = "ß",
  ["Ã¼"] = "ü",
}

-- Names and signs that are right, in the languages whose letters and marks look most like spoilt ones.
local RIGHT = {
  "O'Brien", "O’Brien", "Smith & Sons", "AT&T;", "Marks & Spencer", "R&D; Ltd", "Fish&Chips;",
  "“Acme” Ltd", "Acme™", "Café Noir®", "Jane–Ann", "No. 5 … Ltd", "Smith © 2020",
  "St. Mary’s", "£5 Shop", "50% & more;", -- English
  "CAFÉ\194\160NOIR", "« À LA CARTE »", "«\194\160L’ÎLE\194\160»", "NESTLÉ™",
  "Crêperie «café»", "Œuvres d’Art", "Île-de-France", "OÙ… ?", "PÎ»",
  "Société Générale", "À l’Étoile", "N° 12", "CHÂTEAU", "Noël", "Ÿ", "RÊVE…", -- French
  "Müller", "Größe", "„OMÄ“", "„Ä“ GmbH", "OMÄ’s Küche", "»OMÄ«", "Straße",
  "STRAẞE", "„Strauß“", "Ü…", "ÄÖÜ GmbH", "5 Å", "Ångström", "RÅ”", "BLÅ»", -- German
  "São Paulo", "Ã", "São Ã", "IRMÃ®", "MANHÃ…", "AMANHÃ™", "Maçã", "LÃ", "“IRMÔ",
  "João", "ÇÃO", "Nº 5", "N.ª Sr.ª", "HORTELÃ\194\160LTDA", "CORAÇÃO", "AVÔ", -- Portuguese
  "Nguyễn Văn Ấn", "Ðà Nẵng", "Ðông Á", "Đặng Thị Ân", "Trần Âu", "Phạm Ê",
  "Lê Ðức", "Hồ Chí Minh", "ÐẠI Á", -- Vietnamese
  "Þór", "GUÐ", "HREIÐ", "„GARÐ“", "Sigurð’s", "Ásgrímur", -- Icelandic
  "LUNEDÌ–VENERDÌ", "PIÙ”", "CAFÈ™", "VIRTÙ®", "CITTÀ", "PERCHÉ", -- Italian
  "ESPAÑA", "Ñ”", "José", "Peña", "¿Qué?", "“Ñ”", "MUÑOZ", "IBÁÑEZ", -- Spanish
  "Ștefan", "România", "ÎN…", "ȚARĂ", "Brăila", -- Romanian
  "Иванов", "«Ромашка»", "Ёлка…", "О’Коннор", "РОССИЯ", "СССР", "Рівне Сіль", "ООО «РОСТ»", "РЕСУРС", -- Russian
  "Γιώργος", "ΑΘΗΝΑ", "Ϊ", -- Greek
  "東京", "서울", "محمد", "משה", "ไทย", "Łódź", "Žižek", "Škoda", "Őrség",
  "Ål…", "SØ–RØ", "GRØ”", "10×°", "m² & m³", "Ø’", "5 Å³", -- others
}

-- Members that hold what people are called.
local NAMES = { "name.first_name", "name.last_name", "company_name", "address.street", "address.city", "address.state" }

describe("a text with a character that was lost", function()
  it("is refused, and its place is named", function()
    for _, path in ipairs(NAMES) do
      has(refused(path, "M" .. utf8_of(0xFFFD) .. "ller", "spoilt"),
        "has U+FFFD at character 2, where a program lost a character: write it again; expected ")
    end
    for code, name in pairs { [0xFDD0] = "U+FDD0", [0xFDEF] = "U+FDEF", [0xFFFE] = "U+FFFE", [0xFFFF] = "U+FFFF",
      [0x1FFFE] = "U+1FFFE", [0x10FFFF] = "U+10FFFF", [0xFFFC] = "U+FFFC", [0xE000] = "U+E000", [0xF8FF] = "U+F8FF",
      [0xF0001] = "U+F0001", [0x100000] = "U+100000" } do
      has(refused("name.last_name", "M\195\188ller" .. utf8_of(code), "spoilt"),
        ("has %s at character 7, which is not a valid character: write it again"):format(name))
    end
    for _, path in ipairs({ "vat", "address.zipcode", "address.country", "email", "locale" }) do
      refused(path, "a" .. utf8_of(0xFFFD), "spoilt")
    end
  end)

  it("is taken where it is a note", function()
    has(warned("comments", "a" .. utf8_of(0xFFFD), "spoilt"), "U+FFFD at character 2")
  end)
end)

describe("a text that was made UTF-8 twice", function()
  it("gets a warning with what was probably meant", function()
    for spoilt, meant in pairs(TWICE) do
      local message, taken = warned("name.last_name", "x " .. spoilt, "spoilt")
      has(message, ('looks like text that was made UTF-8 twice: was "x %s" meant?'):format(meant:gsub('"', '\\"')))
      assert.equal("x " .. spoilt, taken)
    end
  end)

  it("or three times gets it, too", function()
    has(warned("company_name", "M\195\131\198\146\195\130\194\188ller", "spoilt"), 'was "M\195\188ller" meant?')
  end)

  it("is told of in every member that is a text", function()
    for _, path in ipairs(NAMES) do warned(path, "M\195\131\194\188ller", "spoilt") end
    warned("comments", "M\195\131\194\188ller", "spoilt")
  end)
end)

describe("a text in Cyrillic that was read as Windows-1251 although it was UTF-8", function()
  it("gets a warning with what was probably meant", function()
    for spoilt, meant in pairs {
      ["РњРѕСЃРєРІР°"] = "Москва", ["РљРёРµРІ"] = "Киев", ["РџСѓС€РєРёРЅ"] = "Пушкин", ["РћРћРћ"] = "ООО",
      ["Р›СЊРІС–РІ"] = "Львів", ["Р\194\160СѓСЃСЊ"] = "Русь", ["РђРЅРЅР°"] = "Анна",
    } do
      for _, path in ipairs(NAMES) do
        has(warned(path, spoilt, "spoilt"), ('was "%s" meant?'):format(meant))
      end
    end
  end)
end)

describe("an accent whose letter is gone", function()
  it("gets a warning", function()
    for _, text in ipairs { "\204\129", "\204\129rard", "Jan \204\136ller", "a \204\167", "B \204\138" } do
      local spoilt = text == "\204\129" and "\204\129x" or text
      has(warned("name.last_name", spoilt, "spoilt"), "and no letter before it: is it meant?")
    end
    for _, right in ipairs { "Ge\204\129rard", "Mu\204\136ller", "C\204\167a", "s\204\163\204\135" } do
      accepted("name.last_name", right)
    end
  end)
end)

describe("a text with characters written as in HTML", function()
  it("gets a warning with what was probably meant", function()
    for written, meant in pairs {
      ["O&#039;Brien"] = "O'Brien", ["O&#39;Brien"] = "O'Brien", ["O&#x27;Brien"] = "O'Brien",
      ["O&apos;Brien"] = "O'Brien", ["O&rsquo;Brien"] = "O\226\128\153Brien", ["O&#146;Brien"] = "O\226\128\153Brien",
      ["Smith &amp; Sons"] = "Smith & Sons", ["Smith &amp;amp; Sons"] = "Smith & Sons",
      ["Caf&eacute;"] = "Caf\195\169", ["Caf&amp;eacute; Noir"] = "Caf\195\169 Noir", ["M&uuml;ller"] = "M\195\188ller",
      ["Stra&szlig;e"] = "Stra\195\159e", ["&Oslash;rsted"] = "\195\152rsted", ["&#268;apek"] = "\196\140apek",
      ["a&nbsp;b"] = "a\194\160b", ["&quot;Acme&quot;"] = '\\"Acme\\"', ["a &lt;b&gt;"] = "a <b>",
      ["&#1048;&#1074;&#1072;&#1085;"] = "\208\152\208\178\208\176\208\189",
    } do
      local message, taken = warned("company_name", written, "spoilt")
      has(message, ('has characters written as in HTML: was "%s" meant?'):format(meant))
      assert.equal(written, taken)
    end
  end)

  it("is told of in every member that is a text", function()
    for _, path in ipairs(NAMES) do warned(path, "O&#039;Brien", "spoilt") end
  end)

  it("is one only if HTML has that name or number", function()
    for _, name in ipairs({ "AT&T;", "A&B; C", "&;", "&#;", "&#x;", "&#xZZ;", "&#1114112;", "&#55296;", "&#0;", "&#9;",
      "&eacute", "a & b; c", "&Eaccute;", "&amp", "Q&A", "&#99999999999999999999;", "x&#12a;" }) do
      assert.equal(name, accepted("company_name", name))
    end
  end)
end)

describe("a name that is right", function()
  it("has no warning in any language", function()
    for _, name in ipairs(RIGHT) do
      assert.equal(name, accepted("company_name", name))
      if name ~= "10×°" and not name:find("?", 1, true) then assert.equal(name, accepted("name.last_name", name)) end
    end
  end)

  it("has none beside any other one", function()
    for _, first in ipairs(RIGHT) do
      for step = 1, #RIGHT, 7 do accepted("company_name", first .. " " .. RIGHT[step]) end
    end
  end)
end)
