--- A person's name in one cell, split where one reading is possible.
--
-- | written | read as |
-- | --- | --- |
-- | Jan Dijk | first name Jan, last name Dijk |
-- | Dijk, Jan | the same |
-- | Jan van der Berg; van der Berg, Jan; Berg, Jan van der | with the prefix van der |
-- | MAIER Max; Max MAIER; GARCÍA LÓPEZ Ana María | capitals alone are the last name |
-- | Maier Max, in a column "Nachname Vorname" | first name Max, last name Maier |
-- | 陳 大文 | first name 大文, last name 陳 |
-- Three words without such a prefix can be split in two ways, and so can a name with a title: these are problems.
--
-- @module openprovider.cli.import.columns.full_name

local core = require("openprovider.core")
local header_name = require("openprovider.cli.import.columns.header_name")
local titles = require("openprovider.cli.import.input.titles")
local words = require("openprovider.values.word_set")

-- Small words between a first and a last name.
local PREFIXES = words [[
  van von de der den het 't te ter ten zu zum zur vom af av da das do dos del della delle dello dei degli di du des la
  le los las el in op aan bij v.d. v/d vd
]]

-- Words between two persons.
local AND = words "and und en et y e og och i & + /"

-- Ends of companies' names: such a text is not just a person's name.
local COMPANIES = words [[
  bv b.v. nv n.v. vof v.o.f. cv gmbh mbh ag kg ohg ug gbr e.k. ek ev e.v. ltd limited llc llp lp plc inc inc. corp corp.
  co co. company sa s.a. sas s.a.s. sarl s.a.r.l. sasu eurl sl s.l. slu s.l.u. spa s.p.a. srl s.r.l. snc sprl bvba asbl
  vzw stichting vereniging ab oy as aps a/s group groep gruppe holding foundation firma firm fa fa. bedrijf onderneming
  unternehmen betrieb verein gebr. gebrüder gebroeders söhne zonen sons bros bros. société societe ets ets. entreprise
  association empresa sociedad asociación ditta azienda impresa società società associazione & hotel restaurant
]]

-- Titles behind a name, without their points. Those of the second list can also be names: they count if they are in
-- capitals, or stand alone behind a comma.
local TITLES_BEHIND = words [[
  jr jnr snr esq phd dphil mphil mba emba msc bsc llm llb csc drsc cpa cfa pmp dds dmd dvm mbbs edd psyd
  pharmd obe cbe mbe frcs facp cissp dipl-ing dipl-kfm dipling iii
]]
local SHORT_TITLES = words [[
  md ma ba ra do rn jd pe dr mag ing ir drs prof sr jun sen ii iv v mr mrs ms beng meng acca fca
]]

local full_name = {}

-- The words in a part of a name.
local function split(text)
  local list = {}
  for word in text:gmatch("[^ \t-\r]+") do list[#list + 1] = word end
  return list
end

local function join(list, from, to)
  return from <= to and table.concat(list, " ", from, to) or nil
end

-- The place where the prefixes that begin at a place end.
local function end_of_prefixes(list, from)
  local last = from - 1
  while last + 1 < #list and PREFIXES[list[last + 1]] do last = last + 1 end
  return last
end

local function without_points(word) return (core.lower(word):gsub("%.", "")) end

local TITLE = "has a title or an addition such as PhD or Jr.: write the first and the last name alone"

-- Whether a word without small letters is such a title beside words that have some: "Smith MD".
local function is_short_title(word, beside)
  return SHORT_TITLES[without_points(word)] and not word:find("[a-z]") and beside:find("[a-z]")
end

-- Whether titles stand behind a name.
local function has_title(list)
  for index = 2, #list do
    if TITLES_BEHIND[without_points(list[index])] then return true end
  end
  return list[3] and (is_short_title(list[#list], list[2]) or is_short_title(list[1], list[2])) or false
end

-- Whether a title stands behind a comma, alone or before the first name: "Smith, MD", "Smith, Dr. John".
local function has_title_behind(family, given)
  local is_only_titles = true
  for _, word in ipairs(given) do
    is_only_titles = is_only_titles and SHORT_TITLES[without_points(word)]
  end
  local first, last = given[1], family[#family]
  if is_only_titles or titles.begin(first) then return true end
  return last:find("%.$") and SHORT_TITLES[without_points(last)]
end

local CAPITALS = "has capitals behind the comma, which may be a title: write it in two columns"
local TWO_PERSONS = "has two persons in it: write one of them"

-- Whether a short word in capitals stands behind a comma, and a whole name may stand before it: "John Smith, CBE".
local function may_be_title(family, given)
  local first = given[1]
  return not given[2] and family[2] and not PREFIXES[core.lower(family[#family - 1])] and #first > 1
    and first:find("^[A-Z][A-Z.]?[A-Z.]?[A-Z.]?$") and family[#family]:find("[a-z]")
end

-- Why the words before and behind a comma are not a name, or nil.
local function wrong_in_parts(family, given)
  if has_title_behind(family, given) then return TITLE end
  if may_be_title(family, given) then return CAPITALS end
  for index = 2, #given - 1 do
    if AND[given[index]] then return TWO_PERSONS end
  end
  return nil
end

-- Why a text is not a person's name, or nil.
local function wrong_with(list)
  if #list < 2 then return "is one word: a first and a last name are expected" end
  for _, word in ipairs(list) do
    if word:find("[0-9]") then return "has a digit in it, which no name of a person has" end
    if COMPANIES[core.lower(word)] then return "looks like a company: its name belongs in company_name" end
  end
  if titles.is_title(list[1]) then return "begins with a title: write the first and the last name alone" end
  return has_title(list) and TITLE or nil
end

local SEVERAL = "can be split in more than one way: write it as \"Last, First\", or in two columns"

local function is_prefix(word) return PREFIXES[core.lower(word)] end

-- Whether a word is only initials: "J", "J.", "J.P."
local function is_initials(word)
  return word:find("^[A-Z]%.?$") or word:find("^[A-Z]%.[A-Z.-]*$") or word:find("^[\195-\209][\128-\191]%.?$")
end

local INITIALS = "has initials in the place of the last name: write it as \"Last, First\", or in two columns"
local NO_FIRST = "begins with a prefix of a last name, and has no first name before it: write it in two columns"

-- "Jan van der Berg"
local function in_order(list)
  if is_prefix(list[1]) then return nil, NO_FIRST end
  if is_initials(list[#list]) then return nil, INITIALS end
  local last = end_of_prefixes(list, 2)
  if #list - last ~= 1 then return nil, SEVERAL end
  return { first_name = list[1], prefix = join(list, 2, last), last_name = list[#list] }
end

-- Whether a word has only capitals, at least two.
local function is_in_capitals(word)
  local count = 0
  if word:find(".", 1, true) then return false end
  word = word:gsub("^Mc", ""):gsub("ß", ""):gsub("’", "")
  for letter in word:gmatch("[\1-\127\194-\244][\128-\191]*") do
    if letter:find("^[a-z]") then return false end
    if core.fold(letter) ~= letter then count = count + 1 elseif #letter > 1 then return false end
  end
  return count > 1
end

-- "MAIER Max", "Max MAIER", "Jan van der BERG": the words in capitals stand together, and the others before or behind
-- them.
local function by_capitals(list)
  local first, last
  for index, word in ipairs(list) do
    if is_in_capitals(word) then
      if last and last < index - 1 then return nil end
      first, last = first or index, index
    end
  end
  if not first or first == 1 and last == #list then return nil end
  local start = first
  while start > 1 and PREFIXES[list[start - 1]] do start = start - 1 end
  if (start > 1) == (last < #list) then return nil end
  local from, to = 1, start - 1
  if start == 1 then from, to = last + 1, #list end
  return { first_name = join(list, from, to), prefix = join(list, start, first - 1),
    last_name = join(list, first, last) }
end

-- "Berg Jan" and "van der Berg Jan", in a column that says so.
local function last_name_first(list)
  local last = end_of_prefixes(list, 1)
  if #list - last ~= 2 then return nil, SEVERAL end
  return { first_name = list[#list], prefix = join(list, 1, last), last_name = list[last + 1] }
end

-- "Berg, Jan van der" and "van der Berg, Jan"
local function reversed(before, after)
  if before == "" or after == "" then return nil, "has a comma, but not a name on both of its sides" end
  if after:find(",", 1, true) then return nil, "has more than one comma" end
  local family, given = split(before), split(after)
  if is_prefix(given[1]) then return nil, "has a prefix before the first name: write it in two columns" end
  local why = wrong_in_parts(family, given)
  if why then return nil, why end
  if is_initials(family[#family]) then return nil, INITIALS end
  local last = end_of_prefixes(family, 1)
  local prefix, stop = join(family, 1, last), #family
  while not prefix and stop > 1 and PREFIXES[family[stop]] do stop = stop - 1 end
  prefix = prefix or join(family, stop + 1, #family)
  local first = #given
  while not prefix and first > 1 and PREFIXES[given[first]] do first = first - 1 end
  return {
    first_name = join(given, 1, first), prefix = prefix or join(given, first + 1, #given),
    last_name = join(family, last + 1, stop),
  }
end

-- Whether a word is written in Chinese, Japanese or Korean characters alone.
local function is_east_asian(word) return not word:gsub("[\227-\237][\128-\191][\128-\191]", ""):find(".") end

-- Katakana, in which the Japanese write foreign names.
local function is_katakana(word)
  return not word:gsub("\227\130[\160-\191]", ""):gsub("\227\131[\128-\191]", ""):find(".")
end

-- "陳 大文", "김 민수": the last name first.
local function east_asian(list)
  for _, word in ipairs(list) do
    if list[3] or not is_east_asian(word) or is_katakana(word) then return nil, SEVERAL end
  end
  return { first_name = list[2], last_name = list[1] }
end

-- Words in names of columns, folded.
local FAMILY = words [[
  last surname surnames family lastname familyname nachname familienname zuname nach cognome apellido apellidos
  achternaam familienaam achter nazwisko famille patronyme efternamn etternavn efternavn slaegtsnavn sukunimi prijmeni
  priezvisko vezeteknev csaladnev sobrenome apelido prezime priimek perekonnanimi uzvards pavarde фамилия прізвище
]]
local GIVEN = words [[
  first given forename forenames firstname givenname vorname vornamen rufname vor prenom prenoms voornaam voornamen voor
  roepnaam imie imiona fornamn fornavn etunimi jmeno krestni krstnemeno keresztnev utonev nombres primeironome prenume
  eesnimi vards vardas имя імя
]]
-- Each of these is the other one of the two: "Name, Vorname", "Cognome e nome".
local EITHER = words "name nom nome nombre naam namn navn nev nimi nume ime meno"
local WITH_NAME = words "last family first given" -- "Last Name" is one thing

local BETWEEN = words "und and et y e i en og och a u de full name"

--- Whether the name of a column has a word for a family name and one for a given name, and nothing else.
---@param name string
---@return boolean
function full_name.is_whole(name)
  local family, given, either = false, false, false
  for _, word in ipairs(header_name.words(name)) do
    if not (FAMILY[word] or GIVEN[word] or EITHER[word] or BETWEEN[word]) then return false end
    family, given = family or FAMILY[word], given or GIVEN[word]
    either = either or EITHER[word] and not BETWEEN[word]
  end
  return (family and (given or either) or given and either) == true
end

--- Whether the name of a column says that the last name stands first in its cells: a word for a family name stands
--- before one for a given name.
---@param name string
---@return boolean
function full_name.is_last_first(name)
  local family, given, either
  local list = header_name.words(name)
  for index, word in ipairs(list) do
    if FAMILY[word] then
      family = family or index
    elseif GIVEN[word] then
      given = given or index
    elseif EITHER[word] and not (index > 1 and WITH_NAME[list[index - 1]]) then
      either = either or index
    end
  end
  family, given = family or given and either, given or family and either
  return family ~= nil and given ~= nil and family < given
end

--- Splits a name.
---@param text string
---@param is_last_first boolean|nil whether the last name stands first where nothing else tells it
---@return table|nil name `{ first_name, prefix, last_name }`
---@return string|nil why it cannot be split, as the end of a sentence
function full_name.split(text, is_last_first)
  text = text:match("^[ \t-\r]*(.-)[ \t-\r]*$")
  local before, after = text:match("^(.-)[ \t-\r]*,[ \t-\r]*(.*)$")
  local why = wrong_with(split((text:gsub(",", " "))))
  if why then return nil, why end
  if before then return reversed(before, after) end
  local list = split(text)
  local has_east_asian = text:find("[\227-\237][\128-\191][\128-\191]")
  if has_east_asian then return east_asian(list) end
  local found = by_capitals(list)
  if found then return found end
  if is_last_first then return last_name_first(list) end
  return in_order(list)
end

--- What a name was read as, for people.
---@param text string
---@param name table
---@return string
function full_name.said(text, name)
  return ('"%s" is read as first name "%s", %slast name "%s"'):format(text, name.first_name,
    name.prefix and ('prefix "%s", '):format(name.prefix) or "", name.last_name)
end

return full_name
