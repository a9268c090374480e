--- A reference is held until what was sent is visible: one customer for each reference, whoever asks for it how often,
-- while lists show new customers at once, and while they show them only two seconds later.

local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local socket = require("socket")

-- Seconds: a little more than lists lag.
local SETTLE = 2.5

-- A program that creates or ensures a customer through a token file, and prints its handle.
--   lua program.lua BASE_URL USERNAME PASSWORD TOKEN_FILE SETTLE METHOD
local PROGRAM = [[
local base_url, username, password, tokens, settle, method = (table.unpack or unpack)(arg)
local client = assert(require("openprovider").new {
  base_url = base_url, username = username, password = password, proxy = "", settle = tonumber(settle),
  token_store = assert(require("openprovider.auth.stores.file").new(tokens)),
})
local opts = method == "create_customer" and { reference = "order-4711" } or nil
local handle, details = client[method](client, require("spec.support.example").customer(), opts)
print(handle or "error", handle and tostring(details.created) or tostring(details))
]]

for _, lag in ipairs({ 0, 2 }) do
  describe(("with lists that show a customer %d seconds after its create"):format(lag), function()
    local server, client

    setup(function() server = sandbox_server.start { login_limit = false, visible_after = lag } end)
    teardown(function() server:stop() end)

    local function new_client()
      return server:client({ settle = SETTLE })
    end

    before_each(function()
      server:reset()
      scratch.make()
      client = new_client()
    end)
    after_each(function()
      client:close()
      scratch.remove()
    end)

    local function posts()
      return server:counters().by_route["POST /customers"] or 0
    end

    local function assert_one(handles)
      for _, handle in ipairs(handles) do assert.equal("CV000001-NL", handle) end
      assert.equal(1, posts())
      assert.same({ "CV000001-NL" }, server:handles())
    end

    local function create(by, changes)
      return by:create_customer(example.customer(changes), { reference = "order-4711" })
    end

    it("two calls in a row with one reference give one handle, and the second asks nothing", function()
      local first, made = create(client)
      assert.is_true(made.created)
      local requests = server:counters().requests
      local second, found = create(client)
      assert.same({ false, 0, {} }, { found.created, found.attempts, found.differences })
      assert.equal(requests, server:counters().requests)
      assert_one { first, second }
    end)

    it("two clients of one account give one handle", function()
      local other = new_client()
      local first, second = create(client), create(other)
      other:close()
      assert_one { first, second }
    end)

    it("eight coroutines with one reference give one handle", function()
      local handles = {}
      for _, handle, details in client:concurrently(8, { 1, 2, 3, 4, 5, 6, 7, 8 }, function()
        return create(client)
      end) do
        handles[#handles + 1] = assert(handle, tostring(details))
      end
      assert.equal(8, #handles)
      assert_one(handles)
    end)

    it("a list with the same customers twice, and the same list again, give one handle for each customer", function()
      local list, handles = {}, {}
      for index = 1, 20 do list[index] = example.customer { email = ("jan%d@example.com"):format((index - 1) % 10) } end
      for _ = 1, 2 do
        for key, handle, details in client:create_customers(list, { reference = true }) do
          local customer = (key - 1) % 10
          assert(handle, tostring(details))
          assert.equal(handles[customer] or handle, handle)
          handles[customer] = handle
        end
      end
      assert.equal(10, posts())
      for index = 1, 10 do list[index].email, list[index + 10] = ("piet%d@example.com"):format(index), nil end
      for _, handle, details in client:create_customers(list, { reference = true }) do
        assert(handle, tostring(details))
        assert.is_true(details.created)
      end
      assert.equal(20, posts())
    end)

    it("ensure_customer twice in a row gives one handle", function()
      local first, second = client:ensure_customer(example.customer()), client:ensure_customer(example.customer())
      assert_one { first, second }
    end)

    it("ensure_customer right after create_customer gives its handle", function()
      local other = new_client()
      local first = assert(client:create_customer(example.customer()))
      assert.equal(first, (other:ensure_customer(example.customer())))
      other:close()
      assert_one { first }
    end)

    it("ensure_customer right after a create with a reference gives its handle", function()
      local first = create(client)
      assert.equal(first, (client:ensure_customer(example.customer())))
      assert_one { first }
    end)

    it("ensure_customer finds what a create has made whose answer was lost, as its message says", function()
      server:fault { name = "close_after", method = "POST", path = "/customers$", processed = true }
      local handle, err = client:create_customer(example.customer())
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      assert.matches("ensure_customer", err.message, 1, true)
      assert_one { (assert(client:ensure_customer(example.customer()))) }
    end)

    it("ensure_customer in two coroutines gives one handle", function()
      local handles = {}
      for _, handle, details in client:concurrently(2, { 1, 2 }, function()
        return client:ensure_customer(example.customer())
      end) do
        handles[#handles + 1] = assert(handle, tostring(details))
      end
      assert.equal(2, #handles)
      assert_one(handles)
    end)

    -- A command that runs the program above.
    local function command(method)
      return scratch.command_of(PROGRAM, "", server.base_url, server.username, server.password,
        scratch.folder .. "/tokens.json", tostring(SETTLE), method)
    end

    for _, method in ipairs({ "create_customer", "ensure_customer" }) do
      it("processes with one token file give one handle with " .. method .. ", at the same moment and later", function()
        local run = command(method)
        local said = scratch.output_of(("for i in 1 2 3 4 5; do %s & done; wait"):format(run))
        local handles, created = {}, 0
        for handle, is_created in said:gmatch("(%S+)\t(%a+)") do
          handles[#handles + 1] = handle
          if is_created == "true" then created = created + 1 end
        end
        assert.equal(5, #handles, said)
        assert.equal(1, created)
        assert.equal("CV000001-NL\tfalse", scratch.output_of(run))
        assert_one(handles)
      end)
    end

    it("a process that is killed right after it has sent and the next one give one handle", function()
      server:fault { name = "delay", seconds = 5, processed = true, method = "POST", path = "/customers$" }
      local run = command("create_customer")
      local pid = scratch.output_of(("exec env %s >/dev/null 2>&1 & echo $!"):format(run))
      command_line.eventually(function() return server:counters().customers_created == 1 end, "nothing was created")
      os.execute("kill -KILL " .. pid)
      assert.equal("CV000001-NL\tfalse", scratch.output_of(run))
      assert_one {}
    end)

    it("a process that is killed before it has sent is followed by one that does", function()
      server:fault { name = "delay", seconds = 5, method = "GET", path = "/customers$" }
      local run = command("create_customer")
      local pid = scratch.output_of(("exec env %s >/dev/null 2>&1 & echo $!"):format(run))
      command_line.eventually(function() return server:counters().arrived == 2 end, "nothing was looked for")
      os.execute("kill -KILL " .. pid)
      local began = socket.gettime()
      assert.equal("CV000001-NL\ttrue", scratch.output_of(run))
      assert.is_true(socket.gettime() - began < SETTLE)
    end)

    it("a customer that was deleted is created again", function()
      local first = assert(create(client))
      assert(client:delete_customer(first))
      local second, details = create(client)
      assert.is_true(details.created)
      assert.are_not.equal(first, second)
      assert(client:delete_customer(second))
      assert.equal("CV000003-NL\ttrue", scratch.output_of(command("ensure_customer")))
    end)

    describe("the command line", function()
      local cli

      setup(function() cli = command_line.start { visible_after = lag } end)
      teardown(function() cli:stop() end)
      before_each(function() cli:reset() end)

      for _, options in ipairs({ "", "--no-token-cache " }) do
        it(("gives one handle for a reference when it is run twice (%s)"):format(options), function()
          cli:file("customer.json", example.customer())
          local seen = {}
          for run = 1, 2 do
            local status, out, err = cli:shell("openprovider " .. options .. "create customer.json --reference k")
            assert.equal(0, status, err)
            seen[run] = out
          end
          assert.equal(seen[1]:match("%u+%d+%-NL"), seen[2]:match("%u+%d+%-NL"))
          assert.equal(1, cli.server:counters().customers_created)
        end)
      end

      it("gives one handle for create and then ensure", function()
        cli:file("customer.json", example.customer())
        for _, verb in ipairs { "create", "ensure" } do
          local status, out, err = cli:shell("openprovider " .. verb .. " customer.json")
          assert.equal(0, status, err)
          command_line.has(out, "CV000001-NL")
        end
        assert.equal(1, cli.server:counters().customers_created)
      end)

      it("gives one handle for ensure run twice, and a new one once that was deleted", function()
        cli:file("customer.json", example.customer())
        for _ = 1, 2 do assert.equal(0, (cli:shell("openprovider ensure customer.json"))) end
        assert.equal(1, cli.server:counters().customers_created)
        assert.equal(0, (cli:shell("openprovider delete CV000001-NL")))
        local status, out, err = cli:shell("openprovider ensure customer.json")
        assert.equal(0, status, err)
        command_line.has(out, "CV000002-NL")
      end)
    end)
  end)
end

describe("an answer that does not say whether a customer was created", function()
  -- Codes that no document has, and pages of a gateway.
  for title, fault in pairs({
    ["HTTP 500 with an unknown code"] = { name = "code", code = 7777 },
    ["HTTP 500 with a code of a fault"] = { name = "code", code = 199 },
    ["HTTP 400 of a gateway"] = { name = "status", status = 400 },
    ["HTTP 403 of a gateway"] = { name = "status", status = 403 },
    ["HTTP 404 of a gateway"] = { name = "status", status = 404 },
    ["HTTP 429 of a gateway"] = { name = "status", status = 429 },
    ["HTTP 502 of a gateway"] = { name = "status", status = 502 },
  }) do
    it(("is waited for until the customer would be visible, and there is one: %s"):format(title), function()
      local server = sandbox_server.start { login_limit = false, visible_after = 0.2 }
      finally(function() server:stop() end)
      fault.method, fault.path, fault.processed = "POST", "/customers$", true
      server:fault(fault)
      local client = server:client({ settle = 0.4 })
      local handle, details = client:create_customer(example.customer(), { reference = "order-1" })
      assert.equal("CV000001-NL", handle, tostring(details))
      assert.same({ true, 1 }, { details.created, details.attempts })
      assert.same({ "CV000001-NL" }, server:handles())
      client:close()
    end)
  end
end)

describe("the command line", function()
  it("says what differs from a customer that it finds, and refuses to give another one's handle", function()
    local cli = command_line.start()
    finally(function() cli:stop() end)
    cli:file("customer.json", example.customer())
    assert.equal(0, (cli:shell("openprovider create customer.json --reference k")))
    cli:file("customer.json", example.customer { email = "new@example.com" })
    local status, out, err = cli:shell("openprovider create customer.json --reference k")
    assert.same({ 0, "CV000001-NL\n" }, { status, out })
    command_line.has(err, 'CV000001-NL: was there already; not changed: email is "new@example.com" in the file and '
      .. '"example@mail.tld" at Openprovider')
    cli:file("customer.json", example.customer { company_name = "Other BV" })
    status, out, err = cli:shell("openprovider create customer.json --reference k")
    assert.equal("", out)
    assert.is_true(status ~= 0)
    command_line.has(err, "CV000001-NL")
    command_line.has(err, "Other BV")
    assert.equal(1, cli.server:counters().customers_created)
  end)
end)

describe("a command line that cannot write beside its tokens", function()
  it("creates a customer with a reference all the same, and says on standard error why others do not know", function()
    local cli = command_line.start()
    finally(function() cli:stop() end)
    local locks = cli:path_of("cache/openprovider/tokens.json.held")
    cli:file("customer.json", example.customer())
    local status, out, err = cli:shell(("mkdir -p %s; openprovider --no-token-cache create customer.json --reference k")
      :format(locks))
    assert.equal(0, status, err)
    command_line.has(out, "CV000001-NL")
    command_line.has(err, "other programs do not see which references are in use: cannot lock " .. locks)
  end)
end)
