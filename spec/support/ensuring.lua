--- Makes an API for one spec of ensure_customer, and customers for it.

local example = require("spec.support.example")
local memory = require("openprovider.exactly_once.memory")
local odd = require("spec.sandbox.odd")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local NONE = example.none

-- Seconds since 1970.
local START = 1750000000

local ensuring = {}

--- A customer with many values that an API may rewrite.
function ensuring.full(changes)
  local customer = example.customer {
    ["name.first_name"] = "Anna Maria", ["name.initials"] = NONE, email = "Anna.Maria@Mail.tld",
    vat = "NL123456789B01", comments = "a note\nof two lines", additional_data = { birth_date = "1970-02-28" },
    tags = { openprovider.tag "one", openprovider.tag "two" },
    extension_additional_data = {
      openprovider.extension("eu", { whois_email = "a@example.com" }),
      openprovider.extension("us", { nexus_category = "C11", applicant_purpose = "P1" }),
    },
  }
  for path, value in pairs(changes or {}) do
    local object, name = customer, path
    for step, rest in path:gmatch("([^.]+)%.(.+)") do object, name = customer[step], rest end
    if value == NONE then value = nil end
    object[name] = value
  end
  return customer
end

--- A customer with no more than it must have.
function ensuring.short(changes)
  return example.customer {
    company_name = NONE, ["name.initials"] = NONE, ["name.prefix"] = NONE, ["address.state"] = NONE, fax = NONE,
    tags = NONE, vat = changes and changes.vat, comments = changes and changes.comments,
    additional_data = changes and changes.additional_data,
  }
end

local Api = {}
Api.__index = Api

--- An API with options, and a client of it.
---@param options? table of `odd.new`
---@return table api `client` and `sandbox`; `answer`, if it is set, may answer a request in place of the API
function ensuring.start(options)
  local taken = { now = function() return START end } -- a clock that moves only when it is told to
  for name, value in pairs(options or {}) do taken[name] = value end
  local real = testing.transport(odd.new(taken))
  local transport = testing.transport(real.sandbox)
  local api = setmetatable({ sandbox = real.sandbox }, Api)
  transport.perform = function(request) return api.answer and api.answer(request) or real.perform(request) end
  api.client = assert(openprovider.new {
    username = "sandbox", password = "secret", transport = transport, settle = 1,
  })
  return api
end

--- As in a new program, long after all that was done before.
function Api:begin_anew()
  memory.forget()
  self.sandbox:advance(600)
end

--- Ensures a customer as a new program does.
---@param customer table
---@return string|nil handle
---@return table details_or_err
function Api:ensure(customer)
  self:begin_anew()
  return self.client:ensure_customer(customer)
end

--- How many customers were created.
function Api:created() return self.sandbox:counters().customers_created end

--- How many customers were looked at as a whole.
function Api:looks() return self.sandbox:counters().by_route["GET /customers/{handle}"] or 0 end

--- Asserts that a customer who is ensured twice gets one handle. -> the second call's differences
---@param customer table
---@return table
function Api:found_again(customer)
  local handle = assert(self:ensure(customer))
  local again, details = self:ensure(customer)
  assert(again == handle and not details.created and self:created() == 1, tostring(again) .. " " .. tostring(details))
  return details.differences
end

return ensuring
