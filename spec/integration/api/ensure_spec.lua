--- Reusing the handle of an identical customer.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

describe("ensure_customer", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client()
  end)
  after_each(function() client:close() end)

  local function creates()
    return server:counters().by_route["POST /customers"] or 0
  end

  -- Ensures two customers one after the other. -> whether the second got the first one's handle
  local function reused(first, second)
    local one = assert(client:ensure_customer(first))
    local other, details = client:ensure_customer(second)
    assert(other, details)
    assert.equal(one == other, not details.created)
    return one == other
  end

  it("creates a customer that is not there, and says so", function()
    local handle, details = client:ensure_customer(example.customer())
    assert.equal("CV000001-NL", handle)
    assert.is_true(details.created)
    assert.equal(1, creates())
  end)

  it("gives one handle and creates one customer in 50 runs", function()
    local handles = {}
    for run = 1, 50 do
      local handle, details = client:ensure_customer(example.customer {
        vat = "NL123456789B01",
        extension_additional_data = { { name = "eu", data = { whois_email = "a@example.com" } } },
      })
      assert(handle, details)
      assert.equal(run == 1, details.created)
      handles[handle] = true
    end
    assert.same({ ["CV000001-NL"] = true }, handles)
    assert.equal(1, creates())
  end)

  describe("takes for the same", function()
    for name, changes in pairs({
      ["another spelling of the same values"] = { ["address.number"] = 83, ["address.country"] = "nl",
        ["phone.country_code"] = 31 },
      ["empty members and absent ones"] = { vat = "", comments = openprovider.null, additional_data = {} },
      ["another full name, which the API computes"] = { name = { first_name = "Carsten", last_name = "van Noort",
        initials = "C.G.P.", prefix = "Dr.", full_name = "Carsten G van Noort" } },
    }) do
      it(name, function()
        assert.is_true(reused(example.customer(), example.customer(changes)))
        assert.equal(1, creates())
      end)
    end

    it("another order of tags and of extensions", function()
      local one, two = openprovider.tag "one", openprovider.tag "two"
      local eu = openprovider.extension("eu", { whois_email = "jan@example.com" })
      local us = openprovider.extension("us", { nexus_category = "C11", applicant_purpose = "P1" })
      assert.is_true(reused(
        example.customer { tags = { one, two }, extension_additional_data = { eu, us } },
        example.customer { tags = { two, one }, extension_additional_data = { us, eu } }))
    end)
  end)

  describe("takes for another", function()
    for path, value in pairs({
      ["company_name"] = "Other BV",
      ["name.first_name"] = "Karsten",
      ["name.prefix"] = example.none,
      ["address.number"] = "84",
      ["address.suffix"] = "A",
      ["address.state"] = "Drenthe",
      ["phone.subscriber_number"] = "7654321",
      ["fax"] = example.none,
      ["fax.area_code"] = "20",
      ["vat"] = "NL123456789B01",
      ["comments"] = "a note",
      ["tags"] = example.none,
      ["additional_data"] = { birth_city = "Rotterdam" },
      ["extension_additional_data"] = { { name = "eu", data = { whois_email = "jan@example.com" } } },
    }) do
      it("one that differs in " .. path, function()
        assert.is_false(reused(example.customer(), example.customer { [path] = value }))
        assert.is_false(reused(example.customer { [path] = value, email = "x@example.com" },
          example.customer { email = "x@example.com" }))
      end)
    end
  end)

  it("takes a locale for a difference only where one is asked for: the API sets its own", function()
    local german = example.customer { locale = "de_DE" }
    assert.is_false(reused(example.customer(), german))
    assert.is_true(reused(german, example.customer { locale = "de_DE" }))
    assert.equal("CV000001-NL", (client:ensure_customer(example.customer())))
  end)

  it("takes a telephone number for the same wherever it is split, and a domain in any case", function()
    assert.is_true(reused(example.customer(), example.customer {
      phone = { country_code = "+31", area_code = "101", subscriber_number = "234567" }, email = "example@MAIL.tld" }))
  end)

  it("takes for the same what the API has added a member of its own to", function()
    local grown = sandbox_server.start { login_limit = false, extra_members = { country_name = "Netherlands" } }
    local other = grown:client()
    local one, two = other:ensure_customer(example.customer()), other:ensure_customer(example.customer())
    other:close()
    grown:stop()
    assert.equal(one, two)
  end)

  it("asks for each customer apart, so that many with one address are not the same call over and over", function()
    assert(client:ensure_customer(example.customer()))
    assert(client:ensure_customer(example.customer { name = { first_name = "Jan", last_name = "Dijk" } }))
    local queries = {}
    for _, request in ipairs(server:requests()) do
      if request.method == "GET" and request.path:find("/customers$") then queries[request.query] = true end
    end
    assert.is_truthy(next(queries, next(queries)))
  end)

  it("asks for each person of a family apart, who share a last name and an address", function()
    for index = 1, 300 do
      local first = "Jan" .. string.char(97 + index % 26, 97 + math.floor(index / 26))
      assert(client:ensure_customer(example.customer {
        company_name = example.none, name = { first_name = first, last_name = "Jansen" }, email = "info@reseller.nl" }))
    end
    assert.equal(300, creates())
  end)

  it("finds a person whose names have asterisks", function()
    local name = { first_name = "J*n", last_name = "D*k" }
    assert.is_true(reused(example.customer { name = name }, example.customer { name = name }))
  end)

  it("does not give out a handle that is deleted by the time it is looked at", function()
    local handle = assert(client:create_customer(example.customer()))
    local record = assert(client:request("GET", "/customers/" .. handle))
    record.is_deleted = true
    server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
      times = 2, path = "/customers/[^/]+$", body = dkjson.encode { code = 0, data = record } }
    local other, details = client:ensure_customer(example.customer())
    assert.is_true(details.created)
    assert.are_not.equal(handle, other)
  end)

  it("takes the oldest of several", function()
    assert(client:create_customer(example.customer { vat = "NL123456789B01" }))
    local second = assert(client:create_customer(example.customer()))
    assert(client:create_customer(example.customer()))
    assert.equal(second, (client:ensure_customer(example.customer())))
  end)

  it("finds it among a thousand others with its address, in two pages", function()
    server:fill(20)
    for number = 1, 1010 do
      assert(client:create_customer(example.customer { ["address.number"] = tostring(number + 1000) }))
    end
    local handle = assert(client:create_customer(example.customer()))
    assert.equal(handle, (client:ensure_customer(example.customer())))
    assert.equal(1011, creates())
  end)

  it("creates a new one when the old one was deleted", function()
    local handle = assert(client:ensure_customer(example.customer()))
    assert(client:delete_customer(handle))
    local other, details = client:ensure_customer(example.customer())
    assert.is_true(details.created)
    assert.are_not.equal(handle, other)
  end)

  it("looks for the address itself where it has an asterisk", function()
    assert(client:create_customer(example.customer { email = "jane@example.com" }))
    local _, details = client:ensure_customer(example.customer { email = "j*e@example.com" })
    assert.is_true(details.created)
  end)

  it("creates nothing when it cannot look", function()
    server:fault { name = "code", code = 10005, method = "GET" }
    local handle, err = client:ensure_customer(example.customer())
    assert.is_nil(handle)
    assert.equal("auth", err.kind)
    assert.equal(0, creates())
  end)

  it("creates nothing when the list makes no sense", function()
    server:fault { name = "status", status = 200, content_type = "application/json", body = '{"code":0,"data":{}}',
      method = "GET", times = 2 }
    local handle, err = client:ensure_customer(example.customer())
    assert.is_nil(handle)
    assert.equal("protocol", err.kind)
    assert.equal(0, creates())
  end)

  it("refuses an invalid customer before it asks anything", function()
    local handle, err = client:ensure_customer(example.customer { email = "jan@" })
    assert.is_nil(handle)
    assert.equal("invalid", err.kind)
    assert.equal(0, server:counters().arrived)
  end)
end)
