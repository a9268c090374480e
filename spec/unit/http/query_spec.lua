-- The query of a request, as the transport gets it.
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("the query of a request", function()
  local urls, client

  before_each(function()
    local transport = testing.transport()
    urls = {}
    transport.perform = function(request)
      urls[#urls + 1] = request.url
      return { status = 200, headers = {}, body = '{"code":0}' }
    end
    client = assert(openprovider.new {
      base_url = "https://api.example/v1beta", token = "t", transport = transport, retries = 0,
    })
  end)

  local function query_of(parameters)
    assert.is_true(client:request("GET", "/customers", parameters))
    return urls[1]:match("^https://api%.example/v1beta/customers(.*)$")
  end

  it("is absent where there is nothing to ask", function()
    assert.equal("", query_of(nil))
    assert.equal("", query_of({}))
    assert.equal("", query_of({ columns = {} }))
  end)

  it("is in the order of its names, and repeats the name of an array", function()
    assert.equal("?columns=a&columns=b&limit=5&with_additional_data=true",
      query_of({ with_additional_data = true, limit = 5, columns = { "a", "b" } }))
  end)

  it("encodes all that could mean something else", function()
    assert.equal("?a%20b%26=%26c%3Dd%3Fe%23%2B%25%2F%0D%0A%00%C3%AB-._~",
      query_of({ ["a b&"] = "&c=d?e#+%/\r\n\0\195\171-._~" }))
  end)

  it("has integers digit for digit where Lua has them", function()
    assert.equal("?id=100000", query_of({ id = 1e5 }))
    if rawget(math, "type") then
      urls = {}
      assert.equal("?id=12345678901234567", query_of({ id = 12345678901234567 }))
    end
  end)

  local REFUSED = {
    ["a name that is no text"] = { "jan@example.com" },
    ["a function"] = { limit = print },
    ["null"] = { limit = openprovider.null },
    ["a table within an array"] = { columns = { {} } },
    ["members within a member"] = { filter = { name = "x" } },
    ["NaN"] = { limit = 0 / 0 },
    ["infinity"] = { limit = 1 / 0 },
  }
  for title, parameters in pairs(REFUSED) do
    it("cannot have " .. title .. ", and nothing is sent", function()
      local data, err = client:request("GET", "/customers", parameters)
      assert.is_nil(data)
      assert.equal("invalid", err.kind)
      assert.equal("not_sent", err.outcome)
      assert.truthy(err.message:find("^the query has "), err.message)
      local name = next(parameters)
      if type(name) == "string" then assert.equal(name, err.message:match(" for ([%w_]+)$"), err.message) end
      assert.same({}, urls)
    end)
  end
end)

describe("the body of a request", function()
  local REFUSED = {
    ["a function for on_done"] = { on_done = print },
    ["a function for list"] = { data = { list = { 1, print } } },
    ["a function for data"] = { data = print },
    ["a thread for data"] = { data = coroutine.create(print) },
    ["a userdata for file"] = { file = io.stdout },
    ["a number that JSON does not have for limit"] = { limit = 0 / 0 },
    ["a key that is a function"] = { [print] = 1 },
    ["an array with a key or a gap in it"] = { 1, nil, 3 },
    ["text that is not UTF-8"] = { name = "\255" },
  }
  for message, body in pairs(REFUSED) do
    it("cannot have " .. message .. ", and says so", function()
      local client = assert(openprovider.new { token = "t", transport = testing.transport() })
      local data, err = client:request("POST", "/customers", nil, body)
      assert.is_nil(data)
      assert.same({ "invalid", "not_sent", "the body has " .. message }, { err.kind, err.outcome, err.message })
    end)
  end
end)
