-- A person's name in one cell: titles behind it, the order that the column says, and last names in front.
local full_name = require("openprovider.cli.import.columns.full_name")

local function shown(text, is_last_first)
  local name, why = full_name.split(text, is_last_first)
  if not name then return nil, why end
  return ("%s|%s|%s"):format(name.first_name, name.prefix or "", name.last_name)
end

describe("a name in one cell", function()
  it("is a problem with a title or an addition behind it, or in the middle", function()
    for _, text in ipairs({
      "John Smith, PhD", "John Smith, Ph.D.", "John Smith, MD", "John Smith, M.D.", "John Smith, Jr.", "Ann Lee, Esq.",
      "Ann Lee, CPA", "Ann Lee, III", "Ann Lee, MBA", "Max Müller, Dipl.-Ing.", "Jan Dijk, MSc", "Jan Novák, CSc.",
      "Eva Graf, RA", "Eva Graf, Mag.", "Eva Graf, Dr.", "Smith Jr., John", "Smith, John Jr.", "John Smith Jr.",
      "John Smith MD", "Ann Lee PhD", "Max Müller Dipl.-Ing.", "Henry Ford II", "Henry Ford, IV", "Smith, Dr. John",
      "Elton John, CBE", "Ann Lee, FRSA", "Ann Lee, MD, PhD", "RA Max Schmidt", "Ivo Novák, DrSc.", "Jan Dijk, BSc",
      "Schmidt Dr., Max", "Ann Lee, RN",
    }) do
      local name, why = shown(text)
      assert.is_nil(name, text)
      assert.is_truthy(why:find("title", 1, true), text .. ": " .. why)
    end
  end)

  it("is no such problem if it only looks like one", function()
    for text, expected in pairs({
      ["Jack Ma"] = "Jack||Ma", ["Ma, Jack"] = "Jack||Ma", ["Anna Do"] = "Anna||Do", ["Sen, Amartya"] = "Amartya||Sen",
      ["Berg, Don"] = "Don||Berg", ["Naoko Ii"] = "Naoko||Ii", ["BA Mamadou"] = "Mamadou||BA",
      ["JANSEN, ADA"] = "ADA||JANSEN",
      ["Dupont, M."] = "M.||Dupont", ["Jan RA"] = "Jan||RA", ["de Vries, Els"] = "Els|de|Vries", ["Ng, JP"] = "JP||Ng",
    }) do
      assert.equal(expected, shown(text), text)
    end
  end)

  it("may have the prefix behind the last name, before a comma", function()
    for text, expected in pairs({
      ["Berg van den, Kees"] = "Kees|van den|Berg", ["Vries de, Els"] = "Els|de|Vries",
      ["Berg van der, Jan Piet"] = "Jan Piet|van der|Berg", ["Goethe von, Anna"] = "Anna|von|Goethe",
      ["Costa da, Rui"] = "Rui|da|Costa", ["Smit Bakker van, Jan"] = "Jan|van|Smit Bakker",
    }) do
      assert.equal(expected, shown(text), text)
    end
  end)

  it("is a problem if it may be more than one name", function()
    for text, why in pairs({
      ["Garcia Lopez, ANA"] = "capitals behind the comma", ["Van Dijk Smit, JAN"] = "capitals behind the comma",
      ["Bakker, Jan en Els"] = "two persons", ["Bakker, Jan & Els"] = "company", ["Graf, Max und Eva"] = "two persons",
      ["Smith, Ann and Bob"] = "two persons", ["Ruiz, Ana y Luis"] = "two persons",
      ["Roux, Luc et Anne"] = "two persons",
      ["Smith, Sir Ian"] = "title", ["王 Wei"] = "more than one way", ["Wei 王"] = "more than one way",
    }) do
      local name, said = shown(text)
      assert.is_nil(name, text)
      assert.is_truthy(said:find(why, 1, true), text .. ": " .. said)
    end
    for text, expected in pairs({
      ["Van Dijk, JAN"] = "JAN||Van Dijk", ["Costa e Silva, Ana"] = "Ana||Costa e Silva",
      ["Jan v.d. Berg"] = "Jan|v.d.|Berg",
      ["Berg v.d., Kees"] = "Kees|v.d.|Berg", ["Jan vd Berg"] = "Jan|vd|Berg", ["v/d Berg, Els"] = "Els|v/d|Berg",
    }) do
      assert.equal(expected, shown(text), text)
    end
  end)

  it("begins with the last name in Chinese, Japanese and Korean", function()
    for text, expected in pairs({
      ["陳 大文"] = "大文||陳", ["王 小明"] = "小明||王", ["김 민수"] = "민수||김", ["山田 太郎"] = "太郎||山田", ["佐藤 はなこ"] = "はなこ||佐藤",
    }) do
      assert.equal(expected, shown(text), text)
    end
    assert.is_nil(shown("ジョン スミス"))
  end)
end)

describe("a column for a name in one cell", function()
  it("has the last name first if its name says so, in any language", function()
    for _, name in ipairs({
      "Nazwisko i imię", "Nazwisko imię", "Nazwisko, imię", "Apellido, nombre", "Nom et prénoms",
      "Nom de famille et prénom", "Nachname u. Vorname", "Zuname Vorname", "Surname, Forename",
      "Family name, given name", "Name (last, first)", "Full name (surname first)", "LastFirst", "last_name_first_name",
      "Nach- und Vorname", "Name, Vorname", "Naam en voornaam", "Cognome e nome", "Apellidos y nombre",
      "Surname and name",
      "Efternamn, förnamn", "Příjmení a jméno", "Nume și prenume", "Фамилия, имя", "NOM Prénom", "Etternavn og fornavn",
    }) do
      assert.is_true(full_name.is_last_first(name), name)
    end
  end)

  it("has the first name first if its name says that, or nothing", function()
    for _, name in ipairs({
      "Imię i nazwisko", "Nombre y apellidos", "Nombre completo", "Prénom et nom", "Prénom et nom de famille",
      "Vorname Name", "Vor- und Nachname", "Nome e cognome", "First and last name", "Name (first, last)", "Full name",
      "Name", "Last name", "Family name", "Nom de famille", "Voor- en achternaam", "Voornaam en naam",
      "Full name (first last)",
      "Jméno a příjmení", "Förnamn efternamn",
    }) do
      assert.is_false(full_name.is_last_first(name), name)
    end
  end)
end)
