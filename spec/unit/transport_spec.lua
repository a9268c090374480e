--- What a transport of a program's own may offer, and what a client does where it does not.

local core = require("openprovider.core")
local curl = require("openprovider.transport.curl")
local defaults = require("openprovider.transport.defaults")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

-- A transport with the three functions and nothing else.
local function plain_transport()
  local whole = testing.transport()
  return { perform = whole.perform, sleep = whole.sleep, now = whole.now }, whole.sandbox
end

local function new_client(transport)
  return assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
end

describe("a transport with perform, sleep and now alone", function()
  it("is enough for a client, and stays as it is", function()
    local transport = plain_transport()
    local client = new_client(transport)
    assert.equal("CV000001-NL", client:create_customer(example.customer()))
    local found = 0
    for customer in client:customers() do
      assert(customer)
      found = found + 1
    end
    for _, customer, err in client:concurrently(2, { "CV000001-NL" }, function(handle)
      return client:get_customer(handle)
    end) do assert(customer, err) end
    local pool, err = client:pool()
    assert.same({ 1, nil, "config" }, { found, pool, err.kind })
    client:close()
    local names = {}
    for name in pairs(transport) do names[#names + 1] = name end
    table.sort(names)
    assert.same({ "now", "perform", "sleep" }, names)
  end)

  it("is asked for each call, so that a program may change it later", function()
    local transport = plain_transport()
    local client, perform, asked = new_client(transport), transport.perform, 0
    transport.perform = function(request)
      asked = asked + 1
      return perform(request)
    end
    assert(client:create_customer(example.customer()))
    assert.equal(2, asked) -- a login, and the create
  end)

  it("has a memory of its own, which its clients share", function()
    local one, other = plain_transport(), plain_transport()
    local first, second = new_client(one), new_client(one)
    assert(first:create_customer(example.customer(), { reference = "order-1" }))
    local _, details = second:create_customer(example.customer(), { reference = "order-1" })
    assert.is_false(details.created)
    local third = new_client(other)
    _, details = third:create_customer(example.customer(), { reference = "order-1" })
    assert.is_true(details.created)
  end)
end)

describe("a transport that is none", function()
  local function refusal(transport)
    local client, err = openprovider.new { token = "t", transport = transport }
    assert.is_nil(client)
    assert.equal("config", err.kind)
    return err.message
  end

  it("is refused when the client is made, with what is wrong", function()
    local function with(name, value)
      local transport = plain_transport()
      transport[name] = value
      return refusal(transport)
    end
    assert.equal("option transport must have a function perform", refusal({}))
    assert.equal("option transport must have a function now", with("now", 5))
    assert.equal("the function now of option transport must give a number of seconds", with("now", function() end))
    assert.equal("option transport must have a function as close, not a number", with("close", 5))
    assert.equal("option transport must have a number as longest_list, not a string", with("longest_list", "b"))
  end)

  it("is refused where a maker made it, with what the maker says", function()
    assert.equal("the function new of option transport gave no transport: no CA file",
      refusal({ new = function() return nil, "no CA file" end }))
    assert.equal("option transport must have a function perform", refusal({ new = function() return {} end }))
  end)

  it("may be strict: nobody asks it for what it does not have", function()
    local transport = plain_transport()
    local client = new_client(setmetatable(transport, { __index = function(_, name) error("no " .. name) end }))
    assert(client:create_customer(example.customer()))
  end)
end)

describe("transports that makers made", function()
  local openings, calls

  -- A maker whose transports have a clock each.
  local function maker()
    return { new = function()
      return {
        perform = function(request)
          local is_login = request.url:find("login", 1, true)
          openings, calls = openings + (is_login and 1 or 0), calls + (is_login and 0 or 1)
          local body = is_login and '{"code":0,"data":{"token":"token"}}' or '{"code":0}'
          return { status = 200, headers = {}, body = body }
        end,
        sleep = function() return false end,
        now = function() return core.now() end,
      }
    end }
  end

  it("count together what the API counts for an account", function()
    openings, calls = 0, 0
    local function client(name)
      return assert(openprovider.new { username = name, password = "p", transport = maker() })
    end
    local one, other = client("of-makers"), client("of-makers")
    for _ = 1, 200 do
      one:request("GET", "/tags")
      other:request("GET", "/tags")
    end
    assert.equal(280, calls)
    openings = 0
    for _ = 1, 40 do client("of-many-makers"):login() end
    assert.equal(27, openings)
  end)
end)

describe("a pool of connections that the caller made", function()
  it("goes where base_url says, so it remembers with all others of the account", function()
    assert.equal("place", defaults.transport(curl.new {}, {}).scope("place"))
  end)
end)

describe("a transport that offers more", function()
  it("is closed with its client, asked for fewer rows, and told of an answer that makes no sense", function()
    local transport, sandbox = plain_transport()
    local closed, dropped = 0, {}
    transport.close = function() closed = closed + 1 end
    transport.drop = function(connection) dropped[#dropped + 1] = connection end
    transport.rows_of_page = 2
    local client = new_client(transport)
    sandbox:fill(5)
    for customer, _, err in client:customers() do assert(customer, err) end
    for _, request in ipairs(sandbox:requests()) do
      local limit = request.query and request.query:match("limit=(%d+)")
      assert.is_true(limit == nil or limit == "2" or limit == "20", limit) -- 20: a look for the newest one
    end
    transport.perform = function() return { status = 200, headers = {}, body = "{", connection = 7 } end
    client:list_tags()
    client:close()
    client:close()
    assert.same({ 1, { 7 } }, { closed, dropped })
  end)

  it("says where nothing can be sent", function()
    local transport, sandbox = plain_transport()
    local client = new_client(transport)
    transport.obstacle = function() return { kind = "config", message = "not in this phase", sent = false } end
    -- It was not there when the client was made, so it is not asked.
    assert(client:list_tags())
    local told = new_client(transport)
    local requests = sandbox:counters().requests
    local tags, err = told:list_tags()
    assert.same({ nil, "config", "not_sent" }, { tags, err.kind, err.outcome })
    assert.equal(requests, sandbox:counters().requests)
  end)
end)

describe("what a transport offers", function()
  it("is in the class Transport of types.lua", function()
    local file = assert(io.open("lua/openprovider/types.lua"))
    local text = file:read("*a"):match("@class openprovider%.Transport .-\n\n")
    file:close()
    local typed, offered = {}, { "now", "perform", "sleep" }
    for name in text:gmatch("@field ([%l_]+)") do typed[#typed + 1] = name end
    for name in pairs(defaults.OFFERS) do offered[#offered + 1] = name end
    table.sort(typed)
    table.sort(offered)
    assert.same(offered, typed)
  end)
end)
