--- Splits telephone numbers that are one text into their parts.
--
-- @module openprovider.customer.normalise.numbers

local built = require("openprovider.customer.built")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local phone = require("openprovider.customer.phone")
local reading = require("openprovider.customer.normalise.reading")

local find = string.find
local quoted = reading.quoted

local NUMBERS = { "phone", "fax" }

-- The text of a telephone number that is one text, and why its builder could not read it; nil if it is in parts. What a
-- builder cannot read is the `subscriber_number`, without other parts. In an update, such a table that no builder made
-- is merged instead.
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

-- Reads a number that is one text. -> what takes its place
local function number_of(read, name, text, is_update, why_unread)
  if reading.is_blank(text) then return is_update and json.null or nil end
  local country, parts, why, doubt = read.numbering or reading.country(read), nil, why_unread, nil
  if not why_unread then parts, why, doubt = phone.read(text, country) end
  if not parts then
    reading.refuse(read, name, quoted(text) .. " " .. why, nil, why == phone.NO_COUNTRY)
    -- The number may be right for the country that was meant.
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
local LEAST, MOST = 1e6, 1e15 -- other numbers are not telephone numbers

-- Reads a number that is no text: its parts may be written with separators.
local function read_parts(read, name, number)
  if type(number) == "number" and number >= LEAST and number < MOST then
    reading.refuse(read, name, IS_NUMBER:format(quoted("+" .. core.number_text(number))), "type")
  elseif type(number) == "table" then
    local parts = phone.without_separators(number)
    if not parts then return end
    for part, value in next, parts do reading.put_in(read, name, part, value) end
  end
end

--- Reads the numbers of a customer, or of changes.
---@param read table of `openprovider.customer.normalise.reading`
---@param is_update? boolean
return function(read, is_update)
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
