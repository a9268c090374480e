--- What was passed is what is checked and sent: arguments are copied before anything waits, deep and raw.

local dkjson = require("dkjson")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

local PEOPLE = { "Anna", "Bernd", "Carla", "Dirk", "Elif", "Finn" }

-- Makes every table in a value useless, as a caller may who needs them for something else.
local function wreck(value)
  for key, member in pairs(value) do
    if type(member) == "table" then wreck(member) end
    value[key] = nil
  end
  value[1] = function() end
end

describe("what a caller passes", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false, requirements = { us = {
    { name = "nexus_category", required = true, options = { "C11" } },
  } } } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client({ retries = 0 }, changes)
  end

  before_each(function()
    server:reset()
    client = new_client()
  end)
  after_each(function() client:close() end)

  local function person(number)
    return example.customer {
      ["name.first_name"] = PEOPLE[number], email = PEOPLE[number]:lower() .. "@example.com",
    }
  end

  -- The bodies that were sent to a path.
  local function bodies(method)
    local found = {}
    for _, request in ipairs(server:requests()) do
      if request.method == method and not request.path:find("auth/login", 1, true) then
        found[#found + 1] = dkjson.decode(request.body)
      end
    end
    return found
  end

  local function last_request()
    local requests = server:requests()
    return requests[#requests]
  end

  describe("stays what it was, whatever becomes of the caller's tables:", function()
    it("six updates of six customers by one table write six VAT numbers", function()
      local handles, changes = {}, { additional_data = {} }
      for number in ipairs(PEOPLE) do handles[number] = assert(client:create_customer(person(number))) end
      for _, ok, err in client:concurrently(6, { 1, 2, 3, 4, 5, 6 }, function(number)
        changes.vat, changes.additional_data.birth_city = "NL00000000" .. number .. "B01", PEOPLE[number]
        return client:update_customer(handles[number], changes)
      end) do assert(ok, err) end
      for number, handle in ipairs(handles) do
        local record = server:record(handle)
        assert.same({ "NL00000000" .. number .. "B01", PEOPLE[number] },
          { record.vat, record.additional_data.birth_city })
      end
    end)

    it("six ensures by one table find six customers", function()
      local handles, customer = {}, person(1)
      for number in ipairs(PEOPLE) do handles[number] = assert(client:create_customer(person(number))) end
      for number, handle, err in client:concurrently(6, { 1, 2, 3, 4, 5, 6 }, function(number)
        customer.name.first_name, customer.email = PEOPLE[number], PEOPLE[number]:lower() .. "@example.com"
        return client:ensure_customer(customer)
      end) do assert.equal(handles[number], handle, tostring(err)) end
      assert.equal(6, #server:handles())
    end)

    it("a customer that is checked for a TLD", function()
      local customer = person(1)
      customer.extension_additional_data = { { name = "us", data = { nexus_category = "C11" } } }
      local wrecking = new_client { on_event = function() wreck(customer) end }
      local canonical, warnings = wrecking:check_for_tld(customer, "us")
      assert.same({ "Anna", "C11" }, { assert(canonical, warnings).name.first_name,
        canonical.extension_additional_data[1].data.nexus_category })
      wrecking:close()
    end)

    it("a customer with a reference, which is compared with what is found", function()
      local handle = assert(client:create_customer(person(1), { reference = "order-1", settle = 0 }))
      local customer = person(1)
      local wrecking = new_client { on_event = function() customer.name.first_name = "Bernd" end }
      local found, details = wrecking:create_customer(customer, { reference = "order-1" })
      assert.equal(handle, found, tostring(details))
      assert.same({}, details.differences)
      wrecking:close()
    end)

    it("the options of a call", function()
      local handle = assert(client:create_customer(person(1)))
      local opts = { raw = false }
      local wrecking = new_client { on_event = function() opts.raw = true end }
      local customer = assert(wrecking:get_customer(handle, opts))
      assert.is_nil(customer.deleted_at)
      local page = assert(wrecking:list_customers({}, opts))
      wrecking:close()
      assert.equal("number", type(page.results[1].id))
    end)

    it("the options of a client", function()
      local options = { username = server.username, password = server.password, base_url = server.base_url }
      local own = assert(openprovider.new(options))
      wreck(options)
      assert(own:create_customer(person(1)))
      own:close()
    end)

    it("an array of customers and its options, and each row from when it is taken", function()
      local list, opts = {}, { concurrency = 1 }
      for number in ipairs(PEOPLE) do list[number] = person(number) end
      local results = 0
      for _, handle, err in client:create_customers(list, opts) do
        assert(handle, err)
        results = results + 1
        table.remove(list, 1)
        opts.stop_when = function() return true end
      end
      assert.equal(6, results)
      assert.equal(6, #server:handles())
    end)

    it("a row of one table that a source fills again and again, while its reference is asked for", function()
      local number, row = 0, nil
      local function source()
        number = number + 1
        if number > 6 then return nil end
        row = row or {}
        for name, value in pairs(person(number)) do row[name] = value end
        return tostring(number), row
      end
      for _, handle, err in client:create_customers(source, { concurrency = 6, reference = function(key)
        client:list_tags()
        return "order-" .. key
      end }) do assert(handle, err) end
      for _, handle in ipairs(server:handles()) do
        local record = server:record(handle)
        assert.equal(PEOPLE[tonumber(record.comments:match("order%-(%d)"))], record.name.first_name)
      end
      assert.equal(6, #server:handles())
    end)

    it("an array of items", function()
      local items, seen = { "a", "b", "c", "d" }, {}
      for item in client:concurrently(1, items, function(item) return item end) do
        seen[#seen + 1] = item
        table.remove(items, 1)
      end
      assert.same({ "a", "b", "c", "d" }, seen)
    end)
  end)

  local function raises() error("a metamethod of the caller's ran") end

  local TRAP = { __index = raises, __newindex = raises, __pairs = raises, __ipairs = raises, __len = raises,
    __eq = raises, __call = raises, __tostring = raises }

  local function trapped(value)
    for _, member in pairs(value) do
      if type(member) == "table" and member ~= openprovider.empty_array then trapped(member) end
    end
    return setmetatable(value, TRAP)
  end

  describe("is read raw:", function()
    -- Calls with tables whose metamethods raise: what they give is asked of none of those.
    local CALLS = {
      create_customer = function()
        return client:create_customer(trapped(person(1)), trapped { reference = "order-1" })
      end,
      ensure_customer = function()
        return client:ensure_customer(trapped(person(1)), trapped { allow_unknown = true })
      end,
      check_customer = function() return client:check_customer(trapped(person(1)), trapped { mode = "create" }) end,
      check_for_tld = function()
        local customer = person(1)
        customer.extension_additional_data = { { name = "us", data = { nexus_category = "C11" } } }
        return client:check_for_tld(trapped(customer), "us", trapped { allow_unknown = true })
      end,
      get_customer = function(handle) return client:get_customer(handle, trapped { raw = true }) end,
      update_customer = function(handle)
        return client:update_customer(handle, trapped { address = { city = "Delft" }, tags = { { key = "customer",
          value = "VIP" } }, vat = openprovider.null, extension_additional_data = { { name = "eu",
          data = { whois_email = "jan@example.com" } } } }, trapped {})
      end,
      clone_customer = function(handle)
        return client:clone_customer(handle, trapped { name = { last_name = "Jansen" } }, trapped { reference = false })
      end,
      rename_customer = function(handle)
        return client:rename_customer(handle, trapped { name = { last_name = "Jansen" } },
          trapped { auth_codes = { ["example.be"] = "x" } })
      end,
      domains_of = function(handle)
        server:add_domain { domain = "example.nl", handle = handle }
        return client:domains_of(handle, trapped { raise = true })()
      end,
      call = function() return client:call("ListDomains", trapped { order_by = { id = "asc" } }, trapped {}) end,
      list_customers = function()
        return client:list_customers(trapped { columns = { "id" } }, trapped { raw = true })
      end,
      customers = function() return client:customers(trapped { columns = { "id" } }, trapped { raw = true })() end,
      list_tags = function() return client:list_tags(trapped { key = "customer" }) end,
      create_tag = function() return client:create_tag(trapped { value = "VIP" }) end,
      customer_requirements = function() return client:customer_requirements("us", trapped { domain_name = "a" }) end,
      email_verifications = function() return client:email_verifications(trapped { email = "a@example.com" }) end,
      start_email_verification = function()
        return client:start_email_verification(trapped { email = "example@mail.tld" })
      end,
      request = function() return client:request("POST", "/tags", trapped { a = { 1, 2 } }, trapped { key = "customer",
        value = "VIP" }) end,
      create_customers = function()
        local _, handle, details = client:create_customers(trapped { person(1) }, trapped { concurrency = 1 })()
        return handle, details
      end,
      concurrently = function()
        return client:concurrently(1, setmetatable({ true }, TRAP), function(item) return item end, trapped {})()
      end,
    }
    for name, call in pairs(CALLS) do
      it(name .. " runs no metamethod", function()
        local handle = assert(client:create_customer(example.customer { comments = "moved in" }))
        local result, err = call(handle)
        assert.is_truthy(result, tostring(err))
      end)
    end

    it("new runs no metamethod", function()
      local own = assert(openprovider.new(trapped { base_url = server.base_url, username = "jan" }))
      own:close()
    end)

    it("what a prototype has is sent neither with a reference nor without", function()
      local Customer = { comments = "of the class", vat = "NL123456789B01" }
      Customer.__index = Customer
      assert(client:create_customer(setmetatable(person(1), Customer)))
      assert(client:create_customer(setmetatable(person(2), Customer), { reference = "order-2" }))
      assert(client:create_customer(setmetatable(person(3), Customer), { reference = true }))
      for _, body in ipairs(bodies("POST")) do
        assert.is_nil(body.vat)
        assert.is_nil((body.comments or ""):find("of the class", 1, true))
      end
    end)

    it("members that __pairs makes up are not sent by an update", function()
      local handle = assert(client:create_customer(person(1)))
      local data = setmetatable({ whois_email = "jan@example.com" }, {
        __pairs = function() return next, { whois_email = "jan@example.com", ["not checked"] = "\0" } end,
      })
      assert(client:update_customer(handle, { extension_additional_data = { { name = "eu", data = data } } }))
      assert.same({ { name = "eu", data = { whois_email = "jan@example.com" } } },
        server:record(handle).extension_additional_data)
    end)

    it("an array is as long as it is, whatever __len says", function()
      local tags = setmetatable({ { key = "customer", value = "VIP" }, { key = "customer", value = "new" } },
        { __len = function() return 1 end })
      client:request("POST", "/customers", nil, { tags = tags })
      assert.equal(2, #dkjson.decode(last_request().body).tags)
    end)
  end)

  describe("of tables within themselves", function()
    local function cycle()
      local data = { whois_email = "jan@example.com" }
      data.again = { data }
      return { { name = "eu", data = data } }
    end

    local CALLS = {
      create_customer = function()
        return client:create_customer(example.customer { extension_additional_data = cycle() })
      end,
      ensure_customer = function()
        return client:ensure_customer(example.customer { extension_additional_data = cycle() })
      end,
      update_customer = function() return client:update_customer("CV1-NL", { extension_additional_data = cycle() }) end,
      check_for_tld = function()
        return client:check_for_tld(example.customer { extension_additional_data = cycle() }, "us")
      end,
      request = function() return client:request("POST", "/tags", nil, cycle()) end,
      ["the query of a request"] = function() return client:request("GET", "/tags", cycle()[1].data) end,
      list_customers = function() return client:list_customers { columns = cycle() } end,
      call = function() return client:call("CreateDomain", { additional_data = cycle()[1].data }) end,
      ["the query of a call"] = function()
        return client:call("ListTags", { new = cycle()[1].data }, { allow_unknown = true })
      end,
    }
    for name, call in pairs(CALLS) do
      it("is an error in " .. name, function()
        local result, err = call()
        assert.is_nil(result)
        assert.same({ "invalid", "not_sent" }, { err.kind, err.outcome or "not_sent" })
        assert.is_nil(server:counters().by_route["POST /customers"])
      end)
    end

    it("is an error where tables are nested 100,000 deep", function()
      local deep = {}
      for _ = 1, 100000 do deep = { deep } end
      local result, err = client:request("POST", "/tags", nil, deep)
      assert.is_nil(result)
      assert.equal("the body has tables nested too deeply", err.message)
      result, err = client:update_customer("CV1-NL", { additional_data = { novel = deep } })
      assert.is_nil(result)
      assert.equal("too_deep", err.problems[1].code)
    end)

    it("is an error where one table stands in very many places", function()
      local many = {}
      for _ = 1, 40 do many = { many, many } end
      local ok, why = pcall(client.request, client, "POST", "/tags", nil, many)
      assert.is_false(ok)
      assert.is_truthy(tostring(why):find("too many tables", 1, true), tostring(why))
    end)
  end)

  describe("of the wrong type", function()
    local CALLS = {
      create_customer = { 5 }, ensure_customer = { 5 }, check_customer = { 5 }, check_for_tld = { 5, "us" },
      update_customer = { "CV1-NL", 5 }, list_customers = { 5 }, customers = { 5 }, list_tags = { 5 },
      email_verifications = { 5 }, start_email_verification = { 5 }, restart_email_verification = { 5 },
      get_customer = { "CV1-NL", 5 }, customer_requirements = { "us", 5 }, request = { 5 }, create_customers = { 5 },
      concurrently = { "x" }, call = { "ListTags", 5 }, clone_customer = { "CV1-NL", 5 }, domains_of = { 5 },
      replace_handle = { "CV1-NL", 5 }, rename_customer = { "CV1-NL", 5 },
    }
    for name, arguments in pairs(CALLS) do
      it("raises at the line that called " .. name, function()
        local line
        local _, why = pcall(function()
          line = debug.getinfo(1, "l").currentline + 1
          client[name](client, arguments[1], arguments[2])
        end)
        local place = tostring(why):match("(%S*): bad argument")
        assert.equal("spec/integration/api/entry_spec.lua:" .. line, place and place:gsub("^%./", ""), tostring(why))
      end)
    end
  end)
end)

describe("openprovider.empty_array", function()
  local empty_array = openprovider.empty_array

  after_each(function()
    for key in pairs(empty_array) do rawset(empty_array, key, nil) end
  end)

  it("can be read, and is empty", function()
    assert.is_nil(empty_array[1])
    assert.is_nil(empty_array.key)
    assert.equal(0, #empty_array)
    for _ in pairs(empty_array) do error("not empty") end
    for _ in ipairs(empty_array) do error("not empty") end
  end)

  it("takes no members, and says what to do", function()
    for _, key in ipairs({ 1, "key" }) do
      local ok, why = pcall(function() empty_array[key] = "VIP" end)
      assert.is_false(ok)
      assert.is_truthy(why:find("spec/integration/api/entry_spec.lua:%d+: openprovider.empty_array stands for %[%] and "
        .. "cannot be changed: use a table of your own"), why)
    end
    assert.is_nil(next(empty_array))
  end)

  it("that was changed all the same is told where it is passed", function()
    rawset(empty_array, 1, "VIP")
    local client = assert(openprovider.new { base_url = "http://127.0.0.1:9/v1", token = "token" })
    local ok, why = pcall(client.update_customer, client, "CV1-NL", { tags = empty_array })
    client:close()
    assert.is_false(ok)
    assert.is_truthy(tostring(why):find("openprovider.empty_array was changed", 1, true), tostring(why))
  end)
end)
