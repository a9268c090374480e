-- The error value, as a caller sees it.
local errors = require("openprovider.errors")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

-- Every kind that the documentation promises.
local KINDS = {
  "auth", "cancelled", "config", "conflict", "invalid", "journal", "maintenance", "network", "not_found",
  "outcome_unknown",
  "protocol", "rate_limited", "rejected", "timeout", "tls",
}

describe("an error", function()
  local client, transport

  before_each(function()
    transport = testing.transport()
    client = assert(openprovider.new {
      base_url = "https://api.example/v1beta", username = "sandbox", password = "secret", transport = transport,
      retries = 0, token = "a-token",
    })
  end)

  local function answered(status, body)
    transport.perform = function() return { status = status, headers = {}, body = body } end
    local _, err = client:get_customer("CV000001-NL")
    return err
  end

  it("is of a kind that is documented", function()
    local kinds = {}
    for kind, says in pairs(errors.KINDS) do
      kinds[#kinds + 1] = kind
      assert.is_string(says)
    end
    table.sort(kinds)
    assert.same(KINDS, kinds)
    assert.has_error(function() errors.new("odd", "message") end)
  end)

  it("is a text where one is wanted", function()
    local err = errors.new("network", "it broke")
    assert.equal("openprovider: it broke", tostring(err))
    assert.equal("openprovider: it broke", ("%s"):format(tostring(err)))
    assert.equal("failed: openprovider: it broke", "failed: " .. err)
    assert.equal("openprovider: it broke!", err .. "!")
    assert.equal("openprovider: it broke7", err .. 7)
    assert.equal("openprovider: it brokeopenprovider: it broke", err .. err)
  end)

  it("can be raised and caught as it is", function()
    local _, err = client:create_customer({})
    local ok, caught = pcall(error, err)
    assert.is_false(ok)
    assert.equal(err, caught)
  end)

  it("is one line, whatever the API says", function()
    local err = answered(500, '{"code":4006,"desc":"one\\r\\ntwo\\u0000three\\u001b[31m\\u007f","data":"a\\tb"}')
    assert.is_nil(tostring(err):find("[%c\127]"))
    assert.truthy(tostring(err):find("one two three", 1, true))
  end)

  it("has nothing in its message that a terminal or a log takes for more than text", function()
    -- C1 controls, line and paragraph separators, and what turns the direction of writing
    local odd = { "\194\155", "\194\133", "\226\128\168", "\226\128\169", "\226\128\174", "\226\129\166" }
    for _, bytes in ipairs(odd) do
      local err = answered(500, ('{"code":4006,"desc":"one%stwo"}'):format(bytes))
      assert.truthy(err.message:find(": one two (code 4006, HTTP 500)", 1, true), err.message)
    end
    local _, err = client:create_customer(example.customer({ ["a\194\155b"] = "x" }))
    assert.is_nil(err.message:find("\194\155", 1, true))
    assert.is_nil(errors.describe(err.problems[1]):find("\194\155", 1, true))
  end)

  it("of the API begins with the call that was refused, but for the problem at its field", function()
    local _, err = openprovider.new({ username = "sandbox", password = "secret", transport = testing.transport() })
      :get_customer("CV999999-NL")
    assert.equal("GET /customers/CV999999-NL: Handle is not recognized by the system (code 193, HTTP 500)", err.message)

    err = answered(500, '{"code":112,"desc":"Invalid number"}')
    assert.truthy(err.message:find("^%u+ /%S*: address.number: Invalid number %(code 112, HTTP 500%)$"), err.message)
    local problem = err:by_field()["address.number"][1]
    assert.equal("address.number: Invalid number (code 112, HTTP 500)", problem.message)
  end)

  it("of a request of your own says what is wrong with its method or its path", function()
    for said, call in pairs({
      ['the method "get" must be capital letters, such as "GET"'] = { "get", "/domains" },
      ['the path "customers" must begin with a slash, such as "/domains"'] = { "GET", "customers" },
      ['the path "/tlds?limit=5" must have no question mark: the query is an argument of its own'] =
        { "GET", "/tlds?limit=5" },
      ['the path "/a b" must have no blank, no control character and no #'] = { "GET", "/a b" },
      ['the path "/../x" must have no part "." or ".."'] = { "GET", "/../x" },
    }) do
      local data, err = client:request(call[1], call[2])
      assert.is_nil(data)
      assert.same({ "invalid", said }, { err.kind, err.message })
    end
  end)

  it("has no desc and no data where the API gave null", function()
    local err = answered(500, '{"code":7,"desc":null,"data":null}')
    assert.is_nil(err.desc)
    assert.is_nil(err.data)
  end)

  it("is short, whatever the API says, and cut between characters", function()
    local err = answered(500, '{"code":4006,"desc":"' .. ("\195\171"):rep(20000) .. '"}')
    assert.is_true(#tostring(err) < 500)
    local text = tostring(err)
    assert.is_true(require("openprovider.core").is_utf8(text))
    assert.equal(40000, #err.desc)
  end)

  it("says desc, and data where that says more", function()
    assert.truthy(tostring(answered(500, '{"code":7,"desc":"A","data":"B"}')):find("A (B) (code 7, HTTP 500)", 1, true))
    assert.truthy(tostring(answered(500, '{"code":7,"desc":"A","data":"A"}')):find(" A (code 7, HTTP 500)", 1, true))
    assert.truthy(tostring(answered(500, '{"code":7,"data":"B"}')):find(" B (code 7, HTTP 500)", 1, true))
    assert.truthy(tostring(answered(500, '{"code":7,"desc":null}')):find("no description", 1, true))
  end)

  it("has kind, message, outcome, retryable and attempts, whatever went wrong", function()
    local found = {
      answered(500, '{"code":196}'),
      answered(502, "<html>"),
      answered(200, ""),
      answered(200, '{"code":0,"data":{}}'),
      select(2, client:create_customer(example.customer())),
    }
    transport.perform = function() return nil, { kind = "tls", message = "untrusted", sent = false } end
    found[#found + 1] = select(2, client:login())
    for _, err in ipairs(found) do
      assert.truthy(errors.KINDS[err.kind])
      assert.is_string(err.message)
      assert.truthy(({ not_sent = true, rejected = true, unknown = true })[err.outcome])
      assert.is_boolean(err.retryable)
      assert.is_number(err.attempts)
    end
    assert.equal(6, #found)
  end)

  it("about a customer lists every problem and spells out the first three", function()
    local handle, err = client:create_customer({})
    assert.is_nil(handle)
    assert.equal("invalid", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.is_false(err.retryable)
    assert.is_true(#err.problems > 3)
    assert.truthy(tostring(err):find(errors.describe(err.problems[1]), 1, true))
    assert.truthy(tostring(err):find(("; and %d more"):format(#err.problems - 3), 1, true))
    assert.is_nil(tostring(err):find("%c"))
    assert.equal(0, transport.sandbox:counters().requests)
  end)

  it("of the API's fields names them as a customer does", function()
    local fields = {
      [101] = "name.initials", [104] = "name.prefix", [106] = "name.last_name", [110] = "address.street",
      [112] = "address.number", [114] = "address.suffix", [115] = "address.zipcode", [116] = "address.zipcode",
      [118] = "address.city", [119] = "address.state", [121] = "address.country", [130] = "phone.country_code",
      [133] = "phone.area_code", [135] = "phone.subscriber_number", [141] = "fax.country_code",
      [145] = "email", [161] = "company_name", [162] = "vat", [151] = "additional_data.birth_date",
    }
    for code, field in pairs(fields) do
      local err = answered(500, ('{"code":%d,"desc":"no"}'):format(code))
      assert.equal(field, err.field)
      assert.equal("rejected", err.kind)
      assert.truthy(tostring(err):find(field .. ": no", 1, true))
    end
  end)

  it("of the API's own state has its kind", function()
    local kinds = {
      [98] = "not_found", [176] = "not_found", [193] = "not_found", [187] = "conflict", [6200] = "conflict",
      [6206] = "conflict", [900] = "auth", [4007] = "rate_limited", [4005] = "maintenance", [10009] = "auth",
    }
    for code, kind in pairs(kinds) do
      assert.equal(kind, answered(500, ('{"code":%d}'):format(code)).kind)
    end
  end)

  it("is raised for a programmer's mistake, which names the argument", function()
    local mistakes = {
      { function() openprovider.new("secret") end, "bad argument #1 to 'new' %(table expected, got string%)" },
      { function() client:create_customer("x") end, "bad argument #1 to 'create_customer'" },
      { function() client:create_customer({}, "x") end, "bad argument #2 to 'create_customer'" },
      { function() client:request(nil, "/x") end, "bad argument #1 to 'request'" },
      { function() client:request("GET", 5) end, "bad argument #2 to 'request'" },
      { function() client:request("GET", "/x", "y") end, "bad argument #3 to 'request'" },
      { function() client:request("POST", "/x", nil, "y") end, "bad argument #4 to 'request'" },
      { function() client:create_customer(example.customer(), { alow_unknown = true }) end,
        "bad argument #2 to 'create_customer' %(unknown option \"alow_unknown\"; did you mean \"allow_unknown\"%?%)" },
    }
    for index, mistake in ipairs(mistakes) do
      local ok, message = pcall(mistake[1])
      assert.is_false(ok, "mistake " .. index)
      assert.truthy(tostring(message):find(mistake[2]), tostring(message))
      assert.truthy(tostring(message):find("errors_spec", 1, true), "blames the caller: " .. tostring(message))
    end
    assert.equal(0, transport.sandbox:counters().requests)
  end)

  it("is given for a method or a path that is none, and nothing is sent", function()
    for _, call in ipairs({
      { "get", "/x" }, { "", "/x" }, { "GET\r\n", "/x" }, { "GET", "x" }, { "GET", "/x y" }, { "GET", "/x?y=1" },
      { "GET", "/x\r\nA: b" }, { "GET", "/../auth" }, { "GET", "/x/.." },
    }) do
      local data, err = client:request(call[1], call[2])
      assert.same({ nil, "invalid", "not_sent" }, { data, err.kind, err.outcome })
    end
    assert.equal(0, transport.sandbox:counters().requests)
  end)
end)
