-- Creates a customer in a loop of cqueues, which goes on meanwhile: `in_a_loop.lua CUSTOMER.lua`.
local cqueues, openprovider = require "cqueues", require "openprovider"

local client = assert(openprovider.new { transport = require "openprovider.transport.cqueues" })
local loop, done = cqueues.new(), false
loop:wrap(function()
  print(client:create_customer(dofile(assert(arg[1], "name a file with a customer")), { reference = true }))
  done = true
end)
loop:wrap(function() while not done do io.stderr:write(".") cqueues.sleep(0.01) end end)
assert(loop:loop())
