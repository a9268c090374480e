--- Verification of e-mail addresses: start, restart, and how far each is.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

-- Lua 5.3 and 5.4 tell integers from floats.
local type_of_number = rawget(math, "type") or function() return "integer" end

local EMAIL = "jan@example.com"
local START = "POST /customers/verifications/emails/start"
local RESTART = "POST /customers/verifications/emails/restart"

-- Seconds that an address may take: ICANN's 15 days.
local PERIOD = 15 * 24 * 3600

describe("e-mail verification", function()
  local server, client, handle

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(of)
    return of:client()
  end

  before_each(function()
    server:reset()
    client = new_client(server)
    handle = assert(client:create_customer(example.customer { email = EMAIL }))
  end)
  after_each(function() client:close() end)

  local function last_request()
    local requests = server:requests()
    return requests[#requests]
  end

  local function asked(route)
    return server:counters().by_route[route] or 0
  end

  local function answer_with(data)
    server:fault { name = "status", status = 200, content_type = "application/json", path = "/verifications/",
      body = '{"code":0,"desc":"","data":' .. data .. "}" }
  end

  -- What is the same for both: members, their values, and a lost answer.
  for operation, case in pairs({
    start_email_verification = { route = START, required = { "email", "handle", "language", "tag" } },
    restart_email_verification = { route = RESTART, required = { "email", "language", "tag" } },
  }) do
    describe("by " .. operation, function()
      local function refused(given, field, ...)
        local before = server:counters().arrived
        local value, err = client[operation](client, given)
        assert.is_nil(value)
        assert.same({ "invalid", field, "not_sent" }, { err.kind, err.field, err.outcome })
        for _, text in ipairs({ ... }) do assert.is_truthy(err.message:find(text, 1, true), err.message) end
        assert.equal(before, server:counters().arrived)
        assert.equal(0, asked(case.route))
      end

      for _, email in ipairs({ "jan", "jan@", "@example.com", "jan@example", "jan@@example.com", "jan @example.com",
        "Jan <jan@example.com>", "jan@example.com\r\nBcc: x@example.com", "jan@exa\0mple.com", "jan@\255.com", "", " ",
        5, true, {}, openprovider.null }) do
        it("refuses an address that is none, and sends nothing: " .. ("%q"):format(tostring(email)), function()
          refused({ email = email }, "email", "email")
        end)
      end

      it("refuses to go without an address", function()
        refused({}, "email", 'member email is required, such as "jan@example.com"')
        refused({ language = "en" }, "email", "is required")
      end)

      it("refuses texts that are none", function()
        for _, value in ipairs({ "", " ", "a\nb", 5, true, {}, openprovider.null }) do
          refused({ email = EMAIL, language = value }, "language", 'such as "en"')
          refused({ email = EMAIL, tag = value }, "tag", 'such as "VIP"')
        end
      end)

      it("refuses a member that nobody knows, and says which is meant", function()
        refused({ email = EMAIL, langauge = "en" }, "langauge", 'unknown member "langauge"; did you mean "language"?')
        refused({ emial = EMAIL }, "emial", 'did you mean "email"?')
        refused({ email = EMAIL, zzzzzzzz = "x" }, "zzzzzzzz",
          "there are " .. table.concat(case.required, ", "))
      end)

      it("raises where it is given no table", function()
        for _, given in ipairs({ EMAIL, 5, true }) do
          local ok, message = pcall(client[operation], client, given)
          assert.is_false(ok)
          assert.is_truthy(message:find("bad argument #1 to '" .. operation .. "' (table expected, got", 1, true))
        end
      end)

      it("is not sent again when its answer is lost: it sends a message to somebody", function()
        server:verify_email(EMAIL, "expired")
        server:fault { name = "reset_after", path = "/verifications/" }
        local value, err = client[operation](client, { email = EMAIL })
        assert.is_nil(value)
        assert.same({ "outcome_unknown", "unknown", false, 1 }, { err.kind, err.outcome, err.retryable, err.attempts })
        assert.equal("network", err.cause)
        assert.is_truthy(err.message:find("so the message may have been sent: ", 1, true), err.message)
        assert.equal(1, asked(case.route))
      end)

      it("is not sent again when the server may not have got it either", function()
        server:fault { name = "reset_before", path = "/verifications/" }
        local value, err = client[operation](client, { email = EMAIL })
        assert.is_nil(value)
        assert.equal("outcome_unknown", err.kind)
        assert.equal(0, asked(case.route))
      end)

      it("is the API's error where the address is verified already", function()
        server:verify_email(EMAIL)
        local value, err = client[operation](client, { email = EMAIL })
        assert.is_nil(value)
        assert.same({ "rejected", 20000, "rejected" }, { err.kind, err.code, err.outcome })
      end)

      it("is not_found for an address that nobody has", function()
        local value, err = client[operation](client, { email = "nobody@example.com" })
        assert.is_nil(value)
        assert.same({ "not_found", 98 }, { err.kind, err.code })
      end)
    end)
  end

  describe("that is started", function()
    it("has an id, and sends what was given and nothing else", function()
      local id, details = client:start_email_verification {
        email = EMAIL, handle = handle, language = "nl", tag = "VIP",
      }
      assert.equal("15466", tostring(id))
      assert.equal("integer", type_of_number(id))
      assert.same({ in_progress = false, api_warnings = {}, maintenance = false, attempts = 1 }, details)
      assert.same({ email = EMAIL, handle = handle, language = "nl", tag = "VIP" },
        (dkjson.decode(last_request().body)))
    end)

    it("needs no more than the address", function()
      assert.equal(15466, (client:start_email_verification { email = EMAIL }))
      assert.same({ email = EMAIL }, (dkjson.decode(last_request().body)))
    end)

    it("goes on where it went on already, with its own id", function()
      local first = assert(client:start_email_verification { email = EMAIL })
      local second, details = client:start_email_verification { email = EMAIL }
      assert.equal(first, second)
      assert.equal("integer", type_of_number(second))
      assert.same({ in_progress = true, api_warnings = {}, maintenance = false, attempts = 1 }, details)
    end)

    it("counts as started where the API answers every start so, as its documents print it", function()
      local other = sandbox_server.start { login_limit = false, start_in_progress = true }
      local its_client = new_client(other)
      assert(its_client:create_customer(example.customer { email = EMAIL }))
      local id, details = its_client:start_email_verification { email = EMAIL }
      its_client:close()
      other:stop()
      assert.equal(15466, id)
      assert.is_true(details.in_progress)
    end)

    it("takes an id that is a text", function()
      answer_with('{"id":"15465"}')
      local id = client:start_email_verification { email = EMAIL }
      assert.equal(15465, id)
      assert.equal("integer", type_of_number(id))
    end)

    for _, data in ipairs({
      "{}", "null", "[]", '"15465"', '{"id":null}', '{"id":"none"}', '{"id":{}}', '{"id":""}', '{"id":0}', '{"id":"0"}',
      '{"id":-1}', '{"id":1.5}', '{"id":1e30}',
    }) do
      it("is not known to be so where the answer has no id but " .. data, function()
        answer_with(data)
        local id, err = client:start_email_verification { email = EMAIL }
        assert.is_nil(id)
        assert.equal("outcome_unknown", err.kind)
        assert.equal("protocol", err.cause)
      end)

      it("is rejected where code 20001 comes without an id but " .. data, function()
        server:fault { name = "status", status = 500, content_type = "application/json", path = "/verifications/",
          body = '{"code":20001,"desc":"Verification email in progress","data":' .. data .. "}" }
        local id, err = client:start_email_verification { email = EMAIL }
        assert.is_nil(id)
        assert.same({ "rejected", 20001 }, { err.kind, err.code })
      end)
    end

    it("has no other code that counts as started, whatever comes with it", function()
      server:fault { name = "code", code = 20000, data = { id = 15465 }, path = "/verifications/" }
      local id, err = client:start_email_verification { email = EMAIL }
      assert.is_nil(id)
      assert.equal(20000, err.code)
    end)

    it("refuses a handle that could be something else, and sends nothing", function()
      local before = server:counters().arrived
      for _, wrong in ipairs({ "../x", "a/b", "?", "", "CV\r\n", "CV\0", 5, openprovider.null }) do
        local id, err = client:start_email_verification { email = EMAIL, handle = wrong }
        assert.is_nil(id)
        assert.same({ "invalid", "handle" }, { err.kind, err.field })
      end
      assert.equal(before, server:counters().arrived)
    end)

    it("is the API's error for another customer's address, and for a handle that is not there", function()
      local id, err = client:start_email_verification { email = "other@example.com", handle = handle }
      assert.is_nil(id)
      assert.same({ "rejected", 146, "email" }, { err.kind, err.code, err.field })
      id, err = client:start_email_verification { email = EMAIL, handle = "XX999999-NL" }
      assert.is_nil(id)
      assert.same({ "not_found", 193 }, { err.kind, err.code })
    end)
  end)

  describe("that is restarted", function()
    before_each(function() assert(client:start_email_verification { email = EMAIL }) end)

    it("is so", function()
      local ok, details = client:restart_email_verification { email = EMAIL, language = "en", tag = "VIP" }
      assert.is_true(ok)
      assert.same({ api_warnings = {}, maintenance = false, attempts = 1 }, details)
      assert.same({ email = EMAIL, language = "en", tag = "VIP" }, (dkjson.decode(last_request().body)))
    end)

    it("takes no handle, as the contract has none", function()
      local ok, err = client:restart_email_verification { email = EMAIL, handle = handle }
      assert.is_nil(ok)
      assert.same({ "invalid", "handle" }, { err.kind, err.field })
    end)

    it("goes on after it failed", function()
      server:verify_email(EMAIL, "bounced")
      assert.is_true((client:restart_email_verification { email = EMAIL }))
    end)

    it("is rejected where success is false", function()
      server:fault { name = "success_false", path = "/verifications/" }
      local ok, err = client:restart_email_verification { email = EMAIL }
      assert.is_nil(ok)
      assert.equal("rejected", err.kind)
    end)

    it("is not known to be so where the answer does not say", function()
      server:fault { name = "no_success", path = "/verifications/" }
      local ok, err = client:restart_email_verification { email = EMAIL }
      assert.is_nil(ok)
      assert.equal("outcome_unknown", err.kind)
    end)
  end)

  describe("that is listed", function()
    local other

    before_each(function()
      other = assert(client:create_customer(example.customer { email = "bea@example.com" }))
      server:add_domain { domain = "example.nl", handle = handle }
      server:add_domain { domain = "example.be", handle = other }
      server:add_domain { domain = "example.de", handle = other }
    end)

    local function domains_of(filter)
      local domains = {}
      for index, row in ipairs(assert(client:email_verifications(filter)).results) do domains[index] = row.domain end
      return domains
    end

    it("has a row for each domain", function()
      local page = assert(client:email_verifications())
      assert.is_nil(last_request().query)
      assert.equal(3, page.total)
      assert.equal("integer", type_of_number(page.total))
      assert.same({ "example.nl", EMAIL, handle, "not verified", false }, {
        page.results[1].domain, page.results[1].email, page.results[1].handle, page.results[1].status,
        page.results[1].is_suspended,
      })
    end)

    it("says how far each is", function()
      assert(client:start_email_verification { email = EMAIL })
      server:verify_email("bea@example.com")
      local page = assert(client:email_verifications())
      assert.same({ "in progress", "verified", "verified" },
        { page.results[1].status, page.results[2].status, page.results[3].status })
      server:advance(PERIOD + 1)
      local row = assert(client:email_verifications { email = EMAIL }).results[1]
      assert.same({ "failed", "expired", true }, { row.status, row.description, row.is_suspended })
    end)

    it("has pages", function()
      local page = assert(client:email_verifications { limit = 1, offset = 1 })
      assert.equal("limit=1&offset=1", last_request().query)
      assert.same({ "example.be", 3, 1, 1 }, { page.results[1].domain, page.total, page.offset, page.limit })
    end)

    it("is empty where there is nothing", function()
      assert.same({ results = {}, total = 0 }, (assert(client:email_verifications { domain = "none.example" })))
    end)

    for _, filter in ipairs({
      { "email", EMAIL, "email=jan%40example.com", { "example.nl" } },
      { "domain", "example.be", "domain=example.be", { "example.be" } },
      { "domain_id", 123456790, "domain_id=123456790", { "example.nl" } },
      { "handle", "CB000002-NL", "handle=CB000002-NL", {} },
      { "status", "not verified", "status=not%20verified", { "example.nl", "example.be", "example.de" } },
      { "description", "expired", "description=expired", {} },
      { "is_suspended", true, "is_suspended=true", {} },
      { "is_suspended", false, "is_suspended=false", { "example.nl", "example.be", "example.de" } },
      { "response.type", "e mail", "response.type=e%20mail", { "example.nl", "example.be", "example.de" } },
      { "response.to", EMAIL, "response.to=jan%40example.com", { "example.nl", "example.be", "example.de" } },
    }) do
      it("lets through a filter: " .. filter[3], function()
        assert.same(filter[4], domains_of { [filter[1]] = filter[2] })
        assert.equal(filter[3], last_request().query)
      end)
    end

    for title, case in pairs({
      ["an unknown filter"] = { { emial = EMAIL }, "emial", 'did you mean "email"?' },
      ["an empty text"] = { { domain = "" }, "domain", 'such as "example.com"' },
      ["a text for a number"] = { { domain_id = "5" }, "domain_id", "must be an integer from 1" },
      ["a text for a boolean"] = { { is_suspended = "true" }, "is_suspended", "must be true or false" },
      ["a page that is too large"] = { { limit = 1001 }, "limit", "from 1 to 1000" },
    }) do
      it("refuses " .. title, function()
        local before = server:counters().arrived
        local page, err = client:email_verifications(case[1])
        assert.is_nil(page)
        assert.same({ "invalid", case[2] }, { err.kind, err.field })
        assert.is_truthy(err.message:find(case[3], 1, true), err.message)
        assert.equal(before, server:counters().arrived)
      end)
    end

    it("raises for a filter that is no table", function()
      local ok, message = pcall(client.email_verifications, client, EMAIL)
      assert.is_false(ok)
      assert.is_truthy(message:find("bad argument #1 to 'email_verifications'", 1, true))
    end)
  end)
end)
