--- Updates of one customer, one after the other and at the same time, against an API whose PUT replaces everything and
--- whose reads lag.

local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local replacing_api = require("spec.support.replacing_api")
local sandbox_server = require("spec.sandbox.server")

-- Seconds by which reads lag, and after which the client takes them for the truth.
local LAG, SETTLE = 0.1, 0.25

describe("updates of one customer", function()
  local server, client, handle

  setup(function()
    server = sandbox_server.start { login_limit = false, replacing_put = true, read_lag = LAG }
  end)
  teardown(function() server:stop() end)

  local function new_client(options)
    return server:client({ settle = SETTLE }, options)
  end

  before_each(function()
    server:reset()
    client = new_client()
    handle = assert(client:create_customer(example.customer { vat = "NL123456789B01" }))
    core.sleep(LAG)
  end)
  after_each(function() client:close() end)

  -- What another program does, which does not share what this one knows: it writes the whole record with changes.
  local function elsewhere(changes)
    local body = {}
    for name, value in pairs(server:record(handle)) do body[name] = value end
    for _, name in ipairs { "id", "handle", "name", "company_name", "comments_last_changed_at" } do body[name] = nil end
    for name, value in pairs(changes) do body[name] = value end
    assert(client:request("PUT", "/customers/" .. handle, nil, body))
  end

  it("that follow each other at once all stay", function()
    assert(client:update_customer(handle, { email = "new@example.com" }))
    assert(client:update_customer(handle, { phone = openprovider.phone "+31 20 765 4321" }))
    assert(client:update_customer(handle, { address = { city = "Delft" } }))
    assert(client:update_customer(handle, { tags = openprovider.null }))
    local record = server:record(handle)
    assert.same({ "new@example.com", "20", "Delft", "NL123456789B01", {} },
      { record.email, record.phone.area_code, record.address.city, record.vat, record.tags })
  end)

  it("that follow each other through two clients of one program all stay", function()
    local other = new_client()
    assert(client:update_customer(handle, { email = "new@example.com" }))
    assert(other:update_customer(handle, { address = { city = "Delft" } }))
    other:close()
    local record = server:record(handle)
    assert.same({ "new@example.com", "Delft" }, { record.email, record.address.city })
  end)

  it("set a value back, which reads still show", function()
    assert(client:update_customer(handle, { vat = "NL987654321B01" }))
    local ok, details = client:update_customer(handle, { vat = "NL123456789B01" })
    assert.is_true(ok)
    assert.is_true(details.updated)
    assert.equal("NL123456789B01", server:record(handle).vat)
  end)

  it("keep what was cleared a moment ago, and an extension that was added", function()
    assert(client:update_customer(handle, { vat = openprovider.null }))
    assert(client:update_customer(handle, {
      extension_additional_data = { openprovider.extension("us", { nexus_category = "C11" }) } }))
    assert(client:update_customer(handle, {
      extension_additional_data = { openprovider.extension("us", { applicant_purpose = "P1" }) } }))
    local record = server:record(handle)
    assert.equal("", record.vat or "")
    assert.same({ { name = "us", data = { nexus_category = "C11", applicant_purpose = "P1" } } },
      record.extension_additional_data)
  end)

  it("at the same time all stay", function()
    local all = {
      { email = "new@example.com" }, { vat = "NL987654321B01" }, { address = { city = "Delft" } },
      { phone = { subscriber_number = "7654321" } },
    }
    local count = 0
    for _, ok, details in client:concurrently(4, all, function(changes)
      return client:update_customer(handle, changes)
    end) do
      assert(ok, details)
      assert.is_true(details.updated)
      count = count + 1
    end
    assert.equal(4, count)
    local record = server:record(handle)
    assert.same({ "new@example.com", "NL987654321B01", "Delft", "7654321" },
      { record.email, record.vat, record.address.city, record.phone.subscriber_number })
  end)

  it("keep what another program wrote once reads show it, also in a member that was written here before", function()
    assert(client:update_customer(handle, { vat = "NL987654321B01" }))
    core.sleep(SETTLE)
    elsewhere { vat = "NL111111111B01" }
    core.sleep(LAG)
    assert(client:update_customer(handle, { email = "new@example.com" }))
    local record = server:record(handle)
    assert.same({ "new@example.com", "NL111111111B01" }, { record.email, record.vat })
  end)

  for fault, arguments in pairs({
    reset_before = {}, reset_after = {}, code = { code = 50 }, status = { status = 503 },
  }) do
    it("leave alone what another program writes while a PUT is waited with after the fault " .. fault, function()
      core.sleep(SETTLE)
      local is_done
      local slow = new_client { retries = 3, on_event = function(event)
        if event.name ~= "retry" or is_done then return end
        is_done = true
        elsewhere { email = "elsewhere@example.com" }
        core.sleep(LAG)
      end }
      arguments.name, arguments.method = fault, "PUT"
      server:fault(arguments)
      local ok, details = slow:update_customer(handle, { vat = "NL987654321B01" })
      slow:close()
      assert(ok, details)
      assert.is_true(is_done)
      assert.is_true(details.updated)
      local record = server:record(handle)
      assert.same({ "NL987654321B01", "elsewhere@example.com" }, { record.vat, record.email })
    end)
  end

  it("keep what one of unknown outcome may have written", function()
    local hasty = new_client { retries = 0 }
    server:fault { name = "reset_after", method = "PUT" }
    local ok, err = hasty:update_customer(handle, { vat = "NL987654321B01" })
    assert.is_nil(ok)
    assert.equal("unknown", err.outcome)
    assert(hasty:update_customer(handle, { email = "new@example.com" }))
    hasty:close()
    local record = server:record(handle)
    assert.same({ "NL987654321B01", "new@example.com" }, { record.vat, record.email })
  end)

  it("write again what one of unknown outcome has not written", function()
    local hasty = new_client { retries = 0 }
    server:fault { name = "reset_before", method = "PUT" }
    assert.is_nil((hasty:update_customer(handle, { vat = "NL987654321B01" })))
    local ok, details = hasty:update_customer(handle, { vat = "NL987654321B01" })
    hasty:close()
    assert(ok, details)
    assert.is_true(details.updated)
    assert.equal("NL987654321B01", server:record(handle).vat)
  end)

  it("that the API refused are not unknown, where nobody can read before the next try", function()
    server:fault { name = "code", code = 50, method = "PUT" }
    server:fault { name = "reset_before", method = "GET", times = 9, skip = 1 }
    local ok, err = client:update_customer(handle, { vat = "NL987654321B01" })
    assert.is_nil(ok)
    assert.same({ "network", "rejected", 1 }, { err.kind, err.outcome, err.attempts })
    assert.equal("NL123456789B01", server:record(handle).vat)
  end)

  it("forget what the API refused", function()
    server:fault { name = "code", code = 162, method = "PUT" }
    local ok, err = client:update_customer(handle, { vat = "NL987654321B01" })
    assert.is_nil(ok)
    assert.same({ 162, "rejected" }, { err.code, err.outcome })
    assert(client:update_customer(handle, { email = "new@example.com" }))
    assert.equal("NL123456789B01", server:record(handle).vat)
  end)

  it("begin with a customer that was just created, and cannot be read yet", function()
    local new = assert(client:create_customer(example.customer { email = "other@example.com" }))
    local customer, err = client:get_customer(new)
    assert.is_nil(customer)
    assert.equal("not_found", err.kind)
    assert(client:update_customer(new, { vat = "NL987654321B01" }))
    assert.equal("NL987654321B01", server:record(new).vat)
  end)

  it("do not wait for a customer that this program has not created", function()
    local began = core.now()
    local ok, err = client:update_customer("XX999999-NL", { vat = "NL987654321B01" })
    assert.is_nil(ok)
    assert.equal("not_found", err.kind)
    assert.is_true(core.now() - began < SETTLE)
  end)

  it("are shown by get_customer once the API shows them", function()
    assert(client:update_customer(handle, { vat = "NL987654321B01" }))
    assert.equal("NL123456789B01", assert(client:get_customer(handle)).vat)
    core.sleep(LAG)
    assert.equal("NL987654321B01", assert(client:get_customer(handle)).vat)
  end)
end)

describe("an update of a customer whose turn another one has", function()
  -- A client of an API in this process, whose clock moves as the calls want it.
  local function new_api(count)
    local api = replacing_api.new { random = function() return 2 end }
    for number = 1, count do
      api:store(("CV%06d-NL"):format(number), {
        name = { first_name = "Jan", last_name = "Dijk" }, email = "jan@example.com",
        handle = ("CV%06d-NL"):format(number),
        address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
        phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
      })
    end
    return api, assert(openprovider.new {
      username = "u", password = "p", base_url = "http://127.0.0.1:1/v1beta", transport = api:transport(), timeout = 5,
    })
  end

  it("waits for it, and not for another customer's", function()
    local api, client = new_api(2)
    local order = {}
    local perform = api.handle
    function api:handle(request)
      order[#order + 1] = request.method .. " " .. (request.url:upper():match("/(CV%d+)") or "")
      return perform(self, request)
    end
    assert(client:login())
    api:run {
      function() assert(client:update_customer("CV000001-NL", { vat = "1" })) end,
      function() assert(client:update_customer("cv000001-nl", { email = "new@example.com" })) end,
      function() assert(client:update_customer("CV000002-NL", { vat = "2" })) end,
    }
    local first = {}
    for _, one in ipairs(order) do
      if one:find("CV000001", 1, true) then first[#first + 1] = one:match("^%u+") end
    end
    assert.same({ "GET", "PUT", "GET", "PUT" }, first)
    assert.truthy(("%s %s"):format(order[2], order[3]):find("CV000002", 1, true))
  end)

  it("goes on when that one was ended in the middle and its time is over", function()
    local api, client = new_api(1)
    assert(client:login())
    local left = coroutine.create(function() client:update_customer("CV000001-NL", { vat = "1" }) end)
    api.waiting[left] = api.clock
    coroutine.resume(left) -- and never again
    api:run { function()
      local ok, err = client:update_customer("CV000001-NL", { vat = "2" })
      assert.is_nil(ok)
      assert.same({ "timeout", "not_sent", "CV000001-NL" }, { err.kind, err.outcome, err.handle })
      assert.truthy(err.message:find("another update of CV000001-NL is still under way", 1, true))
      assert(client:update_customer("CV000001-NL", { vat = "2" }))
    end }
    assert.equal("2", api:stored("CV000001-NL").vat)
  end)

  it("leaves no memory behind once reads are sure to show what was written", function()
    local api, client = new_api(600)
    local function update(from, to)
      for number = from, to do
        assert(client:update_customer(("CV%06d-NL"):format(number), { comments = ("x"):rep(1000) .. number }))
      end
      api.clock = api.clock + 100
      assert(client:update_customer("CV000001-NL", { comments = "last" }))
      api.clock = api.clock + 100
      for number = 2, to do api.customers[("CV%06d-NL"):format(number)] = nil end
      collectgarbage()
      collectgarbage()
      return collectgarbage("count")
    end
    local before = update(1, 50)
    assert.is_true(update(51, 600) - before < 100)
  end)
end)
