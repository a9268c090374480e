-- The demonstration: a customer's table goes in, a handle comes out, over real HTTP to a server on
-- this machine that behaves as the registrar's API does.
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server").start()

print("sandbox: " .. sandbox.base_url)

local client = assert(openprovider.new({
  base_url = sandbox.base_url,
  username = sandbox.username,
  password = sandbox.password,
  on_event = function(event)
    if event.name == "request" then print("sent:    " .. event.method .. " " .. event.path) end
    if event.name == "response" then print("answer:  HTTP " .. event.status) end
  end,
}))

-- The customer of the API's own quick start.
local handle, err = client:create_customer({
  company_name = "Hosters with Style",
  name = openprovider.name({
    first_name = "Carsten", last_name = "van Noort", initials = "C.G.P.", prefix = "Dr.",
  }),
  address = openprovider.address({
    street = "Albusstraat 83", zipcode = "4903 RG", city = "Oosterhout", state = "Noord-Brabant",
    country = "NL",
  }),
  phone = openprovider.phone("+31 10 123 4567"),
  email = "example@mail.tld",
  tags = { openprovider.tag("VIP") },
})

sandbox:stop()
if not handle then
  io.stderr:write(tostring(err), "\n")
  os.exit(1)
end
print("handle: " .. handle)
print("The server has ended, and the customer with it. docs/getting-started.md starts one that stays.")
