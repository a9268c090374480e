--- Twenty jobs, each a program of fifteen lines at most, as a user runs it against the local server.

local dkjson = require("dkjson")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local INTERPRETER = os.getenv("OP_LUA") or "lua5.4"

describe("the job", function()
  local server, client, environment
  local ran = {}

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    client = server:client()
    scratch.make()
    environment = ("LUA_PATH=%s LUA_CPATH=%s OPENPROVIDER_BASE_URL=%s "):format(scratch.quoted(package.path),
      scratch.quoted(package.cpath), server.base_url) .. "OPENPROVIDER_USERNAME=sandbox OPENPROVIDER_PASSWORD=secret"
  end)
  after_each(function()
    client:close()
    scratch.remove()
  end)

  -- Runs a job. -> all that it printed, its exit status
  local function run(name, ...)
    ran[name] = true
    local words = {}
    for index, word in ipairs({ ... }) do words[index] = scratch.quoted(word) end
    local text = scratch.output_of(("%s timeout 30 %s examples/jobs/%s.lua %s 2>&1; echo status $?"):format(environment,
      INTERPRETER, name, table.concat(words, " ")))
    local output, status = text:match("^(.-)\n?status (%d+)%s*$")
    return output, tonumber(status)
  end

  local function create(changes, reference)
    return assert(client:create_customer(example.customer(changes), { reference = reference }))
  end

  local function created() return server:counters().customers_created end

  -- A file of Lua that gives a value.
  local function lua_file(text)
    local path = scratch.folder .. "/given.lua"
    scratch.write(path, text)
    return path
  end

  local CUSTOMER = "examples/customer.lua"

  it("create gives the same handle when it is run again", function()
    local first = run("create")
    assert.is_truthy(first:find("^%u%u%d+%-NL$"), first)
    assert.equal(first, (run("create")))
    assert.equal(1, created())
  end)

  it("create_for_order gives one handle for each order, and says what differs", function()
    local first = run("create_for_order", "order-1", CUSTOMER)
    assert.is_truthy(first:find("\tcreated$"), first)
    assert(client:update_customer(first:match("^%S+"), { vat = "NL123456789B01" }))
    local again = run("create_for_order", "order-1", CUSTOMER)
    assert.equal(first:match("^%S+"), again:match("^%S+"))
    assert.is_truthy(again:find("\twas there"), again)
    assert.not_equal(first, (run("create_for_order", "order-2", CUSTOMER)))
  end)

  it("create_in_time asks again by the same reference if the answer was lost", function()
    server:fault { name = "delay", seconds = 2.5, times = 1, method = "POST", path = "/customers$" }
    local output = run("create_in_time", CUSTOMER)
    assert.is_truthy(output:find("^one moment, please\n%u%u%d+%-NL$"), output)
    assert.equal(1, created())
  end)

  it("ensure gives the handle of an identical customer", function()
    local first = run("ensure", CUSTOMER)
    assert.is_truthy(first:find("\tcreated$"), first)
    assert.equal(first:gsub("created", "was there"), (run("ensure", CUSTOMER)))
  end)

  it("create_many creates a list, through an outage", function()
    server:fault { name = "status", status = 503, times = 3, method = "POST", path = "/customers$",
      content_type = "application/json", body = '{"code":4005,"desc":"maintenance"}' }
    local path = lua_file([[
      local list = {}
      for number = 1, 20 do
        list[number] = dofile "examples/customer.lua"
        list[number].email = "n" .. number .. "@example.com"
      end
      return list]])
    local output, status = run("create_many", path)
    assert.equal(0, status, output)
    assert.equal(20, created())
    assert.equal(20, select(2, output:gsub("%u%u%d+%-NL", "")))
  end)

  it("create_with_journal can be run again", function()
    local path, lines = scratch.folder .. "/customers.jsonl", {}
    for number = 1, 5 do lines[number] = dkjson.encode(example.customer { email = "n" .. number .. "@example.com" }) end
    scratch.write(path, table.concat(lines, "\n") .. "\n")
    for _ = 1, 2 do
      local output = run("create_with_journal", path, scratch.folder .. "/journal")
      assert.equal(5, select(2, output:gsub("%d\t%u%u%d+%-NL", "")), output)
    end
    assert.equal(5, created())
  end)

  it("find_by_email prints the handle, or says that there is none", function()
    local handle = create { email = "jan@example.net" }
    create { email = "other@example.net" }
    assert.equal(handle, (run("find_by_email", "jan@example.net")))
    local output, status = run("find_by_email", "nobody@example.net")
    assert.equal(1, status)
    assert.is_truthy(output:find("nobody@example.net", 1, true), output)
  end)

  it("count_by_country counts all", function()
    create { email = "a@example.net" }
    create { email = "b@example.net" }
    create { email = "c@example.net", ["address.country"] = "BE", ["address.zipcode"] = "1000" }
    local output = run("count_by_country")
    assert.is_truthy(output:find("NL\t2") and output:find("BE\t1"), output)
  end)

  it("change_phone reads a number as it is written in the customer's country", function()
    local handle = create {}
    assert.equal("changed", (run("change_phone", handle, "020 765 4321")))
    assert.same({ country_code = "+31", area_code = "20", subscriber_number = "7654321" },
      client:get_customer(handle).phone)
    assert.is_truthy(run("change_phone", handle, "020"):find("phone"))
  end)

  it("move leaves nothing of the old address", function()
    local handle = create { ["address.suffix"] = "a" }
    assert.equal("moved", (run("move", handle, "Lindenallee 8", "10115", "Berlin", "DE")))
    local address = client:get_customer(handle).address
    assert.same({ "Lindenallee", "8", "DE" }, { address.street, address.number, address.country })
    assert.is_nil(address.suffix)
  end)

  it("correct saves what it changed", function()
    local handle = create { email = "Jan@Example.com",
      fax = { country_code = "+31", area_code = "10", subscriber_number = "7654321" } }
    assert.equal("saved", (run("correct", handle)))
    local record = client:get_customer(handle)
    assert.equal("jan@example.com", record.email)
    assert.is_nil(record.fax)
  end)

  it("change_all says what it takes if a domain is missing", function()
    local output, status = run("change_all", "old.example")
    assert.is_truthy(output:find("usage: change_all.lua OLD NEW", 1, true), output)
    assert.equal(1, status)
  end)

  it("change_all changes each customer of a mail domain", function()
    local changed, other = create { email = "jan@old.example" }, create { email = "jan@other.example" }
    assert.equal(changed .. "\tjan@new.example", (run("change_all", "old.example", "new.example")))
    assert.equal("jan@new.example", client:get_customer(changed).email)
    assert.equal("jan@other.example", client:get_customer(other).email)
  end)

  it("delete_tagged deletes those with the tag alone", function()
    local tagged = create { email = "a@example.net", tags = { { key = "customer", value = "old" } } }
    local other = create { email = "b@example.net", tags = { { key = "customer", value = "VIP" } } }
    assert.equal(tagged .. "\tdeleted", (run("delete_tagged", "old")))
    assert.is_nil((client:get_customer(tagged)))
    assert(client:get_customer(other))
  end)

  it("web_form speaks the language of its reader", function()
    local path = lua_file([[local customer = dofile "examples/customer.lua" customer.email = "jan" return customer]])
    local output = run("web_form", path, "de")
    assert.is_truthy(output:find("^email\tBitte prüfen Sie die E%-Mail%-Adresse"), output)
    assert.equal("", (run("web_form", CUSTOMER, "de")))
  end)

  it("request_log writes a line for each request, without secrets", function()
    run("request_log", scratch.folder .. "/log")
    local lines = {}
    for line in io.lines(scratch.folder .. "/log") do lines[#lines + 1] = dkjson.decode(line) end
    assert.same({ "POST /auth/login", "GET /customers" }, { lines[1].operation, lines[2].operation })
    assert.same({ "sandbox", 200 }, { lines[2].account, lines[2].status })
    assert.is_falsy(scratch.contents(scratch.folder .. "/log"):find("secret", 1, true))
  end)

  it("token_from_program logs in with nothing but the program's token", function()
    local login = [[curl -s %s/auth/login -d '{"username":"sandbox","password":"secret"}']]
    local token = dkjson.decode(scratch.output_of(login:format(server.base_url))).data.token
    assert.is_truthy(run("token_from_program", "echo " .. token):find("^table"))
    assert.is_truthy(run("token_from_program", "echo wrong"):find("^nil"))
    assert.is_truthy(run("token_from_program", "true"):find("^nil"))
  end)

  it("two_accounts copies a customer, and says whose each client is", function()
    local output = run("two_accounts", create {}, "sandbox", "secret")
    local whose = "^openprovider.client %(sandbox at http://127.0.0.1:%d+/v1beta%)\t%u%u%d+%-NL\t"
    assert.is_truthy(output:find(whose), output)
    assert.equal(2, created())
  end)

  it("check_for_tld says what is missing", function()
    local output = run("check_for_tld", create {}, "us")
    assert.is_truthy(output:find("nexus_category", 1, true), output)
  end)

  it("test_with_faults makes one customer though an answer is lost", function()
    assert.is_truthy(run("test_with_faults", CUSTOMER):find("^%u%u%d+%-NL\t1$"))
  end)

  it("in_a_loop lets the loop go on", function()
    server:fault { name = "delay", seconds = 0.3, times = 1, method = "POST", path = "/customers$" }
    local output = run("in_a_loop", CUSTOMER)
    assert.is_truthy(output:find("^%.%.%.+"), output)
    assert.is_truthy(output:find("%u%u%d+%-NL"), output)
  end)

  it("of each program is short, and was tried", function()
    local count = 0
    for path in scratch.output_of("ls examples/jobs/*.lua"):gmatch("%S+") do
      count = count + 1
      local lines = select(2, scratch.contents(path):gsub("\n", ""))
      assert.is_true(lines <= 15, path .. " has " .. lines .. " lines")
      assert.is_true(ran[path:match("([%w_]+)%.lua$")], path .. " was not tried")
    end
    assert.equal(20, count)
  end)
end)
