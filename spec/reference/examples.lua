--- Messages for the reference: each error and each problem is made by a real call against the test double.

local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local examples = {}

local function customer(changes)
  local whole = {
    company_name = "Example BV", email = "jan@example.com",
    name = { first_name = "Jan", prefix = "van", last_name = "Dijk" },
    address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
    phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
  }
  for name, value in pairs(changes or {}) do whole[name] = value end
  return whole
end

-- A client with a customer.
local function start()
  local transport = testing.transport({ now = function() return 1764547200 end })
  local client = assert(openprovider.new({
    username = "sandbox", password = "secret", base_url = "https://api.openprovider.eu/v1beta", transport = transport,
  }))
  local handle = assert(client:create_customer(customer()))
  return client, transport.sandbox, handle
end

local function reading_with(fault)
  return function(client, double, handle)
    fault.times = math.huge
    double:fault(fault)
    return client:get_customer(handle)
  end
end

-- A call that fails with each kind.
local CALLS = {
  invalid = function(client)
    return client:create_customer(customer({ email = "jan@", phone = { country_code = "+31" } }))
  end,
  config = function() return openprovider.new({ environment = "test" }) end,
  auth = reading_with({ code = 196, desc = "Authentication/Authorization Failed", status = 500 }),
  rejected = function(client, double)
    double:fault({ code = 115, desc = "Invalid zipcode!", status = 500, method = "POST" })
    return client:create_customer(customer())
  end,
  not_found = function(client) return client:get_customer("XX999999-NL") end,
  conflict = function(client, double, handle)
    double:add_domain({ domain = "example.nl", handle = handle })
    return client:delete_customer(handle)
  end,
  rate_limited = reading_with({ code = 50, desc = "Calls limit has been reached", status = 500 }),
  maintenance = reading_with({ code = 4005, desc = "Disabled for maintenance", status = 500 }),
  network = reading_with({ kind = "network", message = "could not connect to the server" }),
  timeout = reading_with({ seconds = 100 }),
  tls = reading_with({ kind = "tls", message = "the certificate is not trusted" }),
  protocol = reading_with({ status = 200, body = '{"code":0,"desc":"","data":{}}' }),
  cancelled = reading_with({ kind = "cancelled", message = "the call was cancelled" }),
  outcome_unknown = function(client, double)
    double:fault({
      kind = "network", sent = true, message = "the connection was closed without an answer", method = "POST",
    })
    return client:create_customer(customer())
  end,
  journal = function() return require("openprovider.journal").open("") end,
}

--- An error of each kind, as `tostring` gives it.
---@return table<string, string>
function examples.errors()
  local found = {}
  for kind, call in pairs(CALLS) do
    local result, err = call(start())
    assert(not result and err.kind == kind, kind .. ": " .. tostring(err and err.kind))
    found[kind] = tostring(err)
  end
  return found
end

local function with_phone(changes)
  local phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" }
  for name, value in pairs(changes) do phone[name] = value end
  return customer({ phone = phone })
end

local function with_address(changes)
  local address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" }
  for name, value in pairs(changes) do address[name] = value end
  return customer({ address = address })
end

local function nested(depth)
  return depth == 0 and "x" or { x = nested(depth - 1) }
end

-- A table inside itself.
local function round()
  local inside = {}
  inside.inside = inside
  return inside
end

local function many(count)
  local found = {}
  for index = 1, count do found["member" .. index] = "x" end
  return found
end

-- A customer that has each problem; a mode where it is not that of a create.
local CUSTOMERS = {
  missing = with_address({ city = {} }),
  empty = customer({ email = " " }),
  type = customer({ email = true }),
  unknown = customer({ emial = "jan@example.com" }),
  format = customer({ email = "jan@" }),
  leading_zero = with_phone({ area_code = "010" }),
  unassigned = with_phone({ country_code = "+999" }),
  zipcode = with_address({ zipcode = "3032" }),
  extension = customer({ extension_additional_data = { { name = "nl", data = { legal_type = "LTD" } } } }),
  converted = customer({ phone = "010 123 4567" }),
  not_updatable = { { company_name = "Example BV" }, { mode = "update" } },
  precision = customer({ additional_data = { company_registration_number = 9007199254740992.5 } }),
  encoding = customer({ vat = "NL\255" }),
  control = customer({ vat = "NL\1" }),
  invisible = customer({ name = { first_name = "Ja\194\173n", last_name = "Dijk" } }),
  spoilt = customer({ company_name = "M\195\131\194\188ller" }),
  leftover = customer({ vat = "#REF!" }),
  twice = customer({ extension_additional_data = {
    { name = "fi", data = { org_type = "1" } }, { name = "fi", data = { org_type = "2" } },
  } }),
  too_long = customer({ vat = ("1"):rep(1025) }),
  too_many = customer({ additional_data = many(1001) }),
  too_deep = customer({ additional_data = nested(20) }),
  cycle = customer({ additional_data = round() }),
  holes = customer({ tags = { { key = "customer", value = "VIP" }, nil, { key = "customer", value = "new" } } }),
}
CUSTOMERS.missing.address.city = nil

-- The first problem with a code.
local function with_code(code, problems)
  for _, problem in ipairs(problems) do
    if problem.code == code then return problem end
  end
end

--- A problem with each code.
---@return table<string, openprovider.Problem>
function examples.problems()
  local found = {}
  for code, given in pairs(CUSTOMERS) do
    local opts = given[2]
    local ok, result = openprovider.check_customer(opts and given[1] or given, opts)
    found[code] = assert(with_code(code, ok and result or result.problems), code)
  end
  local client, _, handle = start()
  assert(client:update_customer(handle, { address = { suffix = "A" } }))
  local moved = { street = "Coolsingel", number = "40", city = "Gouda" }
  local _, details = client:update_customer(handle, { address = moved })
  found.kept = assert(with_code("kept", details.warnings), "kept")
  local _, err = CALLS.rejected(start())
  found.refused = err:by_field()["address.zipcode"][1]
  return found
end

return examples
