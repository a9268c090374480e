-- From a customer to a domain, and the customer's other name: `lua5.4 examples/domain.lua example.nl`. It orders the
-- domain, which costs money. Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD;
-- docs/getting-started.md shows a server to try it on.
local openprovider = require "openprovider"

local function sure(value, err)
  if value then return value end
  io.stderr:write(tostring(err), "\n")
  os.exit(1)
end

local name, extension = (arg[1] or ""):match("^([^.]+)%.(.+)$")
if not name then
  io.stderr:write("usage: lua5.4 examples/domain.lua DOMAIN (such as example.nl). It orders it, which costs money.\n")
  os.exit(2)
end
local domain = { name = name, extension = extension }

local handle = sure(openprovider.create_customer({
  email = "jan@example.com", name = openprovider.name { first_name = "Jan", last_name = "Dijk" },
  address = openprovider.address {
    street = "Hofplein", number = 20, zipcode = "3032 AC", city = "Rotterdam", country = "NL",
  },
  phone = openprovider.phone "+31 10 123 4567",
}, { reference = true }))
print("customer", handle)

local found = sure(openprovider.call("CheckDomain", { domains = { domain }, with_price = true })).results[1]
print(found.status, found.price and found.price.reseller.price)
if found.status == "free" then
  print("ordered", sure(openprovider.call("CreateDomain", {
    domain = domain, period = 1, autorenew = "off", ns_group = "dns-openprovider",
    owner_handle = handle, admin_handle = handle, tech_handle = handle, billing_handle = handle,
  })).id)
end

for its in openprovider.domains_of(handle, { raise = true }) do print(its.full_name, table.concat(its.roles, ", ")) end

local report = sure(openprovider.rename_customer(handle, { name = { last_name = "Jansen" } }, { delete_old = true }))
for _, its in ipairs(report.domains) do print(its.full_name, its.status, its.err or "") end
print("renamed", report.old, report.new, report.deleted and "deleted" or "kept")
