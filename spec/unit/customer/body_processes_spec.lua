-- One customer is the same bytes in every process: a table's order is another one in each.
local core = require("openprovider.core")
local scratch = require("spec.support.scratch")

local PROCESSES = 20

-- A new state has another order of the members of a table: by its addresses on 5.4, by its seed on LuaJIT.
local PROGRAM = [[
local core, example = require("openprovider.core"), require("spec.support.example")
local customer = example.customer { comments = "moved in" }
customer.additional_data, customer.zone = {}, { list = { "a", { b = true } } }
for index = 1, 30 do customer.additional_data["n" .. index] = "x" end
for index = 30, 1, -1 do customer["m" .. index] = "y" end
print((core.body(customer, true, "{ref}")))
]]

-- Of every Lua that this is run with.
local FINGERPRINT = "179370f8e5509191"

describe("the body of a customer with many members", function()
  before_each(scratch.make)
  after_each(scratch.remove)

  it("is the same bytes in twenty processes, and on every Lua", function()
    local command = scratch.command_of(PROGRAM, "")
    for _ = 1, PROCESSES do
      local text = scratch.output_of(command)
      assert.equal(FINGERPRINT, core.fingerprint(text))
    end
  end)
end)
