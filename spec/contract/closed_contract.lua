--- Why the contract alone is not enough, and what is made of it.

local curl = require("openprovider.transport.curl")
local example = require("spec.support.example")
local json = require("dkjson")
local contract = require("spec.contract.prism")

describe("the closed contract", function()
  local prism, transport

  setup(function()
    prism = contract.start()
    transport = curl.new({ proxy = "" })
  end)
  teardown(function()
    transport.close()
    prism:stop()
  end)

  local function create(body)
    return {
      method = "POST", url = prism.base_url .. "/customers", body = body,
      headers = { ["Content-Type"] = "application/json", Authorization = "Bearer none" },
    }
  end

  -- The status of Prism's answer.
  local function status_of(request)
    request.timeout, request.connect_timeout = 10, 10
    return assert(transport.perform(request)).status
  end

  local function problems(body)
    local verdict = prism:judge(create(body))
    assert.equal("CreateCustomer", verdict.operation)
    return table.concat(verdict.problems, "\n")
  end

  local function changed(changes)
    return json.encode(example.customer(changes))
  end

  it("takes a whole customer, as Prism does", function()
    assert.equal("", problems(changed()))
    assert.equal(200, status_of(create(changed())))
  end)

  it("refuses {}, which Prism takes", function()
    assert.equal(200, status_of(create("{}")))
    local found = problems("{}")
    for _, name in ipairs({ "name", "address", "phone", "email" }) do
      assert.is_truthy(found:find("required property '" .. name .. "'", 1, true), found)
    end
  end)

  it("refuses a misspelt member, which Prism takes", function()
    local misspelt = changed({ adress = { city = "Oosterhout" } })
    assert.equal(200, status_of(create(misspelt)))
    assert.is_truthy(problems(misspelt):find('"additionalProperty":"adress"', 1, true))
    local deeper = changed({ ["address.zip"] = "4903 RG" })
    assert.equal(200, status_of(create(deeper)))
    assert.is_truthy(problems(deeper):find('body/address .*"additionalProperty":"zip"'))
  end)

  it("refuses a number where a text belongs, as Prism does", function()
    local numeric = changed({ ["address.number"] = 12 })
    assert.equal(422, status_of(create(numeric)))
    assert.is_truthy(problems(numeric):find("body/address/number must be string", 1, true))
  end)

  it("refuses a customer without one of the members that FACTS 2.3 requires", function()
    local REQUIRED = {
      "name", "name.first_name", "name.last_name", "address", "address.street", "address.number",
      "address.zipcode", "address.city", "address.country", "phone", "phone.country_code", "phone.area_code",
      "phone.subscriber_number", "email",
    }
    for _, path in ipairs(REQUIRED) do
      local name = path:match("[%l_]+$")
      local found = problems(changed({ [path] = example.none }))
      assert.is_truthy(found:find("required property '" .. name .. "'", 1, true), path)
    end
    for _, path in ipairs({ "company_name", "fax", "tags", "name.initials", "name.prefix", "address.state" }) do
      assert.equal("", problems(changed({ [path] = example.none })), path)
    end
  end)

  it("leaves open what the API extends: additional data, and an extension's", function()
    assert.equal("", problems(changed({
      additional_data = { cost_center = "12" },
      extension_additional_data = { { name = "music", data = { music_nexus_category = "1" } } },
    })))
    assert.is_truthy(problems(changed({ additional_data = { birth_date = 1970 } })):find("birth_date must be string"))
    assert.is_truthy(problems(changed({ extension_additional_data = { { data = {} } } })):find("'name'"))
  end)

  it("refuses a name and a company name in an update", function()
    for name, value in pairs({ name = { first_name = "Jan", last_name = "Dijk" }, company_name = "Example BV" }) do
      local request = create(json.encode({ [name] = value }))
      request.method, request.url = "PUT", request.url .. "/CV904716-NL"
      local verdict = prism:judge(request)
      assert.equal("UpdateCustomer", verdict.operation)
      assert.is_truthy(verdict.problems[1]:find(name, 1, true))
    end
  end)

  it("refuses parameters that an operation does not have, and values of another type", function()
    local function found(query)
      local request = create(nil)
      request.method, request.url = "GET", request.url .. "?" .. query
      return table.concat(prism:judge(request).problems, "\n")
    end
    assert.equal("", found("limit=2&with_additional_data=true&columns=id&columns=email&order=ASC"))
    assert.equal("query: email is no parameter", found("email=jan%40example.com"))
    assert.equal("query: limit must be integer", found("limit=2.0"))
    assert.equal("query: limit must be integer", found("limit=2147483648"))
    assert.equal("query: with_additional_data must be boolean", found("with_additional_data=1"))
    assert.equal("query: order twice", found("order=ASC&order=DESC"))
  end)

  it("refuses a body where there is none to be, another type of body, and an unknown path", function()
    local request = create("{}")
    request.method = "GET"
    assert.same({ "body: there is one" }, prism:judge(request).problems)
    request = create(changed())
    request.headers["Content-Type"] = nil
    assert.is_truthy(prism:judge(request).problems[1]:find("type", 1, true))
    request = create(changed())
    request.url = prism.base_url .. "/customer"
    assert.same({ "no operation: POST /v1beta/customer" }, prism:judge(request).problems)
  end)

  -- So the exchanges of the other specs show it a token there (prism.lua).
  it("demands a token of the login, which is how one gets it", function()
    local request = create('{"username":"jan","password":"secret"}')
    request.url = prism.base_url .. "/auth/login"
    assert.equal(200, status_of(request))
    request.headers.Authorization = nil
    assert.equal(401, status_of(request))
  end)
end)
