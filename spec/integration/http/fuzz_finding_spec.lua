-- What the fuzzers have found, and their corpora on the Lua that runs this: `make fuzz` has 5.4 alone.
local core = require("openprovider.core")
local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")

-- A client to which a function answers: with a token, or with what logs in.
local function client_of(perform, credentials)
  local given = credentials or { token = "a-token" }
  given.base_url, given.proxy, given.retries = "https://api.example/v1", "", 0
  given.transport = { now = os.time, sleep = function() end, perform = perform }
  return assert(openprovider.new(given))
end

-- A client to which each request is answered by the next of some bodies, and the requests.
local function client_with(...)
  local bodies, requests = { ... }, {}
  return client_of(function(request)
    requests[#requests + 1] = request
    return { status = 200, headers = {}, body = bodies[#requests] }
  end), requests
end

local STRICT = {
  __index = function(_, key) error("no member " .. tostring(key)) end,
  __eq = function() error("not to be compared") end,
}

describe("a customer of tables with metamethods", function()
  it("is sent as it is", function()
    local client, requests = client_with('{"code":0,"data":{"handle":"CV1-NL"}}')
    local customer = example.customer()
    customer.extension_additional_data = {}
    setmetatable(customer.tags, STRICT)
    setmetatable(customer.tags[1], STRICT)
    assert.equal("CV1-NL", assert(client:create_customer(customer)))
    local sent = json.decode(requests[1].body)
    assert.same({ { key = "customer", value = "VIP" } }, sent.tags)
  end)
end)

describe("a message", function()
  it("is UTF-8, whatever name it is about", function()
    local _, err = client_with():list_customers({ ["caf\233"] = "x" })
    assert.equal("invalid", err.kind)
    assert.is_true(core.is_utf8(tostring(err)), tostring(err))
  end)
end)

describe("a query's array", function()
  for what, array in pairs({ ["with a gap"] = { "a", nil, "c" }, ["with a name"] = { "a", name = "b" } }) do
    it(what .. " is refused, not cut off", function()
      local client, requests = client_with('{"code":0}')
      local data, err = client:request("GET", "/domains", { status = array })
      assert.is_nil(data)
      assert.equal("invalid", err.kind)
      assert.equal(0, #requests)
    end)
  end
end)

describe("a status that is none", function()
  for _, status in ipairs({ 200.5, 0, -1, 1e300, math.huge, 0 / 0 }) do
    it(tostring(status) .. " from the caller's own transport is an error", function()
      local client = client_of(function() return { status = status, headers = {}, body = "" } end)
      local ok, err = client:get_customer("CV1-NL")
      assert.is_nil(ok)
      assert.equal("protocol", err.kind)
    end)
  end
end)

describe("an id that is no integer", function()
  local LISTS = {
    { "is out of order", '[{"id":2.5},{"id":1.5}]' },
    { "is beyond all integers", '[{"id":1e300},{"id":1e299}]' },
    { "is beyond all numbers", '[{"id":1e999},{"id":1e999}]' },
  }
  for _, case in ipairs(LISTS) do
    it(case[1] .. ", and ends the walk with an error", function()
      local client = client_with('{"code":0,"data":{"results":' .. case[2] .. ',"total":2}}')
      local customer, _, err = client:customers()()
      assert.is_false(customer)
      assert.equal("protocol", err.kind)
    end)
  end
end)

describe("a number that no Lua has", function()
  it("is not read from JSON", function()
    for _, text in ipairs({ "1e999", "[-1e999]", '{"a":{"b":[1,1e400]}}' }) do
      local value, message = json.decode(text)
      assert.is_nil(value)
      assert.is_truthy(message:find("too large", 1, true), message)
    end
    assert.equal(1e308, json.decode("1e308"))
  end)

  it("in a customer that is to be updated is written back as it is", function()
    local whole = json.encode(example.customer { handle = "CV1-NL" }):gsub("}$", ',"comments":1e999}')
    local client, requests = client_with('{"code":0,"data":' .. whole .. "}", '{"code":0,"data":{"success":true}}')
    assert(client:update_customer("CV1-NL", { vat = "NL123456789B01" }))
    assert.truthy(requests[2].body:find('"comments":1e999', 1, true), requests[2].body)
  end)
end)

describe("a token that was refused", function()
  it("is not shown when the login that follows quotes it", function()
    local logins = 0
    local client = client_of(function(request)
      if not request.url:find("/auth/login$") then return { status = 401, headers = {}, body = "" } end
      logins = logins + 1
      local body = logins == 1 and '{"code":0,"data":{"token":"fresh-0123456789"}}'
        or '{"code":196,"desc":"no fresh-0123456789","data":"fresh-0123456789"}'
      return { status = logins == 1 and 200 or 500, headers = {}, body = body }
    end, { username = "user", password = "secret" })
    local _, err = client:get_customer("CV1-NL")
    assert.equal(2, logins)
    assert.is_nil(tostring(err):find("fresh-0123456789", 1, true), tostring(err))
    assert.equal("***", err.data)
  end)
end)

-- Names and contents of the files in a folder.
local function files_in(folder)
  local pipe = assert(io.popen("ls " .. folder))
  local found = {}
  for name in pipe:lines() do
    local file = assert(io.open(folder .. "/" .. name, "rb"))
    found[name] = file:read("*a")
    file:close()
  end
  pipe:close()
  return found
end

describe("the corpus of", function()
  for _, target in ipairs({ "table", "body", "answer", "builders", "encoding", "csv", "json_lines" }) do
    it(target .. " has no finding", function()
      local run, count = require("spec.fuzz." .. target), 0
      for name, bytes in pairs(files_in("spec/fuzz/corpus/" .. target)) do
        local ok, message = xpcall(function() run(bytes) end, debug.traceback)
        assert.is_true(ok, name .. ": " .. tostring(message))
        count = count + 1
      end
      assert.is_true(count >= 5)
    end)
  end
end)
