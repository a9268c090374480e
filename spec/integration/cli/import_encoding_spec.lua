-- The encoding of an import's file, as a user of the command line sees it: what is certain is read, all else stops.
local command_line = require("spec.support.command_line")
local encoded = require("spec.support.encoded")

local has = command_line.has

local HEADER = "name.first_name;name.last_name;email;phone;address.street;address.number;address.zipcode;address.city;"
  .. "address.country\r\n"

-- A file of customers, `{ first name, last name, street, zip code, city, country }` each.
local function file_of(customers)
  local lines = { HEADER }
  for index, one in ipairs(customers) do
    lines[#lines + 1] = ("%s;%s;jan%d@example.com;+31 10 1234567;%s;%d;%s;%s;%s\r\n"):format(one[1], one[2], index,
      one[3], index, one[4], one[5], one[6])
  end
  return table.concat(lines)
end

local WESTERN = {
  { "Jürgen", "Müller", "Königstraße", "70173", "Stuttgart", "DE" },
  { "Noël", "Çelik", "Rue de l’Église", "75001", "Orléans", "France" },
  { "Søren", "Åkerblom", "Ørstedsvej", "2100", "København", "DK" },
  { "María", "Muñoz", "Calle Nuñez", "28013", "Málaga", "ES" },
  { "Þóra", "Þóðólfsdóttir", "Laugavegur", "101", "Reykjavík", "IS" },
  { "Jan", "Wasik", "Prosta", "00-950", "Warszawa", "PL" },
}
local POLISH = {
  { "Michał", "Wąsik", "Świętokrzyska", "00-950", "Łódź", "PL" },
  { "Jürgen", "Müller", "Königstraße", "70173", "Stuttgart", "DE" },
}
local RUSSIAN = {
  { "Иван", "Петров", "Ленина", "101000", "Москва", "RU" },
  { "Анна", "Щукина", "Невский проспект", "190000", "Санкт-Петербург", "RU" },
}

describe("the encoding of an import's file", function()
  local cli = command_line.for_specs { login_limit = false }

  local function import(customers, encoding, options, stdin)
    local bytes = encoded(file_of(customers), encoding)
    local path = stdin and "-" or cli:file("customers.csv", bytes)
    return cli:run(("import %s %s"):format(path, options or ""), { stdin = stdin and bytes })
  end

  local function has_created(customers)
    local handles = cli.server:handles()
    assert.equal(#customers, #handles)
    local cities = {}
    for _, handle in ipairs(handles) do
      local record = cli.server:record(handle)
      cities[record.name.first_name .. record.name.last_name .. record.address.street] = record.address.city
    end
    for _, one in ipairs(customers) do assert.equal(one[5], cities[one[1] .. one[2] .. one[3]]) end
  end

  for _, encoding in ipairs({ "UTF-8", "UTF-16", "WINDOWS-1252" }) do
    for name, is_stdin in pairs({ ["a file"] = false, ["standard input"] = true }) do
      it("needs no option if it is " .. encoding .. " in " .. name, function()
        local status, _, err = import(WESTERN, encoding, "", is_stdin)
        assert.equal(0, status, err)
        has_created(WESTERN)
        assert.equal(encoding == "WINDOWS-1252",
          err:find("read as WINDOWS-1252, such as "
            .. "K\\xF6nigstra\\xDFe -> Königstraße, No\\xEBl -> Noël, ", 1, true) ~= nil, err)
      end)
    end
  end

  it("may be named, whatever the countries", function()
    for encoding, customers in pairs({
      ["WINDOWS-1250"] = POLISH, ["ISO-8859-2"] = POLISH, ["WINDOWS-1251"] = RUSSIAN, ["KOI8-R"] = RUSSIAN,
      MACINTOSH = { WESTERN[1], WESTERN[2] }, ["UTF-16BE"] = POLISH,
    }) do
      cli:reset()
      local status, _, err = import(customers, encoding, "--encoding " .. encoding)
      assert.equal(0, status, encoding .. err)
      has_created(customers)
    end
  end)

  -- The encodings that a message proposes, and the message.
  local function proposed(customers, encoding)
    local status, out, err = import(customers, encoding)
    assert.same({ 1, "" }, { status, out }, err)
    assert.equal(0, cli.server:counters().arrived)
    has(err, "it is not UTF-8, and its encoding is not certain: ")
    local found = {}
    for name in err:gmatch("openprovider import [^\n]*customers%.csv %-%-encoding ([A-Z0-9-]+)\n") do
      found[#found + 1] = name
    end
    return found, err
  end

  local TURKISH = { { "Gülşen", "Yılmaz", "İstiklal Caddesi", "34430", "İstanbul", "TR" } }
  for name, given in pairs({
    ["Polish of Windows"] = { POLISH, "WINDOWS-1250", "Wąsik" }, ["Polish of ISO"] = { POLISH, "ISO-8859-2", "Wąsik" },
    ["Russian of Windows"] = { RUSSIAN, "WINDOWS-1251", "Иван" }, ["Russian of Unix"] = { RUSSIAN, "KOI8-R", "Иван" },
    ["Turkish"] = { TURKISH, "WINDOWS-1254", "Gülşen" },
    ["Greek"] = { { { "Γιώργος", "Άννης", "Ερμού", "105 63", "Αθήνα", "Greece" } }, "WINDOWS-1253", "Άννης" },
    ["Latvian"] = { { { "Jānis", "Bērziņš", "Brīvības iela", "LV-1010", "Rīga", "LV" } }, "WINDOWS-1257", "Jānis" },
    ["Japanese"] = { { { "太郎", "山田", "丸の内", "100-0005", "東京", "JP" } }, "CP932", "太郎" },
    ["Korean"] = { { { "철수", "김", "세종대로", "04524", "서울", "KR" } }, "CP949", "철수" },
    ["German from an old Macintosh"] = { WESTERN, "MACINTOSH", "Müller" },
    ["German from DOS"] = { { WESTERN[1] }, "CP850", "Müller" },
  }) do
    it("stops the import with the right proposal: " .. name, function()
      local found, err = proposed(given[1], given[2] == "MACINTOSH" and "MACINTOSH//TRANSLIT" or given[2])
      assert.equal(given[2], found[1], err)
      has(err, given[3])
    end)
  end

  it("is proposed with values that tell the proposals apart, and with no others", function()
    local same = { "Jürgen", "Müller", "Königstraße", "10115", "Lübeck", "DE" }
    for _, telling in ipairs({
      { "Søren", "Kjær", "Strøget", "8000", "Århus", "PL" }, { "Íñigo", "Núñez", "Peña", "28013", "Logroño", "PL" },
      { "João", "Simões", "Rua", "1000-001", "São Paulo", "PL" }, { "Anaïs", "Lefèvre", "Rue", "75001", "Nîmes", "PL" },
      { "Håkan", "Åberg", "Gatan", "172 66", "Växjö", "PL" },
    }) do
      cli:reset()
      local rows = { same, same, same, same, telling }
      for index = 1, 3 do
        rows[index] = { "Jürgen" .. ("a"):rep(index), "Müller", "Königstraße", "10115", "Lübeck", "DE" }
      end
      local found, err = proposed(rows, "WINDOWS-1252")
      assert.is_true(#found > 1, err)
      assert.is_nil(err:find("line [2-5]: "), err)
      local values = {}
      for value in err:gmatch("line 6: ([^;\n]+)") do values[#values + 1] = value end
      local is_other = false
      for _, value in ipairs(values) do is_other = is_other or value ~= values[1] end
      assert.is_true(is_other, err)
      for line in err:gmatch("\n    ([^\n]+)") do assert.is_true(#line <= 100, line) end
    end
  end)

  it("is certain only for rows of countries whose letters it has, and for texts as people write them", function()
    local jan = { "Jan", "Müller", "Weg", "3032 AC", "Rotterdam", "NL" }
    for why, changes in pairs({
      ["line 3 is from PL"] = { [6] = "PL" }, ["line 3 has no country"] = { [6] = "" },
      ["line 3 has a country that is not known"] = { [6] = "Nowhere" },
      ['line 3 would have "M³ller"'] = { [2] = "M³ller" }, ['line 3 would have "MŸller"'] = { [2] = "MŸller" },
    }) do
      local other = {}
      for index = 1, 6 do other[index] = changes[index] or jan[index] end
      local found, err = proposed({ jan, other }, "WINDOWS-1252")
      has(err, why)
      assert.is_truthy(table.concat(found, " "):find("WINDOWS-1252", 1, true), err)
    end
    local bytes = encoded(file_of({ jan }), "WINDOWS-1252") .. file_of({ jan }):sub(#HEADER + 1)
    local status, _, err = cli:run("import " .. cli:file("c.csv", bytes))
    assert.equal(1, status)
    has(err, "line 3 is UTF-8 (M\\xC3\\xBCller), and other lines are not")
  end)

  it("is not certain for foreign names that it does not have, whatever the country", function()
    for encoding, cases in pairs({
      ["WINDOWS-1251"] = { { "Иванов", "DE" }, { "Щукина", "NL" }, { "Юг", "GB" } },
      ["WINDOWS-1253"] = { { "Παπαδόπουλος", "DE" } },
      ["WINDOWS-1254"] = { { "Şahin", "DE" }, { "Yıldız", "DE" }, { "Gülşen", "NL" }, { "Çağlar", "AT" } },
      ["WINDOWS-1250"] = { { "Dvořák", "DE" }, { "Đorđević", "AT" }, { "Ştefan", "IT" }, { "Ionaşcu", "ES" },
        { "Dragoş", "DE" }, { "Kovačević", "DE" }, { "Gdańska", "GB" }, { "Erdős", "AT" } },
      ["WINDOWS-1257"] = { { "Bērziņš", "DE" }, { "Žukauskienė š", "GB" } },
      MACINTOSH = { { "Groß", "DE" } }, CP850 = { { "José", "ES" }, { "Groß", "DE" }, { "Brø", "DK" },
        { "Çelik", "NL" } },
    }) do
      for _, case in ipairs(cases) do
        local found, err = proposed({ { "Jan", "Muller", "Weg", "1", "Ort", "DE" },
          { "Jan", case[1], "Weg", "1", "Ort", case[2] } }, encoding)
        has(err, "line 3 would have ")
        assert.is_truthy(table.concat(found, " "):find(encoding, 1, true), case[1] .. err)
      end
    end
  end)

  it("is certain for what people write in Western Europe", function()
    for text, country in pairs({
      ["£5 Shop"] = "GB", ["½ Co"] = "GB", ["Mª José"] = "ES", ["2º B"] = "ES", ["Nº 5"] = "ES",
      ["L’Haÿ-les-Roses"] = "FR",
      ["’t Hooft é"] = "NL", ["Café “Zur Post”"] = "DE", ["Sørensen"] = "DE", ["Simões"] = "PT", ["Zoë"] = "NL",
      ["Þórður Ýmir"] = "IS", ["Ægir"] = "DK", ["Cœur"] = "FR", ["§ 5 GmbH"] = "DE", ["Pääjärvi"] = "FI",
      ["Île"] = "FR",
      ["Núñez"] = "US", ["João"] = "BR", ["Sebastián"] = "DE", ["5 € Laden"] = "DE", ["Hotel „Adler“"] = "DE",
      ["Trägårdh"] = "SE", ["Öz"] = "DE", ["Jones’ é"] = "GB", ["Apt 5½"] = "US", ["Niño"] = "ES",
    }) do
      cli:reset()
      local status, _, err = import({ { "Jan", text, "Weg", "1", "Ort", country } }, "WINDOWS-1252", "--dry-run")
      assert.equal(0, status, text .. err)
      has(err, "read as WINDOWS-1252")
    end
  end)

  it("is shown by the values with the rarest letters", function()
    local customers = {}
    for index = 1, 9 do customers[index] = { "Jürgen", "Müller", "Weg", "70173", "Köln", "DE" } end
    customers[10] = { "Noël", "Åberg", "Weg", "70173", "Ort", "DE" }
    local status, _, err = import(customers, "WINDOWS-1252", "--dry-run")
    assert.equal(0, status, err)
    has(err, "such as No\\xEBl -> Noël, \\xC5berg -> Åberg, K\\xF6ln -> Köln;")
  end)

  it("that is unknown is told with some that are known, before anything is read", function()
    local status, _, err = cli:run("import nowhere.csv --encoding klingon")
    assert.equal(2, status)
    has(err, 'unknown encoding "klingon"; some that are known are UTF-8, UTF-16LE, WINDOWS-1250')
  end)
end)
