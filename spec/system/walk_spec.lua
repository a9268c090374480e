--- Loops over 5,000 customers that create, delete and move customers: they end, and give each one once.

local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

local CUSTOMERS = 5000

describe("a loop over 5,000 customers", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    server:fill(CUSTOMERS)
    client = server:client { retries = 0 }
  end)
  after_each(function() client:close() end)

  -- Goes through all, and calls `each` with every customer; fails if one comes twice. -> handles as they came
  local function loop(each)
    local handles, seen = {}, {}
    for customer, info in client:customers(nil, { raise = true }) do
      if seen[customer.handle] then error(customer.handle .. " came twice") end
      seen[customer.handle], handles[#handles + 1] = true, customer.handle
      each(customer, info)
    end
    return handles
  end

  local function clone(customer)
    assert(client:create_customer(example.customer {
      company_name = "New " .. customer.handle, email = customer.handle .. "@example.org",
    }))
  end

  it("that clones each ends after 5,000", function()
    local before = server:handles()
    assert.same(before, loop(clone))
    assert.equal(CUSTOMERS, server:counters().customers_created)
    assert.equal(2 * CUSTOMERS, #server:handles())
  end)

  it("that deletes each ends after 5,000", function()
    local before = server:handles()
    assert.same(before, loop(function(customer) assert(client:delete_customer(customer.handle)) end))
    assert.same({}, server:handles())
  end)

  it("sees those once that move: every tenth customer before its place is deleted, every tenth cloned", function()
    local before = server:handles()
    local gone = {}
    local seen = loop(function(customer, info)
      if info.seen % 10 == 0 then clone(customer) end
      if info.seen % 10 == 5 then
        server:remove { before[info.seen - 4] }
        gone[before[info.seen - 4]] = true
      end
    end)
    assert.same(before, seen)
    for _, handle in ipairs(server:handles()) do assert.is_nil(gone[handle]) end
  end)
end)
