--- Operations of the API by their names: the table of them, what is sent, and what is refused before that.

local json = require("openprovider.values.json")
local list = require("openprovider.api.operations.list")
local names_in = require("openprovider.values.names_in")
local openprovider = require("openprovider")
local retry = require("openprovider.limits.retry_policy")
local scratch = require("spec.support.scratch")
local testing = require("openprovider.testing")

local CONTRACT = "../shared/api/openprovider.swagger.json"

-- A value for a type, or an object or an array with one for each member.
local VALUES = { string = "x", integer = 7, number = 1.5, boolean = true, object = { x = "y" } }
local function example_of(shape)
  if type(shape) == "string" then return VALUES[shape] end
  if shape[1] then return { example_of(shape[1]) } end
  local made = {}
  for name, member in pairs(shape) do made[name] = example_of(member) end
  return made
end

local function parameters_of(operation)
  local given = {}
  for _, place in ipairs({ "in_query", "in_body", "in_path" }) do
    for name, shape in pairs(operation[place] or {}) do given[name] = example_of(shape) end
  end
  return given
end

describe("the table of operations", function()
  it("has all 111, each with a kind that the retry policy knows", function()
    assert.equal(111, #names_in({ list }))
    for name, operation in pairs(list) do
      assert.is_not_nil(retry.POLICY.lost[operation.kind], name)
      assert.is_truthy(operation.path:find("^/"), name)
    end
  end)

  it("sends nothing twice that costs money", function()
    for _, name in ipairs({ "CreateDomain", "RenewDomain", "RestoreDomain", "TradeDomain", "TransferDomain",
      "UpdateDomain", "DeleteDomain", "CreateOrder", "RenewOrder", "ReissueOrder", "CreatePleskLicense",
      "UpdatePleskLicense", "CreateVirtuozzoLicense", "UpdateVirtuozzoLicense", "CreateCustomer" }) do
      assert.equal("once", list[name].kind, name)
    end
  end)

  it("has no POST that may be sent twice, but what only asks or logs in", function()
    for name, operation in pairs(list) do
      if operation.method == "POST" and operation.kind ~= "once" then
        assert.is_truthy(({ CheckDomain = 1, SuggestNameDomain = 1, DecodeCsr = 1, Login = 1 })[name], name)
      end
    end
  end)

  it("is what docs/operations.md shows", function()
    assert.equal(scratch.contents("docs/operations.md"), require("spec.operations.write").page(list))
  end)

  it("is what the contract says, where a checkout has it beside it", function()
    local file = io.open(CONTRACT, "rb")
    if not file then return end
    local contract = require("dkjson").decode(file:read("*a"))
    file:close()
    assert.equal(scratch.contents("lua/openprovider/api/operations/list.lua"),
      require("spec.operations.write").text(contract))
  end)
end)

describe("call", function()
  local transport, client, sent

  before_each(function()
    sent = {}
    transport = testing.transport { login_limit = false }
    local perform = transport.perform
    transport.perform = function(request)
      if request.url:find("/auth/login") and not sent.wants_login then return perform(request) end
      sent[#sent + 1] = request
      return { status = 200, headers = {}, body = sent.answer or '{"code":0,"data":{"success":true}}' }
    end
    client = assert(openprovider.new {
      username = "sandbox", password = "secret", transport = transport, base_url = "https://api.example/v1beta",
    })
  end)

  for _, name in ipairs(names_in({ list })) do
    it("performs " .. name .. ", with every parameter in its place", function()
      local operation = list[name]
      sent.wants_login = name == "Login"
      local data, details = client:call(name, parameters_of(operation))
      assert.same({ success = true }, data, tostring(details))
      assert.equal(200, details.status)
      assert.equal(1, #sent)
      assert.equal(operation.method, sent[1].method)
      local path, query = sent[1].url:match("^https://api%.example/v1beta([^?]*)%??(.*)$")
      local expected = operation.path:gsub("{([^}]*)}", function(part) return VALUES[operation.in_path[part]] end)
      assert.equal(expected, path)
      local names = {}
      for part in query:gmatch("([^&=]+)=") do names[part] = true end
      for parameter in pairs(operation.in_query or {}) do assert.is_true(names[parameter], parameter) end
      local body = operation.in_body and example_of(operation.in_body)
      assert.same(body, sent[1].body and json.decode(sent[1].body))
    end)
  end

  local function refused(...)
    local data, err = client:call(...)
    assert.is_nil(data)
    assert.equal("invalid", err.kind)
    assert.equal(0, #sent)
    return err.message
  end

  it("tells the name that is meant", function()
    assert.is_truthy(refused("GetDoman", { id = 1 }):find('did you mean "GetDomain"?', 1, true))
    assert.is_truthy(refused("get_domain", { id = 1 }):find('did you mean "GetDomain"?', 1, true))
  end)

  it("tells the parameter that is meant, at whatever depth", function()
    assert.is_truthy(refused("GetDomain", { idd = 1 }):find('unknown parameter "idd"; did you mean "id"?', 1, true))
    assert.is_truthy(refused("CheckDomain", { domains = { { nme = "x" } } })
      :find('unknown parameter "domains[1].nme"; did you mean "name"?', 1, true))
    assert.is_truthy(refused("GetSettings", { x = 1 }):find('unknown parameter "x"; there are none', 1, true))
  end)

  it("refuses values of another type, and says which is right", function()
    assert.equal('GetDomain: id must be a whole number below 2^53, not "x"', refused("GetDomain", { id = "x" }))
    assert.equal("GetDomain: id must be a whole number below 2^53, not 1.5", refused("GetDomain", { id = 1.5 }))
    assert.equal("ListTlds: only_names must be true or false, not 1", refused("ListTlds", { only_names = 1 }))
    assert.equal("CheckDomain: domains must be an array, not \"x\"", refused("CheckDomain", { domains = "x" }))
    assert.equal("RenewDomain: domain must be a table, not 1", refused("RenewDomain", { id = 1, domain = 1 }))
    assert.equal("UpdateDomain: comments must be a text, not null",
      refused("UpdateDomain", { id = 1, comments = openprovider.null }))
  end)

  it("refuses a part of the address that is not there, or leads elsewhere", function()
    assert.equal("GetDomain: id is required", refused("GetDomain"))
    for _, handle in ipairs({ "", ".", "..", "a/b", "a\\b", "a\nb" }) do
      assert.is_truthy(refused("DeleteCustomer", { handle = handle }):find("part of the address", 1, true), handle)
    end
  end)

  it("takes a name with points for a member of a table", function()
    assert(client:call("GetPrice", { ["domain.name"] = "example", domain = { extension = "nl" }, operation = "trade" }))
    assert.is_truthy(sent[1].url:find("?domain.extension=nl&domain.name=example&operation=trade", 1, true), sent[1].url)
    assert(client:call("RenewDomain", { id = 1, ["domain.name"] = "example" }))
    assert.same({ domain = { name = "example" } }, json.decode(sent[2].body))
  end)

  it("refuses names that say nothing, or the same thing twice", function()
    assert.is_truthy(refused("CheckDomain", { ["domain."] = "x" }):find('unknown parameter "domain."', 1, true))
    assert.is_truthy(refused("CheckDomain", { [""] = "x" }):find('unknown parameter ""', 1, true))
    assert.is_truthy(refused("CheckDomain", { [true] = 1 }):find("a key that is not a text: true", 1, true))
    for _, given in ipairs({
      { domain = { name = "a" }, ["domain.name"] = "b" }, { domain = "a", ["domain.name"] = "b" },
    }) do
      assert.is_truthy(refused("GetPrice", given):find("domain.name is given twice", 1, true))
    end
  end)

  it("asks for no other id than the one that is given, on any Lua", function()
    for _, id in ipairs({ "9007199254740993", "12345678901234567890", 1e300, -2 ^ 53 }) do
      assert.is_truthy(refused("DeleteDomain", { id = id }):find("id must be a whole number below 2^53", 1, true))
    end
    assert(client:call("GetDomain", { id = -0.0 }))
    assert.is_truthy(sent[1].url:find("/domains/0$"), sent[1].url)
  end)

  it("lets through what the API adds to additional data, and anything with allow_unknown", function()
    assert(client:call("CreateDomain", { additional_data = { new_member = "1" } }))
    assert.equal('{"additional_data":{"new_member":"1"}}', sent[1].body)
    assert(client:call("CreateDomain", { new_member = "1" }, { allow_unknown = true }))
    assert.equal('{"new_member":"1"}', sent[2].body)
    assert(client:call("GetDomain", { id = 1, new_member = "1" }, { allow_unknown = true }))
    assert.is_truthy(sent[3].url:find("/domains/1?new_member=1", 1, true))
  end)

  it("writes an empty array as one", function()
    assert(client:call("UpdateDomain", { id = 1, name_servers = {} }))
    assert.equal('{"name_servers":[]}', sent[1].body)
  end)

  it("sends an order once when its answer is lost, and says what shows whether it was carried out", function()
    local count = 0
    transport.perform = function(request)
      if request.url:find("/auth/login") then return { status = 200, headers = {}, body = '{"data":{"token":"t"}}' } end
      count = count + 1
      return nil, { kind = "network", message = "the connection was closed", sent = true }
    end
    local data, err = client:call("RenewDomain", { id = 1, period = 1 })
    assert.is_nil(data)
    assert.equal("outcome_unknown", err.kind)
    assert.equal(1, count)
    local text = "RenewDomain may have been carried out: GetDomain shows it"
    assert.is_truthy(err.message:find(text, 1, true), err.message)
  end)

  it("is not done where the answer says so", function()
    sent.answer = '{"code":0,"data":{"success":false}}'
    local data, err = client:call("DeleteCustomer", { handle = "CV000001-NL" })
    assert.is_nil(data)
    assert.same({ "rejected", "rejected" }, { err.kind, err.outcome })
  end)

  it("is of an unknown outcome where an order is answered with neither a code nor data", function()
    for _, text in ipairs({ "{}", "[]", '{"code":null,"data":null}' }) do
      sent.answer = text
      local data, err = client:call("RenewDomain", { id = 1, period = 1 })
      assert.is_nil(data, text)
      assert.same({ "outcome_unknown", "unknown" }, { err.kind, err.outcome })
      assert.is_truthy(err.message:find("GetDomain shows it", 1, true), err.message)
    end
    sent.answer = '{"code":0}'
    assert.is_true((client:call("RenewDomain", { id = 1, period = 1 })))
  end)

  it("is as good as done when what was deleted is gone", function()
    local answers = {
      { nil, { kind = "network", message = "the connection was closed", sent = true } },
      { { status = 500, headers = {}, body = '{"code":193,"desc":"x"}' } },
    }
    transport.perform = function(request)
      if request.url:find("/auth/login") then return { status = 200, headers = {}, body = '{"data":{"token":"t"}}' } end
      local answer = table.remove(answers, 1)
      return answer[1], answer[2]
    end
    assert.same({ success = true }, client:call("DeleteCustomer", { handle = "CV000001-NL" }))
  end)

  it("keeps a password that it sends out of errors", function()
    sent.answer = '{"code":199,"desc":"the password opensesame1 is too short"}'
    local _, err = client:call("CreateContact", { username = "jan", password = "opensesame1" })
    assert.is_nil(tostring(err):find("opensesame1", 1, true))
  end)
end)
