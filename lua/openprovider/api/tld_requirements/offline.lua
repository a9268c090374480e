--- What a customer lacks for a TLD, as far as documents say it, without asking the API.
--
-- @module openprovider.api.tld_requirements.offline

local core = require("openprovider.core")
local documented = require("openprovider.api.tld_requirements.documented")
local owner = require("openprovider.api.tld_requirements.owner")
local word_set = require("openprovider.values.word_set")

local offline = {}

-- Whether words name a TLD, or "*.in" all below one.
local function names(tlds, tld)
  for word in tlds:gmatch("[^ ]+") do
    local below = word:match("^%*(.*)$")
    if word == tld or below and #tld > #below and tld:sub(-#below) == below then return true end
  end
  return false
end

-- What the tree of fields expects: path -> text. It is read when it is first asked for.
local expected_at

local function read_tree(before, field)
  for _, member in ipairs(field.members) do
    if member.shape == "object" then read_tree(member.name .. ".", member) end
    local such_as = member.example and (", such as %q"):format(member.example) or ""
    expected_at[before .. member.name] = member.expected .. such_as
  end
end

local FORMATS = {
  date = "a date of the form YYYY-MM-DD", email = "an e-mail address", country = "the code of a country, such as NL",
  calling_code = "a calling code, such as +7", digits = "digits",
}

local function read_fields()
  expected_at = {}
  read_tree("", core.fields())
  for _, field in ipairs(core.extension_fields()) do
    expected_at["extension." .. field.name] = field.values and "one of " .. field.values:gsub(" ", ", ")
      or FORMATS[field.format]
  end
end

local function expectation(rule, path)
  if rule.expected then return "; expected " .. rule.expected end
  if not expected_at then read_fields() end
  return expected_at[path] and "; expected " .. expected_at[path] or ""
end

local function country_of(customer)
  return type(customer.address) == "table" and customer.address.country or ""
end

-- Whether a rule is for an owner. One whose country is not known is from nowhere.
local function is_for(rule, customer)
  local is_company, country = owner.is_given(customer.company_name), country_of(customer)
  if rule.of and (rule.of == "company") ~= is_company then return false end
  if rule.from then return word_set(rule.from)[country] == true end
  return not rule.not_from or country ~= "" and not word_set(rule.not_from)[country]
end

-- Of whom it is wanted, in words.
local function condition(rule)
  if not rule.of and not rule.where then return "" end
  return " if the owner is" .. (rule.of and " a " .. rule.of or "") .. (rule.where and " " .. rule.where or "")
end

local Look = {}
Look.__index = Look

-- The value at a path of a rule.
function Look:value(path)
  local object, name = path:match("^([^.]*)%.(.*)$")
  if object == "extension" then return self.data[name] end
  if not object then return self.customer[path] end
  object = self.customer[object]
  return type(object) == "table" and object[name] or nil
end

-- A path of a rule as problems have it.
function Look:place(path)
  return (path:gsub("^extension%.", function() return self.data_path .. "." end))
end

function Look:add(rule, path, code, message)
  self.found[#self.found + 1] = {
    path = self:place(path), code = code, severity = rule.may_be and "warning" or "error", message = message,
    api_code = rule.api_code,
  }
end

-- Whether documents may require a path. For the API's own fields, the API itself says which exist and which are
-- required.
function Look:may_ask(path)
  local name = path:match("^extension%.(.*)$")
  if not name or not self.demanded then return true end
  return self.demanded[name] ~= nil, self.demanded[name] and self.demanded[name].required
end

-- Looks for one of the members that will do.
function Look:need(rule, paths)
  local places, first = {}, nil
  for path in paths:gmatch("[^ ]+") do
    local may, is_asked_by_api = self:may_ask(path)
    if is_asked_by_api or owner.is_given(self:value(path)) then return end
    if may then
      first = first or path
      places[#places + 1] = self:place(path)
    end
  end
  if not first then return end
  local instead = places[2] and "; " .. table.concat(places, " or ", 2) .. " will do as well" or ""
  self:add(rule, first, "missing", ("%s required for .%s%s%s%s"):format(rule.may_be and "may be" or "is", self.tld,
    condition(rule), expectation(rule, first), instead))
end

function Look:judge(rule)
  for _, paths in ipairs(rule.needs or {}) do self:need(rule, paths) end
  local value = rule.form and self:value(rule.path)
  if type(value) ~= "string" or not owner.is_given(value) or value:find(rule.form) then return end
  self:add(rule, rule.path, "format", ("does not have the form that .%s requires%s%s"):format(self.tld, condition(rule),
    expectation(rule, rule.path)))
end

--- Whether documents say what a TLD wants.
---@param tld string in canonical form
---@return boolean
function offline.knows(tld)
  for _, rule in ipairs(documented) do
    if names(rule.tlds, tld) then return true end
  end
  return false
end

--- What a customer lacks.
---@param customer table in canonical form
---@param tld string in canonical form
---@param demanded? openprovider.Requirement[] what the API says: it knows its own fields better
---@return openprovider.Problem[] problems
function offline.problems(customer, tld, demanded)
  local data, data_path = owner.data(customer, tld)
  local look = setmetatable({ customer = customer, tld = tld, data = data, data_path = data_path, found = {} }, Look)
  if demanded then
    look.demanded = {}
    for _, requirement in ipairs(demanded) do look.demanded[requirement.name] = requirement end
  end
  for _, rule in ipairs(documented) do
    if names(rule.tlds, tld) and is_for(rule, customer) then look:judge(rule) end
  end
  return look.found
end

return offline
