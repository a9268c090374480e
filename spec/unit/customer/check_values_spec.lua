--- Bad input, offline: the values of single fields, in tables of what is taken and what is not.

local openprovider = require("openprovider")
local example = require("spec.support.example")

local single_value = require("spec.support.single_value")

local accepted, has = single_value.accepted, single_value.has

-- The message of the one problem with a value, which says what was expected.
local function refused(path, value, code)
  local message = single_value.refused(path, value, code or "format")
  assert.is_truthy(message:find("; expected .+, such as "), message)
  return message
end

local function warned(path, value, code)
  return (single_value.warned(path, value, code))
end

describe("a country", function()
  -- The customer, if nothing is to be said of the country.
  local function country(code)
    local canonical, problems = openprovider.check_customer(example.customer {
      ["address.country"] = code, ["additional_data"] = { birth_country = code },
    })
    for _, problem in ipairs(canonical and problems or {}) do
      if problem.code == "converted" and problem.path:find("country", 1, true) then return nil end
    end
    return canonical
  end

  it("may be any of the 249 of ISO 3166-1, and no other two letters without a word", function()
    local count = 0
    for first = 65, 90 do
      for second = 65, 90 do
        if country(string.char(first, second)) then count = count + 1 end
      end
    end
    assert.equal(249, count)
    for _, code in ipairs({ "NL", "GB", "GR", "US", "AX", "BQ", "CW", "SS", "SX", "TW", "ZW" }) do
      assert.is_not_nil(country(code), code)
    end
  end)

  it("is refused where it is none, with the one that was probably meant", function()
    assert.is_nil(refused("address.country", "XX"):find("did you mean", 1, true))
    for written, meant in pairs {
      ["Untied Kingdom"] = "GB", Engalnd = "GB", Nedreland = "NL", Netherland = "NL", ["The Nehterlands"] = "NL",
      Deutschlnad = "DE", Gremany = "DE", ["Espa\195\177ia"] = "ES", ["Cote d'Ivoir"] = "CI", Swizerland = "CH",
    } do
      has(refused("address.country", written), ('did you mean "%s" ('):format(meant))
    end
    for _, written in ipairs({ "Bayern", "Papua", "Breton", "Sylt", "Mallorca", "Tirol" }) do -- of no country's letters
      assert.is_nil(refused("address.country", written):find("did you mean", 1, true), written)
    end
    for _, written in ipairs({ "N", "N1", "ZZ", "xyzzy", "1200" }) do
      refused("address.country", written)
    end
  end)

  it("is written in capitals, whatever the caller wrote", function()
    assert.equal("NL", accepted("address.country", "nl"))
    assert.equal("NL", accepted("address.country", "nL"))
  end)
end)

describe("a calling code", function()
  local PATH = "phone.country_code"

  it("gets its plus sign", function()
    for written, canonical in pairs { ["31"] = "+31", ["0031"] = "+31", ["+31"] = "+31", ["1"] = "+1",
      ["001"] = "+1", ["+358"] = "+358" } do
      assert.equal(canonical, accepted(PATH, written))
    end
    assert.equal("+31", accepted(PATH, 31))
  end)

  it("of letters, of signs, of 20 digits or of none is refused", function()
    for _, code in ipairs({ "abc", "NL", "+", "+NL", "++31", "+3 1", "+ 31", "(31)", "3-1",
      ("9"):rep(20), "+" .. ("9"):rep(20), "+12345", "-31", "+3.1", "+\217\163\217\161" }) do
      has(refused(PATH, code), "is not a country calling code; expected")
    end
    refused(PATH, 12345678901)
    refused("fax.country_code", "abc")
  end)

  it("that is not assigned only warns", function()
    for _, code in ipairs({ "+999", "+04", "+05", "+210", "+0" }) do
      has(warned(PATH, code, "unassigned"), "is not assigned by the ITU")
    end
    has(warned(PATH, "+1242", "unassigned"), 'country code "+1" with area code "242"')
  end)
end)

describe("an area code", function()
  it("with a leading zero is refused, and told so", function()
    has(refused("phone.area_code", "010", "leading_zero"), '"010" has a leading zero')
    refused("phone.area_code", "0", "leading_zero")
  end)

  it("of a fax with a leading zero only warns, as the API's own example of an update has one", function()
    has(warned("fax.area_code", "010", "leading_zero"), '"010" has a leading zero')
    local canonical, warnings = openprovider.check_customer({
      fax = { area_code = "001", country_code = "+01", subscriber_number = "123456" },
    }, { mode = "update" })
    assert.equal("001", canonical.fax.area_code)
    assert.same({ "fax.country_code", "fax.area_code" }, { warnings[1].path, warnings[2].path })
    assert.equal("warning", warnings[2].severity)
  end)

  it("may begin with a zero where that belongs to the number", function()
    for _, code in ipairs({ "+39", "39", "0039", "+378", "+379", "+225", "+229", "+241", "+242", "+992" }) do
      local canonical, warnings = openprovider.check_customer(example.customer {
        ["phone.country_code"] = code, ["phone.area_code"] = "06",
      })
      assert.same({}, warnings)
      assert.equal("06", canonical.phone.area_code)
    end
    for _, code in ipairs({ "+31", "+49", "+7", "+3", "+393" }) do
      assert.is_nil((openprovider.check_customer(example.customer {
        ["phone.country_code"] = code, ["phone.area_code"] = "06",
      })))
    end
  end)

  it("may begin with a zero where the whole number is one of its country's", function()
    for _, parts in ipairs({
      { "+47", "02", "100" }, { "+47", "033", "00" }, { "+227", "08", "003395" }, { "+227", "09", "123456" },
      { "+268", "0800", "4234" }, { "+267", "0800", "600123" }, { "+679", "0800", "1234567" },
      { "+853", "0800", "123" }, { "+676", "0800", "222" }, { "+501", "0800", "1234123" }, { "+687", "05", "0092" },
      { "+247", "05", "1234" },
    }) do
      local canonical, warnings = openprovider.check_customer(example.customer {
        ["phone.country_code"] = parts[1], ["phone.area_code"] = parts[2], ["phone.subscriber_number"] = parts[3],
      })
      assert.same({}, warnings)
      assert.equal(parts[2], canonical.phone.area_code)
    end
  end)

  it("may not begin with one where only other numbers of its country do", function()
    for _, parts in ipairs({
      { "+47", "022", "12345" }, { "+268", "024", "12345" }, { "+501", "02", "12345" },
      { "+91", "011", "12345678" }, { "+81", "03", "12345678" }, { "+66", "02", "1234567" },
    }) do
      local canonical, err = openprovider.check_customer(example.customer {
        ["phone.country_code"] = parts[1], ["phone.area_code"] = parts[2], ["phone.subscriber_number"] = parts[3],
      })
      assert.is_nil(canonical, table.concat(parts, " "))
      local codes = {}
      for _, problem in ipairs(err.problems) do codes[problem.path] = problem.code end
      assert.equal("leading_zero", codes["phone.area_code"])
    end
  end)

  it("and a subscriber number have digits and nothing else, and fifteen at most", function()
    for _, path in ipairs({ "phone.area_code", "phone.subscriber_number", "fax.subscriber_number" }) do
      for _, text in ipairs({ "12--3", "(0)", "10.0", "+10", "1a", "\217\161\217\162", "-5", "1.5" }) do
        refused(path, text)
      end
      refused(path, ("1"):rep(16), "too_long")
      assert.equal("123", accepted(path, 123))
    end
  end)

  it("and the rest of the number only warn where all of it is too long", function()
    local _, warnings = openprovider.check_customer(example.customer {
      ["phone.subscriber_number"] = "12345678901234",
    })
    assert.equal("phone.subscriber_number", warnings[1].path)
    assert.equal("too_long", warnings[1].code)
    assert.equal("warning", warnings[1].severity)
  end)
end)

describe("an e-mail address", function()
  local long = ("a"):rep(64) .. "@" .. (("b"):rep(60) .. "."):rep(3) .. "tld"

  it("is taken where mail could reach it", function()
    for _, address in ipairs({
      "jan@example.com", "a@b.co", "jan.van.dijk+tag@mail.example.co.uk", "o'brien@example.ie",
      "!#$%&'*+-/=?^_`{|}~@example.com", "Jan@EXAMPLE.Com", "1@2.example", "x@xn--mnchen-3ya.example",
      "x@a-b.example", "x@1and1.example", "x@" .. ("a"):rep(63) .. ".example", ("a"):rep(64) .. "@example.com",
      long,
    }) do
      assert.equal(address, accepted("email", address))
    end
  end)

  it("may have an internationalised local part and domain, and goes out as it came", function()
    for _, address in ipairs({
      "jan@m\195\188nchen.example", "j\195\188rgen@example.com",
      "\208\184\208\178\208\176\208\189@"
        .. "\208\191\208\190\209\135\209\130\208\176.\209\128\209\132",
      "\228\189\160\229\165\189@\228\190\139\229\173\144.\228\184\173\229\155\189", "\240\159\152\128@example.com",
    }) do
      assert.equal(address, accepted("email", address))
    end
  end)

  it("is refused where something is wrong with it, in words", function()
    for address, words in pairs {
      ["jan"] = "has no @", ["jan.example.com"] = "has no @",
      ["jan@dijk@example.com"] = "more than one @", ["jan@@example.com"] = "more than one @",
      ["@@"] = "more than one @",
      ["jan dijk@example.com"] = "has a blank in it", ["jan@exam\194\160ple.com"] = "has a blank in it",
      ["j\227\128\128n@example.com"] = "has a blank in it",
      ["@example.com"] = "malformed before the @", [".jan@example.com"] = "malformed before the @",
      ["jan.@example.com"] = "malformed before the @", ["jan..dijk@example.com"] = "malformed before the @",
      ["<jan@example.com"] = "malformed before the @", ["jan,dijk@example.com"] = "malformed before the @",
      ['"jan"@example.com'] = "malformed before the @", ["jan:dijk@example.com"] = "malformed before the @",
      ["jan@"] = "no valid domain", ["jan@localhost"] = "no valid domain", ["jan@.com"] = "no valid domain",
      ["jan@example."] = "no valid domain", ["jan@example.com."] = "no valid domain",
      ["jan@example..com"] = "no valid domain", ["jan@-example.com"] = "no valid domain",
      ["jan@example-.com"] = "no valid domain", ["jan@exam_ple.com"] = "no valid domain",
      ["jan@127.0.0.1"] = "no valid domain", ["jan@[127.0.0.1]"] = "no valid domain",
      ["jan@example.com>"] = "no valid domain", ["jan@example.com,x.com"] = "no valid domain",
      ["jan@" .. ("a"):rep(64) .. ".com"] = "no valid domain",
    } do
      has(refused("email", address), words)
    end
  end)

  it("with CR, LF or another control character is refused before it becomes part of anything", function()
    for _, address in ipairs({ "jan@example.com\r\nBcc: x@example.com", "jan@example\n.com", "ja\rn@example.com",
      "jan\t@example.com", "jan\0@example.com", "jan@example\127.com", "jan@example.com\194\133" }) do
      has(refused("email", address, "control"), " at byte ")
    end
  end)

  it("over 254 bytes, or over 64 before the @, is refused", function()
    local longest = ("a"):rep(64) .. "@" .. (("b"):rep(61) .. "."):rep(3)
    longest = longest .. ("t"):rep(254 - #longest)
    assert.equal(longest, accepted("email", longest))
    has(refused("email", longest .. "t", "too_long"), "has 255 bytes, at most 254 fit")
    has(refused("email", ("\195\169"):rep(128) .. "@example.com", "too_long"), "at most 254 fit")
    has(refused("email", ("a"):rep(65) .. "@example.com", "too_long"), "has 65 bytes before the @")
    has(refused("email", ("a"):rep(1048576), "too_long"), "has 1048576 bytes")
  end)
end)

describe("a locale", function()
  -- That what is written is read as a locale in a country, and that this is told.
  local function assert_read(country, written, locale)
    local canonical, warnings = openprovider.check_customer(example.customer {
      locale = written, ["address.country"] = country,
    })
    assert.equal(locale, canonical.locale, written)
    local told = warnings[#warnings]
    assert.same({ "locale", "converted", ('"%s" is read as %s'):format(written, locale) },
      { told.path, told.code, told.message })
  end

  it("is taken in ICU's form", function()
    for _, locale in ipairs({ "nl_NL", "nl_BE", "en_GB", "az_Latn_AZ", "ar_SA", "nb_NO", "es_419", "haw",
      "haw_US", "zh_Hans", "en_US_POSIX", "ca_ES_VALENCIA", "de_DE_1996", "zh_Hans_CN" }) do
      assert.equal(locale, accepted("locale", locale))
    end
  end)

  it("is put into ICU's form, and nothing is told", function()
    for written, meant in pairs {
      ["nl-NL"] = "nl_NL", NL_nl = "nl_NL", nl_nl = "nl_NL", az_latn_az = "az_Latn_AZ",
      ["es-419"] = "es_419",
      ["en-US"] = "en_US", ["en-us-posix"] = "en_US_POSIX", ["nl_NL.UTF-8"] = "nl_NL", ["de_DE@euro"] = "de_DE",
      [" pt-br "] = "pt_BR", ["nl NL"] = "nl_NL", ["zh-hans-cn"] = "zh_Hans_CN",
    } do
      local canonical, warnings = openprovider.check_customer(example.customer { locale = written })
      assert.same({ meant, {} }, { canonical.locale, warnings })
    end
  end)

  it("may be a language's name, with the address's country where it has that language, and that is told", function()
    for country, names in pairs({
      GB = { english = "en_GB", Englisch = "en_GB", dutch = "nl_NL" }, US = { english = "en_US", spanish = "es_ES" },
      NL = { Dutch = "nl_NL", Nederlands = "nl_NL", english = "en_GB", german = "de_DE", farsi = "fa_IR" },
      LU = { flemish = "nl_BE", Vlaams = "nl_BE" },
      BE = { Flemish = "nl_BE", dutch = "nl_BE", ["français"] = "fr_BE", Deutsch = "de_BE" },
      AT = { Deutsch = "de_AT", italian = "it_IT" },
      BR = { portuguese = "pt_BR", ["portuguese-br"] = "pt_BR" },
      PT = { ["portuguese-pt"] = "pt_PT", spanish = "es_ES" },
      CH = { italiano = "it_CH", French = "fr_CH" }, MX = { ["Español"] = "es_MX" },
      UA = { ["Українська"] = "uk_UA", ukranian = "uk_UA" }, -- WHMCS writes it so
      AZ = { azerbaijani = "az_Latn_AZ" }, NO = { norwegian = "nb_NO" },
      TW = { ["Chinese (Traditional)"] = "zh_Hant_TW" },
      RU = { ["Русский"] = "ru_RU" }, GR = { ["Ελληνικά"] = "el_GR" }, CA = { English = "en_CA", french = "fr_CA" },
    }) do
      for name, locale in pairs(names) do assert_read(country, name, locale) end
    end
  end)

  it("is given a country where it is a language alone, and that is told", function()
    for country, codes in pairs({
      NL = { nl = "nl_NL", NL = "nl_NL", en = "en_GB", sv = "sv_SE", no = "nb_NO", deu = "de_DE", eng = "en_GB",
        ger = "de_DE", pt = "pt_PT", zh = "zh_Hans_CN", az = "az_Latn_AZ", uk = "uk_UA" },
      US = { en = "en_US", es = "es_ES", us = "en_US" }, BE = { nl = "nl_BE", fr = "fr_BE", fra = "fr_BE" },
      AT = { de = "de_AT", at = "de_AT" }, BR = { pt = "pt_BR" }, DK = { da = "da_DK", dk = "da_DK" },
      CZ = { cs = "cs_CZ", cz = "cs_CZ" }, FI = { sv = "sv_FI", fi = "fi_FI" }, JP = { ja = "ja_JP", jp = "ja_JP" },
    }) do
      for code, locale in pairs(codes) do assert_read(country, code, locale) end
    end
  end)

  it("keeps a language that nobody here knows a country of", function()
    for _, locale in ipairs({ "haw", "gsw", "eo", "cy", "fur" }) do assert.equal(locale, accepted("locale", locale)) end
  end)

  it("may have a country that there is not, or be a country's code in capitals, and that is told", function()
    for country, written in pairs({
      NL = { nl_XX = "nl_NL", nl_EN = "nl_NL", US = "en_US", en_UK = "en_GB", BR = "pt_BR" },
      GB = { en_EN = "en_GB", ["en-XX"] = "en_GB", DK = "da_DK" }, BE = { nl_XX = "nl_BE", FR = "fr_BE" },
      SV = { SV = "es_SV" }, SE = { SV = "sv_SE", SE = "sv_SE" }, BY = { BE = "be_BY" }, AR = { AR = "es_AR" },
    }) do
      for code, locale in pairs(written) do assert_read(country, code, locale) end
    end
  end)

  it("is refused where a country's code may mean several, which are named", function()
    for _, row in ipairs({
      { "BE", "BE", "several languages: write nl_BE or de_BE or fr_BE" }, { "NL", "BE", "may be a language (be_BY)" },
      { "CH", "CH", "de_CH or fr_CH or it_CH" }, { "CA", "CA", "en_CA or fr_CA" }, { "DE", "AR", "(ar_SA)" },
    }) do
      local _, err = openprovider.check_customer(example.customer { locale = row[2], ["address.country"] = row[1] })
      assert.is_truthy(tostring(err):find(row[3], 1, true), tostring(err))
    end
  end)

  it("is refused where it is none", function()
    for _, locale in ipairs({
      "n", "nl_", "nl_N", "nl_NLD", "nl_NL_", "_NL", "n\195\169", "klingon", "en_US_POSIX_X", "en_US_ABC",
    }) do
      refused("locale", locale)
    end
  end)
end)

describe("a tag", function()
  it("has the one key that there is", function()
    local function problems_of(key)
      local canonical, err = openprovider.check_customer(example.customer { tags = { { key = key, value = "VIP" } } })
      return canonical, err.problems
    end
    for _, key in ipairs({ "colour", "Customer", "custo mer", "customers" }) do
      local canonical, problems = problems_of(key)
      assert.is_nil(canonical)
      assert.equal("tags[1].key", problems[1].path)
      has(problems[1].message, ('"%s" is not a key of a tag; expected the only key'):format(key))
      has(problems[1].message, 'such as "customer"')
    end
    assert.is_not_nil(problems_of("customer"))
  end)
end)

describe("an extension", function()
  local function check_extension(extension)
    local canonical, found = openprovider.check_customer(example.customer { extension_additional_data = { extension } })
    return canonical, found.problems or found
  end

  it("has a name without its dot, in small letters and ASCII", function()
    for _, name in ipairs({ "eu", "co.uk", "xn--p1ai", "EU", "Co.Uk" }) do
      local canonical = assert(check_extension { name = name, data = {} })
      assert.equal(name:lower(), canonical.extension_additional_data[1].name)
    end
    for name, words in pairs { [".es"] = '".es" begins with a dot; write "es"', ["."] = "is not an extension",
      ["es."] = "is not an extension", ["co..uk"] = "is not an extension", ["e s"] = "is not an extension",
      ["-es"] = "is not an extension",
      ["\209\128\209\132"] = "write its xn-- form", [("a"):rep(64)] = "is not an extension" } do
      local canonical, problems = check_extension { name = name, data = {} }
      assert.is_nil(canonical)
      assert.equal("extension_additional_data[1].name", problems[1].path)
      has(problems[1].message, words)
      has(problems[1].message, 'expected the extension without its leading dot, such as "eu"')
    end
  end)

  it("has data that is a table of named members", function()
    for _, data in ipairs({ "x", 1, true, { "x" } }) do
      local canonical, problems = check_extension { name = "eu", data = data }
      assert.is_nil(canonical)
      assert.is_truthy(problems[1].path:find("^extension_additional_data%[1%]%.data"))
    end
  end)
end)

describe("a date", function()
  local PATH = "additional_data"
  local function check_date(date)
    local canonical, err = openprovider.check_customer(example.customer {
      [PATH] = { birth_date = date, company_registration_subscription_date = date },
    })
    return canonical, err.problems
  end

  it("is a day that there is, as YYYY-MM-DD", function()
    for _, date in ipairs({ "1970-02-28", "1972-02-29", "2000-02-29", "1999-12-31", "2024-02-29" }) do
      assert.is_not_nil(check_date(date), date)
    end
    local no_day = "not in the calendar"
    for date, words in pairs { ["1970-02-30"] = no_day, ["1900-02-29"] = no_day, ["2023-02-29"] = no_day,
      ["1970-13-01"] = no_day, ["1970-00-01"] = no_day, ["1970-01-00"] = no_day, ["1970-04-31"] = no_day,
      ["0000-01-01"] = no_day,
      ["30-02-1970"] = "not of that form", ["1970/02/30"] = "not of that form", ["1970-2-33"] = "not of that form",
      ["1970-02-03T0x"] = "not of that form", ["19700203"] = "not of that form", ["yyyy-mm-dd"] = "not of that form",
      [" 970-02-03"] = "not of that form" } do
      local canonical, problems = check_date(date)
      assert.is_nil(canonical, date)
      assert.equal(2, #problems)
      assert.equal("additional_data.birth_date", problems[1].path)
      assert.equal(6005, problems[1].api_code)
      has(problems[1].message, words)
      has(problems[1].message, "expected a date of the form YYYY-MM-DD, such as")
    end
  end)
end)

describe("a zip code", function()
  it("that the API's table of 2019 does not have only warns", function()
    has(warned("address.zipcode", "nonsense", "zipcode"), 'in NL the API wants "3032 AC"')
    local _, problems = single_value.check("address.zipcode", ("1"):rep(1000))
    assert.same({ "too_long", "zipcode", 2 }, { problems[1].code, problems[2].code, #problems })
    has(problems[2].message, '"11111111111111111111111111111111111..." may be refused')
    for _, zipcode in ipairs({ "3032 AC", "3032AC", "3032 ac", "NL-3032ac", " 3032  AC " }) do
      assert.equal("3032 AC", accepted("address.zipcode", zipcode))
    end
  end)

  it("of a country that the table does not have is not looked at", function()
    local canonical, warnings = openprovider.check_customer(example.customer {
      ["address.country"] = "US", ["address.zipcode"] = "anything",
    })
    assert.is_not_nil(canonical)
    assert.equal(0, #warnings)
  end)
end)

describe("a house number", function()
  it("that is not a number only warns, and says where the rest belongs", function()
    has(warned("address.number", "20 or 22", "format"), "what follows the number belongs in suffix")
    assert.equal("20", accepted("address.number", 20))
  end)
end)
