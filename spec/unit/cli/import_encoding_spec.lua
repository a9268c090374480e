-- Encodings of an import's file: its text is the same however the file is cut, and bytes that are wrong are named.
local candidates = require("openprovider.cli.import.encoding.candidates")
local core = require("openprovider.core")
local csv = require("openprovider.cli.csv.read")
local encoded = require("spec.support.encoded")
local names = require("openprovider.cli.import.encoding.names")
local plausible = require("openprovider.cli.import.encoding.plausible")
local text_file = require("spec.support.text_file")

-- -> records, what is wrong with the file
local function read(bytes, encoding, size)
  local reader, records = csv.reader(text_file.new(bytes, size), nil, encoding), {}
  local cells, fault = reader:next()
  while cells do
    records[#records + 1] = cells
    cells, fault = reader:next()
  end
  return records, fault
end

-- A file that gives pieces of random sizes.
local function cut_at_random(bytes, random)
  local at = 1
  return { read = function()
    if at > #bytes then return nil end
    local piece = bytes:sub(at, at + random(9) - 1)
    at = at + #piece
    return piece
  end }
end

local TEXTS = {
  ["WINDOWS-1252"] = { "Jürgen", "Müller", "Rue de l’Église", "Ñandú – 5 €" },
  ["ISO-8859-15"] = { "Noël", "Œuvre", "Žižka", "5 €" },
  ["WINDOWS-1250"] = { "Michał", "Wąsik", "Świętokrzyska", "Žďár nad Sázavou" },
  ["WINDOWS-1251"] = { "Иван", "Щукина", "Невский проспект", "Київ" },
  ["KOI8-R"] = { "Иван", "Петров", "Санкт-Петербург" },
  ["WINDOWS-1253"] = { "Γιώργος", "Παπαδόπουλος", "Αθήνα" },
  ["WINDOWS-1255"] = { "דוד", "כהן", "תל אביב" },
  ["WINDOWS-1258"] = { "Nguyễn", "Việt Nam", "Hà Nội" },
  ["SHIFT_JIS"] = { "太郎", "ソニー", "東京都" },
  ["EUC-KR"] = { "김", "서울", "대한민국" },
  ["ISO-2022-JP"] = { "太郎", "山田", "ABC 東京" },
  ["GB18030"] = { "张伟", "北京", "Müller" },
  ["UTF-16LE"] = { "Müller", "Łódź", "😀 ਊ" },
  ["UTF-16BE"] = { "Müller", "Łódź", "ഊഊ" },
  ["UTF-7"] = { "Müller", "Łódź", "1 + 1" },
}

describe("the encodings that are proposed", function()
  for country, raw in pairs({ FR = "C\189ur", BE = "S\189ur", CH = "B\189uf-M\252ller", FI = "\166\225rka",
    DE = "B\189uf" }) do
    it("have ISO-8859-15 first where Windows-1252 reads no letters: " .. country, function()
      local found = candidates.of({ { raw = raw, line = 2, country = country } }, { [country] = 1 }, true)
      assert.equal("ISO-8859-15", found[1].encoding)
    end)
  end
end)

describe("a file in another encoding", function()
  for encoding, cells in pairs(TEXTS) do
    it("has the same rows however it is cut: " .. encoding, function()
      local rows, lines = { { "a", "b" } }, { "a;b\r\n" }
      for index, cell in ipairs(cells) do
        rows[#rows + 1] = { cell, tostring(index) }
        lines[#lines + 1] = ('"%s";%d\r\n'):format(cell, index)
      end
      local bytes, state = encoded(table.concat(lines), encoding), 1
      local function random(most)
        state = (state * 16807) % 2147483647
        return state % most + 1
      end
      for size = 1, 9 do assert.same(rows, (read(bytes, encoding, size))) end
      for _ = 1, 20 do
        local reader = csv.reader(cut_at_random(bytes, random), nil, encoding)
        for _, row in ipairs(rows) do assert.same(row, (reader:next())) end
        assert.is_nil((reader:next()))
      end
    end)
  end

  it("is found by its byte order mark, whatever encoding was named", function()
    local text, rows = "a,b\r\nMüller,Łódź\r\n", { { "a", "b" }, { "Müller", "Łódź" } }
    for mark, encoding in pairs({
      ["\255\254"] = "UTF-16LE", ["\254\255"] = "UTF-16BE", ["\255\254\0\0"] = "UTF-32LE",
      ["\0\0\254\255"] = "UTF-32BE", ["\239\187\191"] = "UTF-8",
    }) do
      for size = 1, 9 do
        assert.same(rows, (read(mark .. encoded(text, encoding), nil, size)))
        assert.same(rows, (read(mark .. encoded(text, encoding), "WINDOWS-1252", size)))
        assert.same(rows, (read(mark .. encoded(text, encoding), encoding, size)))
      end
    end
  end)

  for name, given in pairs({
    ["a byte that Windows-1252 does not have"] = { "a,b\n1,J\129rgen\n", "WINDOWS-1252", 2, 2, "byte 0x81" },
    ["a byte that is no UTF-8"] = { "a,b\n1,2\nJ\252rgen,3\n", "UTF-8", 3, 1, "byte 0xFC is not UTF-8" },
    ["half a character at the end"] = { "a,b\n1,\147", "SHIFT_JIS", 2, 2, "byte 0x93" },
    ["a byte that ends no character"] = { "a,b\n1,2\n3,\147\0", "SHIFT_JIS", 3, 2, "byte 0x93" },
    ["half of a pair in UTF-16"] = { "a\0,\0b\0\n\0001\0,\0\0\216x\0", "UTF-16LE", 2, 2, "byte 0x00" },
    ["a sign beyond ASCII"] = { "a,b\n1,\233\n", "ASCII", 2, 2, "byte 0xE9 is not ASCII" },
  }) do
    it("is refused at line and cell for " .. name, function()
      for size = 1, 9 do
        local _, fault = read(given[1], given[2], size)
        assert.same({ given[3], given[4] }, { fault.line, fault.column })
        assert.is_truthy(fault.message:find(given[5], 1, true), fault.message)
      end
    end)
  end
end)

describe("the name of an encoding", function()
  it("may be written in the usual ways", function()
    for _, text in ipairs({ "UTF-8", "windows-1252", "Windows 1252", "cp1250", "1251", "latin1", "ISO-8859-2", "koi8-r",
      "Shift_JIS", "iso 8859-15", "utf-16le", "MACINTOSH" }) do
      local name = names.read(text)
      assert.is_truthy(name and core.decoder(name), text)
    end
  end)

  it("that is unknown is refused, and so are iconv's options, which would leave letters out", function()
    for _, text in ipairs({ "", "klingon", "UTF-8//IGNORE", "ASCII//TRANSLIT", "UTF-8\0", "é" }) do
      local name, message = names.read(text)
      assert.is_nil(name, text)
      assert.is_truthy(message:find("WINDOWS-1250, WINDOWS-1251", 1, true))
    end
  end)
end)

describe("a decoder", function()
  it("is safe to use after an error, and gives text of any length", function()
    local decoder = core.decoder("WINDOWS-1252")
    assert.same({ "a", 1, true }, { decoder:decode("a\129b") })
    assert.same({ "b", 1, false }, { decoder:decode("b") })
    assert.equal(("é"):rep(100000), (decoder:decode(("\233"):rep(100000))))
    assert.same({ "", 0, false }, { decoder:decode("") })
    assert.same({ "", 0, false }, { decoder:decode() })
  end)
end)

describe("a text in the right encoding", function()
  it("is not odd", function()
    for _, text in ipairs({ "Müller", "L’Haÿ-les-Roses", "Köln–Bonn", "Calle Mayor 5, 2º B", "«Hôtel»", "Ångström AB",
      "MÜLLER", "Łódź", "Świętokrzyska", "Иванов", "Санкт-Петербург", "Παπαδόπουλος", "東京都", "김철수", "Nguyễn",
      "İstanbul", "O’Brien", "São João", "n° 5", "Þórður", "“Café”" }) do
      assert.equal(0, plausible.oddities(text), text)
    end
    assert.equal(0, plausible.oddities("Þóðólfur", true))
  end)

  it("is told from one in a wrong encoding", function()
    for _, text in ipairs({ "M³ller", "M”ller", "MŸller", "Kšnigstra§e", "Micha³", "Èâàíîâ", "хБЮМНБ", "Mьller",
      "M鼡ler", "Ã¼", "lİodz", "Ð˜Ð²Ð°Ð½", "Noel½", "Espa–a" }) do
      assert.is_true(plausible.oddities(text) > 0, text)
    end
  end)
end)
