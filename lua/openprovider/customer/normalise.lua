--- What people write becomes what the API wants, before it is checked: a telephone number or a street as one text is
-- taken apart, a country's name becomes its code, and members that only the API sets are left out, so that what was
-- read can go back in.
--
-- What a person should see is a warning with the code `converted`. What cannot be read stays, and the checker's problem
-- says why.
--
-- @module openprovider.customer.normalise

local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local countries = require("openprovider.customer.address.countries")
local digits = require("openprovider.values.digits")
local json = require("openprovider.values.json")
local locales = require("openprovider.customer.address.locales")
local lost_zeros = require("openprovider.customer.address.lost_zeros")
local names_in = require("openprovider.values.names_in")
local number_twice = require("openprovider.customer.address.number_twice")
local phone = require("openprovider.customer.phone")
local read_only = require("openprovider.customer.read_only")
local reading = require("openprovider.customer.reading")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")
local streets = require("openprovider.customer.address.street")

local find, gsub = string.find, string.gsub
local quoted = reading.quoted

local UNCLEAR = " does not say for certain which part is the house number: give it in address.number, and the street "
  .. "alone here"
local BOX = " is a post box: give a street and a house number, or 0 in address.number if there is none"
local NO_NUMBER = "is required, and %s has none: give the house number, or 0 if the house has no number"

local NUMBERS = { "phone", "fax" }

-- Members with countries.
local COUNTRIES = { address = { "country" }, additional_data = { "birth_country", "headquarters_country" } }

-- Ascension is a part of SH, which has another numbering plan.
local function is_ascension(text)
  local letters = core.letters(text)
  return letters == "ac" or find(letters, "^ascension") ~= nil
end

-- Reads a country that is not as it should be.
local function read_country(read, part_name, name)
  local part = rawget(read.normal, part_name)
  local text = rawget(part, name)
  if type(text) ~= "string" then return end
  local code, is_conversion, why, country = countries.read(text)
  if not code and part_name == "address" and find(text, "[^ \t-\r]") then read.is_country_unread = true end
  if is_conversion then
    if code == "SH" and is_ascension(text) then read.numbering = "AC" end
    part = built.copied(part)
    part[name] = code
    reading.put(read, part_name, part)
    reading.tell(read, part_name .. "." .. name, "converted", ("%s is read as %s (%s)"):format(quoted(text), code,
      country))
  elseif why then
    reading.refuse(read, part_name .. "." .. name, quoted(text) .. " " .. why)
  end
end

local function read_countries(read)
  for part_name, names in next, COUNTRIES do
    if type(rawget(read.normal, part_name)) == "table" then
      for index = 1, #names do read_country(read, part_name, names[index]) end
    end
  end
end

-- A telephone number as one text, nil if it is none, and why its builder could not read it. A builder leaves what it
-- cannot read in `subscriber_number` alone; but in an update such a table that no builder made is one to be merged.
local function text_of(number, is_update)
  if type(number) == "string" then return number end
  if type(number) ~= "table" or is_update and not built.is_made(number) then return nil end
  local text, why = rawget(number, "subscriber_number"), built.why_unread(number)
  for name in next, number do
    if name ~= "subscriber_number" then return nil end
  end
  if type(text) == "string" or type(text) == "number" and why then return text, why end
  return nil
end

-- The country of the address; in an update the stored one, if there is no other.
local function country_of(read)
  if read.is_country_unread then return nil end
  local address = rawget(read.normal, "address")
  local country = type(address) == "table" and rawget(address, "country")
  if type(country) ~= "string" then return read.country end
  return core.country(country)
end

-- Reads a number that is one text. -> what takes its place
local function number_of(read, name, text, is_update, why_unread)
  if not find(text, "[^ \t-\r]") then return is_update and json.null or nil end
  local country, parts, why, doubt = (country_of(read)), nil, why_unread, nil
  if read.numbering then country = read.numbering end
  if not why_unread then parts, why, doubt = phone.read(text, country) end
  if not parts then
    reading.refuse(read, name, quoted(text) .. " " .. why, nil, why == phone.NO_COUNTRY)
    -- It may be right for the country that is meant.
    if read.is_country_unread and not why_unread and not find(text, "^[ (]*%+") then reading.hide(read, name) end
    return text
  end
  if doubt then
    reading.tell(read, name, "format", quoted(text) .. " " .. doubt)
  elseif why then
    reading.tell(read, name, "converted", ("%s is read as %s %s %s, as it is dialled in %s"):format(quoted(text),
      parts.country_code, parts.area_code, parts.subscriber_number, country))
  end
  return is_update and built.mark(parts, phone.PARTS) or parts
end

local IS_NUMBER = "must be an object or a text, not a number: write it in quotes, such as %s, since a number loses its "
  .. "plus sign and its first zeros"
local LEAST, MOST = 1e6, 1e15 -- other numbers are no telephone numbers

-- Reads a number that is no text: its parts may be written with separators.
local function read_parts(read, name, number)
  if type(number) == "number" and number >= LEAST and number < MOST then
    reading.refuse(read, name, IS_NUMBER:format(quoted("+" .. core.number_text(number))), "type")
  elseif type(number) == "table" then
    local parts = phone.without_separators(number)
    if not parts then return end
    number = built.copied(number)
    for part, value in next, parts do number[part] = value end
    reading.put(read, name, number)
  end
end

local function read_numbers(read, is_update)
  for index = 1, #NUMBERS do
    local name = NUMBERS[index]
    local number = rawget(read.normal, name)
    local text, why_unread = text_of(number, is_update)
    if text then
      reading.put(read, name, number_of(read, name, text, is_update, why_unread))
    elseif number ~= nil then
      read_parts(read, name, number)
    end
  end
end

local function why_no_number(parts)
  return parts.number == streets.NO_NUMBER and ", as the house has no number" or ""
end

-- What a house number is written behind, so that it is read as one.
local ANY_STREET = "Hofplein"

-- A house number with more in its cell: "12A", "12 bus 3", "Nr. 5", "s/n".
local function split_number(read, address, number, country)
  if not find(number, "[^0-9 ]") then return end
  local parts = streets.read(ANY_STREET .. " " .. number, country)
  if not parts or parts.street ~= ANY_STREET then return end
  local given = rawget(address, "suffix")
  local suffix = streets.both_suffixes(parts.suffix, given)
  if parts.suffix and not suffix then return end
  address = built.copied(address)
  address.number, address.suffix = parts.number, suffix
  reading.put(read, "address", address)
  reading.tell(read, "address.number", "converted", ("%s is read as number %s%s%s"):format(quoted(number),
    quoted(parts.number), suffix and suffix ~= given and ", suffix " .. quoted(suffix) or "", why_no_number(parts)))
end

-- What is said of a street of which the number cannot be told.
local function explain_street(read, street, given, parts)
  if read.is_country_unread and not parts and digits.may_be_in(street) then
    return reading.hide(read, "address.number")
  end
  local path, code, why = "address.street", "format"
  if parts then
    why = ("%s has the suffix %s in it, and address.suffix has %s: leave one of them"):format(quoted(street),
      quoted(parts.suffix), quoted(given))
  elseif streets.is_box(street) then
    why = quoted(street) .. BOX
  elseif digits.may_be_in(street) then
    why = quoted(street) .. UNCLEAR
  else
    path, code, why = "address.number", nil, NO_NUMBER:format(quoted(street))
  end
  reading.explain(read, "address.number", { path = path, code = code, why = function() return why end })
end

-- Whether a number is there. 0 says that the house has none, but not where the street has one.
local function has_number(number, street, country)
  if type(number) == "number" then number = core.number_text(number) end
  if type(number) ~= "string" or not find(number, "[^ ]") then return false end
  return number ~= streets.NO_NUMBER or not find(street, "[0-9]") or not streets.read(street, country)
end

-- Splits a street with its number in it, where only one reading is possible.
local function read_street(read)
  local address = rawget(read.normal, "address")
  local street = type(address) == "table" and rawget(address, "street")
  if type(street) ~= "string" then return end
  local number, country = rawget(address, "number"), (country_of(read))
  if has_number(number, street, country) then
    if type(number) == "string" then split_number(read, address, number, country) end
    return reading.add(read, number_twice(street, number, country))
  end
  if number ~= nil and type(number) ~= "string" and number ~= 0 or not find(street, "[^ \t-\r]") then return end
  local given = rawget(address, "suffix")
  local parts = streets.read(street, country)
  local suffix = parts and streets.both_suffixes(parts.suffix, given)
  if not parts or parts.suffix and not suffix then return explain_street(read, street, given, parts) end
  address = built.copied(address)
  address.street, address.number, address.suffix = parts.street, parts.number, suffix
  reading.put(read, "address", address)
  reading.tell(read, "address.street", "converted", ("%s is read as street %s, number %s%s%s"):format(quoted(street),
    quoted(parts.street), quoted(parts.number), suffix and suffix ~= given and ", suffix " .. quoted(suffix) or "",
    why_no_number(parts)))
end

-- What is said of a zip code that is missing: an example of that country.
local function explain_zipcode(read, country)
  local example = core.zip_example(country)
  if not example then return end
  reading.explain(read, "address.zipcode", { path = "address.zipcode", why = function(message)
    if example == "" then return ("is required, but %s has no postal codes: write 00000"):format(country) end
    return (gsub(message, '"[^"]*"$', quoted(example)))
  end })
end

-- Puts a zip code into the form in which its country writes it.
local function read_zipcode(read)
  local address = rawget(read.normal, "address")
  if type(address) ~= "table" then return end
  local text, country = rawget(address, "zipcode"), (country_of(read))
  if not country then return end
  if type(text) == "number" then text = core.number_text(text) end
  local is_blank = text == nil or type(text) == "string" and not find(text, "[^ \t-\r]")
  if is_blank then return explain_zipcode(read, country) end
  if type(text) ~= "string" then return end
  text = digits.plain(text)
  local code, why = core.zipcode(country, text), nil
  if not code then
    code, why = lost_zeros.restored(country, text), "%s is read as %s: a spreadsheet leaves out zeros in front"
  elseif #gsub(code, "[^A-Z]", "") > #gsub(text, "[^A-Za-z]", "") then
    why = "%s is read as %s, as %s writes its postal codes"
  end
  if not code or code == rawget(address, "zipcode") then return end
  local given = rawget(address, "zipcode")
  address = built.copied(address)
  address.zipcode = code
  reading.put(read, "address", address)
  if why then reading.tell(read, "address.zipcode", "converted", why:format(quoted(given), code, country)) end
end

local function read_locale(read)
  local text = rawget(read.normal, "locale")
  if type(text) ~= "string" or find(text, "^[a-z][a-z]_[A-Z][A-Z]$") then return end
  local locale, is_conversion = locales.read(text, (country_of(read)))
  if not locale or locale == text then return end
  reading.put(read, "locale", locale)
  if is_conversion then reading.tell(read, "locale", "converted", ("%s is read as %s"):format(quoted(text), locale)) end
end

-- Leaves out what only the API sets. A reference is the caller's, but of a record.
local function leave_out_read_only(read, allow_unknown)
  local customer = read.given
  local is_record = rawget(customer, "handle") ~= nil
  local function leave_out(name)
    if rawget(customer, name) ~= nil then reading.put(read, name, nil) end
  end
  for index = 1, #read_only.TOP do leave_out(read_only.TOP[index]) end
  if not is_record then return end
  leave_out("reference")
  for name, value in record.mended(customer) do reading.put(read, name, value) end
  for _, name in ipairs(allow_unknown and {} or names_in({ customer })) do
    if type(name) == "string" and not record.is_member(name) and not read_only.IS[name] and name ~= "reference"
      and not core.nearest(name, record.MEMBERS)
    then
      leave_out(name)
      reading.tell(read, name, "unknown", "is not a member of a customer, and is left out of this record")
    end
  end
  -- The API makes it of the other names, which may be new.
  local name = rawget(customer, "name")
  if type(name) == "table" and rawget(name, "full_name") ~= nil then
    name = copied(name)
    name.full_name = nil
    reading.put(read, "name", name)
  end
end

-- What is shorter than "nl_NL" is a language alone, which gets a country.
local LOCALE_BYTES = 5

-- A customer of which nothing has to be read but a whole telephone number, with that in its parts. -> customer | nil
local function with_number(customer, is_own)
  local address, number = rawget(customer, "address"), rawget(customer, "phone")
  if type(address) ~= "table" or not core.is_plain_address(address) then return nil end
  local locale = rawget(customer, "locale")
  if type(locale) == "string" and #locale < LOCALE_BYTES then return nil end
  if type(number) == "table" then return customer end
  local parts, why, doubt = nil, nil, nil
  if type(number) == "string" then parts, why, doubt = phone.read(number) end
  if not parts or why or doubt then return nil end
  local normal = is_own and customer or copied(customer)
  normal.phone = parts
  return normal
end

-- The first element of an extension that an earlier one has other data for: nobody knows which the API keeps.
-- -> index | nil
local function contradiction(list)
  local data = {}
  for index, element in ipairs(list) do
    local name = core.lower(element.name)
    if data[name] and not same(data[name], element.data) then return index end
    data[name] = element.data
  end
  return nil
end

-- What a check found, and what only all extensions together show.
local function with_extensions(canonical, problems, errors)
  local list = errors == 0 and canonical.extension_additional_data
  local index = list and list[2] and contradiction(list)
  if not index then return canonical, problems, errors end
  problems = problems or {}
  table.insert(problems, 1, {
    path = ("extension_additional_data[%d]"):format(index), code = "twice", severity = "error",
    message = ("gives the extension %s other data than an element before it: keep one"):format(list[index].name),
  })
  return canonical, problems, 1
end

local normalise = {}

--- Checks a customer as `core.check` does, in its normal form. Its tables are not changed, unless the caller made them.
---@param customer table
---@param allow_unknown? boolean
---@param is_own? boolean whether the table is the caller's own, which may be changed
---@return table canonical
---@return openprovider.Problem[]|nil problems conversions come last
---@return integer errors how many of the problems are errors
function normalise.check(customer, allow_unknown, is_own)
  -- What is right as it is, as most customers of programs are, needs nothing of the rest.
  local plain = not allow_unknown and with_number(customer, is_own)
  if plain then
    local canonical, problems, errors = core.check(plain, "create")
    if not problems then return with_extensions(canonical, nil, errors) end
  end
  local read = reading.of(customer)
  leave_out_read_only(read, allow_unknown)
  read_countries(read)
  read_numbers(read)
  read_street(read)
  read_zipcode(read)
  read_locale(read)
  local canonical, problems, errors = core.check(read.normal, "create", allow_unknown)
  local hidden
  problems, hidden = reading.problems(read, problems)
  return with_extensions(canonical, problems, errors - hidden)
end

--- Checks changes of a customer. A number that is one text replaces the old one, as a builder's does.
---@param changes table
---@param allow_unknown? boolean
---@param country? string of the stored customer, alpha-2: it counts where the changes have none
---@return table canonical
---@return openprovider.Problem[]|nil problems
---@return integer errors
function normalise.check_update(changes, allow_unknown, country)
  local read = reading.of(changes)
  read.country = country
  read_countries(read)
  read_numbers(read, true)
  read_zipcode(read)
  read_locale(read)
  local canonical, problems, errors = built.check_update(read.normal, allow_unknown)
  local hidden
  problems, hidden = reading.problems(read, problems)
  return canonical, problems, errors - hidden
end

return normalise
