--- Every operation of these sections of the contract, called by its name: what is sent is what the
-- contract has, and what comes back is read.
--
-- Prism answers with the contract's examples. They are no real answers: a deletion says `success`
-- false (FACTS 2.8), which the client must not take for done. A spec that wants it done amends that
-- one member; what it makes of the answer is judged by the contract too.

local example = require("spec.support.example")
local json = require("dkjson")
local openprovider = require("openprovider")
local contract = require("spec.contract.prism")

local SECTIONS = { "Customer", "EmailVerification", "Auth", "TagService", "CustomerAdditionalData" }

local HANDLE = "CV904716-NL"

describe("on the contract,", function()
  local prism, client
  local specified, performed = {}, {}

  setup(function() prism = contract.start() end)
  teardown(function() prism:stop() end)
  before_each(function()
    prism:reset()
    performed = {}
    client = prism:client()
  end)
  after_each(function() client:close() end)

  -- The contract's examples match no filter, as from a server that ignores it.
  local function nobody_matches(envelope)
    if envelope.data.results then envelope.data.results, envelope.data.total = {}, 0 end
  end

  -- One operation's spec, which must perform it.
  local function operation(id, method, sentence, spec)
    specified[id] = true
    it(id .. ": " .. method .. " " .. sentence, function()
      assert.equal("function", type(client[method]))
      assert.equal("function", type(openprovider[method]))
      spec()
      assert.is_true(performed[id])
    end)
  end

  -- The exchanges so far: just these operations, none with anything wrong about it.
  local function exchanges(...)
    local taken, names = prism:exchanges(), {}
    for index, exchange in ipairs(taken) do
      names[index] = exchange.operation
      assert.same({}, exchange.problems)
      assert.is_nil(exchange.violations)
      assert.equal(200, exchange.status)
      performed[exchange.operation] = true
    end
    assert.same({ ... }, names)
    return taken[1], taken[2]
  end

  local function data_of(exchange)
    return json.decode(exchange.answer).data
  end

  -- The query of a request, decoded: name -> value, or values.
  local function query_of(exchange)
    local query = {}
    for name, value in (exchange.url:match("%?(.*)$") or ""):gmatch("([^&=]+)=([^&]*)") do
      local text = value:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end)
      if query[name] then text = query[name] .. " " .. text end
      query[name] = text
    end
    return query
  end

  local function succeed(envelope)
    if envelope.data.success ~= nil then envelope.data.success = true end
  end

  -- An operation whose answer is just `success`: refused as Prism has it, done once that is true.
  local function needs_success(call)
    local ok, err = call()
    assert.is_nil(ok)
    assert.equal("rejected", err.kind)
    prism.amend = succeed
    local details
    ok, details = call()
    assert.is_true(ok, tostring(details))
    return details
  end

  -- Auth --------------------------------------------------------------------------------------

  operation("Login", "login", "sends the credentials and no token", function()
    assert.is_true(client:login())
    local sent = exchanges("Login")
    assert.same({ username = "jan", password = "secret" }, json.decode(sent.body))
    assert.is_nil(sent.headers.Authorization)
  end)

  it("login can name an address", function()
    client:close()
    client = prism:client({ ip = "0.0.0.0" })
    assert.is_true(client:login())
    assert.equal("0.0.0.0", json.decode(exchanges("Login").body).ip)
  end)

  -- Customer ----------------------------------------------------------------------------------

  operation("CreateCustomer", "create_customer", "sends all that a customer can have", function()
    local handle, details = client:create_customer(example.customer({
      ["address.number"] = 83, ["address.country"] = "nl", ["address.suffix"] = "A", ["phone.country_code"] = "0031",
      vat = "NL123456789B01", locale = "nl_NL", comments = "one\ntwo é", ["name.full_name"] = "Carsten van Noort",
      additional_data = {
        birth_date = "1970-02-28", birth_country = "nl", cost_center = "12",
        attached_files = { { doc_type = "passport", path = "https://example.com/1", description = "é" } },
      },
      extension_additional_data = {
        { name = "EU", data = { country_of_citizenship = "NL", whois_email = "a@b.tld" } },
        { name = "co.uk", data = {} },
      },
    }))
    assert.is_string(handle, tostring(details))
    assert.is_true(details.created)
    local sent = exchanges("CreateCustomer")
    assert.equal(data_of(sent).handle, handle)
    local body = json.decode(sent.body)
    assert.equal("83", body.address.number)
    assert.equal("eu", body.extension_additional_data[1].name)
    assert.equal("Bearer 0123456789abcdef", sent.headers.Authorization)
  end)

  it("create_customer sends the least that a customer needs, and empty tables as what they are", function()
    local least = example.customer({ company_name = example.none, fax = example.none, tags = example.none })
    assert(client:create_customer(least))
    local empty = { tags = {}, additional_data = {}, extension_additional_data = {} }
    assert(client:create_customer(example.customer(empty)))
    exchanges("CreateCustomer", "CreateCustomer")
  end)

  operation("GetCustomer", "get_customer", "gives a record, with additional data", function()
    local customer, err = client:get_customer(HANDLE)
    assert.is_table(customer, tostring(err))
    local sent = exchanges("GetCustomer")
    assert.same({ with_additional_data = "true" }, query_of(sent))
    assert.equal(prism.base_url .. "/customers/" .. HANDLE, (sent.url:gsub("%?.*", "")))
    local data = data_of(sent)
    for _, name in ipairs({ "handle", "email", "company_name", "id", "is_deleted", "reseller_id" }) do
      assert.is_not_nil(data[name], name)
      assert.equal(data[name], customer[name])
    end
    assert.same(data.name, customer.name)
    assert.same(data.address, customer.address)
    assert.same(data.additional_data, customer.additional_data)
    assert.equal("0000-00-00 00:00:00", data.deleted_at)
    assert.is_nil(customer.deleted_at)
    assert.is_truthy(tostring(customer.id):find("^%d+$"))
  end)

  it("get_customer can leave additional data out, and give what was sent", function()
    local customer = assert(client:get_customer(HANDLE, { with_additional_data = false, raw = true }))
    local sent = exchanges("GetCustomer")
    assert.same({ with_additional_data = "false" }, query_of(sent))
    assert.same(data_of(sent), customer)
  end)

  operation("ListCustomers", "list_customers", "sends every filter by the contract's name", function()
    local filter = {
      reseller_id = 123456, limit = 1000, offset = 2000, order = "DESC", order_by = "last_name",
      email_pattern = "*@mail.tld", company_name_pattern = "Hosters*", last_name_pattern = "van *",
      first_name_pattern = "Zoë*", comment_pattern = "*a&b=c*", handle_pattern = "CV*-NL", pattern = "Dijk?",
      with_additional_data = true, type = "company", columns = { "handle", "companyName" },
    }
    prism.amend = nobody_matches
    local page, err = client:list_customers(filter)
    assert.is_table(page, tostring(err))
    local sent, expected = exchanges("ListCustomers"), {}
    for name, value in pairs(filter) do expected[name] = tostring(value) end
    expected.columns = "handle companyName"
    assert.same(expected, query_of(sent))
    local data = data_of(sent)
    assert.equal(data.total, page.total)
    assert.equal(#data.results, #page.results)
    assert.equal(2000, page.offset)
    assert.equal(1000, page.limit)
    for index, customer in ipairs(page.results) do
      assert.equal(data.results[index].handle, customer.handle)
      assert.equal(data.results[index].id, customer.id)
      assert.is_nil(customer.deleted_at)
    end
  end)

  -- The contract's example says that there are far more than it has, and has them on every page.
  local function that_is_all(envelope)
    if envelope.data.total then envelope.data.total = #envelope.data.results end
  end

  it("customers asks for pages in the order of id", function()
    prism.amend = that_is_all
    local count = 0
    for customer, _, err in client:customers({ type = "company", columns = { "email" } }) do
      assert.is_table(customer, tostring(err))
      count = count + 1
    end
    local sent = exchanges("ListCustomers")
    assert.equal(#data_of(sent).results, count)
    assert.same({
      limit = "1000", offset = "0", order = "ASC", order_by = "id", type = "company", columns = "id email",
    }, query_of(sent))
  end)

  operation("UpdateCustomer", "update_customer", "writes the whole record, changed, without names", function()
    prism.amend = succeed
    local phone = { country_code = "+31", area_code = "20", subscriber_number = "7654321" }
    local ok, details = client:update_customer(HANDLE, { phone = phone, comments = openprovider.null })
    assert.is_true(ok, tostring(details))
    assert.is_true(details.updated)
    local read, written = exchanges("GetCustomer", "UpdateCustomer")
    local before, body = data_of(read), json.decode(written.body)
    assert.same(phone, body.phone)
    assert.equal("", body.comments)
    for _, name in ipairs({ "address", "email", "locale", "vat", "tags", "additional_data" }) do
      assert.same(before[name], body[name])
    end
    assert.is_nil(body.name)
    assert.is_nil(body.company_name)
    assert.equal(prism.base_url .. "/customers/" .. HANDLE, written.url)
  end)

  -- Whether there is any text in a value.
  local function says_something(value)
    if type(value) ~= "table" then return value ~= "" end
    for _, member in pairs(value) do
      if says_something(member) then return true end
    end
    return false
  end

  -- The contract has no null.
  it("update_customer clears a member within the contract", function()
    prism.amend = succeed
    for _, name in ipairs({ "vat", "locale", "comments", "tags", "additional_data", "extension_additional_data" }) do
      local ok, details = client:update_customer(HANDLE, { [name] = openprovider.null })
      assert.is_true(ok, name .. ": " .. tostring(details))
      local read, written = exchanges("GetCustomer", "UpdateCustomer")
      assert.is_true(says_something(data_of(read)[name]), name)
      local cleared = json.decode(written.body)[name]
      assert.is_not_nil(cleared, name)
      assert.is_false(says_something(cleared), name)
    end
  end)

  it("update_customer is not done where the answer says that it is not", function()
    local ok, err = client:update_customer(HANDLE, { vat = "NL123456789B01" })
    assert.is_nil(ok)
    assert.equal("rejected", err.kind)
    exchanges("GetCustomer", "UpdateCustomer")
  end)

  operation("DeleteCustomer", "delete_customer", "is done where the answer says so", function()
    needs_success(function() return client:delete_customer(HANDLE) end)
    local sent = exchanges("DeleteCustomer", "DeleteCustomer")
    assert.equal(prism.base_url .. "/customers/" .. HANDLE, sent.url)
  end)

  it("ensure_customer looks, and creates what is not there", function()
    prism.amend = nobody_matches
    local customer = example.customer { email = "ensured@example.com" } -- one that no other spec has just written
    local handle, details = client:ensure_customer(customer)
    assert.is_string(handle, tostring(details))
    assert.is_true(details.created)
    local looked, created = exchanges("ListCustomers", "CreateCustomer")
    assert.equal(customer.email, query_of(looked).email_pattern)
    assert.equal(data_of(created).handle, handle)
  end)

  -- CustomerAdditionalData --------------------------------------------------------------------

  operation("GetData", "customer_requirements", "gives fields by the names that they are sent by", function()
    local requirements, err = client:customer_requirements("eu", { domain_name = "example" })
    assert.is_table(requirements, tostring(err))
    local sent = exchanges("GetData")
    assert.same({ ["domain.extension"] = "eu", ["domain.name"] = "example" }, query_of(sent))
    local data = data_of(sent)
    assert.equal(#data, #requirements)
    assert.is_true(#data > 0)
    for index, field in ipairs(data) do
      local read = requirements[index]
      assert.equal(field.name:gsub("%u", "_%0"):lower(), read.name)
      assert.equal(field.type, read.type)
      assert.equal(field.required, read.required)
      assert.same(field.options, read.options)
    end
  end)

  it("customer_requirements asks whether there is a TLD that demands nothing", function()
    prism.amend = function(envelope)
      if envelope.data[1] then envelope.data = {} end
    end
    assert.same({}, (client:customer_requirements("xn--p1acf")))
    local _, asked = exchanges("GetData", "GetTld")
    assert.equal("/tlds/xn--p1acf", asked.url:match("/tlds/.*$"))
  end)

  it("check_for_tld asks what the TLD demands", function()
    local canonical, warnings = client:check_for_tld(example.customer(), "eu")
    assert.is_table(canonical, tostring(warnings))
    assert.same({ ["domain.extension"] = "eu" }, query_of(exchanges("GetData")))
  end)

  -- EmailVerification -------------------------------------------------------------------------

  -- Here the example has an error's code beside the id: it is under way already (FACTS 3.3, code 20001).
  operation("StartEmailVerification", "start_email_verification", "gives the id, under way or new", function()
    local asked = { email = "jan@example.com", handle = HANDLE, language = "nl", tag = "VIP" }
    local id, details = client:start_email_verification(asked)
    assert.is_number(id, tostring(details))
    assert.is_true(details.in_progress)
    prism.amend = function(envelope) envelope.code = 0 end
    id, details = client:start_email_verification(asked)
    assert.is_number(id, tostring(details))
    assert.is_false(details.in_progress)
    local _, sent = exchanges("StartEmailVerification", "StartEmailVerification")
    assert.equal(data_of(sent).id, id)
    assert.same(asked, json.decode(sent.body))
  end)

  operation("RestartEmailVerification", "restart_email_verification", "is done where the answer says so", function()
    local asked = { email = "jan@example.com", language = "nl", tag = "VIP" }
    needs_success(function() return client:restart_email_verification(asked) end)
    local sent = exchanges("RestartEmailVerification", "RestartEmailVerification")
    assert.same(asked, json.decode(sent.body))
  end)

  operation("ListDomainEmailVerifications", "email_verifications", "sends every filter", function()
    local filter = {
      domain_id = 7, domain = "example.com", email = "jan@example.com", handle = HANDLE, status = "verified",
      description = "a b", is_suspended = false, ["response.type"] = "x", ["response.to"] = "y",
      limit = 10, offset = 20,
    }
    prism.amend = nobody_matches
    local page, err = client:email_verifications(filter)
    assert.is_table(page, tostring(err))
    local sent, expected = exchanges("ListDomainEmailVerifications"), {}
    for name, value in pairs(filter) do expected[name] = tostring(value) end
    assert.same(expected, query_of(sent))
    assert.equal(#data_of(sent).results, #page.results)
    assert.equal(data_of(sent).total, page.total)
  end)

  -- TagService --------------------------------------------------------------------------------

  operation("ListTags", "list_tags", "filters by key and value", function()
    prism.amend = nobody_matches
    local page, err = client:list_tags({ key = "customer", value = "VIP" })
    assert.is_table(page, tostring(err))
    local sent = exchanges("ListTags")
    assert.same({ key = "customer", value = "VIP" }, query_of(sent))
    assert.same(data_of(sent).results, page.results)
    assert.equal(data_of(sent).total, page.total)
  end)

  operation("CreateTag", "create_tag", "is done where the answer says so", function()
    needs_success(function() return client:create_tag("VIP") end)
    local sent = exchanges("CreateTag", "CreateTag")
    assert.same({ key = "customer", value = "VIP" }, json.decode(sent.body))
  end)

  operation("DeleteTag", "delete_tag", "names the tag in the query", function()
    needs_success(function() return client:delete_tag({ key = "customer", value = "VIP & co" }) end)
    local sent = exchanges("DeleteTag", "DeleteTag")
    assert.same({ key = "customer", value = "VIP & co" }, query_of(sent))
  end)

  -- The rest ----------------------------------------------------------------------------------

  it("request sends any other call", function()
    local data, details = client:request("GET", "/customers", { limit = 1, columns = { "id", "email" } })
    assert.is_table(data, tostring(details))
    local sent = exchanges("ListCustomers")
    assert.same({ limit = "1", columns = "id email" }, query_of(sent))
    assert.equal(data_of(sent).total, data.total)
  end)

  it("there is no operation in these sections without a spec here", function()
    local names = {}
    for id in pairs(specified) do names[#names + 1] = id end
    table.sort(names)
    local there = prism:operations(SECTIONS)
    table.sort(there)
    assert.same(there, names)
    assert.equal(13, #there)
  end)
end)
