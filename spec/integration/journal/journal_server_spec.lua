-- A journal in PostgreSQL and its server: which schema it is in, a server that hangs or restarts, what is never shown.
local core = require("openprovider.core")
local example = require("spec.support.example")
local journal = require("openprovider.journal")
local postgresql = require("spec.support.postgresql")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local server, number

setup(function() server, number = postgresql.start(), 0 end)
teardown(function() server:stop() end)

local function new_schema()
  number = number + 1
  server:sql(("CREATE SCHEMA n%d AUTHORIZATION %s"):format(number, server.user))
  return ("%s?options=-csearch_path%%3Dn%d"):format(server.url, number)
end

local function row(reference)
  return { reference = reference, key = reference, position = 1, body = "{}", hash = reference }
end

local function assert_refused(target, ...)
  local opened, err = journal.open(target)
  assert.is_nil(opened)
  assert.equal("journal", err.kind)
  for _, text in ipairs({ ... }) do assert.truthy(err.message:find(text, 1, true), err.message) end
end

describe("a journal in PostgreSQL", function()
  it("is one for all who share it: where search paths lead elsewhere, it says which schema to name", function()
    local fresh = server:url_of("127.0.0.1"):gsub("/imports$", "/paths")
    server:sql(("CREATE DATABASE paths OWNER %s"):format(server.user), "postgres")
    local opened = assert(journal.open(fresh))
    assert.equal("public", opened.database.dialect.schema)
    opened:add({ row("a") })
    -- Now the path of this role leads to another schema, as that of another role may.
    server:sql(("CREATE SCHEMA %s AUTHORIZATION %s"):format(server.user, server.user), "paths")
    assert_refused(fresh, 'one in the schema "public"', 'in "journal"', "?options=-csearch_path%3Dpublic")
    local named = assert(journal.open(fresh .. "?options=-csearch_path%3Dpublic"))
    assert.equal(opened.id, named.id)
    assert.equal(1, named:counts().total)
    local other = assert(journal.open(fresh .. "?options=-csearch_path%3Djournal"))
    assert.not_equal(opened.id, other.id)
    assert_refused(fresh, 'one in the schema "public"')
    -- What is open stays where it is, whatever becomes of the path.
    assert.equal(1, opened:counts().total)
    server:sql(("CREATE SCHEMA fresh AUTHORIZATION %s"):format(server.user), "paths")
    assert_refused(fresh .. "?options=-csearch_path%3Dfresh,public", 'one in the schema "public"', 'in "fresh"')
    for _, each in ipairs({ opened, named, other }) do each:close() end
  end)

  it("names its schema in every statement, whatever its name", function()
    server:sql(('CREATE SCHEMA "we ird""ROWS" AUTHORIZATION %s'):format(server.user))
    local opened = assert(journal.open(server.url .. '?options=-csearch_path%3D%22we%5C%20ird%22%22ROWS%22'))
    assert.equal('we ird"ROWS', opened.database.dialect.schema)
    opened:add({ row("a") })
    assert.equal("a", opened:claim(1, 60, 0)[1].reference)
    opened.database:transaction("read", function()
      opened.database:query("SELECT set_config('search_path', 'pg_catalog', false)")
      return true
    end)
    assert.equal(0, opened:finish({ { reference = "a", handle = "A" } }))
    assert.equal(1, opened:counts().created)
    opened:close()
  end)

  local function signal(name) server:signal(name) end

  it("gives up a server that says nothing, after a time of its own, and goes on when it is back", function()
    local opened = assert(journal.open(new_schema(), { patience = 1 }))
    opened:add({ row("a") })
    opened:claim(1, 60, 0)
    signal("STOP")
    local began = core.now()
    local lost, err = opened:finish({ { reference = "a", handle = "A" } })
    local first_took = core.now() - began
    local counts = opened:counts() -- which connects anew
    local took = core.now() - began
    signal("CONT")
    assert.is_nil(lost)
    assert.is_nil(counts)
    assert.equal("journal", err.kind)
    assert.truthy(err.message:find("has said nothing for 1 seconds: see whether it hangs", 1, true), err.message)
    assert.is_true(first_took >= 0.9 and first_took < 4 and took < 8, first_took .. " " .. took)
    assert.equal(0, opened:finish({ { reference = "a", handle = "A" } }))
    assert.equal(1, opened:counts().created)
    opened:close()
  end)

  it("gives it up so early that answers which came meanwhile are still in time", function()
    local api = sandbox_server.start { login_limit = false }
    api:fault { name = "delay", seconds = 0.1, times = 1000, method = "POST", path = "/customers$" }
    local client = api:client({ timeout = 12, settle = 0.2 })
    local index, is_stopped, handles, fault = 0, false, 0, nil
    for key, handle, err in client:create_customers(function()
      index = index + 1
      return index <= 200 and example.customer { email = "jan" .. index .. "@example.com" } or nil
    end, { journal = new_schema(), concurrency = 8, on_progress = function(progress)
      if progress.created < 20 or is_stopped then return end
      is_stopped = true
      signal("STOP")
    end }) do
      if key == false then fault = err else handles = handles + 1 end
      assert(handle or key == false, tostring(err))
    end
    signal("CONT")
    local created = api:counters().customers_created
    client:close()
    api:stop()
    assert.truthy(fault.message:find("has said nothing for 5 seconds", 1, true), fault.message)
    assert.equal(created, handles)
  end)

  it("gives up a server that takes a connection and says nothing", function()
    local socket = require("socket")
    local silent = assert(socket.bind("127.0.0.1", 0))
    local _, port = silent:getsockname()
    local began = core.now()
    local opened, err = journal.open(("postgresql://u@127.0.0.1:%d/x"):format(port), { patience = 1 })
    assert.is_nil(opened)
    assert.equal("journal", err.kind)
    assert.is_true(core.now() - began < 8)
    silent:close()
  end)

  it("waits for others no longer than for the server", function()
    local target = new_schema()
    local opened, other = assert(journal.open(target, { patience = 1 })), assert(journal.open(target))
    opened:add({ row("a") })
    local err
    other.database:transaction("write", function()
      other.database:query("SELECT tick FROM openprovider_journal FOR UPDATE")
      err = select(2, opened:add({ row("b") }))
      return true
    end)
    assert.truthy(err.message:find("lock timeout", 1, true), err.message)
    opened:close()
    other:close()
  end)

  it("takes nothing over from a worker that goes on after the server was started anew, whatever its clock says",
    function()
      local target = new_schema()
      local one, two = assert(journal.open(target)), assert(journal.open(target))
      one:add({ row("a"), row("b") })
      assert.equal(2, #one:claim(2, 60, 0))
      assert.same({}, (two:claim(2, 1, 0)))
      server:restart("immediate") -- which ends every session, and with it every lock
      -- Both are out of touch; the first answer of the second comes before any of the first.
      local rows, err
      repeat
        rows, err = two:claim(2, 1, 0)
      until rows
      assert.same({}, rows, err)
      local is_same
      for _ = 1, 3 do is_same = is_same or one:renew() end
      assert.is_true(is_same)
      one.database:disconnect() -- and has no lock for a while, as others have none
      for _ = 1, 3 do
        assert.same({}, (two:claim(2, 1, 0)))
        core.sleep(0.05)
      end
      assert.is_true(one:renew())
      assert.equal(0, one:finish({ { reference = "a", handle = "A" } }))
      one:close()
      two:close()
    end)
end)

describe("a journal in PostgreSQL of a program with another decimal point", function()
  it("has each row at its position", function()
    scratch.make()
    finally(scratch.remove)
    local said = scratch.output_of(("localedef --no-archive -i de_DE -f UTF-8 %s/de_DE.UTF-8"):format(scratch.folder))
    local program = [[
      assert(os.setlocale("de_DE.UTF-8", "numeric"), "no locale")
      local core = require("openprovider.core")
      local opened = assert(require("openprovider.journal").open(arg[1]))
      local rows = {}
      for index, position in ipairs({ 1.75, 1.5, 2, 0.1 }) do
        local reference = "r" .. index
        rows[index] = { reference = reference, key = reference, position = position, body = "{}", hash = reference }
      end
      for _ = 1, 2 do assert(opened:add(rows)) end
      local function show(row) io.write(row.reference, "=", core.number_text(row.position), " ") end
      for row in opened:rows() do show(row) end
      for _, row in ipairs(assert(opened:claim(4, 60.5, 0))) do show(row) end
      opened:close()
    ]]
    assert.equal("r4=0.1 r2=1.5 r1=1.75 r3=2 r4=0.1 r2=1.5 r1=1.75 r3=2",
      scratch.output_of(scratch.command_of(program, "LOCPATH=" .. scratch.folder, new_schema())), said)
  end)
end)

describe("what is given as a journal and has a password in it", function()
  it("is never shown, however it is written", function()
    for _, target in ipairs({
      "postgresql://u@127.0.0.1:1/x?pass%77ord=s3cret", "postgresql://u@127.0.0.1:1/x?ssl%70assword=s3cret",
      "postgresql://u@127.0.0.1:1/x?unheard_of=s3cret", "postgresql://u@127.0.0.1:1/x?a=1?password=s3cret",
      "postgresql:/u:s3cret@h", "postgresql:u:s3cret@h/x", "postgres:/u:s3cret@h/x", "Postgres://u:s3cret@h/x",
      " postgresql://u:s3cret@h/x", "host=127.0.0.1 port=1 password=s3cret", "  user = u  password = s3cret",
      "dbname=x passfile=s3cret", "sslpassword='s3cret'", "u:s3cret@h/x", "jdbc:postgresql://u:s3cret@h/x",
      "mysql://u:s3cret@h/x", "password=s3cret", "service=x pass%77ord=s3cret",
    }) do
      local opened, err = journal.open(target)
      assert.is_nil(opened)
      assert.equal("journal", err.kind)
      assert.is_nil(tostring(err):find("s3cret", 1, true), target)
      assert.is_nil(tostring(err):find("cret", 1, true), target)
    end
  end)

  it("is a path all the same where it begins as one", function()
    local folder = scratch.make()
    finally(scratch.remove)
    for _, name in ipairs({ "host=x", "u:v@w", "password=x" }) do
      assert(journal.open(folder .. "/" .. name)):close()
    end
  end)
end)
