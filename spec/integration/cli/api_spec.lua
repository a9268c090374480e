-- The verb that makes any call of the API.
local command_line = require("spec.support.command_line")
local json = require("dkjson")

local has = command_line.has

describe("api", function()
  local cli = command_line.for_specs {}

  -- The last request that came: its method, its path with the query, its body.
  local function last()
    local requests = cli.server:requests()
    local request = requests[#requests]
    return request.method, request.path, request.query or "", request.body
  end

  local function api(arguments, given)
    local status, out, err = cli:run("api " .. arguments, given)
    return status, out, err
  end

  it("takes a path with or without its slash, the version and a query, and fields as more of it", function()
    for _, path in ipairs({ "/customers?limit=5", "customers?limit=5", "/v1beta/customers --field limit=5",
      "'/customers?' -F limit=5" }) do
      local status, out = api("get " .. path)
      assert.equal(0, status)
      assert.equal(0, json.decode(out).total)
      local method, sent, query = last()
      has(sent .. "?" .. query, "customers?limit=5")
      assert.equal("GET", method)
    end
  end)

  it("sends fields as JSON: numbers, booleans and null as such, members of members, arrays", function()
    api("POST /customers --field a=1 --field b=true --field c=null --field d=007 --field e.f.g=x=y --field h[]=1 "
      .. "--field h[]=two --field i=1.50 --field 'j= '")
    local method, _, _, body = last()
    assert.equal("POST", method)
    assert.equal('{"a":1,"b":true,"c":null,"d":"007","e":{"f":{"g":"x=y"}},"h":[1,"two"],"i":1.50,"j":" "}', body)
  end)

  it("sends a file or standard input, with fields as the query", function()
    local status, out = api("POST /customers --input " .. cli:file("c.json",
      (io.open("examples/customer.json"):read("*a"))))
    assert.same({ 0, "JD000001-NL" }, { status, json.decode(out).handle })
    api("PUT /tags --input - --field x=1", { stdin = '{"a":[]}' })
    local _, _, query, body = last()
    assert.equal("x=1", query)
    assert.equal('{"a":[]}', body)
  end)

  it("--paginate prints the rows of all pages as one list", function()
    cli.server:fill(23)
    for _, limit in ipairs({ "", " --field limit=5", " --field limit=23" }) do
      local status, out = api("GET /customers --paginate" .. limit)
      assert.equal(0, status)
      assert.equal(23, #json.decode(out))
    end
    local status, out = api("GET /customers --paginate --field offset=20")
    assert.same({ 0, 3 }, { status, #json.decode(out) })
    cli.server:fault { name = "status", status = 500, body = '{"code":1,"desc":"no"}', path = "offset=10", times = 9 }
    local err
    status, out, err = api("GET '/customers/JD1' --paginate")
    assert.is_true(status ~= 0, out .. err)
  end)

  it("prints empty lists and numbers as the API sent them: what is printed may be sent back", function()
    cli.server:fault { name = "status", status = 200, path = "/tags$",
      body = '{"code":0,"data":{"results":[],"tags":{"list":[]},"price":0.10,"id":12345678901234567890}}' }
    local _, out = api("GET /tags")
    for _, member in ipairs { '"results": []', '"list": []', '"price": 0.10', '"id": 12345678901234567890' } do
      has(out, member)
    end
  end)

  it("--paginate ends with an error if a page is empty before the list's end", function()
    cli.server:fill(23)
    cli.server:fault { name = "status", status = 200, body = '{"code":0,"data":{"results":[],"total":23}}',
      path = "/customers$", skip = 1 }
    local status, out, err = api("GET /customers --paginate --field limit=10")
    assert.equal(1, status)
    assert.is_nil(json.decode(out))
    has(err, "the API says that there are 23, and shows none after 10")
    status, out = api("GET /customers --paginate --field offset=30")
    assert.same({ 0, "[]\n" }, { status, out })
  end)

  it("is a wrong call where it cannot be right, and sends nothing", function()
    for arguments, said in pairs({
      ["POST /tags --paginate"] = "--paginate is for GET", ["GET /tags --field x"] = "--field: 'x' has no value",
      ["GET /tags --field x=1 --field x=2"] = "--field x is given twice", ["GET"] = "missing argument PATH",
      ["'G T' /tags"] = "capital letters", ["POST /tags --field a=1 --field a.b=2"] = "is given twice, or is part of",
    }) do
      local status, out, err = api(arguments)
      assert.same({ 2, "" }, { status, out }, arguments .. err)
      has(err, said)
    end
  end)

  it("names the call that failed, and says of a change whose answer is lost that it may have been done", function()
    local status, out, err = api("GET /nonsense")
    assert.same({ 1, "" }, { status, out })
    has(err, "openprovider: GET /nonsense: ")
    cli.server:fault { name = "close_after", path = "/tags$", method = "POST", times = 9 }
    status, out, err = api("POST /tags --field key=customer --field value=VIP")
    assert.same({ 4, "" }, { status, out })
    has(err, "may have been")
  end)
end)
