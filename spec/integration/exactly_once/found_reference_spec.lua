--- A customer that is found by its reference: it is compared, and nobody gets the handle of another customer.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local file_store = require("openprovider.auth.stores.file")
local memory = require("openprovider.exactly_once.memory")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local testing = require("openprovider.testing")

describe("a customer that is found by its reference", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client({ settle = 0.2 }, changes)
  end

  before_each(function()
    server:reset()
    scratch.make()
    client = new_client()
  end)
  after_each(function()
    client:close()
    scratch.remove()
  end)

  local function create(changes, by)
    return (by or client):create_customer(example.customer(changes), { reference = "order-4711" })
  end

  local function posts()
    return server:counters().by_route["POST /customers"] or 0
  end

  -- The ways in which a customer is found: in the list, by what this process knows, and by what another one has noted.
  local WAYS = {
    ["in a list"] = function()
      memory.forget()
      return new_client()
    end,
    ["by what this process knows"] = function() return new_client() end,
    ["by what another process has noted"] = function()
      memory.forget() -- as another process
      return new_client { token_store = assert(file_store.new(scratch.folder .. "/tokens.json")) }
    end,
  }

  for way, next_client in pairs(WAYS) do
    describe(way, function()
      local other

      before_each(function()
        client:close()
        client = new_client { token_store = assert(file_store.new(scratch.folder .. "/tokens.json")) }
        assert(create())
        other = next_client()
      end)
      after_each(function() other:close() end)

      it("is a conflict if it has another name or company, with its handle and what differs", function()
        for path, value in pairs {
          ["name.first_name"] = "Karsten", ["name.last_name"] = "van Noord", company_name = "Hosters BV",
          ["name.prefix"] = "de",
        } do
          local handle, err = create({ [path] = value }, other)
          assert.is_nil(handle)
          assert.same({ "conflict", "not_sent", "CV000001-NL", false, 0 },
            { err.kind, err.outcome, err.handle, err.retryable, err.attempts })
          assert.same({ path, value }, { err.differences[1].path, err.differences[1].given })
          assert.truthy(tostring(err):find("CV000001-NL", 1, true))
          assert.truthy(tostring(err):find(value, 1, true))
        end
        assert.equal(1, posts())
      end)

      it("is the one if other members differ, and details say which", function()
        local handle, details = create({
          email = "new@example.com", ["address.city"] = "Breda",
          phone = { country_code = "+31", area_code = "10", subscriber_number = "7654321" },
          company_name = "HOSTERS with  Style", tags = { { key = "customer", value = "VIP" } },
        }, other)
        assert.equal("CV000001-NL", handle)
        assert.same({ false, 0 }, { details.created, details.attempts })
        assert.same({
          { path = "company_name", given = "HOSTERS with  Style", stored = "Hosters with Style" },
          { path = "address.city", given = "Breda", stored = "Oosterhout" },
          { path = "phone", given = "+31107654321", stored = "+31101234567" },
          { path = "email", given = "new@example.com", stored = "example@mail.tld" },
        }, details.differences)
      end)

      it("is the one if it lacks what is asked for, and details say so where it was read as a whole", function()
        local handle, details = create({
          vat = "NL123456789B01", additional_data = { birth_date = "1980-01-02" },
          extension_additional_data = { { name = "eu", data = { country_of_citizenship = "NL" } } },
        }, other)
        assert.equal("CV000001-NL", handle)
        local paths = {}
        for index, difference in ipairs(details.differences) do
          paths[index] = difference.path
          assert.is_nil(difference.stored)
        end
        table.sort(paths)
        assert.same(way == "in a list" and {} or {
          "additional_data.birth_date", "extension_additional_data.eu.country_of_citizenship", "vat",
        }, paths)
      end)

      it("is a conflict if only one of the two has a prefix: Jan Dijk is not Jan van Dijk", function()
        local handle, err = create({ ["name.prefix"] = example.none }, other)
        assert.same({ nil, "conflict", "CV000001-NL" }, { handle, err.kind, err.handle })
      end)

      it("is a conflict with an automatic reference if the e-mail addresses differ in signs, and says so", function()
        local function made(changes, by) return by:create_customer(example.customer(changes), { reference = true }) end
        assert.equal("CV000002-NL", (made({ email = "jan.jansen@example.com" }, client)))
        local handle, err = made({ email = "janjansen@example.com", ["address.street"] = "Other", phone = {
          country_code = "+31", area_code = "30", subscriber_number = "7654321" } }, other)
        assert.same({ nil, "conflict", "CV000002-NL" }, { handle, err.kind, err.handle })
        assert.truthy(tostring(err):find('email is "jan.jansen@example.com" there and "janjansen@example.com" here', 1,
          true))
        assert.equal("CV000002-NL", (made({ email = "Jan.Jansen@Example.com" }, other)))
      end)

      it("is the one with an automatic reference if a name differs in signs, or its e-mail was changed", function()
        local function made(name, by)
          return by:create_customer(example.customer { company_name = name }, { reference = true })
        end
        assert.equal("CV000002-NL", (made("Acme B.V.", client)))
        assert(client:update_customer("CV000002-NL", { email = "new@example.com" }))
        local handle, details = made("Acme BV", other)
        assert.equal("CV000002-NL", handle)
        assert.same({
          { path = "company_name", given = "Acme BV", stored = "Acme B.V." },
          { path = "email", given = "example@mail.tld", stored = "new@example.com" },
        }, details.differences)
      end)

      it("is the one without a difference if other members differ in case alone", function()
        local handle, details = create({
          email = "EXAMPLE@mail.tld", ["address.city"] = "OOSTERHOUT", ["address.street"] = "albusstraat",
          ["address.state"] = "noord-brabant", ["address.zipcode"] = "4903 rg", ["name.initials"] = "c.g.p.",
        }, other)
        assert.same({ "CV000001-NL", {} }, { handle, details.differences })
      end)

      it("is the one without a difference if another spelling says the same", function()
        local handle, details = create({
          email = "example@MAIL.tld", ["address.country"] = "nl", comments = "",
          phone = { country_code = "31", area_code = "101", subscriber_number = "234567" },
        }, other)
        assert.same({ "CV000001-NL", {} }, { handle, details.differences })
      end)
    end)
  end

  it("is looked for with one request that asks for no order and no further page", function()
    assert(create())
    local looks = {}
    for _, request in ipairs(server:requests()) do
      if request.method == "GET" then looks[#looks + 1] = request.query end
    end
    assert.equal(1, #looks)
    assert.is_nil(looks[1]:find("order_by", 1, true) or looks[1]:find("offset", 1, true))
    assert.truthy(looks[1]:find("limit=1000", 1, true))
  end)

  -- What the next look finds, while everything else is the server's.
  local function finding(rows, total)
    server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
      path = "/customers$", body = dkjson.encode { code = 0, data = { results = rows, total = total or #rows } } }
  end

  local function row(comments, handle, id)
    local customer = example.customer { comments = comments, fax = example.none }
    customer.handle, customer.id, customer.is_deleted = handle, id, false
    return customer
  end

  it("is found in whatever order a list has", function()
    finding {
      row("{openprovider-ref:order_4711}", "AB000009-NL", 9), row("{openprovider-ref:order-4711}", "AB000005-NL", 5),
      row("{openprovider-ref:ORDER_4711}", "AB000007-NL", 7),
    }
    assert.equal("AB000009-NL", (client:create_customer(example.customer(), { reference = "order_4711" })))
    assert.equal(0, posts())
  end)

  it("is nobody where a list has others: the filter was ignored, and nothing is sent", function()
    for _, comments in ipairs { "a note", "{openprovider-ref:order-1}" } do
      finding { row(comments, "AB000009-NL", 9) }
      local handle, err = create()
      assert.is_nil(handle)
      assert.same({ "protocol", "not_sent" }, { err.kind, err.outcome })
      assert.truthy(tostring(err):find("comment_pattern", 1, true))
    end
    assert.equal(0, posts())
  end)

  it("is a conflict if its reference differs in case alone, which the API may have changed: nothing is sent", function()
    for _, has_settled in ipairs { false, true } do
      finding { row("{openprovider-ref:ORDER-4711}", "AB000009-NL", 9) }
      if has_settled then client.references:note("order-4711", 0.2, nil, "0", "0") end
      local handle, err = create()
      assert.is_nil(handle)
      assert.same({ "conflict", "not_sent", "AB000009-NL", 0 }, { err.kind, err.outcome, err.handle, err.attempts })
      for _, part in ipairs { "AB000009-NL", "ORDER-4711", "order-4711" } do
        assert.truthy(tostring(err):find(part, 1, true), tostring(err))
      end
    end
    local gone = row("{openprovider-ref:ORDER-4711}", "AB000009-NL", 9)
    gone.is_deleted = true
    finding { gone }
    assert(create())
    assert.equal(1, posts())
  end)

  it("is compared as a whole where it was read because the list does not say whether it is deleted", function()
    local handle = assert(create { fax = example.none })
    memory.forget()
    local there = row("{openprovider-ref:order-4711}", handle, 1)
    there.is_deleted = nil
    finding { there }
    local found, details = create { fax = example.none, vat = "NL123456789B01" }
    assert.equal(handle, found)
    assert.same({ { path = "vat", given = "NL123456789B01" } }, details.differences)
  end)

  it("is a conflict if the case of the whole marker was changed: nothing is sent", function()
    for _, there in ipairs {
      "{OPENPROVIDER-REF:ORDER-4711}\nA NOTE", "{Openprovider-ref:order-4711}", "{openprovider-Ref:Order-4711}",
    } do
      finding { row(there, "AB000009-NL", 9) }
      local handle, err = create()
      assert.is_nil(handle)
      assert.same({ "conflict", "not_sent", "AB000009-NL" }, { err.kind, err.outcome, err.handle })
      assert.is_nil(tostring(err):find("reference order-4711, and order-4711", 1, true), tostring(err))
    end
    assert.equal(0, posts())
  end)

  -- What a server makes of comments, and references in them.
  local SPELLINGS = {
    ["in lower case"] = { of = string.lower, "Order-" },
    ["in capitals"] = { of = string.upper, "order-" },
    ["with a capital at their beginning"] = {
      of = function(marker) return (marker:gsub("{o", "{O")) end, "order-",
    },
  }

  for spelling, how in pairs(SPELLINGS) do
    it("is a conflict in an import, too, where a server writes comments " .. spelling, function()
      local sandbox = testing.transport()
      local transport = testing.transport(sandbox.sandbox)
      transport.perform = function(request)
        if request.body then request.body = request.body:gsub("{openprovider%-ref:[^}]*}", how.of) end
        return sandbox.perform(request)
      end
      local own = assert(openprovider.new {
        username = "sandbox", password = "secret", transport = transport, settle = 2,
      })
      local customers = {}
      for index = 1, 60 do customers[index] = example.customer() end
      local function key(index) return how[1] .. index end
      for _, handle, err in own:create_customers(customers, { reference = key }) do assert(handle, tostring(err)) end
      transport.sleep(60)
      memory.forget()
      local refused = 0
      for _, handle, err in own:create_customers(customers, { reference = key }) do
        assert.is_nil(handle)
        assert.equal("conflict", err.kind)
        refused = refused + 1
      end
      assert.equal(60, refused)
      assert.equal(60, #sandbox.sandbox:handles())
    end)
  end

  it("is compared with what the API has if it was changed since it was created", function()
    local settled = new_client { settle = 5, token_store = assert(file_store.new(scratch.folder .. "/tokens.json")) }
    local handle = assert(create(nil, settled))
    local ensured = assert(settled:ensure_customer(example.customer { email = "two@example.com" }))
    for _, one in ipairs { handle, ensured } do
      assert(settled:update_customer(one, { email = "new@example.com" }))
    end
    for _, forget in ipairs { function() end, memory.forget } do
      forget()
      local again, details = create(nil, settled)
      assert.same({ handle, false }, { again, details.created })
      assert.same({ { path = "email", given = "example@mail.tld", stored = "new@example.com" } }, details.differences)
    end
    local other, details = settled:ensure_customer(example.customer { email = "two@example.com" })
    assert.is_true(details.created)
    assert.are_not.equal(ensured, other)
    settled:close()
  end)

  it("is nobody where a page does not show all that were found, and nothing is sent", function()
    finding({ row("{openprovider-ref:order_4712}", "AB000009-NL", 9) }, 2000)
    local handle, err = client:create_customer(example.customer(), { reference = "order_4711" })
    assert.is_nil(handle)
    assert.same({ "protocol", "not_sent" }, { err.kind, err.outcome })
    assert.equal(0, posts())
  end)

  it("is asked for by its handle where a list leaves out its comments or its name", function()
    assert(create())
    memory.forget()
    for _, name in ipairs { "comments", "name" } do
      local shown = row("{openprovider-ref:order-4711}", "CV000001-NL", 1)
      shown[name] = nil
      finding { shown }
      local handle, details = create()
      assert.same({ "CV000001-NL", {} }, { handle, details.differences })
    end
    assert.equal(1, posts())
  end)

  it("is asked for by its handle where a list leaves out its prefix, which says who it is", function()
    assert(create())
    memory.forget()
    local shown = row("{openprovider-ref:order-4711}", "CV000001-NL", 1)
    shown.name.prefix = nil
    finding { shown }
    local handle, details = create()
    assert.same({ "CV000001-NL", {} }, { handle, details.differences })
  end)

  it("is a conflict whose outcome nobody knows if it appears after a create that was lost", function()
    server:fault { name = "reset_before", method = "POST", path = "/customers$" }
    server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
      path = "/customers$", skip = 1, body = dkjson.encode { code = 0, data = { total = 1, results = {
        (function()
          local other = row("{openprovider-ref:order-4711}", "AB000009-NL", 9)
          other.name.last_name = "de Vries"
          return other
        end)(),
      } } } }
    local handle, err = create()
    assert.is_nil(handle)
    assert.same({ "conflict", "unknown", "AB000009-NL", 1 }, { err.kind, err.outcome, err.handle, err.attempts })
  end)
end)

describe("a create that is told what a look has shown", function()
  local server, client, looks
  local create = require("openprovider.exactly_once.create").create
  local payload = require("openprovider.customer.payload")

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    looks = 0
    client = server:client({
      settle = 0.3, on_event = function(event) if event.name == "lookup" then looks = looks + 1 end end,
    })
  end)
  after_each(function() client:close() end)

  local function send(taken, changes)
    local prepared = assert(payload.make(example.customer(changes), "order-1"))
    prepared.canonical = nil -- as a journal has it
    return create(client, prepared, taken)
  end

  it("does not look where nobody has the reference", function()
    assert.is_true((select(2, send { looked = false })).created)
    assert.equal(0, looks)
  end)

  it("gives the customer that was found, or a conflict", function()
    assert(send {})
    memory.forget()
    local found = assert(client:list_customers({}, { raw = true })).results[1]
    looks = 0
    local handle, details = send({ looked = found }, { email = "new@example.com" })
    assert.same({ "CV000001-NL", false, "email" }, { handle, details.created, details.differences[1].path })
    local _, err = send({ looked = found }, { company_name = "Other BV" })
    assert.equal("conflict", err.kind)
    assert.equal(0, looks)
  end)

  it("looks all the same where a process that is dead may have sent it, until that would be visible", function()
    local began = require("socket").gettime()
    assert(send { looked = false, sent_ago = 0.1 })
    local seconds = require("socket").gettime() - began
    assert.is_true(looks > 1 and seconds >= 0.2, looks .. " " .. seconds)
  end)
end)

describe("ensure_customer", function()
  it("finds the oldest in whatever order a list has", function()
    local server = sandbox_server.start { login_limit = false }
    finally(function() server:stop() end)
    local client = server:client()
    for _ = 1, 2 do assert(client:create_customer(example.customer())) end
    local page = assert(client:list_customers({}, { raw = true }))
    server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
      path = "/customers$", body = dkjson.encode { code = 0, data = { total = 2,
        results = { page.results[2], page.results[1] } } } }
    assert.equal("CV000001-NL", (client:ensure_customer(example.customer())))
    client:close()
  end)
end)
