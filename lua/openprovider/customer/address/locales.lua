--- Reads locales as people write them: the name of a language, or a locale with other punctuation and case than ICU's.
--
-- Sources: the Unicode CLDR for names and for the countries in which a language is official; the language files of
-- WHMCS
-- for the names that it uses.
--
-- @module openprovider.customer.address.locales

local core = require("openprovider.core")

local find, gsub, match, sub = string.find, string.gsub, string.match, string.sub

-- Each row: code of a language; its usual country; other countries that speak it; its names.
local LANGUAGES = {
  { "en", "GB", "US IE AU NZ CA ZA IN SG MT HK PH PK NG KE GH JM BB TT GI GG JE IM BM KY ZW ZM UG TZ BW NA FJ PG PR VI",
    "english englisch engels anglais ingles inglese angol anglictina engelsk angielski eng" },
  { "nl", "NL", "BE SR AW CW SX BQ",
    "dutch nederlands niederlandisch neerlandais neerlandes olandese holandes hollandais "
    .. "nld dut" },
  { "nl", "BE", "", "flemish vlaams flamisch flaemisch flamand flamenco fiammingo belgiandutch dutchbelgium" },
  { "de", "DE", "AT CH LU LI BE IT", "german deutsch duits allemand aleman tedesco niemiecki tysk nemecky deu ger" },
  { "fr", "FR", "BE CH LU CA MC SN CI CM MG ML NE TD GA CG CD BF BJ TG RE GP MQ GF NC PF HT",
    "french francais frans franzosisch franzoesisch frances francese fra fre" },
  { "es", "ES", "MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ",
    "spanish espanol castellano spaans spanisch espagnol spagnolo spa castilian" },
  { "it", "IT", "CH SM VA", "italian italiano italiaans italienisch italien ita" },
  { "pt", "PT", "BR AO MZ CV GW ST TL",
    "portuguese portugues portugees portugiesisch portugais portoghese por "
    .. "portuguesept portugueseportugal europeanportuguese" },
  { "pt", "BR", "", "portuguesebr portuguesebrazil brazilianportuguese brazilian brasileiro portuguesbr" },
  { "ca", "ES", "AD FR IT", "catalan catala katalanisch catalaans valencian" },
  { "da", "DK", "GL FO", "danish dansk danisch daenisch deens danois danes danese" },
  { "sv", "SE", "FI AX", "swedish svenska schwedisch zweeds suedois sueco svedese" },
  { "nb", "NO", "SJ", "norwegian norsk bokmal norwegianbokmal norwegisch noors norvegien noruego norvegese" },
  { "nn", "NO", "", "nynorsk norwegiannynorsk" },
  { "fi", "FI", "", "finnish suomi finnisch fins finnois finlandes finlandese" },
  { "is", "IS", "", "icelandic islenska islandisch ijslands" },
  { "pl", "PL", "", "polish polski polnisch pools polonais polaco polacco" },
  { "cs", "CZ", "", "czech cestina cesky tschechisch tsjechisch tcheque checo ceco" },
  { "sk", "SK", "", "slovak slovencina slovensky slowakisch slowaaks slovaque" },
  { "sl", "SI", "", "slovenian slovene slovenscina slowenisch sloveens" },
  { "hu", "HU", "", "hungarian magyar ungarisch hongaars hongrois hungaro ungherese" },
  { "ro", "RO", "MD", "romanian romana rumanisch rumaenisch roemeens roumain rumano rumeno moldovan" },
  { "bg", "BG", "", "bulgarian български bulgarisch bulgaars" },
  { "hr", "HR", "BA", "croatian hrvatski kroatisch" },
  { "sr", "RS", "BA ME", "serbian српски srpski serbisch servisch" },
  { "bs", "BA", "", "bosnian bosanski" },
  { "mk", "MK", "", "macedonian македонски makedonski mazedonisch" },
  { "sq", "AL", "MK", "albanian shqip albanisch" },
  { "el", "GR", "CY", "greek ελληνικα griechisch grieks grec griego greco ellinika" },
  { "tr", "TR", "CY", "turkish turkce turkisch tuerkisch turks turc turco" },
  { "ru", "RU", "BY KZ KG", "russian русскии russkij russisch russe ruso russo" },
  { "uk", "UA", "", "ukrainian ukranian українська украінська ukrainisch oekraiens" },
  { "be", "BY", "", "belarusian белоруская" },
  { "et", "EE", "", "estonian eesti estnisch ests" },
  { "lv", "LV", "", "latvian latviesu lettisch lets" },
  { "lt", "LT", "", "lithuanian lietuviu litauisch litouws" },
  { "mt", "MT", "", "maltese malti" },
  { "ga", "IE", "", "irish gaeilge" },
  { "lb", "LU", "", "luxembourgish letzebuergesch" },
  { "he", "IL", "", "hebrew עברית hebraisch" },
  { "ar", "SA", "AE EG MA DZ TN LB JO IQ KW QA BH OM YE LY SD SY", "arabic العربية arabisch arabe arabo" },
  { "fa", "IR", "", "farsi persian فارسی persisch" },
  { "az_Latn", "AZ", "", "azerbaijani azeri azerbaycan" },
  { "ka", "GE", "", "georgian ქართული" },
  { "hy", "AM", "", "armenian" },
  { "zh_Hans", "CN", "SG",
    "chinese simplifiedchinese chinesesimplified mandarin 中文 简体中文 chinesisch chinees chinois chino" },
  { "zh_Hant", "TW", "HK MO", "traditionalchinese chinesetraditional 繁體中文 chinesetaiwan taiwanese" },
  { "ja", "JP", "", "japanese 日本語 japanisch japans japonais japones" },
  { "ko", "KR", "", "korean 한국어 koreanisch koreaans" },
  { "vi", "VN", "", "vietnamese tiengviet" },
  { "th", "TH", "", "thai ไทย" },
  { "id", "ID", "", "indonesian bahasaindonesia indonesia" },
  { "ms", "MY", "BN", "malay bahasamelayu" },
  { "hi", "IN", "", "hindi हिन्दी" },
}

-- Codes of countries, and other codes that are not languages -> the locale that people mean.
local OF_COUNTRIES = { dk = "da_DK", cz = "cs_CZ", jp = "ja_JP", gr = "el_GR", cn = "zh_Hans_CN", ua = "uk_UA",
  us = "en_US", gb = "en_GB", at = "de_AT" }

-- Other codes of some languages.
local OTHER_CODES = { no = "nb", zh = "zh_Hans", az = "az_Latn", iw = "he" }

-- Name -> row, and code of a language -> its first row. Made when the first locale is read.
local rows, languages

local function load_rows()
  rows, languages = {}, {}
  for _, row in ipairs(LANGUAGES) do
    languages[row[1]] = languages[row[1]] or row
    for name in row[4]:gmatch("[^ ]+") do rows[core.letters(name)] = row end
  end
  for code, language in pairs(OTHER_CODES) do languages[code] = languages[language] end
end

-- Whether a language is spoken in a country.
local function is_spoken(row, country)
  return country ~= nil and (row[2] == country or find(" " .. row[3] .. " ", " " .. country .. " ", 1, true) ~= nil)
end

-- Adds a country to the language of a row: that of the address if people speak the language there, else the usual one.
local function with_country(row, country)
  return row[1] .. "_" .. (is_spoken(row, country) and country or row[2])
end

-- The locale for a country's code that was written in place of a language. -> locale | nil, why there is none
local function of_country(country)
  local found, is_there = {}, {}
  for _, row in ipairs(LANGUAGES) do
    if is_spoken(row, country) and not is_there[row[1]] then
      found[#found + 1], is_there[row[1]] = row[1] .. "_" .. country, true
    end
  end
  if found[2] then return nil, "is a country with several languages: write " .. table.concat(found, " or ") end
  return found[1]
end

-- Reads a single code: a language, which gets a country; or a country, if it is in capitals. If the code is both, and
-- the language is not spoken in that country, the address's country decides. -> locale | nil, why there is none
local function of_code(code, country, is_upper)
  local row = languages[code] or #code == 3 and rows[code]
  local upper = core.upper(code)
  local is_country = is_upper and core.country(upper) == upper
  if row and (not is_country or is_spoken(row, upper) or is_spoken(row, country)) then
    return with_country(row, country)
  end
  if not is_country then return OF_COUNTRIES[code] end
  if not row or upper == country then return of_country(upper) end
  return nil, ("may be a language (%s) or a country: write a locale with both, such as nl_BE"):format(
    with_country(row, country))
end

-- Puts each part of a locale into its usual case: the length of a part says what it is. nil if it is not a locale.
local function mended(text)
  local language, rest = match(text, "^([A-Za-z][A-Za-z][A-Za-z]?)(.*)$")
  if not language then return nil end
  local locale = core.lower(language)
  local script, after = match(rest, "^_([A-Za-z][A-Za-z][A-Za-z][A-Za-z])(.*)$")
  if script and (after == "" or find(after, "^_")) then
    locale, rest = locale .. "_" .. core.upper(script:sub(1, 1)) .. core.lower(script:sub(2)), after
  end
  local region, variant = match(rest, "^_([A-Za-z0-9]+)(.*)$")
  if rest == "" then return locale end
  if not region or not (find(region, "^[A-Za-z][A-Za-z]$") or find(region, "^[0-9][0-9][0-9]$")) then return nil end
  if variant ~= "" and not find(variant, "^_[A-Za-z0-9]+$") then return nil end
  return locale .. core.upper("_" .. region .. variant)
end

local locales = {}

--- Whether a locale such as "nl_NL" ends with a country that exists.
---@param locale string
---@return boolean
function locales.has_country(locale)
  local region = sub(locale, -2)
  return core.country(region) == region
end

--- Reads a locale. All locales in the API's documents have a country (FACTS 2.4), so one is added to a language
--- without.
---@param text string such as `"nl-NL"`, `"dutch"`, `"Deutsch"`
---@param country? string ISO 3166-1 alpha-2 of the address; used if people speak the language there
---@return string|nil locale nil if it is not a locale
---@return boolean|nil is_conversion whether a language was read: people should see that
---@return string|nil why there is none, as the end of a sentence; nil if the checker's message says as much
function locales.read(text, country)
  local plain = gsub(gsub(text, "^[ \t-\r]+", ""), "[ \t-\r]+$", "")
  local locale = mended((gsub(gsub(plain, "[.@].*$", ""), "[ -]", "_")))
  local region = locale and match(locale, "_([A-Z][A-Z])$")
  local is_whole = locale and #locale > 3 and (not region or locales.has_country(locale))
  if is_whole then return locale, false end
  if not rows then load_rows() end
  if locale then
    local known = region and core.country(region)
    if known then return sub(locale, 1, -3) .. known, true end -- en_UK
    local whole, why = of_code(match(locale, "^[^_]+"), country, not find(plain, "[a-z]"))
    if why then return nil, nil, why end
    return whole or locale, whole ~= nil
  end
  local row = rows[core.letters(plain)]
  if not row then return nil end
  return with_country(row, country), true
end

return locales
