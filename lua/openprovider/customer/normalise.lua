--- What people write becomes what the API wants, before it is checked: a telephone number or a street as one text is
-- taken apart, and members that only the API sets are left out, so that what was read can go back in.
--
-- What a person should see is a warning with the code `converted`. What cannot be read stays, and the checker's problem
-- says why.
--
-- @module openprovider.customer.normalise

local builders = require("openprovider.customer.builders")
local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local phone = require("openprovider.customer.phone")
local read_only = require("openprovider.customer.read_only")

local find = string.find

local NUMBERS = { "phone", "fax" }

-- Bytes of a value that a message shows.
local SHOWN = 60

local function quoted(text)
  if type(text) == "number" then return core.number_text(text) end
  text = text:gsub("[%z\1-\31\127]", "?")
  return '"' .. (#text > SHOWN and text:sub(1, SHOWN) .. "..." or text) .. '"'
end

-- What a person should see of what was read.
local function converted(path, message, ...)
  return { path = path, code = "converted", severity = "warning", message = message:format(...) }
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

local function country_of(customer)
  local address = rawget(customer, "address")
  local country = type(address) == "table" and rawget(address, "country")
  return type(country) == "string" and core.country(country) or nil
end

-- Reads a number that is one text. -> what takes its place, why it cannot be read, a conversion to be told
local function number_of(customer, name, text, is_update, why_unread)
  if not find(text, "[^ \t-\r]") then return is_update and json.null or nil end
  if why_unread then return text, quoted(text) .. " " .. why_unread end
  local country = country_of(customer)
  local parts, read, doubt = phone.read(text, country)
  if not parts then return text, quoted(text) .. " " .. read end
  local conversion
  if doubt then
    conversion = { path = name, code = "format", severity = "warning", message = quoted(text) .. " " .. doubt }
  elseif read then
    conversion = converted(name, "%s is read as %s %s %s, as it is dialled in %s", quoted(text), parts.country_code,
      parts.area_code, parts.subscriber_number, country)
  end
  return built.mark(parts, phone.PARTS), nil, conversion
end

-- -> the customer, or a copy; name of a number -> why it cannot be read; conversions
local function numbers_read(customer, is_update)
  local normal, unread, conversions = customer, nil, nil
  for _, name in ipairs(NUMBERS) do
    local text, why_unread = text_of(rawget(customer, name), is_update)
    if text then
      if normal == customer then normal = copied(customer) end
      local why, conversion
      normal[name], why, conversion = number_of(customer, name, text, is_update, why_unread)
      if why then
        unread = unread or {}
        unread[name] = why
      end
      if conversion then
        conversions = conversions or {}
        conversions[#conversions + 1] = conversion
      end
    end
  end
  return normal, unread, conversions
end

-- A street with its number in it, where only one reading is possible. -> address | nil, a conversion to be told
local function street_split(address)
  if type(address) ~= "table" or rawget(address, "number") ~= nil then return nil end
  local street = rawget(address, "street")
  local split = builders.address(address)
  if type(street) ~= "string" or split.number == nil then return nil end
  return split, converted("address.street", "%s is read as street %s, number %s%s", quoted(street),
    quoted(split.street), quoted(split.number), split.suffix and ", suffix " .. quoted(split.suffix) or "")
end

-- Leaves out what only the API sets. A reference is the caller's, but of a record.
local function without_read_only(customer)
  local is_record = rawget(customer, "handle") ~= nil
  local normal = customer
  local function leave_out(name)
    if rawget(customer, name) == nil then return end
    if normal == customer then normal = copied(customer) end
    normal[name] = nil
  end
  for _, name in ipairs(read_only.TOP) do leave_out(name) end
  if not is_record then return normal end
  leave_out("reference")
  -- The API makes it of the other names, which may be new.
  local name = rawget(normal, "name")
  if type(name) == "table" and rawget(name, "full_name") ~= nil then
    if normal == customer then normal = copied(customer) end
    normal.name = copied(name)
    normal.name.full_name = nil
  end
  return normal
end

-- The checker's problems, which say of a text that could not be read that it is no object; and the conversions.
local function told(problems, unread, conversions)
  for _, problem in ipairs(unread and problems or {}) do
    local why = problem.code == "type" and unread[problem.path]
    if why then problem.code, problem.message = "format", why end
  end
  if not conversions then return problems end
  problems = problems or {}
  for _, conversion in ipairs(conversions) do problems[#problems + 1] = conversion end
  return problems
end

local normalise = {}

--- Checks a customer as `core.check` does, in its normal form. Its tables are not changed.
---@param customer table
---@param allow_unknown? boolean
---@return table canonical
---@return openprovider.Problem[]|nil problems conversions come last
---@return integer errors how many of the problems are errors
function normalise.check(customer, allow_unknown)
  local normal, unread, conversions = numbers_read(without_read_only(customer))
  local address, conversion = street_split(rawget(normal, "address"))
  if address then
    if normal == customer then normal = copied(customer) end
    normal.address = address
    conversions = conversions or {}
    conversions[#conversions + 1] = conversion
  end
  local canonical, problems, errors = core.check(normal, "create", allow_unknown)
  return canonical, told(problems, unread, conversions), errors
end

--- Checks changes of a customer. A number that is one text replaces the old one, as a builder's does.
---@param changes table
---@param allow_unknown? boolean
---@return table canonical
---@return openprovider.Problem[]|nil problems
---@return integer errors
function normalise.check_update(changes, allow_unknown)
  local normal, unread, conversions = numbers_read(changes, true)
  local canonical, problems, errors = built.check_update(normal, allow_unknown)
  return canonical, told(problems, unread, conversions), errors
end

return normalise
