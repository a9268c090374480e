--- Turns customers as the API sends them into the records that callers get.
--
-- @module openprovider.customer.from_api

local core = require("openprovider.core")
local json = require("openprovider.values.json")
local phone = require("openprovider.customer.phone")
local read_only = require("openprovider.customer.read_only")
local reference = require("openprovider.customer.marker")

local find = string.find
local NULL = json.null

local record = {}

-- Members that become integers: the API may send a text (FACTS 2.8).
local INTEGERS = { "id", "reseller_id" }

-- Values of `is_deleted`: the API also writes booleans as texts (FACTS 2.8, 'Update').
local IS_DELETED = {
  [true] = true, ["true"] = true, [1] = true, ["1"] = true,
  [false] = false, ["false"] = false, [0] = false, ["0"] = false,
}

-- The years in which a customer can have been deleted. Dates outside of them mean 'never': 0000-00-00, which the API
-- writes (FACTS 2.8), and what other programs turn that into, such as -0001-11-30, 1970-01-01 and 9999-12-31.
local FIRST_YEAR, LAST_YEAR = 1971, 2199

-- Members that belong to a login: the API's schema of contacts mixes them with those of customers. Only letters and
-- digits, since the API writes names in more than one style (FACTS 2.8).
local OF_LOGINS = {}
for _, name in ipairs({
  "apiaccessenabled", "authtype", "hash", "hashchangedat", "isactive", "lastapicallat", "lastip", "lastloginat",
  "login", "role", "username",
}) do
  OF_LOGINS[name] = true
end

-- Parts of the names of such members. They also catch members that a later version of the API may add.
local TELLTALES = {
  "accesskey", "apikey", "authcode", "blacklist", "credential", "iplist", "otp", "passw", "privatekey", "pwd",
  "secret", "token", "whitelist",
}

local function is_of_logins(name)
  name = core.lower(name):gsub("[^a-z0-9]", "")
  if OF_LOGINS[name] then return true end
  for _, part in ipairs(TELLTALES) do
    if name:find(part, 1, true) then return true end
  end
  return false
end

-- The most names whose answer is cached. Every record has the same few names; the limit is for a server that makes up
-- new ones.
local MAX_KNOWN = 1000
local known, known_count = {}, 0

local function keeps(name)
  local verdict = known[name]
  if verdict == nil then
    if known_count == MAX_KNOWN then known, known_count = {}, 0 end
    verdict = not is_of_logins(name)
    known[name], known_count = verdict, known_count + 1
  end
  return verdict
end

-- Members with the caller's own data, in which no name is that of a login (.aero has an `ens_key`): all of the member,
-- or one member of each element.
local FREE = { additional_data = true, extension_additional_data = "data" }

local IS_MEMBER, IS_UPDATABLE, MEMBERS, UPDATABLE = {}, {}, {}, {}
for _, field in ipairs(core.fields().members) do
  IS_MEMBER[field.name] = true
  MEMBERS[#MEMBERS + 1] = field.name
  if not field.create_only then
    IS_UPDATABLE[field.name] = true
    UPDATABLE[#UPDATABLE + 1] = field.name
  end
end

local function is_array(value)
  return type(value) == "table" and rawget(value, 1) ~= nil
end

local pruned -- below

-- An array without empty elements; with `whole` it keeps its length.
local function pruned_array(value, free, whole, is_own)
  local array = {}
  for _, item in ipairs(value) do
    local copy = pruned(item, free, whole, is_own)
    if copy == nil and whole then copy = type(item) == "table" and item ~= json.empty_array and {} or item end
    array[#array + 1] = copy
  end
  return array[1] ~= nil and array or nil
end

-- A copy without empty values: null, "" and empty tables. With `is_own` objects are changed, not copied. Members of
-- logins are removed, except below the member that `free` names; if `free` is true, nowhere. `whole`: arrays keep their
-- lengths.
function pruned(value, free, whole, is_own)
  if value == NULL or value == "" then return nil end
  if type(value) ~= "table" then return value end
  if is_array(value) then return pruned_array(value, free, whole, is_own) end
  local object = is_own and value or {}
  for name, member in pairs(value) do
    local kept
    if free == true or known[name] or keeps(name) then
      if type(member) == "table" then
        kept = pruned(member, free == true or free == name, whole, is_own)
      elseif member ~= NULL and member ~= "" then
        kept = member
      end
    end
    if not is_own or kept ~= member then object[name] = kept end
  end
  return next(object) ~= nil and object or nil
end

-- A member of a customer, pruned. An extension without a value is removed.
local function pruned_member(name, value, whole, is_own)
  value = pruned(value, FREE[name], whole, is_own)
  if name ~= "extension_additional_data" or not is_array(value) then return value end
  local elements = {}
  for _, element in ipairs(value) do
    if type(element) ~= "table" or element.data ~= nil then elements[#elements + 1] = element end
  end
  return elements[1] ~= nil and elements or nil
end

-- The value of `is_deleted`. -> boolean | nil if it is absent or unreadable
local function said_of(is_deleted)
  return IS_DELETED[type(is_deleted) == "string" and core.lower(is_deleted) or is_deleted]
end

-- Whether `deleted_at` is a time at which a customer can have been deleted.
local function is_date(deleted_at)
  local year = type(deleted_at) == "string" and deleted_at:match("^[ \t-\r]*(%d%d%d%d)%-%d%d?%-%d%d?")
  return year ~= nil and year ~= false and tonumber(year) >= FIRST_YEAR and tonumber(year) <= LAST_YEAR
end

--- Whether a customer has not been deleted: `is_deleted` decides; without it, the date does.
---@param customer table as decoded, or cleaned
---@return boolean
function record.is_alive(customer)
  local deleted = said_of(customer.is_deleted)
  if deleted == nil then deleted = is_date(customer.deleted_at) end
  return not deleted
end

--- Whether a record tells if its customer has been deleted. Lists may leave that out, and still show deleted customers.
---@param customer table as decoded
---@return boolean
function record.tells_its_life(customer)
  return said_of(customer.is_deleted) ~= nil or type(customer.deleted_at) == "string" and customer.deleted_at ~= ""
end

--- Cleans any record that the API sent: removes empty values and members of logins.
---@param sent table as decoded; not changed, unless `is_own`
---@param is_own? boolean whether nobody else has the table: a list's rows need not be copied
---@return table tidied
function record.tidy(sent, is_own)
  local tidied = is_own and sent or {}
  for name, value in pairs(sent) do
    local kept
    if known[name] or keeps(name) then
      if type(value) == "table" then
        kept = pruned_member(name, value, false, is_own)
      elseif value ~= NULL and value ~= "" then
        kept = value
      end
    end
    if not is_own or kept ~= value then tidied[name] = kept end
  end
  return tidied
end

--- Cleans a customer that the API sent: removes empty values and members of logins, makes integers of integers, and
--- moves the reference out of the comments into the member `reference`.
---@param sent table as decoded; not changed, unless `is_own`
---@param is_own? boolean see `record.tidy`
---@return table customer
function record.clean(sent, is_own)
  local customer = record.tidy(sent, is_own)
  for _, name in ipairs(INTEGERS) do
    local value = customer[name]
    if type(value) == "string" and value:find("^%d+$") then customer[name] = core.number(value) end
  end
  if customer.is_deleted ~= nil then customer.is_deleted = said_of(customer.is_deleted) end
  if record.is_alive(customer) or not is_date(customer.deleted_at) then customer.deleted_at = nil end
  local own, its = reference.split(customer.comments)
  customer.comments, customer.reference = own, its
  return customer
end

--- The part of a customer that can be sent back to the API: without members that only the API sets, and with its
--- comments unchanged.
---@param sent table as decoded, or cleaned; not changed
---@return table customer
function record.sendable(sent)
  local customer = {}
  for _, name in ipairs(MEMBERS) do customer[name] = pruned_member(name, sent[name], true) end
  read_only.take_out(customer)
  return customer
end

-- The tags of a record in the form that can be sent: the API has one key (FACTS 2.3), and adds other members.
local function own_tags(tags)
  local own = {}
  for _, tag in ipairs(tags) do
    local is_table = type(tag) == "table"
    local key = is_table and tag.key or "customer"
    if not is_table then
      own[#own + 1] = tag
    elseif type(key) == "string" and core.lower(key) == "customer" and tag.value ~= nil and tag.value ~= "" then
      own[#own + 1] = { key = "customer", value = tag.value }
    end
  end
  return own
end

-- Whether a date of a record is empty. (1970-01-01 is not: people were born on that day.)
local function is_no_date(value)
  return value == false or value == 0 or type(value) == "string" and find(value, "^[-0:.TZ ]*$") ~= nil
end

local FILE = { "description", "doc_type", "path" }

local function own_files(files)
  local own = {}
  for index, file in ipairs(files) do
    own[index] = file
    if type(file) == "table" then
      own[index] = {}
      for _, name in ipairs(FILE) do own[index][name] = file[name] end
    end
  end
  return own
end

-- The additional data of a record without empty dates, and its files without the API's own members.
local function own_additional(additional)
  local own = {}
  for name, value in next, additional do
    if name == "attached_files" and type(value) == "table" then
      own[name] = own_files(value)
    elseif not (find(tostring(name), "_date$") and is_no_date(value)) then
      own[name] = value
    end
  end
  return own
end

local function own_extensions(elements)
  local own = {}
  for _, element in ipairs(elements) do
    if type(element) ~= "table" or type(element.data) == "table" then own[#own + 1] = element end
  end
  return own
end

local function text_of(part)
  return type(part) == "number" and core.number_text(part) or type(part) == "string" and part or ""
end

-- Splits a number of a record again, if it can be read as a whole: the API joins the parts (FACTS 3.7).
local function own_number(number)
  local country, area = text_of(number.country_code), text_of(number.area_code)
  local subscriber = text_of(number.subscriber_number)
  if area == "" and subscriber == "" then return nil end
  if find(country, "^%+%d+$") and find(area, "^[1-9]%d*$") and find(subscriber, "^%d+$") then return number end
  return phone.read(("%s %s %s"):format(country, area, subscriber)) or number
end

local OWN = {
  tags = own_tags, additional_data = own_additional, extension_additional_data = own_extensions, phone = own_number,
  fax = own_number,
}

--- The members of a record that must be changed before it can be checked as a customer.
---@param given table a record, not changed
---@return fun(): string|nil, any iterator over the names of those that differ, and their values
function record.mended(given)
  local name
  return function()
    repeat
      name = next(OWN, name)
    until name == nil or type(rawget(given, name)) == "table"
    if name then return name, OWN[name](rawget(given, name)) end
  end
end

--- Whether a customer has a member of that name.
---@param name string
function record.is_member(name)
  return IS_MEMBER[name] ~= nil
end

--- Whether an update can change a member of that name.
---@param name string
function record.is_updatable(name)
  return IS_UPDATABLE[name] ~= nil
end

--- The members of a customer, in the order of the documentation.
record.MEMBERS = MEMBERS

--- Those that an update can change.
record.UPDATABLE = UPDATABLE

return record
