--- Many domains at a time, and many programs at once: each domain is replaced once, and no trade is made twice.

local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- Programs that share nothing but the token file, and the domains that all of them are to replace.
local PROGRAMS, DOMAINS, TRADED = 10, 24, 4

-- What it prints is wrong. A domain that another program has for long is left to that one.
local PROGRAM = [[
local client = assert(require("openprovider").new {
  base_url = arg[1], username = arg[2], password = arg[3], proxy = "", timeout = 20,
  token_store = require("openprovider.auth.stores.file").new(arg[6]),
})
local report = assert(client:replace_handle(arg[4], arg[5], { allow_fees = true, settle = 0.05, journal = arg[7] }))
if not report.is_complete then print(report.err or report.domains[1].full_name) end
]]

describe("a replacement", function()
  local server, folder, old, new

  setup(function() server = sandbox_server.start { login_limit = false, domain_limits = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:fill(2)
    old, new = server:handles()[1], server:handles()[2]
    folder = scratch.make()
  end)
  after_each(scratch.remove)

  local function name_of(number)
    return ("d%d.%s"):format(number, number % TRADED == 0 and "be" or "com")
  end

  local function add(first, last, tld)
    for number = first, last do
      server:add_domain { domain = tld and ("d%d.%s"):format(number, tld) or name_of(number), handle = old }
    end
  end

  local function commands_of(domain)
    return table.concat(server:domain(domain).commands, " ")
  end

  it("that ten programs make at once, without a journal, changes each domain once", function()
    add(1, DOMAINS)
    local command = scratch.command_of(PROGRAM, "", server.base_url, server.username, server.password, old, new,
      folder .. "/tokens.json")
    local script = {}
    for number = 1, PROGRAMS do script[number] = ("%s >>%s/said 2>&1 &"):format(command, folder) end
    os.execute(table.concat(script, " ") .. " wait")
    assert.equal("", scratch.contents(folder .. "/said"))
    for number = 1, DOMAINS do
      local name = name_of(number)
      assert.equal(number % TRADED == 0 and "tradeDomainRequest" or "modifyDomainRequest", commands_of(name), name)
      assert.equal(new, server:domain(name).owner_handle)
    end
  end)

  -- A client that counts what is in flight, and the most of it: of domains with numbers below `last`, if that is given.
  local function counting(method, path, last)
    local count = { now = 0, most = 0, all = 0 }
    return server:client({ settle = 0.05, on_event = function(event)
      if event.method ~= method or not (event.path or ""):find(path) then return end
      if last and tonumber(event.path:match("%d+$")) >= last then return end
      if event.name == "request" then
        count.now, count.all = count.now + 1, count.all + 1
        count.most = math.max(count.most, count.now)
      elseif event.name == "response" then
        count.now = count.now - 1
      end
    end }), count
  end

  for _, journal in ipairs({ false, true }) do
    it("has several domains in work, as many as it is told, " .. (journal and "with" or "without") .. " a journal",
      function()
        add(1, DOMAINS, "com")
        server:fault { name = "delay", seconds = 0.02, path = "/domains/%d+$", method = "PUT", times = DOMAINS }
        local client, count = counting("PUT", "/domains/%d+$")
        local report = assert(client:replace_handle(old, new, {
          concurrency = 5, journal = journal and folder .. "/journal" or nil,
        }))
        client:close()
        assert.same({ true, 5, DOMAINS }, { report.is_complete, count.most, count.all })
        for number, domain in ipairs(report.domains) do
          assert.equal(("d%d.com"):format(number), domain.full_name) -- in their order
        end
      end)
  end

  -- Two customers, each with domains, and the customers that take their place.
  local function two_replacements()
    server:reset()
    server:fill(4)
    local handles, pairs_of_handles = server:handles(), {}
    for number = 1, 2 do
      pairs_of_handles[number] = { old = handles[number], new = handles[number + 2] }
      for index = 1, 10 do
        server:add_domain { domain = ("c%dd%d.%s"):format(number, index, index % TRADED == 0 and "be" or "com"),
          handle = handles[number] }
      end
    end
    return pairs_of_handles
  end

  local function assert_each_has_its_own(pairs_of_handles)
    for number, each in ipairs(pairs_of_handles) do
      for index = 1, 10 do
        local name = ("c%dd%d.%s"):format(number, index, index % TRADED == 0 and "be" or "com")
        assert.equal(each.new, server:domain(name).owner_handle, name)
        assert.equal(index % TRADED == 0 and "tradeDomainRequest" or "modifyDomainRequest", commands_of(name), name)
      end
    end
  end

  for _, kind in ipairs({ "open journal", "path of a journal" }) do
    it("of one customer leaves the rows of another one alone, with the same " .. kind, function()
      local both = two_replacements()
      server:fault { name = "delay", seconds = 0.02, path = "/domains/", method = "PUT", times = 99 }
      local opened = kind == "open journal" and assert(require("openprovider.journal").open(folder .. "/journal"))
      local client = server:client { settle = 0.05, timeout = 5 }
      local done = 0
      for _, report, err in client:concurrently(2, both, function(each)
        return client:replace_handle(each.old, each.new, {
          journal = opened or folder .. "/journal", allow_fees = true, concurrency = 3,
        })
      end) do
        assert(report, err)
        assert.same({ true, { replaced = 10 } }, { report.is_complete, report.counts })
        done = done + 1
      end
      client:close()
      if opened then
        assert.same(20, assert(opened:counts()).created)
        opened:close()
      end
      assert.equal(2, done)
      assert_each_has_its_own(both)
    end)
  end

  it("of one customer does its own domains while another program has the journal for another customer", function()
    local both, script = two_replacements(), {}
    server:fault { name = "delay", seconds = 0.02, path = "/domains/", method = "PUT", times = 99 }
    for number, each in ipairs(both) do
      script[number] = ("%s >>%s/said 2>&1 &"):format(scratch.command_of(PROGRAM, "", server.base_url, server.username,
        server.password, each.old, each.new, folder .. "/tokens.json", folder .. "/journal"), folder)
    end
    os.execute(table.concat(script, " ") .. " wait")
    assert.equal("", scratch.contents(folder .. "/said"))
    assert_each_has_its_own(both)
  end)

  -- Renames a customer in a home of its own. With an eighth word, it is killed right after it has created the copy.
  local RENAME = [[
local is_killed = arg[7] ~= nil
local client = assert(require("openprovider").new {
  base_url = arg[1], username = arg[2], password = arg[3], proxy = "", timeout = 10,
  token_store = require("openprovider.auth.stores.file").new(arg[5]),
  on_event = function(event)
    if is_killed and event.name == "response" and event.method == "POST" and event.path:find("/customers$") then
      os.execute("kill -KILL $PPID")
    end
  end,
})
local report = assert(client:rename_customer(arg[4], { name = { last_name = "Jansen" } }, {
  journal = arg[6], allow_fees = true, settle = 0.6,
}))
if not report.is_complete then print(report.err or report.domains[1].err or report.domains[1].status) end
]]

  local function rename_command(home, ...)
    return scratch.command_of(RENAME, "", server.base_url, server.username, server.password, old,
      ("%s/%s.json"):format(folder, home), folder .. "/journal", ...)
  end

  local function assert_one_copy()
    assert.equal(1, server:counters().customers_created)
    for number = 1, 4 do
      assert.equal(number % TRADED == 0 and "tradeDomainRequest" or "modifyDomainRequest", commands_of(name_of(number)))
    end
  end

  it("of a customer that gets another name makes one copy, where programs share only a journal", function()
    add(1, 4)
    server:fault { name = "delay", seconds = 0.2, path = "/customers$", method = "POST", times = 9 }
    local script = {}
    for number = 1, 3 do script[number] = ("%s >>%s/said 2>&1 &"):format(rename_command(number), folder) end
    os.execute(table.concat(script, " ") .. " wait")
    assert.equal("", scratch.contents(folder .. "/said"))
    assert_one_copy()
  end)

  it("of a customer that gets another name makes one copy, where a program was killed right after it had made it",
    function()
      add(1, 4)
      server:change { visible_after = 0.4 }
      scratch.output_of(rename_command(1, "killed"))
      assert.equal(1, server:counters().customers_created)
      assert.equal("", scratch.output_of(rename_command(2)))
      assert_one_copy()
    end)

  it("changes domains of .eu one after the other, and leaves them once the API has refused too many", function()
    add(1, 12, "eu")
    add(13, 16, "com")
    server:fault { name = "code", code = 366, path = "/domains/%d+$", method = "PUT", times = 99 }
    local client, count = counting("PUT", "/domains/123456%d+$", 123456790 + 12)
    local report = assert(client:replace_handle(old, new))
    client:close()
    assert.is_nil(report.err)
    assert.equal(16, report.counts.failed)
    local sent = 0
    for _, domain in ipairs(report.domains) do
      if domain.full_name:find("%.eu$") and domain.err.code then sent = sent + 1 end
    end
    assert.equal(8, sent) -- of ten after which the registry's support has to help
    assert.same({ 8, 1 }, { count.all, count.most })
    local kinds = {}
    for _, domain in ipairs(report.domains) do kinds[domain.err.kind] = (kinds[domain.err.kind] or 0) + 1 end
    assert.equal(4, kinds.rate_limited)
  end)

  for what, fault in pairs({
    ["status 429"] = { name = "status", status = 429, body = "", headers = { ["Retry-After"] = "3600" } },
    ["code 50"] = { name = "code", code = 50 },
  }) do
    it(("sends nothing more after %s, and says how long to wait"):format(what), function()
      add(1, DOMAINS, "com")
      fault.method, fault.path, fault.times = "PUT", "/domains/", 99
      server:fault(fault)
      local client = server:client({ settle = 2, retries = 0 })
      local report = assert(client:replace_handle(old, new, { concurrency = 4 }))
      client:close()
      assert.same({ "rate_limited", DOMAINS },
        { report.err.kind, (report.counts.planned or 0) + (report.counts.unknown or 0) })
      assert.is_true((report.counts.unknown or 0) <= 4)
      assert.is_truthy(report.err.message:find("takes no more calls for now (", 1, true), report.err.message)
      assert.is_truthy(report.err.message:find(": wait ", 1, true))
      assert.is_true((server:counters().by_route["PUT /domains/{id}"] or 0) <= 4)
    end)
  end

  it("stops when the API refuses all, and what was not begun stays planned", function()
    add(1, DOMAINS, "com")
    server:fault { name = "code", code = 4005, method = "PUT", path = "/domains/", times = 99 }
    local client = server:client({ retries = 0, settle = 0.05 })
    local report = assert(client:replace_handle(old, new, { concurrency = 4, journal = folder .. "/journal" }))
    client:close()
    assert.same({ "maintenance", { planned = DOMAINS } }, { report.err.kind, report.counts })
    assert.is_true((server:counters().by_route["PUT /domains/{id}"] or 0) <= 4)
  end)
end)
