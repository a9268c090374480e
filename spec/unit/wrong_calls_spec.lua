--- Calls that a program gets wrong are told where they are made.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a wrong call", function()
  local transport, client

  before_each(function()
    transport = testing.transport()
    client = assert(openprovider.new({ username = "sandbox", password = "secret", transport = transport }))
  end)

  it("of a builder with a colon is told", function()
    local ok, message = pcall(function() return openprovider:phone("+31 10 123 4567") end)
    assert.is_false(ok)
    assert.is_truthy(message:find("phone is called with a dot: openprovider.phone(...)", 1, true), message)
  end)

  it("is not one that goes by way of an object of the program's own, derived from a client", function()
    local mine = setmetatable({}, { __index = client })
    function mine:create_customer(customer) return client.create_customer(self, customer) end
    assert.equal("CV000001-NL", mine:create_customer(example.customer()))
    assert.is_true(mine:login())
  end)

  it("with one customer in place of a list says what to do", function()
    local ok, message = pcall(client.create_customers, client, { email = "jan@example.com" })
    assert.is_false(ok)
    assert.is_truthy(message:find('got a table with the key "email" and without a first element', 1, true), message)
    assert.is_truthy(message:find("put a single one into an array, { one }", 1, true), message)
  end)

  it("with customers by keys says what to do", function()
    local ok, message = pcall(client.create_customers, client, { ["order-1"] = example.customer() })
    assert.is_false(ok)
    assert.is_truthy(message:find('the key "order-1"', 1, true), message)
    assert.is_truthy(message:find("for keys of your own pass a function", 1, true), message)
  end)

  describe("with a list of which a loop would leave out a part", function()
    local function c(index) return example.customer { email = index .. "@example.com" } end

    -- How each list is called wrongly -> the list, and what is said of it.
    local LISTS = {
      ["a gap"] = { function() return { c(1), nil, c(3), c(4) } end, "nothing at 2 and something at 4: close the gap" },
      ["a gap at its beginning"] = { function() return { [2] = c(2) } end, "nothing at 1 and something at 2" },
      ["a first index of 0"] = { function() return { [0] = c(0), c(1) } end, 'the key "0" beside its elements' },
      ["a key"] = { function() return { c(1), jan = c(2) } end, 'the key "jan" beside its elements' },
      ["a broken index"] = { function() return { c(1), [1.5] = c(2) } end, 'the key "1.5" beside its elements' },
    }

    for title, case in pairs(LISTS) do
      it("as it has " .. title .. ", is told, and nothing is sent", function()
        for name, call in pairs({
          create_customers = function() return client:create_customers(case[1](), { raise = true }) end,
          concurrently = function() return client:concurrently(2, case[1](), print) end,
        }) do
          local ok, message = pcall(call)
          assert.is_false(ok)
          assert.is_truthy(message:find("to '" .. name .. "' (an array or a function of", 1, true), message)
          assert.is_truthy(message:find(case[2], 1, true), message)
        end
        assert.equal(0, transport.sandbox:counters().requests)
      end)
    end

    it("is not one with elements that are no customers: each of them has its own error", function()
      local said = {}
      for key, handle, err in client:create_customers { c(1), false, c(3) } do said[key] = handle or err.kind end
      assert.same({ "CV000001-NL", "invalid", "CV000002-NL" }, said)
    end)
  end)

  it("that takes a page for an array is told", function()
    transport.sandbox:fill(2)
    local page = assert(client:list_customers())
    local ok, message = pcall(function() return page[1] end)
    assert.is_false(ok)
    local expected = "spec/unit/wrong_calls_spec.lua:%d+: a page is not an array: its rows are in page.results"
    assert.is_truthy(message:find(expected), message)
    assert.equal(2, #page.results)
    if _VERSION ~= "Lua 5.1" then -- that of LuaJIT asks no metamethod for `#` and `ipairs`
      ok, message = pcall(function() return #page end)
      assert.is_false(ok)
      assert.is_truthy(message:find(expected), message)
      ok, message = pcall(function() for _ in ipairs(page) do error("a row") end end)
      assert.is_false(ok)
      assert.is_truthy(message:find("page.results", 1, true), message)
    end
  end)
end)

describe("the details of a success", function()
  local client, details

  before_each(function()
    client = assert(openprovider.new({ username = "sandbox", password = "secret", transport = testing.transport() }))
    details = select(2, assert(client:create_customer(example.customer())))
  end)

  it("have nil for what is not there, errors' members too: programs look at both after a success", function()
    assert.is_nil(details.kind)
    assert.is_nil(details.differences)
    assert.is_nil(details.updated)
  end)
end)

describe("an option in place of a filter", function()
  local client

  before_each(function()
    client = assert(openprovider.new({ username = "sandbox", password = "secret", transport = testing.transport() }))
  end)

  it("is named as such, and where it belongs", function()
    for _, name in ipairs({ "raise", "raw", "timeout" }) do
      local _, _, err = client:customers({ [name] = name == "timeout" and 5 or true })()
      assert.same({ "invalid", name }, { err.kind, err.field })
      local expected = name .. " is an option, not a filter: it belongs in the second argument"
      assert.is_truthy(err.message:find(expected, 1, true), err.message)
    end
    local _, err = client:list_customers { raw = true }
    assert.is_truthy(err.message:find("raw is an option, not a filter", 1, true), err.message)
    _, err = client:email_verifications { timeout = 5 }
    assert.is_truthy(err.message:find("timeout is an option, not a filter", 1, true), err.message)
  end)

  it("is an unknown filter where there is no such option", function()
    local _, err = client:list_customers { raise = true }
    assert.is_truthy(err.message:find('unknown filter "raise"', 1, true), err.message)
  end)
end)

describe("the details of", function()
  local client

  before_each(function()
    client = assert(openprovider.new({ username = "sandbox", password = "secret", transport = testing.transport() }))
  end)

  local function details_of(...)
    return tostring((select(2, ...)))
  end

  it("a create say as a text that they are no error", function()
    local opts = { reference = "order-1" }
    assert.equal("openprovider.details (created, 1 attempt)",
      details_of(client:create_customer(example.customer(), opts)))
    assert.equal("openprovider.details (found, 0 attempts)",
      details_of(client:create_customer(example.customer(), opts)))
  end)

  it("any other call say so, too", function()
    local handle = assert(client:create_customer(example.customer()))
    assert.equal("openprovider.details (1 attempt)", details_of(client:get_customer(handle)))
    assert.equal("openprovider.details (updated, 1 attempt)",
      details_of(client:update_customer(handle, { locale = "de_DE" })))
    assert.equal("openprovider.details (not changed, 0 attempts)",
      details_of(client:update_customer(handle, { locale = "de_DE" })))
    assert.equal("openprovider.details (1 attempt)", details_of(client:customer_requirements("eu")))
    assert.equal("openprovider.details (0 attempts)", details_of(client:customer_requirements("eu")))
    assert.equal("openprovider.details (1 attempt)", details_of(client:request("GET", "/tags")))
  end)
end)

describe("with raise = true", function()
  local client, transport

  before_each(function()
    transport = testing.transport()
    client = assert(openprovider.new({ username = "sandbox", password = "secret", retries = 0, transport = transport }))
  end)

  it("a list that ends too early raises its error, and gives what it has before that", function()
    transport.sandbox:fill(1200)
    local perform, lists, seen = transport.perform, 0, 0
    function transport.perform(request)
      lists = lists + (request.method == "GET" and 1 or 0)
      if lists > 2 then return nil, { kind = "network", message = "cut off", sent = true } end
      return perform(request)
    end
    local ok, err = pcall(function()
      for customer in client:customers({}, { raise = true }) do seen = seen + (customer and 1 or 0) end
    end)
    assert.is_false(ok)
    assert.equal("network", err.kind)
    assert.equal(1000, seen)
  end)

  it("a list without a fault ends as ever", function()
    transport.sandbox:fill(3)
    local seen = 0
    for customer in client:customers({}, { raise = true }) do seen = seen + (customer and 1 or 0) end
    assert.equal(3, seen)
  end)

  it("creates give the errors of customers as results", function()
    local kinds = {}
    for _, handle, err in client:create_customers({ example.customer(), {} }, { raise = true }) do
      kinds[#kinds + 1] = handle and "created" or err.kind
    end
    table.sort(kinds)
    assert.same({ "created", "invalid" }, kinds)
  end)

  it("creates raise the error of a journal", function()
    local ok, err = pcall(function()
      for _ in client:create_customers({ example.customer() }, { journal = "/nowhere/x.journal", raise = true }) do
        error("a result")
      end
    end)
    assert.is_false(ok)
    assert.equal("journal", err.kind)
  end)
end)
