--- A new e-mail address that owners of domains have to confirm: an update says for which, and stops if it is to.

local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local obstacles = require("spec.support.obstacles")
local sandbox_server = require("spec.sandbox.server")

local NEW = { email = "new@example.com" }
local DOMAINS = "GET /domains"

describe("a new e-mail address", function()
  local server, client, handle

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client()
    handle = assert(client:create_customer(example.customer()))
  end)
  after_each(function() client:close() end)

  local function own(...)
    for _, domain in ipairs({ ... }) do server:add_domain { domain = domain, handle = handle } end
  end

  local function count(route) return server:counters().by_route[route] or 0 end
  local function stored() return assert(client:get_customer(handle)).email end

  it("says for which domains it is confirmed, and where a refusal takes them offline", function()
    own("example.com", "example.nl", "example.be", "example.co.uk", "example.amsterdam")
    local ok, details = client:update_customer(handle, NEW)
    assert.is_true(ok, tostring(details))
    assert.same({
      { domain = "example.com", verification = "now", goes_offline = true },
      { domain = "example.nl", verification = "now", goes_offline = true },
      { domain = "example.be", verification = "yearly", goes_offline = false },
      { domain = "example.amsterdam", verification = "now", goes_offline = true },
    }, details.consequences)
    assert.equal("new@example.com", stored())
  end)

  it("counts for domains that the handle owns, and not where it has another role", function()
    local other = assert(client:create_customer(example.customer { email = "other@example.com" }))
    server:add_domain { domain = "example.com", handle = other, admin_handle = handle, tech_handle = handle }
    local _, details = client:update_customer(handle, NEW)
    assert.same({}, details.consequences)
  end)

  it("is not written with confirm = false, and nothing else of the update either", function()
    own("a.com", "b.com", "c.com", "d.com", "e.nl")
    local changes = { email = "new@example.com", comments = "moved" }
    local ok, err = client:update_customer(handle, changes, { confirm = false })
    assert.same({ false, "conflict", "not_sent", handle, 5 },
      { ok or false, err.kind, err.outcome, err.handle, #err.consequences })
    assert.equal(handle .. " was not changed: the owner gets a message at the new e-mail address and has to confirm "
      .. "it; if not, a.com, b.com, c.com and 2 more go offline", err.message)
    assert.equal(0, count("PUT /customers/{handle}"))
    assert.equal("example@mail.tld", stored())
  end)

  it("is written with confirm = false where no domain goes offline", function()
    own("example.be")
    assert(client:update_customer(handle, NEW, { confirm = false }))
    assert.equal("new@example.com", stored())
  end)

  it("is written with confirm = false where the domains are deleted, or were never had", function()
    local rows = {}
    for index, status in ipairs({ "DEL", "FAI" }) do
      rows[index] = ('{"id":%d,"status":"%s","owner_handle":"%s","domain":{"name":"a","extension":"com"}}')
        :format(index, status, handle)
    end
    server:fault { name = "status", status = 200, content_type = "application/json", method = "GET", path = "/domains",
      body = '{"code":0,"data":{"total":2,"results":[' .. table.concat(rows, ",") .. "]}}" }
    local ok, details = client:update_customer(handle, NEW, { confirm = false })
    assert.is_true(ok, tostring(details))
    assert.same({}, details.consequences)
  end)

  it("is written with confirm = true", function()
    own("example.com")
    local _, details = client:update_customer(handle, NEW, { confirm = true })
    assert.equal("example.com", details.consequences[1].domain)
    assert.equal("new@example.com", stored())
  end)

  it("is told by a dry run, which does not stop", function()
    own("example.com")
    local ok, details = client:update_customer(handle, NEW, { dry_run = true, confirm = false })
    assert.same({ true, false, 1 }, { ok, details.updated, #details.consequences })
  end)

  it("is guarded in a record that is saved, too", function()
    own("example.com")
    local record = assert(client:get_customer(handle))
    record.email = "new@example.com"
    local ok, err = client:save_customer(record, { confirm = false })
    assert.same({ false, "conflict" }, { ok or false, err.kind })
    assert(client:save_customer(record))
    assert.equal("new@example.com", stored())
  end)

  it("is not written where the domains cannot be read, unless it is confirmed", function()
    server:fault { name = "code", code = 10005, path = "/domains$", times = 9 }
    local ok, err = client:update_customer(handle, NEW)
    assert.same({ false, "not_sent" }, { ok or false, err.outcome })
    local said = handle .. " was not changed: an owner of domains may have to confirm a new e-mail address, and its "
      .. "domains cannot be read: "
    assert.is_truthy(err.message:find(said, 1, true), err.message)
    local done, details = client:update_customer(handle, NEW, { confirm = true })
    assert.same({ true }, { done, details.consequences })
    assert.equal("new@example.com", stored())
  end)

  it("costs one call more, and an update without one costs none", function()
    own("example.com")
    for _, changes in ipairs({ { comments = "moved" }, { email = "example@mail.tld" },
      { email = "example@mail.tld", vat = "NL123456789B01" } }) do
      assert(client:update_customer(handle, changes))
      assert.equal(0, count(DOMAINS))
    end
    assert(client:update_customer(handle, NEW))
    assert.equal(1, count(DOMAINS))
  end)
end)

describe("the command line", function()
  local cli = command_line.for_specs { login_limit = false }
  local has = command_line.has

  local SAID = "the owner gets a message at the new e-mail address and has to confirm it; if not, example.com goes "
    .. "offline"

  before_each(function()
    assert.equal(0, (cli:run("create examples/customer.json")))
    cli.server:add_domain { domain = "example.com", handle = "JD000001-NL" }
  end)

  it("says what a new address means, where no person reads it", function()
    local status, out, err = cli:run("update JD000001-NL --set email=new@example.com")
    assert.same({ 0, "" }, { status, out }, err)
    has(err, "JD000001-NL: " .. SAID)
    has(err, "JD000001-NL: updated")
  end)

  it("stops on a terminal, and goes on with --yes", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local function on_terminal(options)
      local status, text = cli:on_terminal("update JD000001-NL --set email=new@example.com" .. options)
      return status, (text:gsub("%s+", " "))
    end
    local status, text = on_terminal("")
    assert.equal(1, status, text)
    has(text, "JD000001-NL was not changed: " .. SAID .. "; with --yes it is changed")
    status, text = on_terminal(" --dry-run")
    assert.equal(0, status, text)
    has(text, SAID)
    has((select(2, cli:run("get JD000001-NL"))), '"email": "jan@example.com"')
    status, text = on_terminal(" --yes")
    assert.equal(0, status, text)
    has(text, "JD000001-NL: updated")
  end)

  it("does so for each record of a file", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local _, all = cli:run("list")
    local path = cli:file("all.json", (all:gsub("jan@example.com", "new@example.com")))
    local _, text = cli:on_terminal("update --all " .. path)
    has((text:gsub("%s+", " ")), "JD000001-NL was not changed: " .. SAID .. "; with --yes it is changed")
    local status, _, err = cli:run("update --all " .. path)
    assert.equal(0, status, err)
    has(err, "JD000001-NL: " .. SAID)
  end)
end)
