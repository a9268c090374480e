--- A handle is given out once: an answer that came to another create before is not this one's.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local memory = require("openprovider.exactly_once.memory")

describe("a handle that another create got", function()
  local now, answers, dropped, rows, requests

  -- A transport whose answers to creates are given, each on the connection of its number.
  local function new_transport()
    return {
      now = function() return now end,
      sleep = function(seconds) now = now + seconds end,
      drop = function(connection) dropped[#dropped + 1] = connection end,
      perform = function(request)
        requests[#requests + 1] = request.method
        if request.method == "POST" then
          local handle = table.remove(answers, 1)
          return { status = 200, headers = {}, connection = #requests,
            body = ('{"code":0,"data":{"handle":"%s"}}'):format(handle) }
        end
        return { status = 200, headers = {}, body = ('{"code":0,"data":{"results":[%s],"total":%d}}'):format(
          rows, rows == "" and 0 or 1) }
      end,
    }
  end

  local function new_client(transport)
    return assert(openprovider.new {
      base_url = "http://127.0.0.1:1/v1beta", token = "secret", username = "jan", transport = transport,
    })
  end

  before_each(function()
    now, answers, dropped, rows, requests = 1e9, {}, {}, "", {}
  end)

  it("ends as outcome_unknown, and the connection that brought it is closed", function()
    local client = new_client(new_transport())
    answers = { "AB000001-NL", "AB000001-NL", "AB000002-NL" }
    assert.equal("AB000001-NL", (client:create_customer(example.customer())))
    local handle, err = client:create_customer(example.customer { email = "b@example.com" })
    assert.is_nil(handle)
    assert.same({ "outcome_unknown", "unknown", "protocol", 1 }, { err.kind, err.outcome, err.cause, err.attempts })
    assert.truthy(tostring(err):find("AB000001-NL", 1, true))
    assert.same({ 2 }, dropped)
    assert.equal("AB000002-NL", (client:create_customer(example.customer { email = "c@example.com" })))
    assert.equal(3, #requests)
  end)

  it("is looked into with a reference: the customer's own handle is found", function()
    local client = new_client(new_transport())
    answers = { "AB000001-NL", "AB000001-NL" }
    assert(client:create_customer(example.customer()))
    local perform = client.transport.perform
    client.transport.perform = function(request)
      local response = perform(request)
      if request.method == "POST" then
        rows = '{"id":2,"handle":"AB000002-NL","company_name":"Hosters with Style","name":{"first_name":"Carsten",'
          .. '"prefix":"Dr.","last_name":"van Noort"},"comments":"{openprovider-ref:second}","is_deleted":false}'
      end
      return response
    end
    local handle, details = client:create_customer(example.customer(), { reference = "second" })
    assert.equal("AB000002-NL", handle)
    assert.is_true(details.created)
    assert.same({ 3 }, dropped)
  end)

  it("is remembered for all clients of an account, for the last 10,000 creates", function()
    local account = memory.of("an account of this spec")
    for number = 1, 10000 do assert.is_true(account:gave(("AB%06d-NL"):format(number), 0)) end
    for _, number in ipairs { 1, 5000, 10000 } do assert.is_false(account:gave(("AB%06d-NL"):format(number), 0)) end
    assert.is_true(account:gave("AB010001-NL", 0))
    assert.is_true(account:gave("AB000001-NL", 0))
    assert.is_false(account:gave("AB000003-NL", 0))
    for number = 10001, 15000 do account:gave(("CD%06d-NL"):format(number), number) end
    assert.is_nil(account:given_at("AB005000-NL"))
    assert.equal(0, account:given_at("AB009999-NL"))
    assert.equal(15000, account:given_at("CD015000-NL"))
  end)

  it("belongs to the customers that a transport of the caller's reaches, not to those of another one", function()
    for _ = 1, 2 do
      answers = { "AB000001-NL" }
      assert.equal("AB000001-NL", (new_client(new_transport()):create_customer(example.customer())))
    end
  end)

  it("is a new one in the double once that was reset", function()
    local transport = require("openprovider.testing").transport()
    local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
    for _ = 1, 2 do
      local handle, details = client:create_customer(example.customer(), { reference = "order-1" })
      assert.same({ "CV000001-NL", true }, { handle, details.created })
      transport.sandbox:reset()
    end
  end)
end)

describe("what a process remembers of its creates", function()
  it("is kept while that is of use, and not for as long as the process lives", function()
    local now = 1e9
    local client = assert(openprovider.new {
      base_url = "http://127.0.0.1:1/v1beta", token = "secret", retries = 0, timeout = 30, settle = 10,
      transport = {
        now = function() return now end, sleep = function(seconds) now = now + seconds end,
        perform = function(request)
          if request.method == "GET" then
            return { status = 200, headers = {}, body = '{"code":0,"data":{"total":0}}' }
          end
          if request.body:find("ended", 1, true) then coroutine.yield() end -- and is not run any more
          return nil, { kind = "network", message = "lost", sent = true }
        end,
      },
    })
    local function count()
      local entries = 0
      for _ in pairs(memory.of(client.transport.scope()).entries) do entries = entries + 1 end
      return entries
    end
    for index = 1, 3 do
      local _, err = client:create_customer(example.customer(), { reference = "lost-" .. index })
      assert.equal("outcome_unknown", err.kind)
      coroutine.wrap(client.create_customer)(client, example.customer(), { reference = "ended-" .. index })
    end
    assert.is_true(count() >= 4)
    now = now + 100
    client:create_customer(example.customer(), { reference = "later" })
    assert.equal(1, count())
  end)
end)
