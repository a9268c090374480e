-- Copies a customer to another account: `two_accounts.lua HANDLE USERNAME PASSWORD`.
local openprovider = require "openprovider"

local here = assert(openprovider.new())
local there = assert(openprovider.new { username = arg[2], password = arg[3] })
local customer = assert(here:get_customer(arg[1]))
print(there, there:create_customer(customer, { reference = "copy-" .. arg[1] }))
