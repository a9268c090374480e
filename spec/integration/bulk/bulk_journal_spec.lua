--- Thousands of customers by way of a journal: nothing is lost and nothing is made twice, whatever happens
-- to the program in between.

local core = require("openprovider.core")
local example = require("spec.support.example")
local journals = require("openprovider.journal")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- Whether a loop that is left closes what it went through, as from Lua 5.4 on.
local CLOSES_LOOPS = rawget(coroutine, "close") ~= nil

describe("create_customers with a journal", function()
  local server, client, path

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client({ settle = 0.2, timeout = 5 }, changes)
  end

  before_each(function()
    server:reset()
    path = scratch.make() .. "/import.journal"
    client = new_client()
  end)
  after_each(function()
    client:close()
    scratch.remove()
  end)

  local function customer(index, changes)
    local made = example.customer { email = "jan" .. index .. "@example.com" }
    for name, value in pairs(changes or {}) do made[name] = value end
    return made
  end

  -- A source of so many customers, by key; `changed` has others for some.
  local function customers(count, changed)
    local index = 0
    return function()
      index = index + 1
      if index > count then return nil end
      return "row-" .. index, changed and changed[index] or customer(index)
    end
  end

  local function created() return server:counters().customers_created end

  -- A row's key is its reference, where nothing else is said.
  local function itself(key) return key end

  -- Runs to the end. -> key -> handle, key -> err, how many results, how many customers were new
  local function run(source, opts)
    opts = opts or {}
    opts.journal = opts.journal or path
    if opts.reference == nil then opts.reference = itself end
    local handles, errs, count, fresh = {}, {}, 0, 0
    for key, handle, details in client:create_customers(source, opts) do
      assert.is_nil(handles[key] or errs[key], key)
      handles[key], errs[key], count = handle, not handle and details or nil, count + 1
      if handle and details.created then fresh = fresh + 1 end
    end
    return handles, errs, count, fresh
  end

  local function counts()
    local journal = assert(journals.open(path, { must_exist = true }))
    local found = assert(journal:counts())
    journal:close()
    return found
  end

  it("creates each customer once, and gives all handles however often it is run", function()
    local handles, errs, count, fresh = run(customers(50))
    assert.same({ {}, 50, 50 }, { errs, count, fresh })
    local again, _, more, none = run(customers(50))
    assert.same({ handles, 50, 0 }, { again, more, none })
    assert.equal(50, created())
    assert.same({ waiting = 0, claimed = 0, created = 50, failed = 0, total = 50 }, counts())
  end)

  it("goes on where a loop was left", function()
    local seen = 0
    for _ in client:create_customers(customers(200), { journal = path, concurrency = 8, reference = itself }) do
      seen = seen + 1
      if seen == 50 then break end
    end
    client:close()
    collectgarbage() collectgarbage()
    client = new_client()
    local _, errs, count = run(customers(200))
    assert.same({ {}, 200 }, { errs, count })
    assert.equal(200, created())
  end)

  it("takes more rows later", function()
    run(customers(10))
    local _, _, count, fresh = run(customers(25))
    assert.same({ 25, 15 }, { count, fresh })
    assert.equal(25, created())
  end)

  it("tries again in the next run what has failed", function()
    server:fault { name = "code", code = 162, method = "POST", path = "/customers$", times = 3 }
    local _, errs = run(customers(10))
    local failed = 0
    for _, err in pairs(errs) do
      assert.same({ "rejected", 162 }, { err.kind, err.code })
      failed = failed + 1
    end
    assert.equal(3, failed)
    assert.equal(3, counts().failed)
    _, errs = run(customers(10))
    assert.same({}, errs)
    assert.equal(10, created())
  end)

  it("reports a row that is another customer now, and creates nothing", function()
    local handles = run(customers(3))
    local again, errs, count = run(customers(3, { [2] = customer(2, { company_name = "Another BV" }) }))
    assert.equal(3, count)
    assert.equal(handles["row-1"], again["row-1"])
    local err = errs["row-2"]
    assert.same({ "conflict", handles["row-2"] }, { err.kind, err.handle })
    assert.is_truthy(err.message:find(handles["row-2"], 1, true))
    assert.equal("company_name", err.differences[1].path)
    assert.equal(3, created())
  end)

  it("gives the handle of a row of which something else has changed, and says what", function()
    local handles = run(customers(3))
    local seen
    local changed = customers(3, { [2] = customer(2, { email = "x@example.com" }) })
    for key, handle, details in client:create_customers(changed, { journal = path, reference = itself }) do
      assert.equal(handles[key], handle)
      assert.is_false(details.created)
      if key == "row-2" then seen = details.differences else assert.same({}, details.differences) end
    end
    assert.equal("email", seen[1].path)
    assert.equal(3, created())
  end)

  it("takes the new version of a row that was refused", function()
    server:fault { name = "code", code = 162, method = "POST", path = "/customers$", times = 1 }
    local _, errs = run(customers(1))
    assert.equal(162, errs["row-1"].code)
    local handles = run(customers(1, { customer(1, { company_name = "Another BV" }) }))
    assert.equal("Another BV", client:get_customer(handles["row-1"]).company_name)
  end)

  it("keeps rows out that are not valid, and says what is wrong with them", function()
    local _, errs, count = run(customers(5, { [2] = customer(2, { email = "jan@" }), [4] = "a text" }))
    assert.equal(5, count)
    assert.same({ "invalid", "invalid" }, { errs["row-2"].kind, errs["row-4"].kind })
    assert.equal("email", errs["row-2"].problems[1].path)
    assert.same({ 3, 3 }, { created(), counts().total })
  end)

  it("creates what a dead worker had taken, and looks for it first", function()
    local function reference(key) return (key:gsub("row", "ref")) end
    local asked = 0
    run(customers(5), { reference = reference, stop_when = function() -- once all are in the journal
      asked = asked + 1
      return asked > 1
    end })
    assert.same({ 0, 5 }, { created(), counts().waiting })
    -- Of the two rows that it had taken one was sent.
    local journal = assert(journals.open(path, { owner = "dead" }))
    assert.equal(2, #journal:claim(2, 60, 0.2))
    journal:close()
    local handle = assert(client:create_customer(customer(1), { reference = "ref-1" }))
    client:close()
    client = new_client() -- which does not remember
    local handles, errs = run(customers(5), { reference = reference })
    assert.same({}, errs)
    assert.equal(handle, handles["row-1"])
    assert.equal(5, created())
  end)

  it("finds what was created though its answer was lost, without a reference of the caller's", function()
    server:fault { name = "reset_after", method = "POST", path = "/customers$", times = 5, skip = 3 }
    local _, errs = run(customers(30), { reference = true })
    assert.same({}, errs)
    assert.equal(30, created())
  end)

  it("counts rows of earlier runs, which are looked at, too", function()
    run(customers(10), { stop_when = function(progress) return progress.failed >= 1 end })
    local last
    run(customers(30), { on_progress = function(progress) last = progress end })
    assert.same({ 20, 10, 0, 0, 30 }, { last.created, last.found, last.failed, last.elsewhere, last.total })
  end)

  it("starts nothing more when it is told to stop, and goes on in the next run", function()
    local done = 0
    local _, _, count = run(customers(100), { concurrency = 4, stop_when = function(progress)
      done = progress.created
      return done >= 20
    end })
    assert.is_true(count >= 20 and count <= 24)
    assert.equal(0, counts().claimed)
    run(customers(100))
    assert.equal(100, created())
  end)

  it("takes a journal that is open, and leaves it open", function()
    local journal = assert(journals.open(path))
    run(customers(3), { journal = journal })
    assert.equal(3, assert(journal:counts()).created)
    journal:close()
  end)

  it("gives its one error, with the key false, where the journal cannot be had", function()
    local seen = {}
    for key, handle, err in client:create_customers(customers(3), { journal = "/nowhere/at/all.journal" }) do
      seen[#seen + 1] = { key, handle, err.kind }
    end
    assert.same({ { false, nil, "journal" } }, seen)
    assert.equal(0, server:counters().arrived)
  end)

  it("has nothing of the credentials in the journal", function()
    run(customers(3))
    local text = scratch.output_of("cat " .. path .. "*")
    assert.is_nil(text:find(server.password, 1, true))
    assert.is_nil(text:find("Bearer", 1, true))
  end)

  it("leaves alone what is not in the source any more", function()
    run(customers(60), { stop_when = function(progress) return progress.created >= 20 end })
    local before = created()
    local _, _, count = run(customers(30))
    assert.equal(30, count)
    assert.is_true(created() <= math.max(before, 30), created() .. " customers")
    assert.equal(60, counts().total)
  end)

  it("does not create the old version of a row that is not valid any more", function()
    run(customers(6), { stop_when = function(progress) return progress.total == 6 end })
    assert.same({ 0, 6 }, { created(), counts().waiting })
    local handles, errs, count = run(customers(6, { [6] = customer(6, { email = "jan@" }), [1] = "a text" }))
    assert.same({ 6, "invalid", "invalid" }, { count, errs["row-6"].kind, errs["row-1"].kind })
    assert.is_nil(handles["row-6"] or handles["row-1"])
    assert.equal(4, created())
  end)

  it("gives all results each time that one open journal is used", function()
    local journal = assert(journals.open(path))
    for _ = 1, 2 do
      local _, errs, count = run(customers(5), { journal = journal })
      assert.same({ {}, 5 }, { errs, count })
    end
    assert.equal(5, created())
    journal:close()
  end)

  it("reports a row once that was changed while nobody knew whether it was created", function()
    server:fault { name = "reset_after", method = "POST", path = "/customers$", times = 1 }
    server:fault { name = "status", status = 503, headers = { ["Retry-After"] = "2" }, method = "GET",
      path = "/customers$", skip = 1 }
    local quick = new_client { timeout = 1, retries = 0 }
    for _, handle, err in quick:create_customers(customers(1), { journal = path, reference = itself }) do
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
    end
    quick:close()
    local _, errs, count = run(customers(1, { customer(1, { company_name = "Another BV" }) }))
    assert.same({ 1, "conflict", 1 }, { count, errs["row-1"].kind, created() })
  end)

  it("refuses a customer that an earlier row is, by its reference, and takes any key", function()
    local index, keys = 0, { "a", "b", "a", 1, "1" }
    local seen = {}
    for key, handle, err in client:create_customers(function()
      index = index + 1
      if keys[index] == nil then return nil end
      return keys[index], customer(index ~= 5 and index or 2)
    end, { journal = path }) do
      assert.equal("string", type(key))
      seen[#seen + 1] = key .. " " .. (handle and "created" or err.kind)
    end
    table.sort(seen)
    assert.same({ "1 created", "1 invalid", "a created", "a created", "b created" }, seen)
    local _, errs, count = run(customers(2), { reference = function() return "the-same" end, journal = path .. "2" })
    assert.same({ 2, "invalid" }, { count, (errs["row-1"] or errs["row-2"]).kind })
    local message = (errs["row-1"] or errs["row-2"]).message
    assert.is_truthy(message:find("the reference the-same is that of the row at", 1, true), message)
  end)

  it("refuses a row that no journal can hold, and goes on with the others", function()
    local given = {
      { "a\255", customer(1) }, { "nul\0", customer(2) }, { "c", customer(3), "no number" },
      { "d", customer(4, { unheard_of = openprovider.null }) }, { "e", customer(5, { unheard_of = { 1, true } }) },
    }
    local index = 0
    local _, errs, count, fresh = run(function()
      index = index + 1
      if given[index] then return given[index][1], given[index][2], given[index][3] end
    end, { allow_unknown = true, reference = true })
    assert.same({ 5, 3, "invalid", "invalid" }, { count, fresh, errs["a\255"].kind, errs["nul\0"].kind })
  end)

  it("counts neither as done nor as its own what another source has left in the journal", function()
    run(customers(40))
    local index, most = 40, 0
    run(function()
      index = index + 1
      if index <= 60 then return "row-" .. index, customer(index) end
    end, { on_progress = function(progress)
      most = math.max(most, progress.elsewhere)
      assert.equal(20, progress.total)
    end })
    assert.equal(0, most)
  end)

  it("gives the position of its rows, and none of a row that another source adds meanwhile", function()
    local payload, positions = require("openprovider.customer.payload"), {}
    local opts = { journal = path, reference = itself }
    for key, handle, details, position in client:create_customers(customers(2), opts) do
      if next(positions) == nil then
        local other = assert(journals.open(path))
        local made = assert(payload.make(customer(7), "elsewhere"))
        local row = { reference = "elsewhere", key = "elsewhere", position = 7, body = made.body, hash = "h" }
        assert(other:add({ row }))
        other:close()
      end
      assert(handle, tostring(details))
      positions[key] = position or "none"
    end
    assert.same({ ["row-1"] = 1, ["row-2"] = 2, elsewhere = "none" }, positions)
  end)

  it("gives its one error where an open journal is closed", function()
    local journal = assert(journals.open(path))
    journal:close()
    local seen = {}
    for key, handle, err in client:create_customers(customers(3), { journal = journal }) do
      seen[#seen + 1] = { key, handle, err.kind }
    end
    assert.same({ { false, nil, "journal" } }, seen)
  end)

  it("never replaces a look: what was created without it is found, and that is written down", function()
    local handles = {}
    for key, handle, err in client:create_customers(customers(3), { reference = true }) do
      handles[key] = assert(handle, err)
    end
    client:close()
    client = new_client() -- which does not remember
    local found, _, _, fresh = run(customers(4), { reference = true })
    assert.same({ 1, 4 }, { fresh, created() })
    found["row-4"] = nil
    assert.same(handles, found)
    local journal = assert(journals.open(path))
    local marked = 0
    for row in journal:rows() do
      if row.found then marked = marked + 1 end
    end
    journal:close()
    assert.equal(3, marked)
    -- Another journal, or none of it left, makes nobody twice either.
    client:close()
    client = new_client()
    found = run(customers(4), { reference = true, journal = path .. "2" })
    found["row-4"] = nil
    assert.same({ handles, 4 }, { found, created() })
  end)

  it("keeps what a customer that was found has otherwise, for each later run", function()
    assert(client:create_customer(customer(1), { reference = "row-1" }))
    client:close()
    client = new_client()
    for _ = 1, 2 do
      for _, handle, details in client:create_customers(customers(1, { customer(1, { email = "x@example.com" }) }),
        { journal = path, reference = itself }) do
        assert.is_string(handle)
        assert.equal("email", details.differences[1].path)
        assert.equal("x@example.com", details.differences[1].given)
      end
    end
    assert.equal(1, created())
  end)

  it("takes any key, for the references are made of the customers", function()
    local index, keys = 0, { "jan dijk", "jan@example.com", ("x"):rep(200), "J\195\182rg" }
    local _, errs, count = run(function()
      index = index + 1
      if keys[index] then return keys[index], customer(index) end
    end, { reference = true })
    assert.same({ {}, 4, 4 }, { errs, count, created() })
  end)

  it("gives each row once with a client that is closed meanwhile, and goes on with another", function()
    local seen = 0
    for _ in client:create_customers(customers(30), { journal = path, concurrency = 4, reference = itself }) do
      seen = seen + 1
      if seen == 5 then client:close() end
    end
    assert.equal(30, seen)
    client = new_client()
    local _, errs, count = run(customers(30))
    assert.same({ {}, 30, 30 }, { errs, count, created() })
  end)

  it("raises for options that cannot be", function()
    for _, opts in ipairs({
      { journal = path, lease = 5 }, { journal = path, look_first = true }, { journal = 42 }, { journal = {} },
      { reference = "x" },
    }) do
      assert.is_false(pcall(client.create_customers, client, {}, opts))
    end
  end)

  -- How many descriptors of this process are of the journal.
  local function open_files()
    return tonumber(scratch.output_of(("ls -l /proc/%d/fd 2>/dev/null | grep -c %s"):format(core.pid(),
      scratch.quoted(path))))
  end

  it("is closed as soon as a loop is left, also where it only gives what was created before", function()
    run(customers(20))
    assert.equal(0, open_files())
    local function leave()
      for _ in client:create_customers(customers(20), { journal = path, reference = itself }) do -- luacheck: ignore 512
        assert.is_true(open_files() > 0)
        break
      end
    end
    leave()
    if CLOSES_LOOPS then assert.equal(0, open_files()) end
    local jit = rawget(_G, "jit")
    if jit then jit.flush() end -- compiled code keeps the functions that it was made for
    collectgarbage() collectgarbage()
    client:list_customers({ limit = 1 }) -- the next call ends loops that were left
    assert.equal(0, open_files())
    local iterate, _, _, closing = client:create_customers(customers(20), { journal = path, reference = itself })
    iterate()
    if CLOSES_LOOPS then
      getmetatable(closing).__close(closing)
      assert.equal(0, open_files())
    end
  end)

  it("sends nothing while it is out of touch with its journal, and gives up what others have taken over", function()
    local journal = assert(journals.open(path))
    local other = assert(journals.open(path, { owner = "other" }))
    local moment, taken = nil, 0
    -- As if this process had been stopped for long, right after it took its rows.
    local claim = journal.worker
    function journal.worker(self)
      local worker = claim(self)
      local ask = worker.claim
      function worker.claim(...)
        local rows, seconds = ask(...)
        if rows and rows[1] and not moment then
          moment = core.now()
          worker.contact_at = worker.contact_at - 3600
          -- Meanwhile another one found its lock free.
          worker.me.lock:release()
          worker.me.lock = { is_held = function() return true end, release = function() end,
            place = worker.me.lock.place }
          taken = #other:claim(100, 60, 0)
          if taken == 0 then taken = #other:claim(100, 60, 0) end
        end
        return rows, seconds
      end
      return worker
    end
    local handles, errs, count = {}, {}, 0
    local results = {}
    for index = 1, 10 do results[index] = { reference = "row-" .. index, handle = "OTHER-" .. index } end
    for key, handle, err in client:create_customers(customers(10), { journal = journal, reference = itself,
      on_progress = function(progress)
        if progress.waiting and results then
          assert(other:finish(results))
          results = nil
        end
      end }) do
      count, handles[key], errs[#errs + 1] = count + 1, handle, not handle and err or nil
    end
    assert.equal(10, taken)
    assert.same({ 10, {}, 0 }, { count, errs, created() })
    assert.equal("OTHER-7", handles["row-7"])
    journal:close()
    other:close()
  end)

  it("gives back what it has not sent when it is told to stop, and nobody waits for it", function()
    run(customers(60), { concurrency = 4, stop_when = function(progress) return progress.created >= 10 end })
    local at_start = core.now()
    local waited = 0
    run(customers(60), { settle = 5, on_progress = function(progress)
      if progress.waiting then waited = waited + 1 end
    end })
    assert.same({ 60, 0 }, { created(), waited })
    assert.is_true(core.now() - at_start < 5)
  end)
end)
