--- From a customer to a domain on the command line: the domains of a handle, a copy, another handle, another name.

local command_line = require("spec.support.command_line")
local json = require("dkjson")
local scratch = require("spec.support.scratch")

local has, lines = command_line.has, command_line.lines

local HANDLE, COPY = "JD000001-NL", "JJ000002-NL"

describe("the command line", function()
  local cli = command_line.for_specs()

  local function run(...) return cli:run(...) end
  local _

  before_each(function() cli:customer(dofile("examples/customer.lua")) end)

  local function add(domain, members)
    members.domain, members.handle = domain, HANDLE
    cli.server:add_domain(members)
  end

  it("lists the domains of a handle with its roles", function()
    add("own.nl", { admin_handle = HANDLE })
    add("example.co.uk", {})
    local status, out, err = run("domains --handle " .. HANDLE .. " --output table")
    assert.same({ 0, "" }, { status, err })
    assert.is_truthy(out:find("^DOMAIN +ID +ROLES +STATUS\nown.nl +%d+ +owner, admin +ACT\n"), out)
    status, out = run("domains --handle " .. HANDLE)
    assert.equal(0, status)
    assert.same({ "owner", "admin" }, json.decode(out)[1].roles)
    local _, csv = run("domains --handle " .. HANDLE .. " --output csv")
    has(csv, "domain,id,roles,status\r\nown.nl,")
    assert.equal(2, (run("domains")))
    status, _, err = run("delete " .. HANDLE)
    assert.equal(1, status)
    has(err, "used by own.nl (owner, admin), example.co.uk (owner)")
  end)

  it("makes a copy with another name, once", function()
    local status, out, err = run("clone " .. HANDLE .. " --set name.last_name=Jansen --dry-run")
    assert.same({ 0, "Jansen" }, { status, json.decode(out).name.last_name })
    assert.equal(HANDLE .. ": this copy would be created; nothing was sent\n", err)
    status, out, err = run("clone " .. HANDLE .. " --set name.last_name=Jansen")
    assert.same({ 0, COPY .. "\n", COPY .. ": created\n" }, { status, out, err })
    status, out, err = run("clone " .. HANDLE .. " --set name.last_name=Jansen")
    assert.same({ 0, COPY .. "\n", COPY .. ": was there already\n" }, { status, out, err })
    assert.equal(3, (run("clone XX999999-XX --set name.last_name=Jansen")))
    assert.equal(2, (run("clone " .. HANDLE)))
    status, _, err = run("clone " .. HANDLE .. " --set email=nobody")
    assert.equal(1, status)
    has(err, "invalid customer; nothing was created")
  end)

  it("wants texts as the codes of trades, before anything is shown as planned", function()
    local path = cli:file("codes.json", { ["example.be"] = 12 })
    local status, out, err = run("replace " .. HANDLE .. " JD000002-NL --dry-run --auth-codes " .. path)
    assert.same({ 1, "" }, { status, out })
    has(err, 'codes.json: the code of "example.be" must be a text')
  end)

  it("ends with 3 for a handle that does not exist, before it says that anything is done", function()
    for _, call in ipairs({ "domains --handle JD999999-NL", "replace JD999999-NL " .. HANDLE,
      "replace --dry-run JD999999-NL " .. HANDLE }) do
      local status, out, err = run(call)
      assert.same({ 3, "" }, { status, out }, call)
      has(err, "JD999999-NL")
    end
    local status, out = run("domains --handle " .. HANDLE)
    assert.same({ 0, "[]\n" }, { status, out })
  end)

  it("says how a copy that was there differs, and gives no domain a copy that lacks what is asked for", function()
    add("own.nl", {})
    local name = HANDLE .. " --set name.last_name=Jansen"
    assert.equal(0, (run("clone " .. name)))
    local more = name .. " --set address.city=Delft --set vat=NL123456789B01"
    local status, out, err = run("clone " .. more)
    assert.same({ 0, COPY .. "\n" }, { status, out })
    has(err, COPY .. ": was there already; not changed: ")
    has(err, 'address.city is "Delft" in ' .. HANDLE .. ' with the changes and "')
    has(err, 'vat is "NL123456789B01" in ')
    _, out = run("clone --json " .. more)
    local differences = json.decode(out).differences
    assert.same({ "address.city", "vat" }, { differences[1].path, differences[2].path })
    status, _, err = run("rename -o table " .. more)
    assert.equal(1, status)
    has(err, 'address.city is "Delft" in the changes and "')
    has(err, "update " .. COPY .. " first")
    assert.equal(HANDLE, cli.server:domain("own.nl").owner_handle)
    assert.equal(0, (run("update " .. COPY .. " --set address.city=Delft --set vat=NL123456789B01")))
    status, out = run("rename " .. more)
    assert.same({ 0, nil }, { status, out:find('"differences": {}', 1, true) })
    assert.equal(COPY, cli.server:domain("own.nl").owner_handle)
  end)

  it("finds the same copy after the customer was changed, by the handle and the name alone", function()
    local name = HANDLE .. " --set name.last_name=Jansen"
    assert.equal(0, (run("clone " .. name)))
    assert.equal(0, (run("update " .. HANDLE .. " --set email=other@example.org")))
    local status, out, err = run("clone " .. name)
    assert.same({ 0, COPY .. "\n" }, { status, out })
    has(err, 'email is "other@example.org" in ' .. HANDLE .. " with the changes")
    status, out = run("replace " .. HANDLE .. " " .. COPY)
    assert.equal(0, status)
    has(out, '"domains": []')
    status, out = run("rename --delete-old " .. name)
    assert.same({ 0, COPY, false }, { status, json.decode(out).new, json.decode(out).created })
    status, out = run("rename " .. name)
    assert.same({ 0, true }, { status, json.decode(out).was_done })
  end)

  it("has all domains use another handle, and says what trades cost before it makes one", function()
    assert.equal(0, (run("clone " .. HANDLE .. " --set name.last_name=Jansen")))
    add("own.nl", { admin_handle = HANDLE })
    add("trade.be", {})
    local both = HANDLE .. " " .. COPY
    local status, out, err = run("replace " .. both .. " --dry-run --output table")
    assert.equal(0, status)
    has(out, "trade.be  owner         trade   12.50 EUR  planned")
    assert.equal("trades cost 12.50 EUR\n2 domains: would be changed\n", err)
    status, out, err = run("replace " .. both)
    assert.equal(1, status)
    assert.same({ "replaced", "needs_fee" }, { json.decode(out).domains[1].status, json.decode(out).domains[2].status })
    has(err, "1 domain: not replaced: it needs a trade, which costs a fee; --allow-fees or --max-fee makes the trade")
    status, out, err = run("replace " .. both .. " --max-fee 12.49 --output csv")
    assert.equal(1, status)
    has(out, "trade.be,owner,trade,12.50 EUR,planned,")
    has(err, "openprovider: trades cost 12.50 EUR, and the limit is 12.49 EUR")
    status, _, err = run("replace " .. both .. " --max-fee 12.50 --concurrency 1 --journal "
      .. scratch.quoted(cli:path_of("journal")))
    assert.same({ 0, "trades cost 12.50 EUR\n1 domain: replaced\n" }, { status, err })
    assert.same({ COPY, 1 }, { cli.server:domain("trade.be").owner_handle, cli.server:domain("trade.be").trades })
    assert.equal(0, (run("replace " .. both)))
    status, _, err = run("replace " .. HANDLE .. " XX999999-XX")
    assert.same({ 3, 1 }, { status, lines(err) })
    has(err, "openprovider: XX999999-XX: ")
  end)

  it("says that a trade was not sent where its price cannot be read", function()
    add("trade.be", {})
    cli.server:fault { name = "code", code = 349, method = "GET", path = "/domains/prices" }
    local status, _, err = run("rename " .. HANDLE .. " --set name.last_name=Jansen --allow-fees")
    assert.equal(1, status)
    has(err, "1 domain: not sent: see the reason\n")
  end)

  it("gives a customer another name, and deletes the old one", function()
    add("own.nl", { admin_handle = HANDLE })
    local change = "rename " .. HANDLE .. " --set name.last_name=Jansen"
    local status, out, err = run(change .. " --dry-run")
    assert.same({ 0, "1 domain: would be changed\n" }, { status, err })
    assert.equal("Jansen", json.decode(out).customer.name.last_name)
    status, out, err = run(change .. " --delete-old")
    assert.same({ 0, COPY .. ": created\n1 domain: replaced\n" .. HANDLE .. ": deleted\n" }, { status, err })
    assert.same({ HANDLE, COPY, true, true }, { json.decode(out).old, json.decode(out).new,
      json.decode(out).is_complete, json.decode(out).deleted })
    assert.same({ COPY }, cli.server:handles())
    for _, options in ipairs({ "", " --delete-old", " --dry-run" }) do
      status, out, err = run(change .. options)
      assert.same({ 0, HANDLE .. ": renamed and deleted before; the copy is " .. COPY .. "\n" }, { status, err })
      assert.same({ COPY, true, true }, { json.decode(out).new, json.decode(out).is_complete,
        json.decode(out).was_done })
    end
    has(out, '"domains": []')
    assert.equal(3, (run("rename " .. HANDLE .. " --set name.last_name=Pietersen")))
    assert.same({ COPY }, cli.server:handles())
  end)
end)

describe("examples/domain.lua", function()
  local cli = command_line.for_specs()
  local lua = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")

  -- Runs the example. -> all that it printed
  local function example(...)
    local server = cli.server
    return scratch.output_of(("env -u OPENPROVIDER_TOKEN LUA_PATH='%s' LUA_CPATH='%s' OPENPROVIDER_BASE_URL=%s "
      .. "OPENPROVIDER_USERNAME=%s OPENPROVIDER_PASSWORD=%s %s examples/domain.lua %s"):format(package.path,
      package.cpath, server.base_url, server.username, server.password, lua, table.concat({ ... }, " ")))
  end

  it("goes from a customer to a domain and to another name", function()
    assert.same({
      "customer\tJD000001-NL", "free\t8.5", "ordered\t123456790", "example.nl\towner, admin, tech, billing",
      "example.nl\treplaced\t", "renamed\tJD000001-NL\tJJ000002-NL\tdeleted",
    }, { example("example.nl"):match("^(.-)\n(.-)\n(.-)\n(.-)\n(.-)\n(.-)$") })
    assert.same({ "JJ000002-NL" }, cli.server:handles())
  end)

  it("orders nothing unless it is given a domain", function()
    local before = cli.server:counters().requests
    assert.matches("^usage: lua5.4 examples/domain.lua DOMAIN %(such as .* costs money%.$", example("2>&1"))
    assert.equal(before, cli.server:counters().requests)
  end)

  it("can be done by the command line alone", function()
    local function run(...)
      local status, out, err = cli:run(table.concat({ ... }, " "))
      assert.equal(0, status, err)
      return out
    end
    local handle = run("create examples/customer.json"):match("%S+")
    local domain = { name = "example", extension = "nl" }
    local order = { domain = domain, period = 1, owner_handle = handle, admin_handle = handle }
    has(run("api CheckDomain --input", cli:file("check.json", { domains = { domain } })), '"status": "free"')
    has(run("api CreateDomain --input", cli:file("order.json", order)), '"status": "ACT"')
    has(run("domains --output csv --handle", handle), "owner, admin")
    run("rename --delete-old --set name.last_name=Jansen", handle)
    assert.same({ "JJ000002-NL" }, cli.server:handles())
  end)

  local function fails(arguments, status, text)
    local code, out, err = cli:run(arguments)
    assert.same({ status, "" }, { code, out })
    has(err, text)
  end

  it("is told which operation or parameter is meant", function()
    fails("api GetDoman -F id=1", 2, 'did you mean "GetDomain"?')
    fails("api GetDomain -F idd=1", 2, 'unknown parameter "idd"; did you mean "id"?')
    fails("api GetDomain", 2, "id is required")
    fails("api ListTlds -F only_names=yes", 2, 'only_names must be true or false, not "yes"')
    assert.equal(0, #cli.server:requests())
  end)

  it("goes through the pages of a list by its name, and reads true and false where a parameter is that", function()
    cli.server:fill(1)
    local handle = cli.server:handles()[1]
    for number = 1, 3 do cli.server:add_domain { domain = "d" .. number .. ".nl", handle = handle } end
    local status, out = cli:run("api ListDomains --paginate -F limit=2 -F with_history=true -F contact_handle="
      .. handle)
    assert.same({ 0, 3 }, { status, #json.decode(out) })
    local requests = cli.server:requests()
    has(requests[#requests].query, "with_history=true")
  end)
end)
