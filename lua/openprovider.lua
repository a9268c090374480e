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
local contact = require("openprovider.customer.builders")
local core = require("openprovider.core")
local customers = require("openprovider.api.customers")
local json = require("openprovider.values.json")
local options = require("openprovider.config")
local walk = require("openprovider.list.stable_pages")

local openprovider = {
  _VERSION = "openprovider " .. options.VERSION,
  _CURL_VERSION = core._CURL_VERSION,

  new = client.new,

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

local function failed(err)
  return nil, err
end

-- An iterator says that something failed when it is called, and then it is at its end.
local function failed_each(err)
  local told = false
  return function()
    if told then return nil end
    told = true
    return false, nil, err
  end
end

-- What stands for an operation that gives an iterator, where the default client cannot be made.
local FAILED = {
  customers = function(err) return walk({}, function() return nil, err end) end,
  create_customers = failed_each,
  concurrently = failed_each,
}

-- Each operation of a client is also a function on the default one.
for _, operation in ipairs(client.operations) do
  openprovider[operation] = function(...)
    if not default then
      local made, err = client.new()
      if not made then return (FAILED[operation] or failed)(err) end
      default = made
    end
    return default[operation](default, ...)
  end
end

--- Checks a customer without sending anything, and without a client.
---@param customer table the members of a customer; never changed
---@param opts? table `mode`: "create" (default) or "update"; `allow_unknown`: lets unknown members through
---@return table|nil canonical the customer as it would be sent: the table given, if it already was
---@return table warnings_or_err a list of problems that stop nothing; or an error of kind `invalid`
function openprovider.check_customer(customer, opts)
  return customers.check_customer(nil, customer, opts)
end

return openprovider
