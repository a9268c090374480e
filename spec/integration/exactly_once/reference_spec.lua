--- A create with a reference: carried out once, whatever happens to its requests.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

local REFERENCE = "order-4711"

describe("a create with a reference", function()
  local server, client, events

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client({
      settle = 0.1, timeout = 5, on_event = function(event) events[event.name] = (events[event.name] or 0) + 1 end,
    }, changes)
  end

  before_each(function()
    server:reset()
    events = {}
    client = new_client()
  end)
  after_each(function() client:close() end)

  local function create(opts, changes)
    local all = { reference = REFERENCE }
    for name, value in pairs(opts or {}) do all[name] = value end
    return client:create_customer(example.customer(changes), all)
  end

  local function creates()
    return server:counters().by_route["POST /customers"] or 0
  end

  -- Waits for what the server carries out late.
  local function wait_for_customers(count)
    for _ = 1, 200 do
      if #server:handles() == count then return end
      require("socket").sleep(0.02)
    end
    assert.equal(count, #server:handles())
  end

  it("gives the handle", function()
    local handle, details = create()
    assert.equal("CV000001-NL", handle)
    assert.same({ warnings = {}, api_warnings = {}, maintenance = false, created = true, attempts = 1 }, details)
    assert.equal(1, events.lookup)
  end)

  it("gives the same handle again, and says that it was there and what differs", function()
    local handle = assert(create())
    for _, wait in ipairs({ 0, 0, 0.15 }) do
      require("socket").sleep(wait)
      local again, details = create({}, { email = "other@example.com" })
      assert.equal(handle, again)
      assert.is_false(details.created)
      assert.same({ { path = "email", given = "other@example.com", stored = "example@mail.tld" } }, details.differences)
      assert.same({}, (select(2, create())).differences)
    end
    assert.equal(1, creates())
  end)

  it("is another one than with another reference, or with one that begins alike", function()
    local handles = {}
    for _, reference in ipairs({ "a", "ab", "a.b", "a_b", "aXb", "a-b", ("x"):rep(64) }) do
      local handle = assert(create { reference = reference })
      assert.is_nil(handles[handle])
      handles[handle] = true
    end
    assert.equal(7, creates())
  end)

  it("keeps the caller's comment readable, and shows the reference apart", function()
    local handle = assert(create({}, { comments = "moved in\nfrom elsewhere" }))
    local customer = assert(client:get_customer(handle))
    assert.equal("moved in\nfrom elsewhere", customer.comments)
    assert.equal(REFERENCE, customer.reference)
    local raw = assert(client:get_customer(handle, { raw = true }))
    assert.equal("{openprovider-ref:order-4711}\nmoved in\nfrom elsewhere", raw.comments)
    assert.is_nil(raw.reference)
  end)

  it("has no comments of its own where the caller gave none", function()
    local handle = assert(create())
    local customer = assert(client:get_customer(handle))
    assert.is_nil(customer.comments)
    assert.equal(REFERENCE, customer.reference)
  end)

  it("is found after updates, whatever they do to the comments", function()
    local handle = assert(create({}, { comments = "moved in" }))
    for _, comments in ipairs({ "changed", openprovider.null, "new", "" }) do
      assert(client:update_customer(handle, { comments = comments, email = "new@example.com" }))
      local customer = assert(client:get_customer(handle))
      assert.equal(comments ~= openprovider.null and comments ~= "" and comments or nil, customer.comments)
      assert.equal(REFERENCE, customer.reference)
    end
    assert.equal(handle, (create()))
  end)

  it("does not keep ensure_customer from taking it", function()
    local handle = assert(create())
    assert.equal(handle, (client:ensure_customer(example.customer())))
    assert.equal(handle, (client:ensure_customer(example.customer { comments = "" })))
  end)

  describe("whose outcome nobody knows", function()
    for _, fault in ipairs({
      { name = "reset_after" }, { name = "close_after" }, { name = "reset_mid_answer" }, { name = "truncated" },
      { name = "html" }, { name = "cut" }, { name = "code", code = 199, processed = true },
      { name = "status", status = 502, processed = true }, { name = "no_handle", processed = true },
    }) do
      it("is looked for after " .. fault.name .. ", and found", function()
        fault.method, fault.path, fault.processed = "POST", "/customers$", true
        server:fault(fault)
        local handle, details = create()
        assert.equal("CV000001-NL", handle)
        assert.is_true(details.created)
        assert.equal(1, server:counters().customers_created)
      end)
    end

    for _, name in ipairs({ "reset_before", "close_before", "html", "no_handle" }) do
      it("is sent again after " .. name .. ", once it had time to be seen", function()
        server:fault { name = name, method = "POST", path = "/customers$" }
        local before = require("socket").gettime()
        local handle, details = create()
        assert.equal("CV000001-NL", handle)
        assert.equal(2, details.attempts)
        assert.is_true(require("socket").gettime() - before > 0.08) -- two clocks
        assert.equal(1, server:counters().customers_created)
      end)
    end

    it("is one handle if it becomes visible before it has settled", function()
      server:fault { name = "late", seconds = 0.2, method = "POST", path = "/customers$" }
      local handle, details = create { settle = 1 }
      assert.equal("CV000001-NL", handle)
      assert.equal(1, details.attempts)
      assert.equal(1, server:counters().customers_created)
    end)

    it("can be two if it becomes visible after that, and then every call says so, with both handles", function()
      server:fault { name = "late", seconds = 0.6, method = "POST", path = "/customers$" }
      local handle = assert(create { settle = 0.1 })
      wait_for_customers(2)
      local again, err = create()
      assert.is_nil(again)
      assert.equal("outcome_unknown", err.kind)
      assert.is_false(err.retryable)
      assert.equal(2, #err.handles)
      assert.is_truthy(err.handles[1] == handle or err.handles[2] == handle)
      assert.is_truthy(tostring(err):find(handle, 1, true))
      assert.equal(2, creates())
    end)

    it("ends as outcome_unknown when there is no time to find out the outcome, and can be repeated", function()
      server:fault { name = "reset_after", method = "POST", path = "/customers$" }
      server:fault { name = "status", status = 503, method = "GET", times = 1000, skip = 1 }
      client:close()
      client = new_client { timeout = 0.5 }
      local handle, err = create()
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      assert.equal("unknown", err.outcome)
      assert.is_true(err.retryable)
      assert.equal(1, server:counters().customers_created)
    end)

    it("is looked for until it has settled by the next call, which may come too soon", function()
      server:fault { name = "late", seconds = 0.5, method = "POST", path = "/customers$" }
      client:close()
      client = new_client { timeout = 0.3, settle = 1 }
      local handle, err = create()
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      client.settings.timeout = 5
      local details
      handle, details = create()
      assert.equal("CV000001-NL", handle)
      assert.is_false(details.created)
      assert.equal(1, server:counters().customers_created)
    end)

    it("stays unknown, though what was sent after it was refused", function()
      server:fault { name = "reset_before", method = "POST", path = "/customers$" }
      server:fault { name = "code", code = 116, method = "POST", path = "/customers$" }
      local handle, err = create()
      assert.is_nil(handle)
      assert.same({ "outcome_unknown", "unknown" }, { err.kind, err.outcome })
    end)

    for _, status in ipairs({ 500, 400 }) do
      it("is looked for until it has settled after a code that nobody knows, at HTTP " .. status, function()
        local order = { name = "code", code = 7777, status = status, method = "POST", path = "/customers$" }
        order.processed = true
        server:fault(order)
        assert.equal("CV000001-NL", (create()))
        order.processed, order.times = nil, 10
        server:fault(order)
        local handle, err = create { reference = "other" }
        assert.is_nil(handle)
        assert.same({ "outcome_unknown", "rejected", 7777 }, { err.kind, err.cause, err.code })
        assert.equal(1, server:counters().customers_created)
      end)
    end

    it("is sent no more often than retries allow", function()
      server:fault { name = "reset_before", method = "POST", path = "/customers$", times = 10 }
      local handle, err = create()
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      assert.equal(3, err.attempts)
      assert.is_true(err.retryable)
    end)

    it("leaves time for looking when the server stalls", function()
      server:fault { name = "stall", seconds = 8, method = "POST", path = "/customers$" }
      client:close()
      client = new_client { timeout = 4 }
      assert.equal("CV000001-NL", (create()))
      assert.equal(1, server:counters().customers_created)
    end)
  end)

  it("is not sent when the look before it fails", function()
    server:fault { name = "code", code = 10005, method = "GET" }
    local handle, err = create()
    assert.is_nil(handle)
    assert.same({ "auth", "not_sent" }, { err.kind, err.outcome })
    assert.equal(0, creates())
  end)

  it("is refused by the API for what is wrong with it, as any other", function()
    server:fault { name = "code", code = 116, method = "POST", path = "/customers$" }
    local handle, err = create()
    assert.is_nil(handle)
    assert.same({ "rejected", "address.zipcode" }, { err.kind, err.field })
  end)

  -- What a look finds, as JSON, while everything else is the server's.
  local function finding(results, total)
    server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
      path = "/customers$", times = 1, body = ('{"code":0,"data":{"results":[%s],"total":%d}}'):format(results, total) }
  end

  local MARKED = '{"id":1,"handle":"AB000009-NL","company_name":"Hosters with Style","name":{"first_name":"Carsten",'
    .. '"prefix":"Dr.","last_name":"van Noort"},"comments":"%s"%s}'

  it("is found among several markers, and updates keep them all", function()
    finding(MARKED:format("{openprovider-ref:other}\\nnote {openprovider-ref:order-4711}", ',"is_deleted":false'), 1)
    assert.equal("AB000009-NL", (create()))
    local reference = require("openprovider.customer.marker")
    local own, first, all = reference.split("{openprovider-ref:a}\r\nnote\n{openprovider-ref:b}")
    assert.same({ "note", "a", { "a", "b" } }, { own, first, all })
  end)

  it("does not take one that is deleted in any spelling for there", function()
    for _, member in ipairs({ '"is_deleted":"true"', '"is_deleted":1', '"deleted_at":"2024-01-01 00:00:00"' }) do
      finding(MARKED:format("{openprovider-ref:order-4711}", "," .. member), 1)
      local _, details = create { reference = "order-4711" }
      assert.is_true(details.created)
      server:reset()
    end
  end)

  it("takes one that is not deleted for there, whatever date it was not deleted at", function()
    for _, members in ipairs({ '"is_deleted":false,"deleted_at":"-0001-11-30 00:00:00"',
      '"is_deleted":"false","deleted_at":"1970-01-01 00:00:00"', '"is_deleted":0,"deleted_at":"null"',
      '"deleted_at":"-0001-11-30"', '"deleted_at":"1970-01-01T00:00:00Z"' }) do
      finding(MARKED:format("{openprovider-ref:order-4711}", "," .. members), 1)
      assert.equal("AB000009-NL", (create { reference = "order-4711" }))
      assert.equal(0, creates())
      server:reset()
    end
  end)

  it("is not sent when the list contradicts itself", function()
    finding("", 1)
    local handle, err = create()
    assert.is_nil(handle)
    assert.same({ "protocol", "not_sent" }, { err.kind, err.outcome })
    finding('{"id":1,"comments":"{openprovider-ref:order-4711}"}', 1)
    handle, err = create()
    assert.is_nil(handle)
    assert.same({ "protocol", "not_sent" }, { err.kind, err.outcome })
    assert.equal(0, creates())
  end)

  it("is one for two coroutines with the same reference", function()
    local handles = {}
    for _, handle, details in client:concurrently(8, { 1, 2, 3, 4, 5, 6, 7, 8 }, function() return create() end) do
      assert(handle, details)
      handles[handle] = true
    end
    assert.same({ ["CV000001-NL"] = true }, handles)
    assert.equal(1, creates())
  end)

  it("does not take a customer that was deleted for there", function()
    local handle = assert(create())
    assert(client:delete_customer(handle))
    local other, details = create()
    assert.is_true(details.created)
    assert.are_not.equal(handle, other)
  end)

  describe("is refused, and nothing sent,", function()
    for title, reference in pairs({
      ["an empty one"] = "", ["one of 65 bytes"] = ("x"):rep(65), ["one with a blank"] = "a b",
      ["one with an asterisk"] = "a*", ["one with a brace"] = "a}",
      ["one with a letter of another alphabet"] = "\195\169",
      ["one with a NUL"] = "a\0", ["false"] = false,
    }) do
      it("for " .. title, function()
        local handle, err = create { reference = reference }
        assert.is_nil(handle)
        assert.same({ "invalid", "reference", "not_sent" }, { err.kind, err.field, err.outcome })
        assert.equal(0, server:counters().arrived)
      end)
    end

    it("for comments that hold a marker, with and without a reference", function()
      for _, reference in ipairs({ false, REFERENCE }) do
        local handle, err = client:create_customer(example.customer { comments = "{openprovider-ref:other}" },
          { reference = reference or nil })
        assert.is_nil(handle)
        assert.equal("comments", err.problems[1].path)
      end
      assert.equal(0, server:counters().arrived)
    end)

    it("for comments that leave no room for a marker", function()
      local handle, err = create({}, { comments = ("x"):rep(65530) })
      assert.is_nil(handle)
      assert.same({ "comments", "too_long" }, { err.problems[1].path, err.problems[1].code })
      assert.equal(0, server:counters().arrived)
    end)

    it("for a time to settle that is none", function()
      local handle, err = create { settle = -1 }
      assert.is_nil(handle)
      assert.equal("config", err.kind)
    end)
  end)
end)
