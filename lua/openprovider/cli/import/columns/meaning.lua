--- The meaning of a known name with additions: "Company (optional)", "Zip / Postcode", "E-mail or mail". Also finds
--- unknown names with a word for a company, a person, an e-mail address or a telephone: such columns are never left out
--- silently.
--
-- @module openprovider.cli.import.columns.meaning

local core = require("openprovider.core")
local full_name = require("openprovider.cli.import.columns.full_name")
local header_name = require("openprovider.cli.import.columns.header_name")
local names = require("openprovider.cli.import.columns.names")
local paths = require("openprovider.cli.import.columns.paths")
local word_set = require("openprovider.values.word_set")

local fold = header_name.fold

-- Endings of names that do not change the meaning, folded.
local ENDS = {}
for word in ([[
  optional required mandatory ifany ifapplicable fakultativ freiwillig pflichtfeld pflicht fallsvorhanden optioneel
  verplicht indienvantoepassing facultatif obligatoire sapplicable opcional obligatorio facoltativo obbligatorio
  opzionale
]]):gmatch("[a-z]+") do ENDS[#ENDS + 1] = word .. "$" end

-- Words in brackets that change the meaning: the address or company is not the customer's.
local IS_OTHER = word_set [[
  old previous former alternative alternate secondary shipping delivery parent partner spouse bank reseller alt frueher
  lieferung lieferadresse oud vorig levering bezorging ancien ancienne livraison anterior envio vecchio spedizione
  consegna
]]

-- What a doubtful name means together with another one.
local PATH_OF = {
  name = paths.FULL_NAME, given_name = paths.FULL_NAME, full_name = paths.FULL_NAME, address = "address.street",
  state = "address.state", number = "address.number", street_number = "address.street", suffix = "address.suffix",
}

-- Words for "or" between two names of one thing. Some have other meanings in other languages.
local OR = { " or ", " oder ", " of ", " ou ", " o " }

-- Words for a company and so on: parts of a folded name, whole words of a name, and what they may be.
local LIKE = {
  { path = "company_name", parts = "compan organi[sz]a firma firmen unternehm bedrijf societ entrepris empresa azienda "
      .. "geschaeft betrieb vennootschap enterprise employer ragionesociale razonsocial corporat",
    words = "org firm ditta business legal co corp" },
  { path = "email", parts = "email courriel emial correo postaelettronica", words = "mail mailadres mailadresse mel" },
  { path = "phone", parts = "telefo telepho phone mobile mobil handy cellul festnetz telnummer telnr",
    words = "tel gsm cell" },
  { path = "name.last_name", parts = "nachname achternaam surname lastname familyname familienname apellid cognome",
    words = "name naam nom nombre nome" },
}

-- Words for something about a company or a telephone, instead of its name or number.
local ABOUT = word_set [[
  id ids no nr number nummer size type kind url domain website web site status state count owner since date created
  updated verified verification confirmed confirmation
  opt optin optout subscribed newsletter consent bounced code extension ext currency
  industry revenue employees sector bank user file product plan group groesse grootte art typ rechtsform form seit
  taille effectif secteur numero num n tamano sector settore tipo dimensione
]]

local function patterns(text)
  local list = {}
  for part in text:gmatch("[^ ]+") do list[#list + 1] = part end
  return list
end

for _, like in ipairs(LIKE) do
  like.parts = patterns(like.parts)
  like.is_word = word_set(like.words)
end

local meaning = {}

-- The meaning of a name, if necessary without such endings.
local function of_name(name)
  local key = fold(name)
  local found = names.meaning(key)
  for index = 1, found and 0 or #ENDS do
    local first = key:find(ENDS[index])
    if first then return names.meaning(key:sub(1, first - 1)) end
  end
  return found
end

-- What the pieces of a name mean together, or nil.
local function of_pieces(pieces, is_sure)
  local list, is_listed, rank, doubt, missing, none = {}, {}, nil, nil, false, { none = true }
  for _, piece in ipairs(pieces) do
    local found = of_name(piece)
    local path = found and (found.path or PATH_OF[found.doubt])
    if path and not is_listed[path] then list[#list + 1], is_listed[path] = path, true end
    rank = found and found.rank and math.min(rank or found.rank, found.rank) or rank
    doubt = doubt or found and found.doubt
    none = found and found.none and none
    missing = missing or not path
  end
  if not list[1] then return none or nil end
  if not missing and not list[2] then
    return doubt and not rank and { doubt = doubt } or { path = list[1], rank = rank }
  end
  return is_sure and { paths = list } or nil
end

local function split(name, pattern)
  local pieces = {}
  for piece in name:gmatch(pattern) do
    if piece:find("[^ ]") then pieces[#pieces + 1] = piece end
  end
  return pieces
end

-- What a name with slashes, or with a word for "or", means; or nil.
local function of_several(name)
  local pieces = split(name, "[^/&+]+")
  if pieces[2] then return of_pieces(pieces, true) end
  for _, word in ipairs(OR) do
    local first, last = core.lower(name):find(word, 1, true)
    local found = first and of_pieces({ name:sub(1, first - 1), name:sub(last + 1) }, false)
    if found then return found end
  end
  return nil
end

-- A name with brackets. The text in brackets decides a doubtful name, and says whether the column is only for empty
-- cells of another one.
local function with_brackets(found, inner)
  local other = names.meaning(fold(inner))
  if not other or not other.path or found.none or found.paths then return found end
  if found.doubt then return other end
  if found.path ~= other.path then return { paths = { found.path, other.path } } end
  return found.rank >= other.rank and found or other
end

--- The meaning of an unknown name without its additions.
---@param name string
---@return table|nil meaning as of `names.meaning`, or `{ paths }` if it can be one of several
function meaning.derived(name)
  name = header_name.plain(name)
  local outer, inner = name, nil
  for _, brackets in ipairs({ "%b()", "%b[]", "%b<>" }) do
    outer = outer:gsub(brackets, function(text)
      inner = inner or text:sub(2, -2)
      return " "
    end)
  end
  if inner and IS_OTHER[fold(inner)] then return nil end
  local found = of_name(outer) or full_name.is_whole(outer) and { doubt = "full_name" } or of_several(outer)
  return found and inner and with_brackets(found, inner) or found
end

--- Whether a name without its additions has a single meaning.
---@param name string
---@return boolean
function meaning.is_known(name)
  local found = meaning.derived(name)
  return found ~= nil and not found.paths
end

local function is_like(like, key, words)
  for _, part in ipairs(like.parts) do
    if key:find(part) then return true end
  end
  for _, word in ipairs(words) do
    if like.is_word[word] then return true end
  end
  return false
end

--- What an unknown name probably is: it has a word for a company, a person, an e-mail address or a telephone.
---@param name string
---@return string|nil path nil if it has no such word, or is something else about one
function meaning.likely(name)
  name = header_name.plain(name)
  local key, words = fold(name), header_name.words(name)
  for _, word in ipairs(words) do
    if ABOUT[word] or IS_OTHER[word] then return nil end
  end
  for _, like in ipairs(LIKE) do
    if is_like(like, key, words) then return like.path end
  end
  return nil
end

return meaning
