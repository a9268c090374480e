-- The journal of an import, in SQLite and in PostgreSQL: rows, workers, results, and what happens when it fails.
local core = require("openprovider.core")
local journal = require("openprovider.journal")
local postgresql = require("spec.support.postgresql")
local process = require("spec.support.process")
local schema = require("openprovider.journal.schema")
local scratch = require("spec.support.scratch")

local unpack = table.unpack or unpack -- luacheck: ignore 143 113 (LuaJIT has the global)
local output_of, command_of, mode_of = scratch.output_of, scratch.command_of, scratch.mode_of

local IS_ROOT = output_of("id -u") == "0"

-- Makes a process one of a user who is bound by modes, as root is not.
local BOUND = IS_ROOT and "setpriv --inh-caps=-all --bounding-set=-all" or ""

local LONG = 60

local folder

before_each(function() folder = scratch.make() end)
after_each(scratch.remove)

local function row(key, position, hash)
  return {
    reference = key, key = "key-" .. key, position = position, body = ('{"n":"%s"}'):format(hash or key),
    hash = hash or key,
  }
end

local function rows(count)
  local list = {}
  for index = 1, count do list[index] = row(("row-%04d"):format(index), index) end
  return list
end

local function keys_of(list)
  local keys = {}
  for index, each in ipairs(list) do keys[index] = each.reference end
  return table.concat(keys, " ")
end

local function statuses(list)
  local names = {}
  for index, each in ipairs(list) do names[index] = each.status end
  return table.concat(names, " ")
end

local function all(opened, opts)
  local list = {}
  for each, err in opened:rows(opts) do
    assert(each, tostring(err))
    list[#list + 1] = each
  end
  return list
end

local function assert_failed(err, ...)
  assert.equal("journal", err.kind)
  assert.equal("not_sent", err.outcome)
  for _, text in ipairs({ ... }) do assert.truthy(err.message:find(text, 1, true), err.message) end
  assert.falsy(err.message:find("database is locked", 1, true))
end

-- A worker that takes rows and ends without a word, with what it has left.
local DEAD = [[
  local opened = assert(require("openprovider.journal").open(arg[1], { owner = arg[2] }))
  for _, row in ipairs(assert(opened:claim(tonumber(arg[3]), tonumber(arg[4]), 0))) do io.write(row.reference, " ") end
  io.flush()
  os.execute("kill -KILL " .. require("openprovider.core").pid())
]]

-- A worker of its own process: claims and finishes until all is done; prints the references it had.
local WORKER = [[
  local journal, core = require("openprovider.journal"), require("openprovider.core")
  local opened = assert(journal.open(arg[1], { owner = arg[2] }))
  for first = 1, 300, 50 do
    local list = {}
    for index = first, first + 49 do
      local key = ("row-%04d"):format(index)
      list[#list + 1] = { reference = key, key = key, position = index, body = "{}", hash = key }
    end
    assert(opened:add(list))
  end
  while true do
    local rows, seconds = opened:claim(7, 60, 60)
    assert(rows, seconds)
    if not rows[1] and not seconds then break end
    if seconds then core.sleep(seconds) end
    local results = {}
    for index, row in ipairs(rows) do
      io.write(row.reference, "\n")
      results[index] = { reference = row.reference, handle = "H-" .. row.reference }
    end
    assert(assert(opened:finish(results)) == 0)
  end
  opened:close()
]]

-- A parent whose child ends as programs do.
local FORKED = [[
  local journal, process = require("openprovider.journal"), require("spec.support.process")
  local opened = assert(journal.open(arg[1]))
  assert(opened:counts())
  local child = process.fork()
  if child == 0 then
    if arg[2] == "use" then
      local counts, err = opened:counts()
      assert(counts == nil and err.message:find("after fork()", 1, true))
      opened:close()
    end
    return
  end
  assert(process.wait(child) == 0)
  assert(opened:add({ { key = "a", position = 1, reference = "a", body = "{}", hash = "a" } }))
  assert(opened:counts().total == 1)
  io.write("went on")
]]

-- What a journal does in any database. `target_of` gives a new one; `takes_over_at_once`: whether a worker whose lock
-- is free is known to send nothing more.
local function behaves(description, target_of, takes_over_at_once) describe(description, function()
  local target, opened

  before_each(function()
    target = target_of()
    opened = assert(journal.open(target, { owner = "one" }))
  end)
  after_each(function() opened:close() end)

  local function another(owner)
    local other = assert(journal.open(target, { owner = owner or "two" }))
    finally(function() other:close() end)
    return other
  end

  -- Has a worker take rows and die. -> their references
  local function dies_with(count, sends_for)
    return output_of(command_of(DEAD, "", target, "dead", ("%d"):format(count), tostring(sends_for)) .. " 2>/dev/null")
  end

  -- Takes a worker's lock away, as a lost connection or a removed file does.
  local function loses_its_lock(worker)
    worker.me.lock:release()
    worker.me.lock = { is_held = function() return true end, release = function() end }
    assert(worker:renew())
  end

  -- Asks until a worker gets rows. -> rows, seconds that it took
  local function claims(worker, count, settle)
    local began = core.now()
    while core.now() < began + 20 do
      local claimed, seconds = assert(worker:claim(count, LONG, settle))
      if claimed[1] then return claimed, core.now() - began end
      core.sleep(math.min(assert(seconds), 0.05))
    end
    error("there are none")
  end

  it("has an id that all who open it share, and an owner that nobody else is", function()
    local second, third = assert(journal.open(target)), assert(journal.open(target))
    assert.truthy(opened.id:find("^[a-z0-9]+$"))
    assert.equal(8, #opened.id)
    assert.equal(opened.id, second.id)
    assert.truthy(second.owner:find("^.+%-%x%x%x%x%x%x%x%x$"))
    assert.not_equal(second.owner, third.owner)
    assert.equal("one", opened.owner)
    second:close()
    third:close()
  end)

  it("gives rows back as they were given, in the order of position and key", function()
    local body = '{"name":"O\'Brien \\"x\\" ? $1 -- \195\169\226\130\172\240\159\152\128\\u0000"}\n'
    assert(opened:add({
      row("b", 2), row("c", 1.5), row("a", 2),
      { reference = "r'\"?", key = "k'?", position = 3, body = body, hash = "h" },
    }))
    local claimed = assert(opened:claim(10, LONG, LONG))
    assert.equal("c a b r'\"?", keys_of(claimed))
    assert.same({
      reference = "r'\"?", key = "k'?", position = 3, body = body, hash = "h", attempts = 1,
    }, claimed[4])
    assert.equal("2", tostring(claimed[2].position))
    assert.equal(1.5, claimed[1].position)
  end)

  it("knows a row by its reference and what is in it by its hash", function()
    assert.equal("added added", statuses(opened:add({ row("a", 1), row("b", 2) })))
    assert.equal("known added known", statuses(opened:add({ row("b", 2), row("c", 3), row("a", 7) })))
    assert.equal("b c a", keys_of(all(opened)))
    assert.equal(7, all(opened)[3].position)
    local renamed = row("c", 3)
    renamed.key = "other"
    assert.equal("known", statuses(opened:add({ renamed })))
    assert.equal("other", all(opened)[2].key)
    assert.same({}, opened:add({}))
  end)

  it("takes a reference that comes twice in a batch for what it is", function()
    assert.equal("added known replaced", statuses(opened:add({ row("a", 1), row("a", 1), row("a", 2, "other") })))
    assert.equal(1, opened:counts().total)
  end)

  it("works on nothing that is no longer in the source", function()
    opened:add(rows(4))
    opened:claim(1, LONG, 0)
    local since = assert(opened:begin())
    local other = another()
    assert.same({ {} }, { other:claim(5, LONG, 0, since) })
    assert.equal(0, #all(opened, { since = since }))
    opened:add({ row("row-0002", 2), row("row-0003", 7, "new"), row("new", 8) }, since)
    assert.equal("row-0002 row-0003 new", keys_of(all(opened, { since = since })))
    assert.equal("row-0002 row-0003 new", keys_of(other:claim(5, LONG, 0, since)))
    other:finish({ { reference = "row-0002", handle = "A" }, { reference = "new", error = "{}" } })
    assert.equal("row-0003", keys_of(all(opened, { since = since, not_by = "two" })))
    assert.equal("row-0002 new", keys_of(all(opened, { since = since, finished = true, not_by = "one" })))
    assert.equal(1, (select(2, other:claim(5, LONG, 0, since))))
    other:finish({ { reference = "row-0003", handle = "B" } })
    assert.same({ {} }, { other:claim(5, LONG, 0, since) })
    assert.equal("row-0001 row-0004", keys_of(all(opened, { not_by = "two" })))
    local later = opened:begin()
    assert.is_true(later > since)
    opened:add({ row("row-0001", 1, "changed") }, later)
    assert.equal("row-0001", keys_of(all(opened, { since = later })))
    assert.equal("row-0004 new", keys_of(opened:claim(5, LONG, 0)))
  end)

  it("takes back rows that are no longer in the source", function()
    opened:add(rows(1))
    dies_with(1, 0)
    another():claim(5, LONG, 0, opened:begin())
    core.sleep(0.05)
    another("three"):claim(5, LONG, 0, opened:begin())
    assert.equal(1, opened:counts().waiting)
  end)

  it("gives one row alone where that is asked for, whatever else waits", function()
    opened:add(rows(3))
    local worker = assert(opened:worker())
    local function one(of, reference) return of:claim(1, LONG, 0, nil, nil, reference) end
    assert.equal("row-0002", keys_of(one(opened, "row-0002")))
    local claimed, seconds = one(worker, "row-0002") -- this worker may get it later
    assert.same({ {}, true }, { claimed, seconds > 0 })
    assert.equal(0, opened:finish({ { reference = "row-0002", handle = "A" } }))
    assert.same({ {} }, { one(worker, "row-0002") })
    assert.same({ {} }, { one(worker, "row-9999") })
    assert.equal("row-0001 row-0003", keys_of(worker:claim(9, LONG, 0)))
    worker:close()
  end)

  it("is one journal for several workers over one connection", function()
    opened:add(rows(4))
    local worker = assert(opened:worker())
    assert.equal(opened.id .. opened.target, worker.id .. worker.target)
    assert.truthy(worker.owner:find("^.+%-%x%x%x%x%x%x%x%x$"))
    assert.not_equal(worker.owner, worker:worker().owner)
    assert.equal("row-0001", keys_of(opened:claim(1, LONG, 0)))
    assert.equal("row-0002", keys_of(worker:claim(1, LONG, 0)))
    assert.equal(1, worker:finish({ { reference = "row-0001", error = "{}" } }))
    worker:close()
    assert.equal(0, opened:finish({ { reference = "row-0001", handle = "A" } }))
    assert.equal("one", all(opened)[1].finished_by)
    opened:close()
    assert_failed(select(2, worker:counts()), "closed")
    assert_failed(select(2, worker:worker()), "closed")
  end)

  it("gives rows back and writes results down in a finalizer as the program ends", function()
    local program = [[
      local journal, at_collection = require("openprovider.journal"), require("openprovider.journal.at_collection")
      local opened = assert(journal.open(arg[1]))
      local watcher = at_collection(function()
        assert(opened:release({ { reference = "a", sent = true }, { reference = "b" } }))
        assert(opened:finish({ { reference = "c", handle = "C" }, { reference = "d", error = "{}", sent = true },
          { reference = "e", handle = "E" } }))
        io.write("given back")
      end)
      local list = {}
      for key in ("abcd"):gmatch(".") do
        list[#list + 1] = { reference = key, key = key, position = 1, body = "{}", hash = key }
      end
      assert(opened:add(list))
      assert(#opened:claim(4, 60, 60) == 4)
      _G.kept = watcher
    ]]
    local fresh = target_of()
    local output = output_of(command_of(program, "", fresh) .. "; echo ', status '$?"):gsub("\n", "")
    assert.equal("given back, status 0", output)
    local after = assert(journal.open(fresh))
    finally(function() after:close() end)
    assert.same({ waiting = 2, claimed = 0, created = 1, failed = 1, total = 4 }, after:counts())
  end)

  it("survives a finalizer that comes too late", function()
    local program = [[
      local journal, at_collection = require("openprovider.journal"), require("openprovider.journal.at_collection")
      local opened
      _G.kept = at_collection(function()
        local ok, err = opened:release({ { reference = "a" } })
        io.write(tostring(ok), " ", tostring(err and err.kind))
      end)
      opened = assert(journal.open(arg[1]))
    ]]
    local output = output_of(command_of(program, "", target_of()) .. "; echo ', status '$?"):gsub("\n", "")
    assert.equal("nil journal, status 0", output)
  end)

  it("adds more rows than one statement takes", function()
    assert.equal(537, #opened:add(rows(537)))
    local batch = rows(733)
    batch[1].hash = "other"
    local added = opened:add(batch)
    assert.equal("replaced", added[1].status)
    assert.equal("known", added[537].status)
    assert.equal("added", added[538].status)
    assert.equal(733, opened:counts().total)
  end)

  it("replaces a row that nobody has in work and that has no customer yet", function()
    opened:add({ row("a", 1), row("b", 2) })
    assert.equal("replaced", statuses(opened:add({ row("a", 4, "new") })))
    local claimed = opened:claim(2, LONG, LONG)
    assert.equal("b a", keys_of(claimed))
    assert.equal('{"n":"new"}', claimed[2].body)
    opened:finish({ { reference = "a", error = '{"kind":"invalid"}' } })
    assert.equal("replaced", statuses(opened:add({ row("a", 5, "newer") })))
    local again = opened:claim(2, LONG, LONG)
    assert.equal('{"n":"newer"}', again[1].body)
    assert.is_nil(again[1].sent_ago)
    opened:finish({ { reference = "a", error = "{}", sent = true } })
    assert.equal("replaced", statuses(opened:add({ row("a", 5, "newest") })))
    again = claims(opened, 2, 0.05)
    assert.same({ '{"n":"newest"}', 0.05 }, { again[1].body, again[1].sent_ago })
  end)

  it("leaves a row that is in work or created as it is, and says what it is", function()
    opened:add({ row("claimed", 1), row("created", 2) })
    opened:claim(2, LONG, LONG)
    opened:finish({ { reference = "created", handle = "AB1" } })
    assert.same({ { status = "changed", body = '{"n":"claimed"}' },
      { status = "changed", handle = "AB1", body = '{"n":"created"}' } }, opened:add({
      row("claimed", 5, "x"), row("created", 6, "x"),
    }))
    assert.equal("claimed created", keys_of(all(opened)))
  end)

  it("refuses a row that it cannot give back, and the whole batch with it", function()
    for name, value in pairs({ body = "a\0b", key = "a\255", reference = 5, position = 0 / 0, hash = {} }) do
      local wrong = row("wrong", 2)
      wrong[name] = value
      local added, err = opened:add({ row("right", 1), wrong })
      assert.is_nil(added)
      assert_failed(err, name)
    end
    assert.equal(0, opened:counts().total)
    assert.equal("added", statuses(opened:add({ row("right", 1) })))
  end)

  it("gives no row to two", function()
    opened:add(rows(10))
    local other = another()
    assert.equal("row-0001 row-0002 row-0003", keys_of(opened:claim(3, LONG, LONG)))
    assert.equal("row-0004 row-0005 row-0006", keys_of(other:claim(3, LONG, LONG)))
    assert.equal("row-0007 row-0008 row-0009 row-0010", keys_of(opened:claim(300, LONG, LONG)))
  end)

  it("says when to ask again while rows are not finished, and nothing when all are", function()
    assert.same({ {} }, { opened:claim(5, LONG, LONG) })
    opened:add({ row("a", 1) })
    opened:claim(1, LONG, LONG)
    local claimed, seconds = another():claim(5, LONG, LONG)
    assert.same({}, claimed)
    assert.equal(1, seconds)
    opened:finish({ { reference = "a", handle = "AB1" } })
    assert.same({ {} }, { opened:claim(5, LONG, LONG) })
  end)

  it("takes over what a dead worker had, once that may have been sent and is visible", function()
    opened:add(rows(3))
    assert.equal("row-0001 row-0002", dies_with(2, 0.6))
    assert.equal("row-0003", keys_of(opened:claim(1, LONG, 0.3)))
    opened:finish({ { reference = "row-0003", handle = "AB3" } })
    local claimed, seconds = claims(opened, 5, 0.3)
    assert.equal("row-0001 row-0002", keys_of(claimed))
    assert.same({ 0.3, 0.3, 2 }, { claimed[1].sent_ago, claimed[2].sent_ago, claimed[1].attempts })
    if takes_over_at_once then
      assert.is_true(seconds > 0.25 and seconds < 0.85, seconds)
    else
      assert.is_true(seconds > 0.85 and seconds < 3, seconds)
    end
  end)

  it("takes nothing over from a worker that lives, however long it is silent", function()
    opened:add(rows(1))
    opened:claim(1, 0, 0)
    local other = another()
    for _ = 1, 3 do
      assert.same({}, (other:claim(1, LONG, 0)))
      core.sleep(0.1)
    end
    assert.is_true(opened:renew())
  end)

  it("takes nothing over from a worker that was in touch meanwhile, though its lock is lost", function()
    opened:add(rows(1))
    opened:claim(1, 0.4, 0)
    loses_its_lock(opened)
    local other = another()
    for _ = 1, 4 do
      assert.same({}, (other:claim(1, LONG, 0)))
      core.sleep(0.2)
      assert.is_true(opened:renew())
    end
    core.sleep(0.2)
    assert.same({}, (other:claim(1, LONG, 0)))
    core.sleep(0.45)
    other:claim(1, LONG, 0)
    assert.equal("row-0001", keys_of(claims(other, 1, 0)))
    assert.is_false(opened:renew())
    opened:claim(1, LONG, 0)
    assert.is_true(opened:renew())
  end)

  it("tells when it was in touch last, and whether it is another worker since", function()
    opened:add(rows(2))
    assert.is_false(opened:renew())
    local before = core.now()
    opened:claim(1, LONG, 0)
    local contact_at, lives = opened.contact_at, opened.lives
    assert.is_true(contact_at >= before and contact_at <= core.now())
    assert.is_true(opened:renew())
    assert.is_true(opened.contact_at > contact_at)
    assert.equal(lives, opened.lives)
  end)

  it("waits with a row that may have been sent until that is visible", function()
    opened:add(rows(3))
    opened:claim(3, LONG, 0)
    opened:release({ { reference = "row-0001", sent = true }, { reference = "row-0002" },
      { reference = "row-0003", sent = false } })
    assert.equal("row-0002 row-0003", keys_of(opened:claim(3, LONG, 0.3)))
    local other = another() -- which cannot know how long ago that was
    core.sleep(0.35)
    local claimed, seconds = other:claim(3, LONG, 0.3)
    assert.same({}, claimed)
    assert.is_true(seconds > 0.05 and seconds <= 0.3, seconds)
    assert.equal("row-0001", keys_of(opened:claim(3, LONG, 0.3)))
  end)

  it("keeps what was known of a row that is given back untouched", function()
    opened:add(rows(2))
    opened:claim(2, LONG, 0)
    opened:release({ { reference = "row-0001", sent = true }, { reference = "row-0002" } })
    claims(opened, 1, 0.05)
    claims(opened, 1, 0.05)
    assert.is_true(opened:release({ { reference = "row-0001" }, { reference = "row-0002" } }))
    local claimed = opened:claim(2, LONG, 0.05)
    assert.equal("row-0001 row-0002", keys_of(claimed))
    assert.equal(0.05, claimed[1].sent_ago)
    assert.is_nil(claimed[2].sent_ago)
  end)

  it("has failed rows wait again, and still knows that they may have been sent", function()
    opened:add(rows(4))
    opened:claim(4, LONG, 0)
    opened:finish({ { reference = "row-0001", error = "{}", sent = true },
      { reference = "row-0002", error = "{}", sent = false }, { reference = "row-0003", handle = "AB3" },
      { reference = "row-0004", error = "{}" } })
    assert(opened:begin())
    assert.same({ waiting = 3, claimed = 0, created = 1, failed = 0, total = 4 }, opened:counts())
    assert.equal("row-0002 row-0004", keys_of(opened:claim(3, LONG, 0.2)))
    local claimed = claims(opened, 3, 0.2)
    assert.same({ "row-0001", 0.2 }, { keys_of(claimed), claimed[1].sent_ago })
    opened:finish({ { reference = "row-0001", error = "{}" } }) -- it was not sent again
    assert(opened:begin())
    assert.equal(0.2, claims(opened, 3, 0.2)[1].sent_ago)
  end)

  it("records the results of rows", function()
    opened:add(rows(3))
    opened:claim(2, LONG, 0)
    assert.equal(0, opened:finish({ { reference = "row-0002", error = '{"message":"\195\169"}' },
      { reference = "row-0001", handle = "AB1" } }))
    opened:claim(1, LONG, 0)
    assert.equal(0, opened:finish({ { reference = "row-0003", handle = "AB3", found = true, differences = "[]" } }))
    local found = all(opened)
    for _, each in ipairs(found) do
      assert.same({ each.reference, ('{"n":"%s"}'):format(each.reference) }, { each.hash, each.body })
      each.hash, each.body = nil, nil
    end
    assert.same({
      { reference = "row-0001", key = "key-row-0001", position = 1, state = "created", handle = "AB1",
        finished_by = "one" },
      { reference = "row-0002", key = "key-row-0002", position = 2, state = "failed",
        error = '{"message":"\195\169"}', finished_by = "one" },
      { reference = "row-0003", key = "key-row-0003", position = 3, state = "created", handle = "AB3",
        found = true, differences = "[]", finished_by = "one" },
    }, found)
    assert.same({ waiting = 0, claimed = 0, created = 2, failed = 1, total = 3 }, opened:counts())
  end)

  it("loses no result for a byte that the database does not take", function()
    opened:add(rows(1))
    opened:claim(1, LONG, 0)
    assert.equal(0, opened:finish({ { reference = "row-0001", error = "a\0b\255" } }))
    assert.equal("failed", all(opened)[1].state)
  end)

  it("counts the rows that were another's by then, and keeps their handles", function()
    opened:add(rows(3))
    opened:claim(2, 0.05, 0)
    loses_its_lock(opened)
    local other = another()
    other:claim(1, LONG, 0)
    assert.equal(2, #claims(other, 2, 0))
    local lost, doubles = opened:finish({ { reference = "row-0001", handle = "AB1" },
      { reference = "row-0002", error = "{}" }, { reference = "row-0003", error = "{}" },
      { reference = "none", handle = "AB4" } })
    assert.equal(4, lost)
    assert.same({}, doubles)
    local first = all(opened)[1]
    assert.equal("claimed AB1", first.state .. " " .. first.handle)
    assert.same({ 0, { { reference = "row-0001", handle = "AB9", other = "AB1" } } },
      { other:finish({ { reference = "row-0001", handle = "AB9" } }) })
    first = all(opened)[1]
    assert.equal("created AB1 two", first.state .. " " .. first.handle .. " " .. first.finished_by)
    assert.same({ 1, { { reference = "row-0001", handle = "AB5", other = "AB1" } } },
      { opened:finish({ { reference = "row-0001", handle = "AB5" } }) })
    assert.same({ 1, {} }, { opened:finish({ { reference = "row-0001", handle = "AB1" } }) })
    assert.equal("AB1 two", all(opened)[1].handle .. " " .. all(opened)[1].finished_by)
    assert.is_true(opened:release({ { reference = "row-0002", sent = true } }))
    assert.equal("claimed", all(opened)[2].state)
  end)

  it("tells who takes a row over of the handle that came too late", function()
    opened:add(rows(1))
    opened:claim(1, 0.05, 0)
    loses_its_lock(opened)
    local other = another()
    claims(other, 1, 0)
    assert.equal(1, opened:finish({ { reference = "row-0001", handle = "AB1" } }))
    other:release({ { reference = "row-0001", sent = true } })
    assert.equal("AB1", claims(other, 1, 0)[1].handle)
    assert.same({ 0, {} }, { other:finish({ { reference = "row-0001", error = "{}", sent = true } }) })
    local kept = all(opened)[1]
    assert.same({ "created", "AB1", "two" }, { kept.state, kept.handle, kept.finished_by })
  end)

  it("has a row that nobody has claimed created by a result that came too late", function()
    opened:add(rows(2))
    opened:claim(2, 0.05, 0)
    loses_its_lock(opened)
    local other = another()
    claims(other, 2, 0)
    other:finish({ { reference = "row-0001", error = "{}" } })
    other:release({ { reference = "row-0002" } })
    local results = { { reference = "row-0001", handle = "A" }, { reference = "row-0002", handle = "B" } }
    assert.same({ 2, {} }, { opened:finish(results) })
    assert.same({ waiting = 0, claimed = 0, created = 2, failed = 0, total = 2 }, opened:counts())
    local first = all(opened)[1]
    assert.equal("A one nil", first.handle .. " " .. first.finished_by .. " " .. tostring(first.error))
  end)

  it("knows who works on it", function()
    assert.same({}, opened:workers())
    opened:add(rows(6))
    opened:claim(3, LONG, 0)
    another("a-two"):claim(2, LONG, 0)
    opened:finish({ { reference = "row-0001", handle = "A" }, { reference = "row-0002", error = "{}" },
      { reference = "row-0003", handle = "B" } })
    dies_with(1, LONG)
    for _ = 1, 500 do -- PostgreSQL may see a little later that somebody is gone
      if not opened:workers()[2].is_alive then break end
      core.sleep(0.02)
    end
    assert.same({ { owner = "a-two", claimed = 2, created = 0, found = 0, failed = 0, is_alive = true },
      { owner = "dead", claimed = 1, created = 0, found = 0, failed = 0, is_alive = false },
      { owner = "one", claimed = 0, created = 2, found = 0, failed = 1, is_alive = true } }, opened:workers())
    opened:close()
    local after = another("three")
    assert.is_false(after:workers()[3].is_alive)
  end)

  it("reads rows in pages, each once, while they change", function()
    local many = rows(1203)
    for _, each in ipairs(many) do each.position = math.floor(each.position / 700) end
    for first = 1, #many, 401 do opened:add({ unpack(many, first, first + 400) }) end
    local seen = {}
    for each in opened:rows() do
      assert.is_nil(seen[each.key])
      seen[each.key] = true
      seen[#seen + 1] = each.key
      if #seen == 10 then opened:claim(600, LONG, LONG) end
    end
    assert.equal(1203, #seen)
  end)

  it("leaves out rows that are not finished, or that one owner finished", function()
    opened:add(rows(4))
    opened:claim(1, LONG, 0)
    local other = another()
    other:claim(2, LONG, 0)
    opened:finish({ { reference = "row-0001", handle = "A" } })
    other:finish({ { reference = "row-0002", error = "{}" } })
    assert.equal("row-0001 row-0002", keys_of(all(opened, { finished = true })))
    assert.equal("row-0002", keys_of(all(opened, { finished = true, not_by = "one" })))
    assert.equal("row-0002 row-0003 row-0004", keys_of(all(opened, { not_by = "one" })))
  end)

  it("does nothing of what fails in the middle, and goes on", function()
    opened:add(rows(2))
    opened:claim(2, LONG, 0)
    assert.has_error(function()
      opened:finish({ { reference = "row-0001", handle = "A" }, { reference = "row-0002" } })
    end)
    assert.equal(2, opened:counts().claimed)
    local value, err = opened.database:transaction("write", function()
      opened.database:change(schema.sql(opened.database, "DELETE FROM ROWS"))
      opened.database:change("DELETE FROM nothing_of_this_name")
    end)
    assert.is_nil(value)
    assert_failed(err, "nothing_of_this_name")
    assert.equal(2, opened:counts().claimed)
    assert.equal(0, opened:finish({ { reference = "row-0001", handle = "A" } }))
  end)

  it("is of no use once it is closed", function()
    opened:add(rows(1))
    opened:close()
    opened:close()
    for _, method in ipairs({ "begin", "counts", "workers" }) do
      local value, err = opened[method](opened)
      assert.is_nil(value)
      assert_failed(err, "closed", "open it again")
    end
    local read = opened:rows()
    local value, err = read()
    assert.is_false(value)
    assert_failed(err, "closed")
    assert.is_nil(read())
  end)

  it("refuses one that another version wrote, and says what to do", function()
    for version, said in pairs({ [4] = "a later version", [2] = "an earlier version" }) do
      opened.database:transaction("write", function()
        opened.database:change(schema.sql(opened.database, "UPDATE JOURNAL SET schema_version = ?"), version)
        return true
      end)
      local value, err = journal.open(target)
      assert.is_nil(value)
      assert_failed(err, said, version == 2 and "begin another journal" or "use that one")
    end
  end)

  it("is one journal for all who begin it at once, and each row is one worker's", function()
    local fresh = target_of()
    local command = {}
    for index = 1, 4 do
      command[index] = ("%s > %s/out.%d 2>&1 &"):format(command_of(WORKER, "", fresh, "w" .. index), folder, index)
    end
    assert.equal("", output_of(table.concat(command, " ") .. " wait"))
    local count = output_of(("cat %s/out.* | wc -l"):format(folder))
    assert.equal("300", count, output_of(("cat %s/out.* | grep -v row-"):format(folder)))
    assert.equal("300", output_of(("cat %s/out.* | sort -u | wc -l"):format(folder)))
    local after = assert(journal.open(fresh))
    finally(function() after:close() end)
    assert.same({ waiting = 0, claimed = 0, created = 300, failed = 0, total = 300 }, after:counts())
  end)

  it("outlives a child of fork(), which cannot use it", function()
    for _, what in ipairs({ "use", "leave" }) do
      assert.equal("went on", output_of(command_of(FORKED, "", target_of(), what)))
    end
    local child = process.fork()
    if child == 0 then
      local counts, err = opened:counts()
      process.exit(counts == nil and err.message:find("fork", 1, true) and 0 or 1)
    end
    assert.equal(0, process.wait(child))
    assert.equal(0, opened:counts().total)
  end)

  it("leaves nothing open when it is collected", function()
    -- A stale slot of the stack may keep the last one.
    local left_target, times = target_of(), 20
    local function count_open()
      collectgarbage()
      collectgarbage()
      return tonumber(output_of(("ls /proc/%d/fd | wc -l"):format(core.pid())))
    end
    local function leave_one()
      local left = assert(journal.open(left_target))
      assert(left:add(rows(20)))
      assert(left:claim(1, LONG, 0))
      assert(left:rows()())
    end
    local before = count_open()
    for _ = 1, times do leave_one() end
    local more = count_open() - before
    assert.is_true(more < times / 2, more)
  end)
end) end

describe("a journal in SQLite", function()
  local path
  local number = 0

  before_each(function() path = folder .. "/imports.journal" end)

  behaves("as in any database", function()
    number = number + 1
    return ("%s/imports-%d.journal"):format(folder, number)
  end, true)

  it("has files for their owner alone, whatever the umask", function()
    local program = [[
      local opened = assert(require("openprovider.journal").open(arg[1]))
      opened:add({ { key = "a", position = 1, reference = "r", body = "{}", hash = "h" } })
      io.write(io.popen("stat -c %a " .. arg[1] .. "*"):read("*a"))
    ]]
    assert.equal("600\n600\n600", output_of("umask 000; " .. command_of(program, "", path)))
    assert.equal("600", mode_of(path))
  end)

  it("refuses a file that others can read, and says what helps", function()
    assert(journal.open(path)):close()
    output_of("chmod 644 " .. path)
    local opened, err = journal.open(path)
    assert.is_nil(opened)
    assert_failed(err, path, "chmod 600 " .. path)
    output_of("chmod 600 " .. path)
    assert(journal.open(path)):close()
  end)

  it("refuses what is no journal, and leaves it as it is", function()
    scratch.write(path, "key,name\n1,Jan\n")
    assert_failed(select(2, journal.open(path)), path, "use another path")
    scratch.write(path, ("x"):rep(70000))
    assert_failed(select(2, journal.open(path)), path, "use another path")
    assert.equal(70000, #scratch.contents(path))
    os.remove(path)
    output_of("ln -s /dev/null " .. path)
    assert_failed(select(2, journal.open(path)), path, "symbolic link")
    assert_failed(select(2, journal.open(folder)), folder)
  end)

  it("refuses what is no path, and shows no URL", function()
    for _, target in ipairs({
      "", "mysql://u:s3cret@127.0.0.1/x", "PostgreSQL://u:s3cret@127.0.0.1/x", "postgresql+ssl://u:s3cret@h/x",
      "sqlite:///s3cret", "POSTGRES://u:s3cret@h/x",
    }) do
      local none, err = journal.open(target)
      assert.is_nil(none)
      assert_failed(err, "a journal is a path, or a URL that begins with postgresql://")
      assert.falsy(err.message:find("s3cret", 1, true))
    end
    assert.equal("", scratch.names())
  end)

  it("says what another file is before it says who can read it", function()
    scratch.write(path, "key,name\n1,Jan\n")
    output_of("chmod 644 " .. path)
    local _, err = journal.open(path)
    assert_failed(err, path, "it is not a journal")
    assert.falsy(err.message:find("chmod", 1, true))
  end)

  it("has each claim on the disk before it counts, and no other change", function()
    local opened = assert(journal.open(path))
    local function level(mode)
      local found
      opened.database:transaction(mode, function()
        found = opened.database:query("PRAGMA synchronous")[1].synchronous
        return true
      end)
      return found
    end
    for _, mode in ipairs({ "write", "durable", "durable", "write", "write", "durable" }) do
      assert.equal(mode == "durable" and 2 or 1, level(mode))
    end
    opened:close()
  end)

  it("refuses a database of something else, and leaves it as it is", function()
    local DBI = require("DBI")
    local connection = assert(DBI.Connect("SQLite3", path))
    connection:autocommit(true)
    assert(DBI.Do(connection, "CREATE TABLE other (x INTEGER)"))
    connection:close()
    output_of("chmod 600 " .. path)
    local before = scratch.contents(path)
    assert_failed(select(2, journal.open(path)), path, "something else")
    assert.is_true(before == scratch.contents(path))
  end)

  it("is not begun where it must be there", function()
    assert_failed(select(2, journal.open(path, { must_exist = true })), path)
    assert.equal("", scratch.names())
    scratch.write(path, "")
    assert_failed(select(2, journal.open(path, { must_exist = true })), path)
    os.remove(path)
    local id = assert(journal.open(path)).id
    assert.equal(id, assert(journal.open(path, { must_exist = true })).id)
  end)

  it("names the folder that is not there", function()
    assert_failed(select(2, journal.open(folder .. "/none/imports.journal")), folder .. "/none", "make it")
    assert.equal("", scratch.names())
  end)

  it("takes any name for that of a file", function()
    local program = [[
      for _, name in ipairs({ ":memory:", "file:x?mode=memory", "a b'?" }) do
        assert(require("openprovider.journal").open(name)):close()
      end
    ]]
    local command = command_of(program, ""):gsub("'%./lua", "'" .. output_of("pwd") .. "/lua")
    command = command:gsub("%./", output_of("pwd") .. "/")
    assert.equal("", output_of("cd " .. folder .. " && " .. command))
    assert.equal(":memory:\na b'?\nfile:x?mode=memory", scratch.names())
  end)

  it("says so when it cannot be written to, and does nothing by halves", function()
    local opened = assert(journal.open(path))
    opened:add(rows(10))
    opened.database:transaction("read", function()
      opened.database:query("PRAGMA max_page_count = 10")
      return true
    end)
    local batch = rows(500)
    local added, err = opened:add(batch)
    assert.is_nil(added)
    assert_failed(err, path, "free some space")
    assert.equal(10, opened:counts().total)
    opened:close()

    output_of("chmod 400 " .. path)
    local program = [[
      local opened, err = require("openprovider.journal").open(arg[1])
      if opened then opened, err = opened:begin() end
      io.write(tostring(err and err.message))
    ]]
    assert.truthy(output_of(command_of(program, BOUND, path)):find("make it writable", 1, true))
  end)

  it("names the Debian package where LuaDBI is missing", function()
    local program = [[
      package.preload.DBI = function() error("none") end
      for _, target in ipairs({ arg[1], "postgresql://127.0.0.1/x" }) do
        print((select(2, require("openprovider.journal").open(target))).message)
      end
    ]]
    local output = output_of(command_of(program, "", path))
    assert.truthy(output:find("lua%-dbi%-sqlite3.*\n.*lua%-dbi%-postgresql"), output)
    assert.equal("", scratch.names())
  end)

  it("is not opened in a child of the process that has it open", function()
    local opened = assert(journal.open(path))
    local child = process.fork()
    if child == 0 then
      local second, err = journal.open(path)
      process.exit(second == nil and err.message:find("fork", 1, true) and 0 or 1)
    end
    assert.equal(0, process.wait(child))
    opened:close()
  end)
end)

describe("a journal in PostgreSQL", function()
  local server
  local number = 0

  setup(function() server = postgresql.start() end)
  teardown(function() server:stop() end)

  local function new_schema()
    number = number + 1
    server:sql(("CREATE SCHEMA s%d AUTHORIZATION %s"):format(number, server.user))
    return ("%s?options=-csearch_path%%3Ds%d"):format(server.url, number)
  end

  behaves("as in any database", new_schema)

  it("shows no password", function()
    local opened = assert(journal.open(new_schema()))
    assert.falsy(opened.target:find("pass", 1, true))
    assert.falsy(tostring(opened):find("pass", 1, true))
    assert.truthy(opened.target:find("postgresql://journal@127.0.0.1:" .. server.port .. "/imports", 1, true))
    opened:close()
    for _, target in ipairs({
      "postgresql://u:s3cr%zzet@127.0.0.1/x", "postgresql://u:s3cret@x@127.0.0.1/x", "postgres://u:s3/cret@127.0.0.1/x",
      "postgresql://u:s3?cret@127.0.0.1/x", "postgresql://u:s3:cret@127.0.0.1/x", "postgresql://u:s3 cret@127.0.0.1/x",
      "postgresql://u:s3#cret@127.0.0.1/x", "postgresql://u:s3cret@127.0.0.1:1/x",
      "postgresql://127.0.0.1:1/x?user=u&password=s3cret",
      "postgresql://u:s3cret@127.0.0.1:" .. server.port .. "/x", "postgresql://u:s3cret@[::1/x",
    }) do
      local none, err = journal.open(target)
      assert.is_nil(none)
      assert_failed(err)
      assert.falsy(err.message:find("s3", 1, true), err.message)
      assert.falsy(err.message:find("cret", 1, true), err.message)
    end
  end)

  it("says what is wrong with the way to it", function()
    assert_failed(select(2, journal.open("postgresql://u@127.0.0.1:1/x")), "u@127.0.0.1:1/x", "see whether it runs")
    local wrong = server.url:gsub("pass%%20", "")
    assert_failed(select(2, journal.open(wrong)), "user and password", "psql")
    assert_failed(select(2, journal.open(server.url .. "_none")), "imports_none", "psql")
    assert_failed(select(2, journal.open(server.url .. "?options=-csearch_path%3Dnone")), "search path")
    server:sql("CREATE SCHEMA foreign_schema; GRANT USAGE ON SCHEMA foreign_schema TO journal")
    assert_failed(select(2, journal.open(server.url .. "?options=-csearch_path%3Dforeign_schema")), "grant")
  end)

  it("is not begun where it must be there", function()
    local target = new_schema()
    assert_failed(select(2, journal.open(target, { must_exist = true })), "no journal")
    assert.equal("0", server:sql(("SELECT count(*) FROM pg_tables WHERE schemaname = 's%d'"):format(number)))
  end)

  it("refuses a database that does not take every character", function()
    server:sql("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0 OWNER journal")
    assert_failed(select(2, journal.open((server.url:gsub("/imports", "/latin")))), "UTF8")
  end)

  it("loses nothing when the server goes, and goes on when it is back", function()
    local opened = assert(journal.open(new_schema()))
    opened:add(rows(3))
    opened:claim(2, LONG, 0)
    server:pause()
    for _ = 1, 2 do
      local lost, err = opened:finish({ { reference = "row-0001", handle = "A" } })
      assert.is_nil(lost)
      assert_failed(err, "see whether")
    end
    server:resume()
    assert.equal(0, opened:finish({ { reference = "row-0001", handle = "A" } }))
    assert.same({ waiting = 1, claimed = 1, created = 1, failed = 0, total = 3 }, opened:counts())
    opened:close()
  end)
end)
