--- Who is the same customer for ensure_customer, where the API writes values its own way, fills some in, and stores
--- what the checker refuses.

local ensuring = require("spec.support.ensuring")
local example = require("spec.support.example")
local memory = require("openprovider.exactly_once.memory")
local openprovider = require("openprovider")
local rewriting = require("spec.sandbox.rewriting")
local sandbox_server = require("spec.sandbox.server")

local NONE, full, short = example.none, ensuring.full, ensuring.short

-- The same with some members.
local function short_with(changes)
  local customer = short()
  for path, value in pairs(changes) do
    local object, name = customer, path
    for step, rest in path:gmatch("([^.]+)%.(.+)") do object, name = customer[step], rest end
    object[name] = value
  end
  return customer
end

describe("the same customer", function()
  local api

  for _, name in ipairs(rewriting.ALL) do
    it("is found where the API rewrites its " .. name, function()
      for _, customer in ipairs({ full(), short() }) do
        api = ensuring.start { rewrites = { name } }
        local differences = api:found_again(customer)
        if name ~= "case" then assert.same({}, differences) end
      end
    end)
  end

  it("is found where the API rewrites whatever it can, and case is told", function()
    api = ensuring.start { rewrites = rewriting.ALL, empty_members = true }
    assert.same({ path = "company_name", given = "Hosters with Style", stored = "HOSTERS  WITH  STYLE" },
      api:found_again(full())[1])
  end)

  for _, value in ipairs({ "null", "false", "0", "0000-00-00", true }) do
    it("is found where the API fills in " .. (value == true and '""' or value) .. " for what was not given", function()
      api = ensuring.start { empty_members = value, rewrites = { "initials", "locale" } }
      assert.same({}, api:found_again(short()))
      api = ensuring.start { empty_members = value }
      assert.same({}, api:found_again(full()))
    end)
  end

  for title, members in pairs({
    ["a zero date"] = { additional_data = { birth_date = "0000-00-00", birth_city = "", employees = 0 } },
    ["the date that a zero date became"] = { additional_data = { birth_date = "-0001-11-30T00:00:00Z" } },
    ["a date that was never given"] = { deleted_at = "1970-01-01 00:00:00", comments_last_changed_at = false },
    ["a locale of another form"] = { locale = "nl-NL" },
    ["a locale that is none"] = { locale = "dutch (Netherlands)" },
    ["a fax without a number"] = { fax = { country_code = "+", area_code = "0", subscriber_number = "" } },
    ["a fax that is a text"] = { fax = "-" },
    ["a tag of its own"] = { tags = { { key = "reseller", value = "gold" } } },
    ["an extension without data"] = { extension_additional_data = { { name = ".eu", data = {} }, { name = "us" }, 7 } },
    ["extensions with nothing in them"] = { extension_additional_data = {
      { name = "fi", data = { org_type = 0, is_private = false, note = "" } } } },
    ["a member that nobody knows"] = { additional_data = { customer_type = "individual" }, gender = "M" },
    ["a phone number in one piece"] = { phone = { country_code = "31", area_code = "",
      subscriber_number = "+31 10-1234567" } },
    ["a phone number with its zero"] = { phone = { country_code = "0031", area_code = "010",
      subscriber_number = 1234567 } },
  }) do
    it("is found where the API has stored " .. title, function()
      api = ensuring.start { extra_members = members }
      assert.same({}, api:found_again(short()))
    end)
  end

  it("is found where the API writes midnight behind a date, a number for a text and signs in a VAT number", function()
    api = ensuring.start { extra_members = {
      additional_data = { birth_date = "1970-02-28 00:00:00", passport_number = 12345, trading_name = " Hosters" },
      vat = "nl 1234.56.789 b01", address = { street = "ALBUSSTRAAT ", number = 83, zipcode = "NL-4903rg",
        city = "Oosterhout", country = "nl" },
    } }
    api:found_again(short { vat = "NL123456789B01", additional_data = { birth_date = "1970-02-28",
      passport_number = "12345", trading_name = "hosters" } })
  end)

  -- Ensures a customer, and then another spelling of it. -> the handle of each, differences of the second one
  local function both(given, spelled, options)
    api = ensuring.start(options)
    local handle, why = api:ensure(short_with(given))
    assert(handle, tostring(why))
    local again, details = api:ensure(short_with(spelled))
    assert(again, tostring(details))
    return handle, again, details.differences
  end

  for title, pair in pairs({
    ["a suffix behind the number"] = { { ["address.number"] = "20", ["address.suffix"] = "a" },
      { ["address.number"] = "20a" } },
    ["the number in the street"] = { { ["address.street"] = "Hofstraat", ["address.number"] = "20" },
      { ["address.street"] = "Hofstraat 20", ["address.number"] = NONE } },
    ["a VAT number without its country"] = { { vat = "NL123456789B01" }, { vat = "123456789B01" } },
    ["a VAT number with its country"] = { { vat = "123456789B01" }, { vat = "NL123456789B01" } },
    ["a locale without its country"] = { { locale = "nl_NL" }, { locale = "nl" } },
  }) do
    it("is found where the API has stored " .. title, function()
      local members = { address = short().address }
      for path, value in pairs(pair[2]) do
        local object, name = members, path:gsub("^address%.", "")
        if path ~= name then object = members.address end
        object[name] = value ~= NONE and value or nil
      end
      api = ensuring.start { extra_members = members }
      assert.same({}, api:found_again(short_with(pair[1])))
    end)
  end

  it("is found where the API escapes signs for HTML in what it shows, or also in what it filters by", function()
    for _, name in ipairs({ "Smith & Sons", 'Bakery "De <Korenbloem>"', "O'Brien" }) do
      api = ensuring.start { rewrites = { "html" } }
      assert.same({}, api:found_again(example.customer { company_name = name, ["name.last_name"] = "d'Arc" }))
    end
  end)

  it("is found where it has a backslash, which a server with LIKE takes for an escape", function()
    api = ensuring.start()
    api.answer = function(request)
      if request.method == "GET" and request.url:find("company_name_pattern=[^&]*%%5[Cc]") then
        return { status = 200, headers = {}, body = '{"code":0,"data":{"results":[],"total":0}}' }
      end
    end
    assert.same({}, api:found_again(example.customer { company_name = "Back\\Slash BV" }))
  end)

  for title, names in pairs({
    German = { "M\195\188ller \195\159 Co", "M\195\156LLER \225\186\158 CO" },
    ["a mark of its own"] = { "Zo\195\171 & M\195\188ller", "Zoe\204\136 & MU\204\136LLER" },
    Polish = {
      "\197\129\195\179d\197\186 \197\187\195\179\197\130\196\135",
      "\197\130\195\179d\197\186 \197\188\195\179\197\130\196\135",
    },
    Vietnamese = { "Nguy\225\187\133n \225\186\164n", "nguye\204\130\204\131n a\204\130\204\129n" },
  }) do
    it("is found in other case: " .. title, function()
      local one, other = { company_name = names[1], ["address.city"] = names[1] },
        { company_name = names[2], ["address.city"] = names[2] }
      local handle, again, differences = both(one, other)
      assert.equal(handle, again)
      assert.same({ { path = "company_name", given = names[2], stored = names[1] },
        { path = "address.city", given = names[2], stored = names[1] } }, differences)
      for _, reference in ipairs({ "order-1", true }) do
        api = ensuring.start()
        handle = assert(api.client:create_customer(short_with(one), { reference = reference }))
        api:begin_anew()
        local found, details = api.client:create_customer(short_with(other), { reference = reference })
        assert(found, tostring(details))
        assert.same({ handle, false }, { found, details.created })
      end
    end)
  end

  it("is another where letters differ in more than case, or house numbers in more than where they are split", function()
    for _, pair in ipairs({
      { { company_name = "M\195\188ller" }, { company_name = "Muller" } },
      { { company_name = "Stra\195\159e" }, { company_name = "Strasse" } },
      { { ["address.number"] = "1", ["address.suffix"] = "2" }, { ["address.number"] = "12" } },
      { { ["address.number"] = "20" }, { ["address.number"] = "20", ["address.suffix"] = "T" } },
      { { vat = "NL123456789B01" }, { vat = "BE123456789B01" } },
      { { locale = "nl_NL" }, { locale = "nl_BE" } },
    }) do
      local handle, again = both(pair[1], pair[2])
      assert.is_not.equal(handle, again)
    end
  end)

  it("is told in which case its members are, also while lists do not show it yet", function()
    api = ensuring.start { visible_after = 60 }
    local handle = assert(api.client:ensure_customer(example.customer()))
    local again, details = api.client:ensure_customer(example.customer { ["address.city"] = "OOSTERHOUT" })
    assert.same({ handle, { { path = "address.city", given = "OOSTERHOUT", stored = "Oosterhout" } } },
      { again, details.differences })
  end)

  it("is found by a reference without a difference, whatever the API rewrites", function()
    local names = {}
    for _, name in ipairs(rewriting.ALL) do
      if name ~= "case" then names[#names + 1] = name end
    end
    for _, value in ipairs({ "null", "false", "0", true }) do
      api = ensuring.start { rewrites = names, empty_members = value }
      for _, customer in ipairs({ full(), short() }) do
        local key = customer.company_name and "order-1" or "order-2"
        local handle = assert(api.client:create_customer(customer, { reference = key }))
        api:begin_anew()
        local again, details = api.client:create_customer(customer, { reference = key })
        assert.same({ handle, {} }, { again, details.differences })
      end
    end
  end)

  it("is found at once by a caller who writes its names in another case", function()
    api = ensuring.start { visible_after = 60 }
    local upper = { company_name = "HOSTERS  WITH STYLE", ["address.city"] = "OOSTERHOUT", email = "Example@mail.tld" }
    local handle = assert(api.client:ensure_customer(example.customer()))
    assert.equal(handle, (api.client:ensure_customer(example.customer(upper))))
    handle = assert(api.client:create_customer(example.customer { vat = "NL123456789B01" }))
    upper.vat = "nl123456789b01"
    assert.equal(handle, (api.client:ensure_customer(example.customer(upper))))
    assert.equal(2, api:created())
  end)

  it("is another if anything that was asked for is another, whatever the API rewrites", function()
    for path, value in pairs({
      company_name = "Hosters", ["name.first_name"] = "Anna", ["name.prefix"] = NONE, ["name.initials"] = "X.Y.",
      ["address.street"] = "Albuslaan", ["address.number"] = "84", ["address.suffix"] = "A",
      ["address.zipcode"] = "4903 RH", ["address.state"] = "Drenthe", ["address.country"] = "US",
      phone = { country_code = "+31", area_code = "10", subscriber_number = "7654321" }, fax = NONE,
      email = "anna@mail.tld", vat = "NL123456789B02", locale = "de_DE", comments = "A note\nof two lines",
      tags = { openprovider.tag "one" }, additional_data = { birth_date = "1970-02-27" },
      extension_additional_data = { openprovider.extension("eu", { whois_email = "a@example.com" }) },
    }) do
      api = ensuring.start { rewrites = rewriting.ALL, empty_members = "0" }
      local handle = assert(api:ensure(full()))
      local other, details = api:ensure(full { [path] = value })
      assert(other, tostring(details))
      assert.is_true(handle ~= other and details.created, path)
      assert.equal(handle, (api:ensure(full())))
      assert.equal(2, api:created())
    end
  end)

  it("is another if it has what was not asked for and the API does not fill in", function()
    for member, value in pairs({ vat = "NL123456789B01", comments = "a note", tags = { openprovider.tag "VIP" },
      additional_data = { birth_city = "Breda" } }) do
      api = ensuring.start()
      local customer = short()
      customer[member] = value
      local handle = assert(api:ensure(customer))
      assert.is_not.equal(handle, (api:ensure(short())))
    end
  end)

  it("is one handle under any harmless rewriting, and another one under any change: 60 customers by chance", function()
    local seed = 20261129
    local function random(n)
      seed = (seed * 1103515245 + 12345) % 2147483648
      return math.floor(seed / 65536) % n + 1
    end
    local function pick(list) return list[random(#list)] end
    local values = { "null", "false", "0", "0000-00-00", true, false }
    local hidden = { "vat", "comments", "tags", "additional_data", "address", "phone", "locale" }
    local changes = {
      { vat = "BE0123456789" }, { ["address.number"] = "1" }, { ["address.city"] = "Breda" }, { comments = "other" },
      { additional_data = { passport_number = "X1" } }, { ["name.last_name"] = "Jansen" }, { tags = NONE },
      { ["phone.subscriber_number"] = "9876543" }, { ["name.prefix"] = "de" }, { company_name = NONE },
      { extension_additional_data = { openprovider.extension("us", { nexus_category = "C12" }) } },
    }
    for round = 1, 60 do
      local rewrites, unlisted = {}, {}
      for _, name in ipairs(rewriting.ALL) do
        if random(2) == 1 then rewrites[#rewrites + 1] = name end
      end
      for _, name in ipairs(hidden) do
        if random(4) == 1 then unlisted[#unlisted + 1] = name end
      end
      api = ensuring.start { rewrites = rewrites, unlisted = unlisted, empty_members = pick(values),
        extra_members = random(2) == 1 and { deleted_at = pick { "-0001-11-30", "null", "1970-01-01" } } or nil }
      local what = ("round %d: %s"):format(round, table.concat(rewrites, " "))
      local handle = assert(api:ensure(full()))
      assert.equal(handle, (api:ensure(full())), what)
      local change = pick(changes)
      local other = assert(api:ensure(full(change)))
      assert.is_not.equal(handle, other, what .. ", " .. tostring(next(change)))
      assert.same({ handle, other }, { (api:ensure(full())), (api:ensure(full(change))) }, what)
      assert.equal(2, api:created())
    end
  end)

end)

describe("a server that rewrites", function()
  it("gives one handle to ten programs, and another to a real difference", function()
    local server = sandbox_server.start { login_limit = false, rewrites = rewriting.ALL, empty_members = "false",
      unlisted = { "additional_data", "extension_additional_data" },
      extra_members = { deleted_at = "-0001-11-30 00:00:00" } }
    local function ensure(customer)
      memory.forget()
      local client = server:client({ settle = 0.1 })
      local handle, details = client:ensure_customer(customer)
      client:close()
      return handle, details
    end
    local handle = assert(ensure(full()))
    for _ = 1, 9 do assert.equal(handle, (ensure(full()))) end
    local other, details = ensure(full { vat = "NL123456789B02" })
    server:stop()
    assert.is_true(details.created)
    assert.is_not.equal(handle, other)
  end)
end)
