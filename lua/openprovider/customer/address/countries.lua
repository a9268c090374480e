--- Countries as people write them: by code, or by a name in English, Dutch, German, French, Spanish, Italian or a
-- language of the country.
--
-- @module openprovider.customer.address.countries

local core = require("openprovider.core")

local find, match = string.find, string.match

-- How many texts are cached: a file of customers repeats a few countries many times.
local MOST = 500

local known, count = {}, 0

-- Names that are not countries -> the end of the message about them. Loaded when the first name is read.
local told

local function load_told()
  told = {}
  for names, why in pairs(require("openprovider.customer.address.territories")) do
    for _, name in ipairs(names) do told[name] = why end
  end
end

-- Loaded when the first numeric code is read.
local function numeric_codes() return require("openprovider.customer.address.numeric_codes") end

-- Country codes on vehicles, which addresses also have in front of postal codes, where ISO 3166-1 has another code.
local PLATES = {
  a = "AT", b = "BE", d = "DE", e = "ES", f = "FR", i = "IT", l = "LU", s = "SE",
  fl = "LI", slo = "SI", cdn = "CA", nmk = "MK",
}

-- -> alpha2, name in English | nil
local function country_of(text)
  local code, name = core.country(text)
  if code then return code, name end
  local plate = PLATES[core.letters(text)]
  if plate and find(text, "^[ \t-\r]*[A-Za-z]+[ \t-\r]*$") then return core.country(plate) end
  return nil
end

-- Longest text, in bytes, that is searched for two names of a country.
local MOST_BYTES = 100

-- Ways to separate two names: each pattern captures both.
local BETWEEN = { "^(.-) *[(%[] *(.-) *[)%]]$", "^(.-) */ *(.+)$", "^(.-) *, *(.+)$", "^(.-) *; *(.+)$",
  "^(.-) *| *(.+)$", "^(.-) +%- +(.+)$", "^(.-) *\226\128[\147\148] *(.+)$", "^([A-Z][A-Z][A-Z]?) *[:-] *(.+)$",
  "^([A-Z][A-Z][A-Z]?) +(.+)$", "^(.+) +([A-Z][A-Z][A-Z]?)$" }

-- Finds the country that a text names twice: "USA (United States)", "NL - Netherlands", "Suisse / Schweiz / Svizzera".
-- -> alpha2, name | nil
local function named_twice(text)
  for _, pattern in ipairs(BETWEEN) do
    local first, second = match(text, pattern)
    local code, name
    if first then code, name = country_of(first) end
    if code then
      local other = country_of(second) or named_twice(second)
      return code == other and code or nil, name
    end
  end
  return nil
end

-- -> { alpha2, whether it is read from a name or another code, why there is none, name in English }
local function found(text)
  local trimmed = match(text, "^[ \t-\r]*(.-)[ \t-\r]*$")
  if find(trimmed, "[%z\1-\31\127]") or find(trimmed, "\194[\128-\159]") then return {} end -- the checker refuses it
  if not told then load_told() end
  local letters = core.letters(text)
  local why, code = told[letters], nil
  if find(trimmed, "^%d%d?%d?$") then code, why = numeric_codes().read(trimmed) end
  if why then return { nil, nil, why } end
  local name
  code, name = country_of(code or text)
  if not code and #trimmed <= MOST_BYTES then code, name = named_twice(trimmed) end
  return { code, code and core.upper(letters) ~= code or nil, nil, name }
end

local countries = {}

--- Reads a country.
---@param text string such as `"NL"`, `"nl"`, `"NLD"`, `"528"`, `"Holland"`, `"Pays-Bas"`, `"D"`, `"NL - Netherlands"`
---@return string|nil alpha2 of ISO 3166-1
---@return boolean|nil is_conversion whether a name or another code was read: people should see that
---@return string|nil why there is none, as the end of a sentence; nil if nothing more is known than that the text is
--- not a country
---@return string|nil name of the country in English
function countries.read(text)
  if #text == 2 and core.country(text) == text then return text, false end
  local read = known[text]
  if not read then
    if count >= MOST then known, count = {}, 0 end
    read = found(text)
    known[text], count = read, count + 1
  end
  return read[1], read[2], read[3], read[4]
end

--- The country of an address, or of options that have one.
---@param address any
---@return string|nil alpha2 of ISO 3166-1
function countries.of(address)
  local country = type(address) == "table" and rawget(address, "country")
  return type(country) == "string" and core.country(country) or nil
end

return countries
