--- Tags: what there are, a new one, one less.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

describe("tags", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client()
  end)
  after_each(function() client:close() end)

  local function last_request()
    local requests = server:requests()
    return requests[#requests]
  end

  local function asked(method)
    return server:counters().by_route[method .. " /tags"] or 0
  end

  local function values()
    local found = {}
    for index, tag in ipairs(assert(client:list_tags()).results) do found[index] = tag.value end
    return found
  end

  it("are none at first", function()
    assert.same({ results = {}, total = 0 }, (assert(client:list_tags())))
    assert.is_nil(last_request().query)
  end)

  it("are listed with their key and value", function()
    assert(client:create_tag("VIP"))
    assert(client:create_tag("gold & silver"))
    assert.same({
      results = { { key = "customer", value = "VIP" }, { key = "customer", value = "gold & silver" } }, total = 2,
    }, (assert(client:list_tags())))
  end)

  for _, row in ipairs({ "{}", '{"key":{},"value":{}}', '{"key":"customer"}', '{"key":"customer","value":5}' }) do
    it("are not listed where the API has one that is none: " .. row, function()
      server:fault { name = "status", status = 200, content_type = "application/json", path = "/tags",
        body = '{"code":0,"data":{"results":[{"key":"customer","value":"VIP"},' .. row .. '],"total":2}}' }
      local page, err = client:list_tags()
      assert.is_nil(page)
      assert.equal("protocol", err.kind)
    end)
  end

  it("are all listed by a filter of nothing", function()
    assert(client:create_tag("VIP"))
    for _, filter in ipairs({ {}, openprovider.empty_array }) do
      assert.equal(1, assert(client:list_tags(filter)).total)
      assert.is_nil(last_request().query)
    end
  end)

  for _, filter in ipairs({
    { { key = "customer" }, "key=customer", 2 }, { { value = "gold & silver" }, "value=gold%20%26%20silver", 1 },
    { { key = "customer", value = "none" }, "key=customer&value=none", 0 },
  }) do
    it("are listed by a filter: " .. filter[2], function()
      assert(client:create_tag("VIP"))
      assert(client:create_tag("gold & silver"))
      assert.equal(filter[3], assert(client:list_tags(filter[1])).total)
      assert.equal(filter[2], last_request().query)
    end)
  end

  for title, case in pairs({
    ["an unknown filter"] = { { vlaue = "VIP" }, "vlaue", 'did you mean "value"?' },
    ["a key that is none"] = { { key = "reseller" }, "key", '"customer"' },
    ["an empty value"] = { { value = "" }, "value", 'such as "VIP"' },
    ["a key that is a table"] = { { key = {} }, "key", 'expected one of "customer"' },
    ["a value that is a table"] = { { value = {} }, "value", 'such as "VIP"' },
    ["an array"] = { { "VIP" }, "1", "there are key, value" },
    ["a value that is a number"] = { { value = 5 }, "value", 'such as "VIP"' },
  }) do
    it("are not listed by " .. title, function()
      local page, err = client:list_tags(case[1])
      assert.is_nil(page)
      assert.same({ "invalid", case[2], "not_sent" }, { err.kind, err.field, err.outcome })
      assert.is_truthy(err.message:find(case[3], 1, true), err.message)
      assert.equal(0, server:counters().connections)
    end)
  end

  it("are not listed by a filter that is no table, which raises", function()
    local ok, message = pcall(client.list_tags, client, "VIP")
    assert.is_false(ok)
    assert.is_truthy(message:find("bad argument #1 to 'list_tags' (table expected, got string)", 1, true))
  end)

  for title, given in pairs({
    ["a text"] = "VIP", ["a table"] = { key = "customer", value = "VIP" }, ["a built tag"] = openprovider.tag("VIP"),
  }) do
    it("are created and deleted by " .. title, function()
      local ok, details = client:create_tag(given)
      assert.is_true(ok)
      assert.same({ api_warnings = {}, maintenance = false, attempts = 1 }, details)
      assert.same({ key = "customer", value = "VIP" }, (dkjson.decode(last_request().body)))
      assert.same({ "VIP" }, values())
      ok, details = client:delete_tag(given)
      assert.is_true(ok)
      assert.same({ api_warnings = {}, maintenance = false, attempts = 1 }, details)
      assert.equal("key=customer&value=VIP", last_request().query)
      assert.is_nil(last_request().body)
      assert.same({}, values())
    end)
  end

  it("are deleted one by one, by a value that is encoded", function()
    for _, value in ipairs({ "a&key=b", "a", "\195\169 %?#" }) do assert(client:create_tag(value)) end
    assert.is_true((client:delete_tag("a&key=b")))
    assert.equal("key=customer&value=a%26key%3Db", last_request().query)
    assert.same({ "a", "\195\169 %?#" }, values())
    assert.is_true((client:delete_tag("\195\169 %?#")))
    assert.same({ "a" }, values())
  end)

  it("have the only key that there is where none is given", function()
    assert(client:create_tag { value = "VIP" })
    assert.same({ "VIP" }, values())
  end)

  for _, operation in ipairs({ "create_tag", "delete_tag" }) do
    for title, case in pairs({
      ["an empty text"] = { "", "value", 'such as "VIP"' },
      ["a blank"] = { " ", "value", 'such as "VIP"' },
      ["a text with a line's end"] = { "a\nb", "value", 'such as "VIP"' },
      ["a table with a number"] = { { value = 5 }, "value", 'such as "VIP"' },
      ["a table with null"] = { { value = openprovider.null }, "value", 'such as "VIP"' },
      ["a table without a value"] = { { key = "customer" }, "value", "is required" },
      ["another key"] = { { key = "reseller", value = "VIP" }, "key", 'is "reseller"; expected one of "customer"' },
      ["a key that is nearly right"] = { { key = "custmer", value = "VIP" }, "key", 'expected "customer"' },
      ["a member that nobody knows"] = { { key = "customer", value = "VIP", vlaue = "x" }, "vlaue",
        'did you mean "value"?' },
    }) do
      it(operation .. " refuses " .. title .. ", and sends nothing", function()
        local ok, err = client[operation](client, case[1])
        assert.is_nil(ok)
        assert.same({ "invalid", case[2], "not_sent" }, { err.kind, err.field, err.outcome })
        assert.is_truthy(err.message:find(case[3], 1, true), err.message)
        assert.equal(0, server:counters().connections)
      end)
    end

    it(operation .. " is rejected where success is false", function()
      server:fault { name = "success_false", path = "/tags$" }
      local ok, err = client[operation](client, "VIP")
      assert.is_nil(ok)
      assert.same({ "rejected", "rejected" }, { err.kind, err.outcome })
    end)
  end

  for title, sent in pairs({ ["a text"] = '"true"', ["a boolean"] = "true" }) do
    it("are created where success is " .. title, function()
      server:fault { name = "status", status = 200, content_type = "application/json", path = "/tags$",
        body = '{"code":0,"desc":"","data":{"success":' .. sent .. "}}" }
      assert.is_true((client:create_tag("VIP")))
    end)
  end

  it("may or may not be created where the answer does not say", function()
    server:fault { name = "no_success", path = "/tags$" }
    local ok, err = client:create_tag("VIP")
    assert.is_nil(ok)
    assert.same({ "outcome_unknown", "protocol" }, { err.kind, err.cause })
  end)

  it("are deleted with a protocol error where the answer does not say", function()
    server:fault { name = "no_success", path = "/tags$" }
    local ok, err = client:delete_tag("VIP")
    assert.is_nil(ok)
    assert.equal("protocol", err.kind)
  end)

  it("are not created again when the answer is lost", function()
    server:fault { name = "reset_after", path = "/tags$" }
    local ok, err = client:create_tag("VIP")
    assert.is_nil(ok)
    assert.same({ "outcome_unknown", "unknown", 1 }, { err.kind, err.outcome, err.attempts })
    assert.is_truthy(err.message:find("so the tag may exist: list_tags", 1, true), err.message)
    assert.equal(1, asked("POST"))
    assert.same({ "VIP" }, values())
  end)

  it("are gone when the answer to the deletion is lost and they are not there any more", function()
    assert(client:create_tag("VIP"))
    server:fault { name = "reset_after", method = "DELETE" }
    local ok, details = client:delete_tag("VIP")
    assert.is_true(ok, tostring(details))
    assert.same({ api_warnings = {}, maintenance = false, attempts = 2 }, details)
    assert.equal(2, asked("DELETE"))
    assert.same({}, values())
  end)

  it("are not_found where they never were", function()
    local ok, err = client:delete_tag("VIP")
    assert.is_nil(ok)
    assert.same({ "not_found", 98, 1 }, { err.kind, err.code, err.attempts })
  end)

  it("are the same when they are created twice", function()
    assert(client:create_tag("VIP"))
    assert.is_true((client:create_tag("VIP")))
    assert.same({ "VIP" }, values())
  end)
end)
