--- How ensure_customer finds a customer in lists: they leave members out, show many who look alike, or show others.

local dkjson = require("dkjson")
local ensuring = require("spec.support.ensuring")
local example = require("spec.support.example")

local full, short = ensuring.full, ensuring.short

describe("the customer to ensure", function()
  local api

  for _, name in ipairs({ "company_name", "name", "address", "phone", "email", "vat", "locale", "comments", "tags",
    "additional_data", "extension_additional_data", "is_deleted", "deleted_at" }) do
    it("is found where lists leave out " .. name, function()
      for _, customer in ipairs({ full(), short() }) do
        api = ensuring.start { unlisted = { name } }
        assert.same({}, api:found_again(customer))
      end
    end)
  end

  it("is found where lists leave out nearly everything", function()
    api = ensuring.start { unlisted = { "company_name", "name", "address", "phone", "email", "comments", "tags",
      "additional_data", "extension_additional_data" } }
    api:found_again(full())
  end)

  for _, name in ipairs({ "company_name", "name", "address", "phone", "email", "vat", "locale", "comments",
    "additional_data", "extension_additional_data" }) do
    it("is found by a reference, too, where lists leave out " .. name, function()
      api = ensuring.start { unlisted = { name } }
      local handle = assert(api.client:create_customer(full(), { reference = "order-1" }))
      api:begin_anew()
      local again, details = api.client:create_customer(full(), { reference = "order-1" })
      assert.same({ handle, {} }, { again, details.differences })
      api:begin_anew()
      local other = full()
      other.company_name = "Others"
      local _, err = api.client:create_customer(other, { reference = "order-1" })
      assert.same({ "conflict", handle, 1 }, { err.kind, err.handle, api:created() })
    end)
  end

  it("is not taken for another one with its automatic reference where lists leave out the e-mail address", function()
    api = ensuring.start { unlisted = { "email" } }
    local handle = assert(api.client:create_customer(full { email = "jan.jansen@mail.tld" }, { reference = true }))
    api:begin_anew()
    local _, err = api.client:create_customer(full { email = "janjansen@mail.tld" }, { reference = true })
    assert.same({ "conflict", handle, 1 }, { err.kind, err.handle, api:created() })
    assert.equal(handle, (api.client:create_customer(full { email = "Jan.Jansen@mail.tld" }, { reference = true })))
  end)

  describe("among many that only a look at each can tell apart", function()
    local COUNT = 120

    local function fill()
      for number = 1, COUNT do
        assert(api.client:create_customer(example.customer { vat = ("NL%09dB01"):format(number) }))
      end
    end

    local function fill_long_ago(options)
      api = ensuring.start(options)
      fill()
      api:begin_anew()
    end

    it("is not looked for without end: nothing is created, and the error says what to do", function()
      fill_long_ago { unlisted = { "vat" } }
      local before = api.sandbox:counters().requests
      local handle, err = api.client:ensure_customer(example.customer { vat = "NL999999999B01" })
      assert.is_nil(handle)
      assert.same({ "conflict", "not_sent" }, { err.kind, err.outcome })
      assert.is_truthy(tostring(err):find("with a reference", 1, true))
      assert.equal(COUNT, api:created())
      assert.equal(50, api:looks())
      assert.is_true(api.sandbox:counters().requests - before < 55)
    end)

    it("is not looked for without end either while something that was sent may still appear", function()
      api = ensuring.start { unlisted = { "vat" } }
      local wanted = example.customer { vat = "NL999999999B01" }
      api.answer = function(request)
        return request.url:find("/customers$") and { status = 502, headers = {}, body = "" }
      end
      assert.equal("outcome_unknown", select(2, api.client:ensure_customer(wanted)).kind)
      api.answer = nil
      fill()
      local _, err = api.client:ensure_customer(wanted)
      assert.same({ "conflict", "not_sent" }, { err.kind, err.outcome })
      assert.same({ 50, COUNT }, { api:looks(), api:created() })
    end)

    it("is found if it is one of the oldest", function()
      fill_long_ago { unlisted = { "vat" } }
      assert.equal("CV000040-NL", (api.client:ensure_customer(example.customer { vat = "NL000000040B01" })))
    end)

    it("is found with one look where lists show what tells them apart", function()
      fill_long_ago()
      assert.equal("CV000110-NL", (api.client:ensure_customer(example.customer { vat = "NL000000110B01" })))
      assert.equal(1, api:looks())
    end)
  end)

  it("is looked at again after a look that failed, while something that was sent may still appear", function()
    api = ensuring.start()
    local lost, failed = true, 0
    api.answer = function(request)
      if request.method == "POST" and request.url:find("/customers$") and lost then
        lost = false
        local path = "/v1beta/customers"
        api.sandbox:handle { method = "POST", path = path, body = request.body, headers = request.headers }
        return { status = 502, headers = {}, body = "" }
      end
      if request.url:find("/customers/CV", 1, true) and failed < 4 then
        failed = failed + 1
        return { status = 502, headers = {}, body = "" }
      end
    end
    local _, err = api.client:ensure_customer(example.customer())
    assert.equal("outcome_unknown", err.kind)
    local handle, details = api.client:ensure_customer(example.customer())
    assert(handle, tostring(details))
    assert.same({ "CV000001-NL", 4, 1 }, { handle, failed, api:created() })
  end)

  describe("in a list that shows others", function()
    -- Answers lists with such rows.
    local function listing(rows)
      api = ensuring.start()
      api.answer = function(request)
        if request.method ~= "GET" or not request.url:find("/customers?", 1, true) then return nil end
        return { status = 200, headers = { ["content-type"] = "application/json" },
          body = dkjson.encode { code = 0, data = { results = rows, total = #rows } } }
      end
    end

    local function row(changes)
      local customer = example.customer(changes)
      customer.id, customer.handle, customer.fax = 1, "AB000001-NL", nil
      return customer
    end

    for path, value in pairs({ email = "other@mail.tld", company_name = "Others", ["name.first_name"] = "Jan",
      ["name.last_name"] = "Jansen" }) do
      it("is nobody: the API ignores the filter by " .. path .. ", and nothing is created", function()
        listing { row { [path] = value } }
        local handle, err = api.client:ensure_customer(example.customer())
        assert.is_nil(handle)
        assert.same({ "protocol", "not_sent" }, { err.kind, err.outcome })
        assert.is_truthy(tostring(err):find("ignores the filter " .. path:gsub("^name%.", "") .. "_pattern", 1, true))
        assert.equal(0, api:created())
      end)
    end

    it("is looked for on where the filter may have let them through: case, blanks, accents", function()
      listing {
        row { email = "EXAMPLE@Mail.tld", company_name = "hosters  WITH\tstyle", vat = "NL1" },
        row { ["name.first_name"] = "C\195\164rsten", vat = "NL2" },
      }
      local handle, details = api.client:ensure_customer(example.customer())
      assert(handle, tostring(details))
      assert.is_true(details.created)
    end)

    it("is looked for on where the customer that is asked for has wildcards or accents itself", function()
      listing { row { company_name = "Muller & Zonen", ["name.last_name"] = "Dijk", email = "jan-jansen@mail.tld" } }
      local _, details = api.client:ensure_customer(example.customer { company_name = "M\195\188ller & Zonen",
        ["name.last_name"] = "D*k", email = "jan_jansen@mail.tld" })
      assert.is_true(details.created)
    end)
  end)
end)
