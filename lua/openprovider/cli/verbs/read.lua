--- Verbs that show customers.
--
-- @module openprovider.cli.verbs.read

local argument = require("openprovider.cli.argument")
local core = require("openprovider.core")
local customers = require("openprovider.cli.output.customers")
local exit_codes = require("openprovider.cli.exit_codes")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")

local HANDLES = { name = "handle", argname = "HANDLE", args = "+",
  description = "handles of customers, such as CV904716-NL" }
local FORMATS = { "json", "table", "csv" }

-- Writes one customer.
local function write_one(given, customer, details)
  report.details(details)
  if given.output ~= "json" then
    return rows.page(given, customers.shape(given), { results = { customer } })
  end
  output.write(json_text.pretty(customer, json_text.CUSTOMER), "\n")
  return output.finish(exit_codes.DONE, "the customer is there")
end

-- The most calls in flight.
local CONCURRENCY = 16

-- Writes several customers as a list, in the order in which they were named.
local function get_several(given, client, opts)
  local list, codes, got, following = rows.new(given.output, customers.shape(given)), {}, {}, 1
  local function places()
    local place = 0
    return function()
      place = place + 1
      return given.handle[place] and not core.interrupted() and place or nil
    end
  end
  for place, customer, details in client:concurrently(CONCURRENCY, places(), function(place)
    return client:get_customer(given.handle[place], opts)
  end) do
    codes[#codes + 1] = customer and exit_codes.DONE or report.failure(details, given.handle[place])
    if customer then report.details(details) end
    got[place] = customer or false
    while got[following] ~= nil do
      if got[following] then list.add(got[following]) end
      got[following], following = nil, following + 1
    end
  end
  if core.interrupted() then list.abandon() else list.close() end
  return output.finish(exit_codes.together(codes), "the list is incomplete")
end

local function get(given, client)
  local opts = { with_additional_data = not given.no_additional_data, raw = given.raw }
  if given.handle[2] then return get_several(given, client, opts) end
  local customer, details = client:get_customer(given.handle[1], opts)
  if not customer then return report.failure(details, given.handle[1]) end
  return write_one(given, customer, details)
end

local SOUGHT = {
  { name = "--email", argname = "ADDRESS", description = "e-mail address" },
  { name = "--company-name", argname = "NAME", description = "company name" },
  { name = "--first-name", argname = "NAME", description = "first name" },
  { name = "--last-name", argname = "NAME", description = "last name, without a prefix such as van" },
  { name = "--reference", argname = "KEY", description = "the reference that it was created with" },
}

local function find(given, client)
  local sought = argument.picked(SOUGHT, given)
  if next(sought) == nil then
    return report.wrong_call("there is nothing to search for: give --email or another option", "find")
  end
  local customer, details = client:find_customer(sought)
  if not customer then return report.failure(details) end
  return write_one(given, customer, details)
end

return {
  { name = "get", run = get, group = "Customers", online = true, formats = FORMATS,
    summary = "print customers as JSON",
    description = "Print a customer as JSON. Several customers are a JSON array with one customer on each line, as "
      .. "`list` prints it. The output can be edited and given to `update`.",
    arguments = { HANDLES },
    options = {
      { name = "--raw", args = 0, description = "exactly what the API sent; it may have credentials in it" },
      { name = "--no-additional-data", args = 0,
        description = "without additional_data and extension_additional_data" },
    },
    example = "openprovider get JD000001-NL > customer-now.json\n"
      .. "openprovider update JD000001-NL customer-now.json\n"
      .. "openprovider get JD000001-NL --output table" },
  { name = "find", run = find, group = "Customers", online = true, formats = FORMATS,
    summary = "print the customer with this e-mail, name or key",
    description = "Print the one customer that has all the given values. Letter case counts only in a reference. "
      .. "If several customers have them, their handles are shown, and the exit status is 1.",
    options = SOUGHT,
    example = "openprovider find --email jan@example.com" },
}
