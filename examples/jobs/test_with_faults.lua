-- A test of your own code: the answer to a create is lost, and there is one customer all the same.
local openprovider, testing = require "openprovider", require "openprovider.testing"

local customer = dofile(assert(arg[1], "name a file with a customer"))
local transport = testing.transport()
local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
transport.sandbox:fault { kind = "timeout", sent = true, method = "POST", path = "/customers$" }

local handle = assert(client:create_customer(customer, { reference = "order-1" }))
assert(transport.sandbox:counters().faults == 1)
print(handle, #transport.sandbox:handles())
