--- Looking a customer up and removing it, and the handles that name it.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

-- Lua 5.3 and 5.4 tell integers from floats.
local type_of_number = rawget(math, "type") or function() return "integer" end

describe("a customer", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client(changes)
  end

  before_each(function()
    server:reset()
    client = new_client()
  end)
  after_each(function() client:close() end)

  local function last_request()
    local requests = server:requests()
    return requests[#requests]
  end

  -- How often the server got a request of this method for one customer.
  local function asked(method)
    return server:counters().by_route[method .. " /customers/{handle}"] or 0
  end

  -- The next answer to a method, as it stands.
  local function answer_with(method, data, times)
    server:fault { name = "status", status = 200, content_type = "application/json", method = method, times = times,
      path = "/customers/", body = '{"code":0,"desc":"","data":' .. data .. "}" }
  end

  describe("that is got", function()
    local ADDITIONAL = { birth_city = "Rotterdam", cost_center = "4711" }
    local EXTENSIONS = {
      { name = "eu", data = { whois_email = "whois@example.com" } },
      { name = "aero", data = { ens_auth_id = "17", ens_key = "open sesame" } },
    }
    local handle

    before_each(function()
      handle = assert(client:create_customer(example.customer {
        additional_data = ADDITIONAL, extension_additional_data = EXTENSIONS,
      }))
    end)

    it("is what was created, and what the API says of it", function()
      local expected = example.customer { additional_data = ADDITIONAL, extension_additional_data = EXTENSIONS }
      expected.name.full_name = "Carsten Dr. van Noort"
      expected.id, expected.handle, expected.reseller_id = server:record(handle).id, handle, 123456
      expected.locale, expected.is_deleted = "nl_NL", false
      local customer = assert(client:get_customer(handle))
      assert.is_string(customer.version)
      customer.version = nil
      assert.same(expected, customer)
    end)

    it("has additional data, unless it is not wanted", function()
      local whole = assert(client:get_customer(handle))
      assert.equal("with_additional_data=true", last_request().query)
      local part = assert(client:get_customer(handle, { with_additional_data = false }))
      assert.equal("with_additional_data=false", last_request().query)
      assert.same(ADDITIONAL, whole.additional_data)
      assert.same(EXTENSIONS, whole.extension_additional_data)
      whole.additional_data, whole.extension_additional_data, whole.version = nil, nil, part.version
      assert.same(whole, part)
    end)

    it("has integers that are integers", function()
      local customer = assert(client:get_customer(handle))
      assert.equal("988276", tostring(customer.id))
      assert.equal("integer", type_of_number(customer.id))
      assert.equal("integer", type_of_number(customer.reseller_id))
    end)

    it("is asked for again when the answer is lost", function()
      server:fault { name = "reset_after", method = "GET" }
      assert.equal(handle, assert(client:get_customer(handle)).handle)
      assert.equal(2, asked("GET"))
    end)

    it("is exactly what was sent, if raw", function()
      local sent = '{"id":"988276","handle":"CV000001-NL","vat":"","fax":{},"tags":[],"inn":null,"is_deleted":false,'
        .. '"deleted_at":"0000-00-00 00:00:00","secret_key":"hush","username":"jan"}'
      answer_with("GET", sent)
      local customer = assert(client:get_customer(handle, { raw = true }))
      assert.same(dkjson.decode(sent, 1, openprovider.null), customer)
    end)

    it("is not_found where there is none, which the API says at HTTP 500", function()
      local customer, err = client:get_customer("XX999999-NL")
      assert.is_nil(customer)
      assert.same({ "not_found", 193, 500, "rejected" }, { err.kind, err.code, err.status, err.outcome })
      assert.is_false(err.retryable)
      assert.equal(1, asked("GET"))
    end)

    for title, data in pairs({
      ["has no customer in it"] = "{}", ["has a text for it"] = '"CV000001-NL"', ["has null for it"] = "null",
      ["has an array for it"] = '[{"handle":"CV000001-NL"}]', ["has no handle in it"] = '{"id":988276}',
      ["has a number for its handle"] = '{"handle":5}',
    }) do
      it("is a protocol error where the answer " .. title, function()
        answer_with("GET", data, 2)
        local customer, err = client:get_customer(handle)
        assert.is_nil(customer)
        assert.equal(2, err.attempts)
        assert.equal("protocol", err.kind)
        assert.is_truthy(err.message:find("no customer", 1, true), err.message)
      end)
    end

    it("is one whose handle has other letters' case, and none with another handle", function()
      answer_with("GET", '{"handle":"cv000001-nl"}')
      assert.equal("cv000001-nl", assert(client:get_customer("CV000001-NL")).handle)
      answer_with("GET", '{"handle":"CV000002-NL"}', 2)
      local customer, err = client:get_customer("CV000001-NL")
      assert.is_nil(customer)
      assert.same({ "protocol", "CV000001-NL" }, { err.kind, err.handle })
      assert.is_truthy(err.message:find("CV000002-NL, another customer", 1, true), err.message)
    end)

    it("raises for an unknown option, and sends nothing", function()
      local before = server:counters().arrived
      local ok, message = pcall(client.get_customer, client, handle, { with_aditional_data = true })
      assert.is_false(ok)
      assert.is_truthy(message:find('did you mean "with_additional_data"?', 1, true), message)
      assert.equal(before, server:counters().arrived)
    end)

    it("raises for options that are no table", function()
      local ok, message = pcall(client.get_customer, client, handle, true)
      assert.is_false(ok)
      assert.is_truthy(message:find("bad argument #2 to 'get_customer' (table expected, got boolean)", 1, true))
    end)
  end)

  describe("that is deleted", function()
    local handle

    before_each(function() handle = assert(client:create_customer(example.customer())) end)

    it("is gone", function()
      local ok, details = client:delete_customer(handle)
      assert.is_true(ok)
      assert.same({ api_warnings = {}, maintenance = false, attempts = 1 }, details)
      assert.same({}, server:handles())
      assert.equal("not_found", select(2, client:get_customer(handle)).kind)
    end)

    it("is told of with the API's warnings", function()
      server:fault { name = "warnings", method = "DELETE" }
      local ok, details = client:delete_customer(handle)
      assert.is_true(ok)
      assert.equal(1926, details.api_warnings[1].code)
    end)

    for _, success in ipairs({ "true", '"true"' }) do
      it("is so where the answer's success is " .. success, function()
        answer_with("DELETE", '{"success":' .. success .. "}")
        assert.is_true((client:delete_customer(handle)))
      end)
    end

    for _, success in ipairs({ "false", '"false"' }) do
      it("is rejected where the answer's success is " .. success .. ", with code 0", function()
        answer_with("DELETE", '{"success":' .. success .. "}")
        local ok, err = client:delete_customer(handle)
        assert.is_nil(ok)
        assert.same({ "rejected", "rejected", 1 }, { err.kind, err.outcome, err.attempts })
        assert.is_truthy(err.message:find("success = false", 1, true))
      end)
    end

    for _, data in ipairs({ "{}", '{"success":1}', '{"success":"yes"}', "null", "[]", '"true"' }) do
      it("is a protocol error where the answer says " .. data, function()
        answer_with("DELETE", data)
        local ok, err = client:delete_customer(handle)
        assert.is_nil(ok)
        assert.equal("protocol", err.kind)
        assert.equal("unknown", err.outcome)
      end)
    end

    local function conflict(code)
      local ok, err = client:delete_customer(handle)
      assert.is_nil(ok)
      assert.same({ "conflict", code, "rejected" }, { err.kind, err.code, err.outcome })
      assert.same({ handle }, server:handles())
      assert.equal(1, asked("DELETE"))
    end

    it("is a conflict while a domain has it, and goes when the domain is gone", function()
      server:add_domain { domain = "example.nl", handle = handle }
      conflict(6200)
      server:remove_domain("example.nl")
      assert.is_true((client:delete_customer(handle)))
    end)

    it("is a conflict while it is the account's default", function()
      server:set_default_handle(handle)
      conflict(6206)
    end)

    it("is a conflict by the API's older code", function()
      server:fault { name = "code", code = 187, method = "DELETE" }
      local ok, err = client:delete_customer(handle)
      assert.is_nil(ok)
      assert.same({ "conflict", 187, "rejected" }, { err.kind, err.code, err.outcome })
    end)

    it("counts as done when its answer is lost and it is not there any more", function()
      server:fault { name = "reset_after", method = "DELETE" }
      local ok, details = client:delete_customer(handle)
      assert.is_true(ok)
      assert.same({ api_warnings = {}, maintenance = false, attempts = 2 }, details)
      assert.equal(2, asked("DELETE"))
      assert.same({}, server:handles())
    end)

    it("does not count as deleted because a gateway knows no such page", function()
      server:fault { name = "status", status = 503, method = "DELETE" }
      server:fault { name = "status", status = 404, content_type = "text/html", body = "<h1>Nowhere</h1>",
        method = "DELETE" }
      local ok, err = client:delete_customer(handle)
      assert.is_nil(ok)
      assert.same({ "protocol", "unknown" }, { err.kind, err.outcome })
      assert.same({ handle }, server:handles())
    end)

    it("is deleted by the second request when the first did not arrive", function()
      server:fault { name = "reset_before", method = "DELETE" }
      local ok, details = client:delete_customer(handle)
      assert.is_true(ok)
      assert.equal(2, details.attempts)
      assert.same({}, server:handles())
    end)

    it("is not_found where it never was", function()
      local ok, err = client:delete_customer("XX999999-NL")
      assert.is_nil(ok)
      assert.same({ "not_found", 193, 500 }, { err.kind, err.code, err.status })
      assert.equal(1, asked("DELETE"))
    end)

    it("may or may not be gone when every answer is lost", function()
      local impatient = new_client { retries = 0 }
      server:fault { name = "reset_after", method = "DELETE" }
      local ok, err = impatient:delete_customer(handle)
      impatient:close()
      assert.is_nil(ok)
      assert.same({ "network", "unknown", true }, { err.kind, err.outcome, err.retryable })
    end)
  end)

  describe("by its handle:", function()
    local OPERATIONS = {
      get_customer = function(handle) return client:get_customer(handle) end,
      update_customer = function(handle) return client:update_customer(handle, { email = "new@example.com" }) end,
      delete_customer = function(handle) return client:delete_customer(handle) end,
    }

    local REFUSED = {
      ["the empty one"] = { "", "is empty" },
      ["a way up"] = { "../x", '"/"' },
      ["a step up"] = { "..", "step in a path" },
      ["a step to nowhere"] = { ".", "step in a path" },
      ["two parts"] = { "a/b", '"/"' },
      ["two parts of another system"] = { "a\\b", '"\\"' },
      ["a query"] = { "?", '"?"' },
      ["a handle with a query"] = { "CV000001-NL?a=b", '"?"' },
      ["a fragment"] = { "CV000001-NL#a", '"#"' },
      ["a blank"] = { "CV 000001-NL", '" "' },
      ["the start of a header"] = { "CV000001-NL\r\nX-Header: 1", "control character" },
      ["a line's end"] = { "CV000001-NL\n", "control character" },
      ["NUL"] = { "CV000001-NL\0", "control character" },
      ["what is not UTF-8"] = { "CV\255", "not UTF-8" },
      ["one of 65 bytes"] = { ("C"):rep(65), "65 bytes, 64 at most" },
    }
    for operation, call in pairs(OPERATIONS) do
      for title, refused in pairs(REFUSED) do
        it(operation .. " refuses " .. title .. ", and not a byte is sent", function()
          local value, err = call(refused[1])
          assert.is_nil(value)
          assert.same({ "invalid", "handle", "not_sent" }, { err.kind, err.field, err.outcome })
          assert.is_truthy(err.message:find(refused[2], 1, true), err.message)
          assert.is_truthy(err.message:find('expected one such as "CV904716-NL"', 1, true), err.message)
          local counters = server:counters()
          assert.same({ 0, 0, 0 }, { counters.arrived, counters.connections, counters.logins })
        end)
      end
    end

    -- What an operation's first request for a handle starts with.
    local FIRST_LINE = {
      get_customer = "GET /v1beta/customers/%s?with_additional_data=true HTTP/1.1",
      update_customer = "GET /v1beta/customers/%s?with_additional_data=true HTTP/1.1",
      delete_customer = "DELETE /v1beta/customers/%s HTTP/1.1",
    }
    for handle, encoded in pairs({
      ["CV904716-NL"] = "CV904716-NL",
      ["a..b_c~d"] = "a..b_c~d",
      ["CV%41-NL"] = "CV%2541-NL",
      ["%2e%2e%2fx"] = "%252e%252e%252fx",
      ["100%"] = "100%25",
      ["\195\132\195\150-DE"] = "%C3%84%C3%96-DE",
      ["a;b=c&d+e:f@g,h"] = "a%3Bb%3Dc%26d%2Be%3Af%40g%2Ch",
      ["{handle}"] = "%7Bhandle%7D",
      ["\"'<>|^`*!()$"] = "%22%27%3C%3E%7C%5E%60%2A%21%28%29%24",
    }) do
      for operation, call in pairs(OPERATIONS) do
        it(operation .. " sends " .. handle .. " as " .. encoded, function()
          local value, err = call(handle)
          assert.is_nil(value)
          assert.same({ "not_found", 193 }, { err.kind, err.code })
          local line = last_request().head:match("^[^\r\n]*")
          assert.equal(FIRST_LINE[operation]:gsub("%%s", function() return encoded end), line)
        end)
      end
    end

    it("takes one of 64 bytes", function()
      local _, err = client:get_customer(("C"):rep(64))
      assert.equal("not_found", err.kind)
    end)
  end)

  describe("and every operation on it and the like", function()
    -- Every operation with arguments that it takes, but for those that need no client or give many results.
    local OTHERS = { "check_customer", "concurrently", "create_customers" }
    local ARGUMENTS = {
      call = { "ListTags" }, clone_customer = { "CV000001-NL", {} }, domains_of = { "CV000001-NL" },
      rename_customer = { "CV000001-NL", {} }, replace_handle = { "CV000001-NL", "CV000002-NL" },
      check_for_tld = { example.customer(), "eu" }, create_customer = { example.customer() },
      create_tag = { "VIP" }, customer_requirements = { "eu" }, customers = {}, delete_customer = { "CV000001-NL" },
      delete_tag = { "VIP" }, email_verifications = {}, ensure_customer = { example.customer() },
      find_customer = { { email = "jan@example.com" } },
      get_customer = { "CV000001-NL" }, list_customers = {}, list_tags = {}, login = {}, request = { "GET", "/tags" },
      restart_email_verification = { { email = "jan@example.com" } },
      start_email_verification = { { email = "jan@example.com" } },
      save_customer = { { handle = "CV000001-NL", version = "1:0.0.0.0.0.0.0.0.0.0.0.0" } },
      update_customer = { "CV000001-NL", { email = "jan@example.com" } },
    }
    local unpack = table.unpack or unpack -- luacheck: ignore 143 113 (LuaJIT has the global)

    it("is here, with nothing left out", function()
      local named = {}
      for _, name in ipairs(OTHERS) do named[#named + 1] = name end
      for name in pairs(ARGUMENTS) do named[#named + 1] = name end
      table.sort(named)
      local of_client, methods = { close = true, exchange = true, pool = true }, {}
      for name, value in pairs(getmetatable(client).__index) do
        local is_method = type(value) == "function" and not name:find("^__")
        if is_method and not of_client[name] then methods[#methods + 1] = name end
      end
      table.sort(methods)
      assert.same(methods, named)
    end)

    local ITERATORS = { customers = true, domains_of = true }

    -- The error of an operation that fails: an iterator gives it after false, the others after nil.
    local function failure_of(operation, name, ...)
      local value, err = operation(...)
      if ITERATORS[name] then
        assert.is_function(value)
        local iterator = value
        local nothing
        value, nothing, err = iterator()
        assert.same({ nil, nil }, { nothing, (iterator()) })
        assert.is_false(value)
      else
        assert.is_nil(value)
      end
      assert.is_table(err)
      return err
    end

    for name, arguments in pairs(ARGUMENTS) do
      it("is a config error on a closed client, and not raised: " .. name, function()
        client:close()
        local err = failure_of(client[name], name, client, unpack(arguments))
        assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
        assert.is_truthy(err.message:find("the client is closed", 1, true))
        assert.equal(0, server:counters().connections)
      end)

      it("is a function of the module, on the default client: " .. name, function()
        local default = assert(openprovider.configure {
          username = server.username, password = "wrong", base_url = server.base_url,
        })
        local err = failure_of(openprovider[name], name, unpack(arguments))
        default:close()
        assert.same({ "auth", 196 }, { err.kind, err.code })
        assert.equal(1, server:counters().arrived)
      end)

      for title, variables in pairs({
        ["there are no credentials"] = { OPENPROVIDER_BASE_URL = "http://127.0.0.1:1/v1beta" },
        ["the environment is wrong"] = { OPENPROVIDER_TIMEOUT = "soon" },
      }) do
        it("is a config error where " .. title .. ", and not raised: " .. name, function()
          local getenv = stub(os, "getenv").invokes(function(variable) return variables[variable] end)
          local loaded = package.loaded.openprovider
          package.loaded.openprovider = nil
          local fresh = require("openprovider") -- which has no default client yet
          package.loaded.openprovider = loaded
          local ran, err = pcall(failure_of, fresh[name], name, unpack(arguments))
          getenv:revert()
          assert.is_true(ran, tostring(err))
          assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
        end)
      end
    end

    it("still checks customers when the client is closed, as that needs none", function()
      client:close()
      assert.is_table((client:check_customer(example.customer())))
    end)
  end)
end)
