--- Gives each value of a customer a canonical form, so that two values can be compared.
-- The API may write a value its own way: a zip code without its blank, `nl-NL`, a number in place of a text, a sign
-- escaped for HTML, an area code that is repeated in the subscriber number, a house number in the street. It may fill
-- in members that nobody gave, with false, 0, "" or a zero date. None of this is a difference. Values that the checker
-- would refuse are compared, too: each value is compared by itself.
--
-- @module openprovider.customer.canonical_form

local core = require("openprovider.core")
local html = require("openprovider.customer.html")
local json = require("openprovider.values.json")
local reference = require("openprovider.customer.marker")

local find, gsub, match, sub = string.find, string.gsub, string.match, string.sub
local fold, lower = core.fold, core.lower

local canonical_form = {}

-- Patterns name their characters: a class such as %s depends on the locale.
local BLANKS = "[ \t\r\n]+"

-- Bytes that may be part of a blank of another script.
local BEYOND_ASCII = "[\128-\255]"

-- A day, and the midnight that some APIs add to it.
local MIDNIGHT = "^(%d%d%d%d%-%d%d%-%d%d)[T ]00:00[:0.Z+]*$"

-- A single value as a text, without blanks at its ends, and with single blanks inside. -> text | nil if it is empty
local function text_of(value)
  local kind = type(value)
  if kind == "boolean" then return tostring(value) end
  if kind == "number" then return json.encode(value) or tostring(value) end
  if kind ~= "string" then return core.exact_text(value) end
  local text = gsub(gsub(gsub(html.unescaped(value), BLANKS, " "), "^ ", ""), " $", "")
  if find(text, BEYOND_ASCII) then text = core.trimmed(text) end
  return text ~= "" and (match(text, MIDNIGHT) or text) or nil
end

-- Separates the parts of a joined text. No value of a customer has this character.
local SEPARATOR = "\31"

-- Any value as a text; a table with its members sorted. -> text | nil if it is empty
local function whole_text(value)
  if type(value) ~= "table" then return text_of(value) end
  local parts = {}
  for name, member in next, value do
    local text = whole_text(member)
    if text then parts[#parts + 1] = (type(name) == "number" and "" or name .. "=") .. text .. SEPARATOR end
  end
  table.sort(parts, core.before)
  return parts[1] and "{" .. table.concat(parts) .. "}" or nil
end

local function digits_of(value)
  return (gsub(text_of(value) or "", "[^0-9]", ""))
end

local function without_zeros(digits)
  return (gsub(digits, "^0+", ""))
end

--- The telephone numbers that a phone or fax can mean. The API joins the parts, and may split them elsewhere (FACTS
--- 3.7). The subscriber number may begin with the area code, or with those of the country and the area.
---@param phone any
---@return string[] numbers digits from the country code on, the likeliest first; none if there is no number
function canonical_form.numbers(phone)
  if type(phone) ~= "table" then phone = { subscriber_number = phone } end
  local country, area = without_zeros(digits_of(phone.country_code)), without_zeros(digits_of(phone.area_code))
  local subscriber = digits_of(phone.subscriber_number)
  local national = without_zeros(area .. subscriber)
  if national == "" then return {} end
  local numbers, rest = { country .. national }, without_zeros(subscriber)
  if country ~= "" and sub(rest, 1, #country + #area) == country .. area then
    numbers[2] = rest
  elseif area ~= "" and #rest > #area and sub(rest, 1, #area) == area then
    numbers[2] = country .. rest
  end
  return numbers
end

-- Places where a letter meets a digit, and the other way round.
local LETTER_DIGIT, DIGIT_LETTER = "([a-z\128-\255])([0-9])", "([0-9])([a-z\128-\255])"

--- Street, house number and suffix in one text, since the API may join them: `hofstraat 20 a`. Only letters and digits
--- remain. A blank separates letters from digits, and stands for any other sign: 1-2 is not 12.
---@param address table
---@return string
function canonical_form.place(address)
  local parts = {}
  for _, name in ipairs({ "street", "number", "suffix" }) do
    local text = text_of(address[name])
    if not canonical_form.is_filler(text) then parts[#parts + 1] = text end
  end
  local joined = gsub(fold(table.concat(parts, " ")), "[^a-z0-9\128-\255]+", " ")
  joined = gsub(gsub(joined, LETTER_DIGIT, "%1 %2"), DIGIT_LETTER, "%1 %2")
  return (gsub(gsub(joined, "^ ", ""), " $", ""))
end

--- The members of an address that `place` joins.
canonical_form.OF_PLACE = { ["address.street"] = true, ["address.number"] = true, ["address.suffix"] = true }

-- The values of tags, sorted. Tags have one key (FACTS 2.3); tags with another key are the API's own.
local function tags_text(tags)
  if type(tags) ~= "table" then return text_of(tags) end
  local values, seen = {}, {}
  for _, tag in ipairs(tags) do
    local is_table = type(tag) == "table"
    local value = whole_text(is_table and tag.value or tag)
    local key = is_table and text_of(tag.key) or "customer"
    if value and lower(key) == "customer" and not seen[value] then
      values[#values + 1], seen[value] = value, true
    end
  end
  table.sort(values, core.before)
  return values[1] and table.concat(values, SEPARATOR) or nil
end

-- Only the letters and digits of a text, in lower case.
local function signs_left_out(text)
  return (gsub(fold(text), "[^a-z0-9\128-\255]", ""))
end

local function phone_text(phone)
  return canonical_form.numbers(phone)[1]
end

-- The API takes two letters. A server may show three, or UK.
local function country_text(text)
  return lower(core.country(text) or text)
end

-- Members whose value needs its own function.
local FORMS = {
  phone = phone_text, fax = phone_text, tags = tags_text,
  comments = function(comments) return text_of((reference.split(comments))) end,
}

-- Members whose text needs its own function.
local TEXT_FORMS = {
  email = function(text) return (gsub(text, "@.*$", lower)) end,
  locale = function(text) return (gsub(gsub(lower(text), "[.@].*$", ""), "%-", "_")) end,
  vat = signs_left_out,
  ["name.initials"] = function(text) return (gsub(text, "[. ]", "")) end,
  -- In some countries people write the country's letter before the digits; for some of them the API wants it (FACTS
  -- 2.5).
  ["address.zipcode"] = function(text) return signs_left_out(gsub(text, "^[A-Za-z][A-Za-z]?%-", "")) end,
  ["address.country"] = country_text,
  ["additional_data.birth_country"] = country_text,
  ["additional_data.headquarters_country"] = country_text,
}

--- Gives the canonical form of a value.
---@param path string of the member, such as `address.zipcode`
---@param value any
---@return string|nil form nil if the value is empty
function canonical_form.of(path, value)
  local own = FORMS[path]
  if own then return own(value) end
  local text = whole_text(value)
  local special = text and TEXT_FORMS[path]
  if special then text = special(text) end
  return text ~= "" and text or nil
end

-- Members in which case matters: the caller's own texts.
local EXACT_CASE = { comments = true, tags = true }

--- Reduces a form to what tells customers apart. Case is ignored, and so is whether an accent is part of its letter or
--- a character behind it. The caller's own texts stay as they are.
---@param path string
---@param form string|nil
---@return string|nil
function canonical_form.plain(path, form)
  return form and not EXACT_CASE[path] and fold(form) or form
end

-- Parts that a server may leave out or add: the country's letters of a VAT number, and the country of a locale.
local MAY_BE_LEFT_OUT = { vat = "^[a-z][a-z]", locale = "_.*$" }

--- Whether one of two forms is the other without a part that may be left out.
---@param path string
---@param one string|nil
---@param other string|nil
---@return boolean
function canonical_form.is_shortened(path, one, other)
  local part = MAY_BE_LEFT_OUT[path]
  if not (part and one and other) then return false end
  return gsub(one, part, "") == other or gsub(other, part, "") == one
end

-- Zeros, also as a date or a time, and the dates that some programs make of a zero date. A single letter does not
-- count: it may be the suffix of a house.
local NOTHING = { ["false"] = true, ["null"] = true }
local ZEROS = "^[-0:.TZ ]+$"
local ZERO_DATES = { ["-0001-11-30"] = true, ["0001-01-01"] = true, ["1970-01-01"] = true }

--- Whether a form is one that the API fills in where nothing was given.
---@param form string|nil
---@return boolean
function canonical_form.is_filler(form)
  return form == nil or NOTHING[lower(form)] or find(form, ZEROS) ~= nil and not find(form, "^[TZ ]+$")
    or ZERO_DATES[match(form, "^%-?%d%d%d%d%-%d%d%-%d%d") or ""] or false
end

return canonical_form
