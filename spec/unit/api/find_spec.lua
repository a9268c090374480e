--- find_customer and delete_customer with a condition.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("find_customer", function()
  local transport, sandbox, client, jan, piet

  before_each(function()
    transport = testing.transport()
    sandbox = transport.sandbox
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
    jan = assert(client:create_customer(example.customer {
      email = "jan@example.com", company_name = "Müller & Co", ["name.first_name"] = "Jan",
    }, { reference = "order-1" }))
    piet = assert(client:create_customer(example.customer {
      email = "jan@example.com.au", company_name = "Muller & Co", ["name.first_name"] = "Piet",
    }, { reference = "order-11" }))
  end)

  it("gives the customer as get_customer does, by each thing that is known of it", function()
    for _, sought in ipairs({
      { email = "jan@example.com" }, { company_name = "Müller & Co" }, { first_name = "Jan" },
      { reference = "order-1" },
      { email = "jan@example.com", last_name = "van Noort", reference = "order-1" },
    }) do
      local found, details = client:find_customer(sought)
      assert.same((client:get_customer(jan)), found)
      assert.equal(1, details.attempts)
    end
  end)

  it("takes no notice of case, but for a reference", function()
    assert.equal(jan, client:find_customer({ email = "JAN@Example.com", company_name = "MÜLLER & CO" }).handle)
    local _, err = client:find_customer({ reference = "Order-1" })
    assert.equal("not_found", err.kind)
  end)

  it("finds nobody by a part, a pattern, or one thing that does not fit", function()
    for _, sought in ipairs({
      { email = "jan@example" }, { email = "*@example.com" }, { email = "jan@example.com", first_name = "Piet" },
      { reference = "order" }, { reference = "order-1", email = "jan@example.com.au" },
    }) do
      local found, err = client:find_customer(sought)
      assert.same({ nil, "not_found" }, { found, err.kind })
    end
    local _, err = client:find_customer({ email = "x@example.com", first_name = "Piet" })
    assert.equal('openprovider: there is no customer with email "x@example.com" and first name "Piet"', tostring(err))
  end)

  it("is a conflict where several have it, and names them", function()
    local found, err = client:find_customer({ last_name = "van Noort" })
    local both = { jan, piet }
    table.sort(both)
    assert.same({ nil, "conflict", both }, { found, err.kind, err.handles })
    assert.is_truthy(err.message:find('2 customers have last name "van Noort": ' .. table.concat(both, ", "), 1, true),
      err.message)
  end)

  it("does not find who was deleted", function()
    assert(client:delete_customer(jan))
    local _, err = client:find_customer({ email = "jan@example.com" })
    assert.equal("not_found", err.kind)
    transport = testing.transport { lists_deleted = true }
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport }
    local other = openprovider.new { username = "sandbox", password = "secret", transport = transport }
    assert(other:delete_customer((assert(client:create_customer(example.customer())))))
    _, err = client:find_customer({ email = "example@mail.tld" })
    assert.equal("not_found", err.kind)
  end)

  it("looks at a customer of which a list does not show what is sought", function()
    local perform = transport.perform
    function transport.perform(request)
      local response, failure = perform(request)
      if request.url:find("/customers?", 1, true) then
        response.body = response.body:gsub('"email":', '"emial":'):gsub(",}", "}") -- members are in any order
      end
      return response, failure
    end
    assert.equal(jan, client:find_customer({ email = "jan@example.com" }).handle)
  end)

  it("does not give a customer that has changed since the list was made", function()
    local perform = transport.perform
    function transport.perform(request)
      local response, failure = perform(request)
      if request.url:find("/customers/" .. jan, 1, true) then
        response.body = response.body:gsub("jan@example.com", "new@example.com")
      end
      return response, failure
    end
    local found, err = client:find_customer({ email = "jan@example.com" })
    assert.same({ nil, "not_found" }, { found, err.kind })
  end)

  -- Has answers changed on their way: those of the list, or of one customer.
  local function change(what, edit)
    local perform = transport.perform
    function transport.perform(request)
      local response, failure = perform(request)
      if request.method == "GET" and request.url:find("/customers" .. what, 1, true) then
        response.body = edit(response.body)
      end
      return response, failure
    end
  end

  it("does not give a customer that was deleted since the list was made, or has another reference now", function()
    for part, new in pairs({ ['"is_deleted":false'] = '"is_deleted":true', ["order%-1"] = "order-2" }) do
      local perform = transport.perform
      change("/" .. jan, function(body) return (body:gsub(part, new)) end)
      local found, err = client:find_customer({ reference = "order-1" })
      transport.perform = perform
      assert.same({ nil, "not_found" }, { found, err.kind })
    end
    assert.equal(jan, client:find_customer({ reference = "order-1" }).handle)
  end)

  it("counts a customer once that a list has twice", function()
    change("?", function(body)
      body = body:gsub('"results":(%b[])', function(rows)
        return '"results":[' .. rows:sub(2, -2) .. "," .. rows:sub(2, -2) .. "]"
      end)
      return (body:gsub('"total":%d+', '"total":2'))
    end)
    local found, err = client:find_customer({ email = "jan@example.com" })
    assert.equal(jan, found and found.handle, tostring(err))
  end)

  it("is a protocol error where the list has a customer without a handle", function()
    change("?", function(body) return (body:gsub('"handle":', '"handel":')) end)
    local found, err = client:find_customer({ email = "jan@example.com" })
    assert.same({ nil, "protocol" }, { found, err.kind })
    assert.is_truthy(err.message:find("a customer without a handle", 1, true), err.message)
  end)

  it("refuses what it cannot search by, and nothing is sent", function()
    local before = sandbox:counters().requests
    for sought, part in pairs({
      [{}] = "nothing is sought", [{ emial = "x" }] = 'did you mean "email"', [{ email = "" }] = "email must be",
      [{ reference = "a b" }] = "the reference must be",
    }) do
      local found, err = client:find_customer(sought)
      assert.same({ nil, "invalid", "not_sent" }, { found, err.kind, err.outcome })
      assert.is_truthy(err.message:find(part, 1, true), err.message)
    end
    assert.equal(before, sandbox:counters().requests)
  end)
end)

describe("delete_customer with only_if", function()
  local client, sandbox, transport, handle

  before_each(function()
    transport = testing.transport()
    sandbox = transport.sandbox
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
    handle = assert(client:create_customer(example.customer()))
  end)

  local function deletes()
    return sandbox:counters().by_route["DELETE /customers/{handle}"] or 0
  end

  it("deletes where the customer is as it must be now", function()
    local seen
    assert.is_true((client:delete_customer(handle, { only_if = function(now)
      seen = now
      return now.company_name == "Hosters with Style"
    end })))
    assert.same({ handle, 1, {} }, { seen.handle, deletes(), sandbox:handles() })
  end)

  it("is a conflict where it is not, and nothing is sent to delete it", function()
    local ok, err = client:delete_customer(handle, { only_if = function(now) return now.company_name == "Other" end })
    assert.same({ nil, "conflict", "not_sent", handle, 0 }, { ok, err.kind, err.outcome, err.handle, deletes() })
  end)

  it("is not_found where there is no such customer, and what the function raises is raised", function()
    local ok, err = client:delete_customer("CV999999-NL", { only_if = function() return true end })
    assert.same({ nil, "not_found", 0 }, { ok, err.kind, deletes() })
    local ran, why = pcall(client.delete_customer, client, handle, { only_if = function() error("planted", 0) end })
    assert.same({ false, "planted", 0 }, { ran, why, deletes() })
  end)

  it("takes anything but nil and false for a yes, as Lua does", function()
    assert.is_nil((client:delete_customer(handle, { only_if = function() return nil end })))
    assert.is_nil((client:delete_customer(handle, { only_if = function() return false end })))
    assert.is_true((client:delete_customer(handle, { only_if = function(now) return now.email end })))
  end)

  it("asks nothing where an answer does not show the whole customer, and deletes nothing", function()
    sandbox:fault { status = 200, method = "GET", path = "/customers/",
      body = '{"code":0,"data":{"handle":"' .. handle .. '"}}' }
    local ok, err = client:delete_customer(handle, { only_if = function(now) return not now.tags end })
    assert.same({ nil, "protocol", "not_sent", handle, 0 }, { ok, err.kind, err.outcome, err.handle, deletes() })
    assert.is_truthy(err.message:find("lacks name, address, phone, email", 1, true), err.message)
  end)

  it("asks again before the deletion is sent again: others may have changed the customer", function()
    local other = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
    local perform, asked = transport.perform, 0
    function transport.perform(request)
      if request.method ~= "DELETE" then return perform(request) end
      transport.perform = perform
      assert(other:update_customer(handle, { email = "theirs@example.com" }))
      return { status = 503, headers = { ["retry-after"] = "1" }, body = "" }
    end
    local ok, err = client:delete_customer(handle, { only_if = function(now)
      asked = asked + 1
      return now.email == "example@mail.tld"
    end })
    assert.same({ nil, "conflict", 2, 0, handle }, { ok, err.kind, asked, deletes(), err.handle })
  end)

  it("is done where an attempt has deleted it whose answer was lost", function()
    for _, opts in ipairs({ {}, { lists_deleted = true } }) do
      transport = testing.transport(opts)
      client = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
      handle = assert(client:create_customer(example.customer()))
      transport.sandbox:fault { kind = "network", sent = true, method = "DELETE" }
      local ok, err = client:delete_customer(handle, { only_if = function() return true end })
      assert.is_true(ok, tostring(err))
      assert.same({}, transport.sandbox:handles())
    end
  end)
end)
