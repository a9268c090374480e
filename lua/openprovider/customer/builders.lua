--- Builders for the parts of a customer: name, address, phone, fax, tags and extensions.
--
-- A builder always returns a new plain table, whatever it is given: it never returns nil (so no member
-- vanishes from the constructor around it), never raises and never changes its argument. It checks
-- nothing either. What it could not use stays in the table as given, members it does not know
-- included, so that the checker can name the member and say what was expected of it.
--
-- In an update a name, address, street, phone or fax that was built is complete: it replaces the old one (see
-- `openprovider.customer.built`). Extensions are merged by their names and fields, built or not.
--
-- Shapes: FACTS 2.3, 2.7 and 2.8.
-- @module openprovider.customer.builders

local core = require("openprovider.core")

local find, gsub, match = string.find, string.gsub, string.match
local lower = core.lower

local built = require "openprovider.customer.built"
local copied = require "openprovider.values.copied"
local digits = require "openprovider.values.digits"
local phone = require "openprovider.customer.phone"

local MAX_STREET_BYTES = 200 -- a longer text is no street and house number

local function words(list)
  local set = {}
  for word in list:gmatch("[^ \t-\r]+") do set[word] = true end
  return set
end

-- House-number suffixes longer than a letter (French and Italian bis, ter; Dutch ground and upper floors).
local SUFFIXES = words "bis ter quater hs huis ii iii iv"

-- Right before a number these say that it is something else than the house number, or that they
-- themselves are no part of the street's name.
local MARKERS = words [[
  no nr num number numero número nummer huisnummer hausnummer nro čp č д дом кв dom box bus postbus postfach
  bp boite boîte apt apartment app appartement flat unit suite ste room floor level etage étage piso puerta
  km kilometer kilometre building bldg gebouw block blok bloque lot plot sector phase zone highway hwy route
  interstate road lane alley gate pier house villa
]]

-- With nothing before them these are half a name: "Straße 12" and "Calle 50" are streets.
local KINDS = words [[
  street st straat straße strasse str rue avenue ave av avenida calle carrera via viale weg laan plein boulevard
  platz place plaza piazza rua ulica ulice ul улица ул gade gata gatan vej utca sokak cadde jalan rruga strada
]]

-- What in UTF-8 is no letter, though its bytes look like one's: Latin-1 signs (`º`, no-break space), general
-- punctuation and symbols, digits of other scripts, full-width forms. And Japanese and Chinese, where
-- the last number is often that of a block.
local NO_LETTERS = {
  "\194[\128-\191]", "\226[\128-\191]", "\217[\160-\169]", "\219[\176-\185]", "\224\165[\166-\175]",
  "\239[\188\189]", "[\227-\233][\128-\191][\128-\191]",
}

-- Of those, what does stand in names: `·` (Paral·lel), `’`, and the two typographic hyphens.
local NAME_SIGNS = { "\194\183", "\226\128\153", "\226\128[\144\145]" }

-- Whether `name` can only be a street's name: letters of any script, and ending in one (or in the
-- dot of "Bahnhofstr."), not in a word that claims the number for itself.
local function is_street_name(name)
  if find(name, "[^A-Za-z .'%-\128-\255]") or not find(name, "[A-Za-z.\128-\255]$") then return false end
  local letters = name
  for _, sign in ipairs(NAME_SIGNS) do letters = gsub(letters, sign, "") end
  for _, pattern in ipairs(NO_LETTERS) do
    if find(letters, pattern) then return false end
  end
  local before, last = match(name, "^(.-)([^ ]+)$")
  last = gsub(lower(last), "%.+$", "")
  if #last < 2 or MARKERS[last] then return false end -- one letter: a square in Mannheim, "n."
  return before ~= "" or not KINDS[last]
end

-- The suffix in what follows the house number: "" for none, nil when it is not clear what it is.
-- `A` after a space, a hyphen or nothing; but "2e" is how Dutch and French write 'second'.
local function suffix_of(rest)
  if rest == "" then return "" end
  local suffix = match(rest, "^ *%-? *([A-Za-z]+)$")
  if not suffix or rest == "e" then return nil end
  return (#suffix == 1 or SUFFIXES[lower(suffix)]) and suffix or nil
end

-- The parts of a written street, or nil when there is more than one way to read it.
local function split(written)
  if #written > MAX_STREET_BYTES then return nil end
  local head, number, rest = match(digits.plain(written), "^ *([^%d]+)(%d+)(.-) *$")
  if not head or #number > 3 or find(number, "^0") then return nil end
  local name = match(head, "^(.-) *,? *$")
  if name == head or not is_street_name(name) then return nil end
  local suffix = suffix_of(rest)
  if not suffix then return nil end
  return { street = name, number = number, suffix = suffix ~= "" and suffix or nil }
end

-- For which members of its part of a customer a builder speaks. The API makes `full_name`, and may fill in `initials`.
local NAME = { "first_name", "prefix", "last_name" }
local STREET = { "street", "number", "suffix" }
local ADDRESS = { "street", "number", "suffix", "zipcode", "city", "state", "country" }

local M = {
  phone = phone.phone,
  fax = phone.fax,
}

--- Builds the `name` of a customer.
--
-- A table is copied, members it should not have included. Initials are not made up: the API does
-- without them (FACTS 2.3). A string is never cut into first and last name, since nobody can
-- ("Jan van Dijk", "Mao Zedong"): like every other value it becomes `full_name`, and the checker
-- asks for `name.first_name` and `name.last_name`. `nil` gives an empty table.
---@param parts any usually `{ first_name =, prefix =, last_name =, initials =, full_name = }`
---@return openprovider.Name name a new plain table; never nil, and nothing is raised
function M.name(parts)
  return built.mark(type(parts) == "table" and copied(parts) or { full_name = parts }, NAME)
end

--- Cuts a written street into street, house number and suffix, where only one reading is possible.
--
-- `"Hofplein 20"`, `"Via Roma, 20"`, `"Hofplein 20-A"`, `"Hofplein 20 A"`, `"Hofplein 20bis"`: a name
-- without digits, a number of one to three digits of any script, and at most a suffix of one letter or a
-- known word. All else stays whole in `street`: a wrong cut is worse than none (FACTS 3.7, quirk 3). So
-- stay `"Plein 1944"` (a year, or a postcode), `"Straat 1940 12"`, `"Rue de la Loi 16 / 3"`,
-- `"20-22"` (a range), `"Postbus 123"`, `"Straße 12"`, and every number in front: `"10 Downing Street"`
-- has the shape of `"18 Septemberplein"`, which has no house number.
--
-- A table is copied; any other value becomes `street`; `nil` gives an empty table. Further
-- arguments are ignored. As the `address` of an update it replaces street, number and suffix, and nothing else.
---@param written any usually a string
---@return openprovider.Street street a new plain table; never nil, and nothing is raised
function M.street(written)
  if type(written) == "table" then return built.mark(copied(written), STREET) end
  return built.mark(type(written) == "string" and split(written) or { street = written }, STREET)
end

--- Builds the `address` of a customer.
--
-- A table is copied, members it should not have included. When it has no `number`, and its `street`
-- is one that `street()` can cut, the parts take its place; a `suffix` given by the caller is
-- never replaced (where the street holds one too, the street stays whole). Any other value becomes
-- `street`, whole, and the checker asks for the rest; `nil` gives an empty table. In an update it replaces
-- the old address, and is checked as in a create; to change a part of an address, give a plain table.
---@param parts any usually `{ street =, number =, suffix =, zipcode =, city =, state =, country = }`
---@return openprovider.Address address a new plain table; never nil, and nothing is raised
function M.address(parts)
  if type(parts) ~= "table" then return built.mark({ street = parts }, ADDRESS) end
  local address = built.mark(copied(parts), ADDRESS)
  if address.number == nil and type(address.street) == "string" then
    local cut = split(address.street)
    if cut and (cut.suffix == nil or address.suffix == nil) then
      for key, value in next, cut do address[key] = value end
    end
  end
  return address
end

--- Builds one of the `tags` of a customer.
--
-- `tag "VIP"` has the key `customer`, the one key there is (FACTS 2.3); `tag(key, value)` sets both, a
-- value of nil included, so a missing value is never taken for a key; `tag { key =, value = }` is copied.
---@param ... any a value; a key and a value; or a table
---@return openprovider.Tag tag a new plain table; never nil, and nothing is raised
function M.tag(...)
  local first, second = ...
  if select("#", ...) > 1 then return { key = first, value = second } end
  if type(first) == "table" then return copied(first) end
  return { key = "customer", value = first }
end

--- Builds one element of a customer's `extension_additional_data`: what one TLD asks for.
--
-- `extension("eu", { whois_email = "jan@example.com" })`, or `extension { name = "eu", data = { ... } }`. The
-- name is left as written, and so are the members of `data`, which differ by TLD (FACTS 2.7). The table and its
-- `data` are copied; what is deeper is shared. Data that is no table stays, for the checker.
---@param name any usually the TLD without a dot; or a table, when it is the only argument
---@param data? any usually a table of strings
---@return openprovider.Extension extension a new plain table; never nil, and nothing is raised
function M.extension(name, data)
  local extension
  if type(name) == "table" and data == nil then
    extension = copied(name)
  else
    extension = { name = name, data = data }
  end
  if type(extension.data) == "table" then extension.data = copied(extension.data) end
  return extension
end

return M
