--- A customer as the owner of domains below a TLD: the TLD's name, and what the customer has for it.
--
-- @module openprovider.api.tld_requirements.owner

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")

local owner = {}

local function refuse(message)
  return nil, errors.not_sent("invalid", message, { field = "tld" })
end

--- Reads the name of a TLD, by the rule for names of extensions.
---@param tld string
---@return string|nil tld in canonical form
---@return openprovider.Error|nil err of kind `invalid`
function owner.tld(tld)
  tld = tld:gsub("^%.", "") -- as people write it
  if core.lower(tld):find("^www%.") then
    return refuse(string.format('%q is the name of a host; expected a TLD, such as "us" or "co.uk"', tld))
  end
  local probe = { extension_additional_data = { { name = tld, data = {} } } }
  local canonical, problems, count = core.check(probe, "update", true)
  if count == 0 then return canonical.extension_additional_data[1].name end
  for _, problem in ipairs(problems or {}) do
    if problem.severity == "error" then return refuse("the TLD " .. problem.message) end
  end
  return refuse('the TLD must be a text, such as "eu"')
end

--- A name as fields have it: the documents have names in both snake_case and camelCase (FACTS 2.7).
---@param name string
---@return string
function owner.snake_case(name)
  return core.lower((name:gsub("([A-Z])([A-Z][a-z])", "%1_%2"):gsub("([a-z0-9])([A-Z])", "%1_%2")))
end

--- What the customer has for a TLD. Of two elements for one TLD the data are taken together.
---@param customer table
---@param tld string
---@return table data by names in snake_case
---@return string path of the data
function owner.data(customer, tld)
  local elements = customer.extension_additional_data
  elements = type(elements) == "table" and elements or {}
  local data, position = {}, nil
  for index, element in ipairs(elements) do
    if type(element) == "table" and element.name == tld and type(element.data) == "table" then
      position = position or index
      for name, value in pairs(element.data) do
        data[type(name) == "string" and owner.snake_case(name) or name] = value
      end
    end
  end
  return data, string.format("extension_additional_data[%d].data", position or #elements + 1)
end

--- Whether a value says anything.
---@param value any
---@return boolean
function owner.is_given(value)
  return value ~= nil and value ~= json.null and not (type(value) == "string" and not value:find("[^ \t-\r]"))
end

return owner
