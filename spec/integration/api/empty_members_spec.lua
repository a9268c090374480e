--- The client against an API that leaves out what is empty, as its documents show, and against one that shows it, as
-- live answers do.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

for _, shows_empty in ipairs({ false, true }) do
  describe("with an API that " .. (shows_empty and "shows" or "leaves out") .. " what is empty", function()
    local server, client

    setup(function() server = sandbox_server.start { login_limit = false, empty_members = shows_empty } end)
    teardown(function() server:stop() end)
    before_each(function()
      server:reset()
      client = server:client({ settle = 0.3 })
    end)
    after_each(function() client:close() end)

    -- A person without anything that may be left out.
    local function person(changes)
      return example.customer {
        company_name = example.none, fax = example.none, tags = example.none, ["name.prefix"] = example.none,
        ["name.initials"] = example.none, ["address.state"] = example.none, vat = changes and changes.vat,
      }
    end

    local function count(route) return server:counters().by_route[route] or 0 end

    it("a customer that is read has nothing that is empty", function()
      local handle = assert(client:create_customer(person()))
      local raw = assert(client:get_customer(handle, { raw = true }))
      assert.equal(shows_empty and "" or nil, raw.company_name)
      assert.equal(shows_empty and "" or nil, raw.address.suffix)
      local page = assert(client:list_customers { with_additional_data = true })
      for _, customer in ipairs({ assert(client:get_customer(handle)), page.results[1] }) do
        for _, member in ipairs({ "company_name", "vat", "comments", "fax", "tags", "additional_data",
          "extension_additional_data", "inn", "comments_last_changed_at", "deleted_at", "reference" }) do
          assert.is_nil(customer[member], member)
        end
        assert.same({ nil, nil }, { customer.address.state, customer.name.prefix })
        assert.is_false(customer.is_deleted)
      end
    end)

    it("an update that changes nothing writes nothing, and one that clears what is empty does not either", function()
      local handle = assert(client:create_customer(person()))
      local null = openprovider.null
      for _, changes in ipairs({
        { email = person().email }, { vat = null, comments = null, fax = null }, { address = { suffix = null } },
        { additional_data = { birth_city = null } }, { tags = openprovider.empty_array },
      }) do
        local ok, details = client:update_customer(handle, changes)
        assert(ok, details)
        assert.is_false(details.updated)
      end
      assert.equal(0, count("PUT /customers/{handle}"))
    end)

    it("an update changes what it names, and leaves the rest as it was", function()
      local handle = assert(client:create_customer(example.customer { comments = "moved in" }))
      local before = assert(client:get_customer(handle))
      assert(client:update_customer(handle, { vat = "NL123456789B01" }))
      local after = assert(client:get_customer(handle))
      assert.equal("NL123456789B01", after.vat)
      after.vat, after.version = nil, before.version
      assert.same(before, after)
    end)

    it("the same customer is ensured once", function()
      local first = assert(client:ensure_customer(person()))
      local second, details = client:ensure_customer(person())
      assert.same({ first, false }, { second, details.created })
      assert.is_not.equal(first, (client:ensure_customer(person { vat = "NL123456789B01" })))
      assert.equal(2, count("POST /customers"))
    end)

    it("a reference gives one handle, and is no part of the comments", function()
      local handle = assert(client:create_customer(person(), { reference = "order-1" }))
      local other = server:client({ settle = 0.3 })
      local again, details = other:create_customer(person(), { reference = "order-1" })
      other:close()
      assert(again, details)
      assert.same({ handle, false }, { again, details.created })
      local customer = assert(client:get_customer(handle))
      assert.same({ "order-1", nil }, { customer.reference, customer.comments })
      assert.equal(1, server:counters().customers_created)
    end)

    it("every customer of a list comes once", function()
      server:fill(120)
      local seen = 0
      for customer, _, err in client:customers() do
        assert(customer, err)
        seen = seen + 1
      end
      assert.equal(120, seen)
    end)
  end)
end

describe("the API's double", function()
  it("leaves data out of an error that has nothing to add, and has desc first", function()
    local testing = require("openprovider.testing")
    local sandbox = testing.new()
    local answer = sandbox:handle { method = "POST", path = "/v1beta/auth/login",
      body = '{"username":"sandbox","password":"wrong"}' }
    assert.equal('{"desc":"Authentication/Authorization Failed","code":196}', answer.body)
  end)

  it("does not tell what is empty from what is absent, neither in answers nor in filters", function()
    local testing = require("openprovider.testing")
    local client = assert(openprovider.new {
      username = "sandbox", password = "secret", transport = testing.transport(),
    })
    assert(client:request("POST", "/customers", nil, example.customer { company_name = "", ["name.prefix"] = "" }))
    assert(client:request("POST", "/customers", nil, example.customer { company_name = example.none }))
    for _, pattern in ipairs({ "*", "**", "?*", "x*" }) do
      local page = assert(client:list_customers { company_name_pattern = pattern, type = "individual" })
      assert.equal(pattern:find("^%*+$") and 2 or 0, page.total)
    end
  end)
end)
