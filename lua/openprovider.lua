--- A client for the customers of the registrar Openprovider's REST API.
--
--     local openprovider = require "openprovider"
--     local handle, err = openprovider.create_customer { ... }
--
-- The functions here work on a default client, which takes its options from the environment
-- (`OPENPROVIDER_USERNAME` and so on) unless `configure` gave it others.
--
-- @module openprovider

local client = require("openprovider.client")
local contact = require("openprovider.contact")
local core = require("openprovider.core")
local customers = require("openprovider.customers")
local json = require("openprovider.json")
local options = require("openprovider.options")

local openprovider = {
  _VERSION = "openprovider " .. options.VERSION,
  _CURL_VERSION = core._CURL_VERSION,

  new = client.new,
  check_customer = customers.check,

  name = contact.name,
  address = contact.address,
  street = contact.street,
  phone = contact.phone,
  fax = contact.fax,
  tag = contact.tag,
  extension = contact.extension,

  null = json.null,
  empty_array = json.empty_array,
}

local default

--- Replaces the default client.
---@param given table options, as for `openprovider.new`
---@return table|nil client
---@return table|nil err
function openprovider.configure(given)
  local made, err = client.new(given)
  if not made then return nil, err end
  if default then default:close() end
  default = made
  return made
end

-- Each of these operations of a client is also a function on the default one.
for _, operation in ipairs({ "create_customer", "login", "request" }) do
  openprovider[operation] = function(...)
    if not default then
      local made, err = client.new()
      if not made then return nil, err end
      default = made
    end
    return default[operation](default, ...)
  end
end

return openprovider
