--- Addresses in specs: how a street is read, and what the checker makes of an address.

local openprovider = require("openprovider")
local assert = require("luassert")
local example = require("spec.support.example")
local street = require("openprovider.customer.address.street")

local addresses = {}

--- Asserts how a street is read.
---@param case table `{ country, what is written, street, number, suffix }`
function addresses.assert_read(case)
  local parts = street.read(case[2], case[1]) or {}
  assert.same({ case[2], case[3], case[4], case[5] }, { case[2], parts.street, parts.number, parts.suffix })
end

--- Asserts that a street is not split.
---@param country string
---@param text string
function addresses.assert_whole(country, text)
  local parts = street.read(text, country)
  assert.is_nil(parts and ("%s: %s | %s | %s"):format(text, parts.street, parts.number, tostring(parts.suffix)))
end

local function check(address)
  local customer = example.customer()
  customer.address = address
  local canonical, found = openprovider.check_customer(customer)
  return canonical and canonical.address, found.problems or found
end

--- Checks the parts of an address. Returns what is sent, if they are valid, and the problems except those of the zip
--- code.
---@param members table
---@return table|nil address
---@return string[] lines path, severity and message
function addresses.checked(members)
  local address = { zipcode = "12345", city = "X", country = "NL" }
  for name, value in pairs(members) do address[name] = value end
  local taken, problems = check(address)
  local lines = {}
  for _, problem in ipairs(problems) do
    if problem.path ~= "address.zipcode" then
      lines[#lines + 1] = problem.path .. " " .. problem.severity .. " " .. problem.message
    end
  end
  return taken, lines
end

--- Checks a zip code. Returns what is sent, if it is valid, and its problems.
---@param country string
---@param zipcode? string|number
---@return string|nil zipcode
---@return string[] lines code and message
function addresses.checked_zipcode(country, zipcode)
  local taken, problems = check { street = "Hofplein", number = "5", city = "X", country = country, zipcode = zipcode }
  local lines = {}
  for _, problem in ipairs(problems) do
    if problem.path == "address.zipcode" then lines[#lines + 1] = problem.code .. " " .. problem.message end
  end
  return taken and taken.zipcode, lines
end

return addresses
