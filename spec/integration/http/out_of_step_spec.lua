--- An answer that makes no sense for its request ends its connection: later answers on it would be those of the
-- requests before.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local raw_server = require("spec.support.raw_server")
local shifted_server = require("spec.support.shifted_server")

local LIST = '{"code":0,"data":{"results":[],"total":0}}'

-- Stray answers that can be told from real ones.
local TELLING = {
  { "a 503 without a code", 503, "<h1>busy</h1>" },
  { "a redirect", 302, "" },
  { "an empty 200", 200, "" },
  { "an answer without a handle", 200, LIST },
  { "a code that does not say what was done", 500, '{"desc":"?","code":2001}' },
}

describe("an answer that makes no sense for its request", function()
  local server, client

  local function start(stray, changes)
    server = shifted_server.start(stray)
    local options = {
      base_url = server.base_url, username = shifted_server.USERNAME, password = shifted_server.PASSWORD, proxy = "",
      retries = 0, timeout = 5, settle = 0.3,
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    client = assert(openprovider.new(options))
  end

  after_each(function()
    client:close()
    server.stop()
  end)

  local function email(number)
    return ("n%d@example.com"):format(number)
  end

  local function create(number, opts)
    return client:create_customer(example.customer({ email = email(number) }), opts)
  end

  for _, case in ipairs(TELLING) do
    it("to a create costs that one its outcome, and no later one: " .. case[1], function()
      start({ method = "POST", skip = 2, status = case[2], body = case[3] })
      local handles = {}
      for number = 1, 8 do
        local handle, err = create(number)
        if number == 3 then
          assert.is_nil(handle)
          assert.equal("outcome_unknown", err.kind)
        else
          handles[number] = assert(handle, err)
        end
      end
      for number, handle in pairs(handles) do
        assert.equal(email(number), assert(client:get_customer(handle)).email)
      end
    end)

    it("to a read costs nothing but that one: " .. case[1], function()
      start({ method = "GET", skip = 1, status = case[2], body = case[3] })
      local handles, failed = {}, 0
      for number = 1, 4 do handles[number] = assert(create(number)) end
      for round = 1, 3 do
        for number, handle in ipairs(handles) do
          local customer = client:get_customer(handle)
          if customer then
            assert.equal(email(number), customer.email)
          else
            failed = failed + 1
            assert.same({ 1, 2 }, { round, number })
          end
        end
      end
      assert.equal(1, failed)
    end)
  end

  for _, case in ipairs({
    { "a list in place of a customer", 1, LIST },
    { "a customer in place of a list", 2, '{"code":0,"data":{"handle":"XX000001-NL"}}' },
    { "another customer", 1, '{"code":0,"data":{"handle":"XX000001-NL"}}' },
  }) do
    it("to a read is asked for once more, on another connection: " .. case[1], function()
      start({ method = "GET", skip = case[2], status = 200, body = case[3] }, { retries = 1 })
      local handles = {}
      for number = 1, 2 do handles[number] = assert(create(number)) end
      for _ = 1, 2 do
        for number, handle in ipairs(handles) do
          local found = assert(client:list_customers { email_pattern = email(number), limit = 1 })
          assert.same({ 1, handle }, { #found.results, found.results[1].handle })
          assert.equal(email(number), assert(client:get_customer(handle)).email)
        end
      end
    end)
  end

  it("to a read is an error if the next answer makes no sense either", function()
    server = raw_server.start(function(connection)
      while true do
        local head = raw_server.read(connection)
        if not head then return end
        local body = head:find("^GET") and LIST or '{"code":0,"data":{"token":"t"}}'
        connection:send(("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(#body, body))
      end
    end)
    client = assert(openprovider.new {
      base_url = ("http://127.0.0.1:%d"):format(server.port), username = "u", password = "p", proxy = "", retries = 5,
    })
    local customer, err = client:get_customer("AB000001-NL")
    assert.is_nil(customer)
    assert.same({ "protocol", 2, "AB000001-NL" }, { err.kind, err.attempts, err.handle })
  end)

  for _, case in ipairs({
    { "the empty list of another", LIST }, { "a customer", '{"code":0,"data":{"handle":"XX1-NL"}}' },
  }) do
    it("to a look costs no create with a reference anything: " .. case[1], function()
      start({ method = "GET", skip = 3, status = 200, body = case[2] }, { retries = 3 })
      local handles, failed = {}, {}
      for number = 1, 10 do
        local handle, err = create(number, { reference = "r" .. number })
        handles[number] = handle
        if not handle then failed[#failed + 1] = number .. " " .. tostring(err) end
      end
      assert.is_true(#failed <= 1, table.concat(failed, "\n"))
      for number, handle in pairs(handles) do assert.equal(email(number), assert(client:get_customer(handle)).email) end
    end)
  end

  it("never brings another customer than the one that was asked for", function()
    start({ method = "GET", skip = 0, status = 200, body = '{"code":0,"data":{"handle":"XX000001-NL","email":"x"}}' })
    local handle = assert(create(1))
    local customer, err = client:get_customer(handle, { raw = true })
    assert.is_nil(customer)
    assert.same({ "protocol", "unknown", handle }, { err.kind, err.outcome, err.handle })
    assert.truthy(err.message:find("XX000001-NL", 1, true))
    assert.equal(email(1), assert(client:get_customer(handle)).email)
  end)

  it("has an update send nothing, where it has another customer", function()
    start({ method = "GET", status = 200, body = '{"code":0,"data":{"handle":"XX000001-NL","comments":"of another"}}' })
    local handle = assert(create(1))
    local ok, err = client:update_customer(handle, { comments = "visit" })
    assert.is_nil(ok)
    assert.same({ "protocol", "not_sent", handle }, { err.kind, err.outcome, err.handle })
    assert.is_nil(assert(client:get_customer(handle)).comments)
    assert(client:update_customer(handle, { comments = "visit" }))
    assert.equal("visit", assert(client:get_customer(handle)).comments)
  end)

  for _, case in ipairs({ { "401 without a code", 401, "" }, { "code 196", 500, '{"desc":"auth","code":196}' } }) do
    it("is not the answer to the login that follows a stray " .. case[1], function()
      start({ method = "POST", skip = 2, status = case[2], body = case[3] }, { retries = 3 })
      for number = 1, 6 do
        local handle = assert(create(number))
        assert.equal(email(number), assert(client:get_customer(handle)).email)
      end
    end)

    it("sends no create with a reference again that was carried out: a stray " .. case[1], function()
      start({ method = "POST", skip = 2, status = case[2], body = case[3] }, { retries = 3 })
      for number = 1, 6 do
        local handle, details = create(number, { reference = "r" .. number })
        assert(handle, details)
        assert.equal(email(number), assert(client:get_customer(handle)).email)
        assert.is_true(details.created)
        assert.equal(1, details.attempts)
      end
      assert.equal(6, assert(client:list_customers()).total)
    end)
  end
end)

describe("a login's answer without a token", function()
  it("is told with the login's address, and its connection is closed", function()
    local server = raw_server.start(function(connection, number)
      while raw_server.read(connection) do
        local body = number == 1 and '{"code":0,"data":{}}' or '{"code":0,"data":{"token":"t"}}'
        connection:send(("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(#body, body))
      end
    end)
    local base = ("http://127.0.0.1:%d/v1beta"):format(server.port)
    local client = assert(openprovider.new { base_url = base, username = "u", password = "p", proxy = "", retries = 0 })
    local handle, err = client:create_customer(example.customer())
    local ok = client:login()
    client:close()
    server.stop()
    assert.is_nil(handle)
    assert.is_true(ok)
    assert.equal("POST " .. base .. "/auth/login: the answer to the login has no token", err.message)
    assert.same({ "protocol", "not_sent", "POST /auth/login" }, { err.kind, err.outcome, err.operation })
  end)
end)
