--- The examples in plain Lua, as a user runs them against the local server. Other specs run those of nginx, of event
--- loops, in C, of domains, and the jobs.

local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local INTERPRETER = os.getenv("OP_LUA") or "lua5.4"

describe("the example", function()
  local server, environment

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    scratch.make()
    environment = ("LUA_PATH=%s LUA_CPATH=%s OPENPROVIDER_BASE_URL=%s "):format(scratch.quoted(package.path),
      scratch.quoted(package.cpath), server.base_url) .. "OPENPROVIDER_USERNAME=sandbox OPENPROVIDER_PASSWORD=secret"
  end)
  after_each(scratch.remove)

  -- Runs an example. -> all that it printed, its exit status
  local function run(name, words)
    local text = scratch.output_of(("%s timeout 30 %s examples/%s.lua %s 2>&1; echo status $?"):format(environment,
      INTERPRETER, name, words or ""))
    local output, status = text:match("^(.-)\n?status (%d+)$")
    return output, tonumber(status)
  end

  it("create prints the same handle when it is run again", function()
    local first, status = run("create")
    assert.same({ "JD000001-NL", 0 }, { first, status })
    assert.equal(first, (run("create")))
    assert.equal(1, server:counters().customers_created)
  end)

  it("life leaves the customer of create as it is", function()
    local handle = run("create")
    local output, status = run("life")
    assert.equal(0, status, output)
    assert.same({ handle }, server:handles())
  end)

  it("life creates, reads, changes, finds and deletes a customer", function()
    local output, status = run("life")
    assert.equal(0, status, output)
    assert.equal(table.concat({
      "JD000001-NL\tcreated", "Example BV\tRotterdam\torder-4713", "changed\tphone.area_code",
      "changed\tphone.subscriber_number", "changed\tvat", "JD000001-NL\tjan@example.org", "nil\tnot_found",
    }, "\n"), output)
    assert.same({}, server:handles())
  end)

  describe("errors", function()
    local CUSTOMER = "examples/customer.lua order-1"

    it("creates the customer", function()
      assert.same({ "created\tJD000001-NL", 0 }, { run("errors", CUSTOMER) })
    end)

    it("says what to correct", function()
      scratch.write(scratch.folder .. "/wrong.lua", "return { email = 'jan@' }")
      local output, status = run("errors", scratch.folder .. "/wrong.lua order-1")
      assert.is_truthy(("\n" .. output):find("\ncorrect\temail\t"), output)
      assert.equal(1, status)
    end)

    it("says that a reference is wrong, which is no problem of the customer", function()
      local output, status = run("errors", "examples/customer.lua 'order 1'")
      assert.is_truthy(output:find("^correct\treference\t"), output)
      assert.equal(1, status)
    end)

    it("needs a reference: without one, a second run could create a second customer", function()
      assert.same({ "usage: errors.lua CUSTOMER.lua REFERENCE", 2 }, { run("errors", "examples/customer.lua") })
      assert.equal(0, server:counters().arrived)
    end)

    it("says what the API refused", function()
      server:fault { name = "code", code = 115, times = 1, method = "POST", path = "/customers$" }
      local output, status = run("errors", CUSTOMER)
      assert.is_truthy(output:find("^refused\taddress.zipcode\t"), output)
      assert.equal(1, status)
    end)

    it("says who has the reference", function()
      local client = server:client()
      local other = dofile("examples/customer.lua")
      other.company_name = "Another BV"
      local handle = assert(client:create_customer(other, { reference = "order-1" }))
      client:close()
      assert.same({ "taken\t" .. handle, 1 }, { run("errors", CUSTOMER) })
    end)
  end)

  it("import creates the customers of a file, and finds them when it is run again", function()
    local path = scratch.folder .. "/customers.csv"
    scratch.write(path, "company,first,last,street,zipcode,city,country,phone,email\n"
      .. "Example BV,Jan,Dijk,Hofplein 20,3032 AC,Rotterdam,NL,010 123 4567,jan@example.com\n"
      .. ",Marie,Peeters,Nieuwstraat 1,1000,Brussel,BE,0470 12 34 56,marie@example.com\n")
    local words = path .. " " .. scratch.folder .. "/journal"
    local first, status = run("import", words)
    assert.equal(0, status, first)
    assert.is_truthy(("\n" .. first):find("\n2\tJD%d+%-NL") and ("\n" .. first):find("\n3\tMP%d+%-BE"), first)
    local _, again = run("import", words)
    assert.equal(0, again)
    assert.equal(2, server:counters().customers_created)
  end)
end)
