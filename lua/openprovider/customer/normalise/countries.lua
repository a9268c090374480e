--- Converts the countries of a customer to codes, if they are names.
--
-- @module openprovider.customer.normalise.countries

local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local countries = require("openprovider.customer.address.countries")
local reading = require("openprovider.customer.normalise.reading")

local find = string.find

local ADDRESS, EXTENSIONS = "address.country", "extension_additional_data"

-- Members with countries.
local COUNTRIES = { address = { "country" }, additional_data = { "birth_country", "headquarters_country" } }

-- Ascension belongs to SH, but has another numbering plan.
local function is_ascension(text)
  local letters = core.letters(text)
  return letters == "ac" or find(letters, "^ascension") ~= nil
end

-- Members with countries in the data of extensions. Made when the first extension is read.
local of_extensions

local function is_country(name)
  if not of_extensions then
    of_extensions = {}
    for _, field in ipairs(core.extension_fields()) do of_extensions[field.name] = field.format == "country" end
  end
  return of_extensions[name]
end

-- Reads a country that is not a code. -> alpha2 if the text has to be replaced by it
local function read_country(read, path, text)
  local code, is_conversion, why, country = countries.read(text)
  if not code and path == ADDRESS and not reading.is_blank(text) then read.is_country_unread = true end
  if is_conversion then
    if code == "SH" and is_ascension(text) then read.numbering = "AC" end
    reading.tell(read, path, "converted", ("%s is read as %s (%s)"):format(reading.quoted(text), code, country))
    return code
  elseif why then
    reading.refuse(read, path, reading.quoted(text) .. " " .. why)
  end
  return nil
end

-- Reads the countries of a part of the customer.
local function read_part(read, part_name, names)
  for index = 1, #names do
    local name = names[index]
    local text = rawget(rawget(read.normal, part_name), name)
    local code = type(text) == "string" and read_country(read, part_name .. "." .. name, text)
    if code then reading.put_in(read, part_name, name, code) end
  end
end

-- Reads the countries of an extension. -> the extension, or a copy with codes
local function read_extension(read, index, element)
  local data = type(element) == "table" and rawget(element, "data")
  if type(data) ~= "table" then return element end
  local own
  for name, text in next, data do
    local path = type(text) == "string" and is_country(name) and ("%s[%d].data.%s"):format(EXTENSIONS, index, name)
    local code = path and read_country(read, path, text)
    if code then
      own = own or copied(data)
      own[name] = code
    end
  end
  if not own then return element end
  element = copied(element)
  element.data = own
  return element
end

local function read_extensions(read, list)
  local own
  -- Raw: with metamethods, which `ipairs` calls, a caller's table may have no end.
  local index, element = 1, rawget(list, 1)
  while element ~= nil do
    local of_codes = read_extension(read, index, element)
    if of_codes ~= element then
      own = own or copied(list)
      own[index] = of_codes
    end
    index = index + 1
    element = rawget(list, index)
  end
  if own then reading.put(read, EXTENSIONS, own) end
end

--- Reads the countries of a customer.
---@param read table of `openprovider.customer.normalise.reading`
return function(read)
  for part_name, names in next, COUNTRIES do
    if type(rawget(read.normal, part_name)) == "table" then read_part(read, part_name, names) end
  end
  local list = rawget(read.normal, EXTENSIONS)
  if type(list) == "table" then read_extensions(read, list) end
end
