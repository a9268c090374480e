--- Reads by a handle that lag behind writes: the customer is not there yet, or as it was. None is created twice.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

-- Seconds: reads by the handle lag, lists lag more, and both less than what a client waits.
local READ_LAG, LIST_LAG = 1, 3

describe("Where reads lag,", function()
  local sandbox, client

  before_each(function()
    local transport = testing.transport { read_lag = READ_LAG, visible_after = LIST_LAG }
    sandbox = transport.sandbox
    client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
  end)

  local function created() return sandbox:counters().customers_created end

  -- One customer, of whom a second call says nearly the same.
  local SECOND = {
    ["the same"] = {},
    ["another phone number"] = { phone = "+31 20 765 4321" },
    ["its address in capitals"] = { email = "EXAMPLE@MAIL.TLD" },
    ["a VAT number"] = { vat = "NL123456789B01" },
  }

  for title, changes in pairs(SECOND) do
    it("a second create with the reference and " .. title .. " gives the handle of the first", function()
      local first = assert(client:create_customer(example.customer(), { reference = "order-1" }))
      local second, details = client:create_customer(example.customer(changes), { reference = "order-1" })
      assert.equal(first, second, details)
      assert.is_false(details.created)
      assert.equal(1, created())
    end)
  end

  it("a reference that is made of the customer finds it, in one list of customers as well", function()
    local list = {
      example.customer(), example.customer { email = "EXAMPLE@mail.tld" }, example.customer { vat = "NL123456789B01" },
    }
    local handles = {}
    for _, handle, details in client:create_customers(list, { reference = true, concurrency = 1 }) do
      handles[#handles + 1] = assert(handle, details)
    end
    assert.same({ handles[1], handles[1], handles[1] }, handles)
    assert.equal(1, created())
  end)

  it("another person with the reference is a conflict", function()
    local first = assert(client:create_customer(example.customer(), { reference = "order-1" }))
    local other = example.customer { name = { first_name = "Piet", last_name = "Jansen" } }
    local handle, err = client:create_customer(other, { reference = "order-1" })
    assert.is_nil(handle)
    assert.equal("conflict", err.kind)
    assert.equal(first, err.handle)
    assert.equal(1, created())
  end)

  it("ensure_customer gives the handle of what was created a moment ago", function()
    local first = assert(client:create_customer(example.customer()))
    assert.equal(first, (client:ensure_customer(example.customer { email = "EXAMPLE@MAIL.TLD" })))
    assert.equal(1, created())
  end)

  local WRITES = {
    ["a new phone number"] = { phone = "+31 20 765 4321" },
    ["a new address"] = { email = "new@example.com" },
    ["a VAT number"] = { vat = "NL123456789B01" },
  }

  for title, changes in pairs(WRITES) do
    for _, how in ipairs { "update", "save" } do
      it("ensure_customer knows " .. title .. " that it has just got by " .. how .. "_customer", function()
        local handle = assert(client:ensure_customer(example.customer()))
        sandbox:advance(60)
        if how == "update" then
          assert(client:update_customer(handle, changes))
        else
          local record = assert(client:get_customer(handle))
          for name, value in pairs(changes) do record[name] = value end
          assert(client:save_customer(record))
        end
        local found, err = client:ensure_customer(example.customer(changes))
        assert.equal(handle, found, err)
        assert.equal(1, created())
        local other, details = client:ensure_customer(example.customer())
        assert.is_true(details.created, "a customer without the change is another one")
        assert.not_equal(handle, other)
      end)
    end
  end

  it("a customer that was deleted is created anew at once", function()
    local first = assert(client:create_customer(example.customer(), { reference = "order-1" }))
    sandbox:advance(60)
    assert(client:delete_customer(first))
    local began = sandbox:now()
    local changed = example.customer { vat = "NL123456789B01" }
    local second = assert(client:create_customer(changed, { reference = "order-1" }))
    assert.not_equal(first, second)
    assert.equal(began, sandbox:now())
  end)

  it("a read that would come too late is an error, and nothing is sent", function()
    assert(client:create_customer(example.customer(), { reference = "order-1" }))
    local changed = example.customer { phone = "+31 20 765 4321" }
    local handle, err = client:create_customer(changed, { reference = "order-1", timeout = READ_LAG / 2 })
    assert.is_nil(handle)
    assert.equal("timeout", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.is_truthy(err.message:find("was created a moment ago, and cannot be read yet", 1, true), err.message)
    assert.equal(1, created())
  end)
end)
