--- References that processes hold beside their token file, and what they note there.

local core = require("openprovider.core")
local file_store = require("openprovider.auth.stores.file")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

describe("the store in a token file", function()
  local path, store

  before_each(function()
    path = scratch.make() .. "/folder/tokens.json"
    store = assert(file_store.new(path))
  end)
  after_each(scratch.remove)

  -- The file of a key's notes.
  local function notes_of(key)
    return path .. ".notes/" .. core.fnv128(key):sub(-2)
  end

  it("lets one caller hold a key, in this process or another, until it lets go or ends", function()
    local hold = store.hold("one", 9)
    assert.is_nil(hold.problem)
    assert.is_false(store.hold("one", 9))
    assert.is_truthy(store.hold("two", 9))
    local program = [[
      local store = require("openprovider.auth.stores.file").new(arg[1])
      local hold = store.hold("one", 9)
      print(hold and "held" or "taken")
      if hold then hold:write("left", 9) os.exit(0, false) end]]
    local run = scratch.command_of(program, "", path)
    assert.equal("taken", scratch.output_of(run))
    hold:release()
    hold:release()
    assert.equal("held", scratch.output_of(run))
    local after = store.hold("one", 9)
    assert.equal("left", after.note)
    assert.is_true(after.age >= 0 and after.age < 5)
  end)

  it("keeps the note of a key until its time is over, or until it is dropped", function()
    local hold = store.hold("one", 9)
    assert.is_nil(hold.note)
    hold:write("first", 9)
    hold:write("second", 0.1)
    hold:release()
    hold = store.hold("one", 9)
    assert.equal("second", hold.note)
    hold:release()
    core.sleep(0.15)
    hold = store.hold("one", 9)
    assert.is_nil(hold.note)
    hold:write("third", 9)
    hold:write(nil, 0)
    hold:release()
    assert.is_nil(store.hold("one", 9).note)
  end)

  it("is for its owner alone, and forgets what is over", function()
    for _ = 1, 5 do
      for index = 1, 200 do
        local hold = store.hold("key " .. index % 6, 9)
        hold:write("c AB000001-NL 0123456789abcdef 0123456789abcdef", 0.01)
        assert.is_nil(hold.problem)
        hold:release()
      end
      core.sleep(0.02)
    end
    local names = scratch.output_of("ls " .. path .. ".notes | wc -l")
    assert.is_true(tonumber(names) <= 256, names)
    local bytes = scratch.output_of("ls -l " .. path .. ".notes | awk '{ print $5 }' | sort -n | tail -1")
    assert.is_true(tonumber(bytes) < 9000, bytes)
    assert.equal("600", scratch.mode_of(notes_of("key 1")))
    assert.equal("600", scratch.mode_of(path .. ".held"))
    assert.equal("700", scratch.mode_of(path .. ".notes"))
    for _, line in ipairs { "key 1", "Hosters" } do
      assert.equal("", scratch.output_of(("grep -rl '%s' %s.notes || true"):format(line, path)))
    end
  end)

  it("has room for 100,000 notes; beyond that the oldest go, which it says, and it goes on", function()
    local hashes = {} -- of keys that are all in one file
    for index = 1, 1e6 do
      local key = "key " .. index
      if core.fnv128(key):sub(-2) == "00" then hashes[#hashes + 1] = key end
      if #hashes == 1200 then break end
    end
    local full_at = nil
    for index, key in ipairs(hashes) do
      local hold = store.hold(key, 9)
      hold:write("c AB000001-NL 0123456789abcdef 0123456789abcdef", 100)
      if hold.problem then
        full_at = full_at or index
        assert.truthy(hold.problem:find("is full", 1, true), hold.problem)
      end
      hold:release()
    end
    assert.is_true(full_at and full_at > 420, full_at)
    assert.is_true(#scratch.contents(notes_of(hashes[1])) < 65536)
    assert.is_nil(store.hold(hashes[1], 9).note)
    assert.truthy(store.hold(hashes[#hashes], 9).note)
  end)

  -- Writes a key's last note anew, with other times, and perhaps as another machine.
  local function changed(key, machine, made, ends)
    local parts = { scratch.contents(notes_of(key)):match("\n(%x+) (%S+) (%S+) (%S+) ([^\n]*)\n$") }
    scratch.write(notes_of(key), ("\n%s %s %s %s %s\n"):format(parts[1], machine or parts[2],
      core.number_text(made), core.number_text(ends), parts[5]))
  end

  it("takes a note of another machine, or from before this one was started anew, for one of just now", function()
    local now = core.uptime()
    for _, given in ipairs { { "0ther", 0, 9 }, { "0ther", now - 5, now + 4 }, { "0ther", now + 1e6, now + 1e6 + 9 },
      { nil, now + 1e6, now + 1e6 + 9 } } do
      local hold = store.hold("one", 9)
      hold:write("u", 9)
      hold:release()
      changed("one", given[1], given[2], given[3])
      hold = store.hold("one", 9)
      assert.equal("u", hold.note)
      assert.is_true(hold.age >= 0 and hold.age < 1)
      hold:release()
    end
  end)

  it("keeps the times of this machine's notes", function()
    local hold = store.hold("one", 9)
    hold:write("u", 9)
    hold:release()
    changed("one", nil, core.uptime() - 5, core.uptime() + 4)
    hold = store.hold("one", 9)
    assert.is_true(hold.age >= 5 and hold.age < 7)
  end)

  it("loses no note though processes write at the same time", function()
    local program = [[
      local store = require("openprovider.auth.stores.file").new(arg[1])
      for index = 1, 100 do
        local hold = store.hold(arg[2] .. index, 9)
        hold:write("n" .. arg[2] .. index, 60)
        if hold.problem then print(hold.problem) end
        hold:release()
      end]]
    local run = scratch.command_of(program, "", path)
    assert.equal("", scratch.output_of(("for i in a b c d e f; do %s $i & done; wait"):format(run)))
    for name in ("abcdef"):gmatch(".") do
      for index = 1, 100 do
        local hold = store.hold(name .. index, 9)
        assert.equal("n" .. name .. index, hold.note)
        hold:release()
      end
    end
  end)

  it("holds nothing where it cannot write, and says why", function()
    scratch.write(scratch.folder .. "/folder", "in the way")
    local hold = store.hold("one", 9)
    assert.truthy(hold.problem:find(path, 1, true))
    assert.is_true(hold:write("note", 9))
    hold:release()
  end)

  it("says why a note cannot be read that others can read", function()
    local hold = store.hold("one", 9)
    hold:write("note", 9)
    hold:release()
    os.execute("chmod 644 " .. notes_of("one"))
    hold = store.hold("one", 9)
    assert.is_nil(hold.note)
    assert.truthy(hold.problem:find("mode 0644", 1, true), hold.problem)
  end)

  describe("of a client", function()
    local server

    setup(function() server = sandbox_server.start { login_limit = false } end)
    teardown(function() server:stop() end)
    before_each(function() server:reset() end)

    local function new_client(events, changes)
      return server:client({
        token_store = store, on_event = function(event) events[#events + 1] = event end,
      }, changes)
    end

    it("has a note that a customer may be sent before the first byte is", function()
      local events, seen = {}, nil
      local client = new_client(events, { on_event = function(event)
        if event.name == "request" and event.method == "POST" and event.path == "/customers" then
          seen = scratch.output_of(("cat %s.notes/*"):format(path)):match(" (%l)$")
        end
      end })
      assert(client:create_customer(example.customer(), { reference = "order-1" }))
      client:close()
      assert.equal("s", seen)
      assert.truthy(scratch.output_of(("cat %s.notes/*"):format(path)):find(" c CV000001%-NL %x+ %x+ %x+$"))
    end)

    it("lets a create go on that cannot write there, and an event says why, once", function()
      scratch.write(scratch.folder .. "/folder", "in the way")
      local events, told = {}, {}
      local client = new_client(events, { token_store = {
        get = function() return nil end, set = function() end, delete = function() end, hold = store.hold,
      } })
      for _, reference in ipairs { "order-1", "order-1", "order-2" } do
        assert(client:create_customer(example.customer(), { reference = reference }))
      end
      client:close()
      for _, event in ipairs(events) do
        if event.name == "token_store" then told[#told + 1] = event.message end
      end
      assert.equal(1, #told)
      assert.truthy(told[1]:find(path, 1, true))
      assert.equal(2, #server:handles())
    end)

    it("tells in an event that notes are open to others, and so are not read", function()
      local events = {}
      local function create()
        local client = new_client(events)
        assert(client:create_customer(example.customer(), { reference = "order-1" }))
        client:close()
      end
      create()
      os.execute("chmod 644 " .. path .. ".notes/*")
      create()
      local told = {}
      for _, event in ipairs(events) do
        if event.name == "token_store" then told[#told + 1] = event.message end
      end
      assert.equal(1, #told)
      assert.truthy(told[1]:find(path .. ".notes/.. is open to other users %(mode 0644%)"), told[1])
    end)

    it("ends a create with an error of kind config if another store fails, and nothing is sent", function()
      for _, hold in ipairs {
        function() return nil, "the store is full" end, function() error("the store is full") end,
      } do
        local client = new_client({}, { token_store = {
          get = function() return nil end, set = function() end, delete = function() end, hold = hold,
        } })
        local handle, err = client:create_customer(example.customer(), { reference = "order-1" })
        client:close()
        assert.is_nil(handle)
        assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
        assert.truthy(tostring(err):find("the store is full", 1, true))
      end
      assert.equal(0, #server:handles())
    end)

    it("bounds the wait for a reference by the call's own time, of which a waiting call gets no second one", function()
      local held = store.hold(server.base_url .. " " .. server.username .. " order-1", 9)
      local client = new_client({}, { timeout = 1.5 })
      assert(client:login())
      local began = core.now()
      local handle, err = client:create_customer(example.customer(), { reference = "order-1" })
      assert.is_nil(handle)
      assert.same({ "timeout", "not_sent" }, { err.kind, err.outcome })
      local seconds = core.now() - began
      assert.is_true(seconds > 1.4 and seconds < 2.9, seconds)
      held:release()

      -- The reference is free after most of the time: what is left of it is all that the create has.
      server:fault { name = "stall", seconds = 6, method = "POST", path = "/customers$" }
      local running = scratch.command_of([[
        local hold = require("openprovider.auth.stores.file").new(arg[1]).hold(arg[2], 9)
        print("held") io.stdout:flush()
        require("openprovider.core").sleep(1.2)
      ]], "", path, server.base_url .. " " .. server.username .. " order-1")
      local pipe = io.popen(running)
      assert.equal("held", pipe:read("*l"))
      began = core.now()
      client:create_customer(example.customer(), { reference = "order-1" })
      seconds = core.now() - began
      pipe:close()
      assert.is_true(seconds > 1.1 and seconds < 2.6, seconds)
      client:close()
    end)

    it("asks for leave right before a create is sent, after the looks", function()
      local events, order = {}, {}
      local client = new_client(events, { on_event = function(event)
        if event.name == "lookup" then order[#order + 1] = "look" end
        if event.name == "request" and event.method == "POST" and event.path == "/customers" then
          order[#order + 1] = "send"
        end
      end })
      local prepared = assert(require("openprovider.customer.payload").make(example.customer(), "order-1"))
      local send = require("openprovider.exactly_once.create").create
      local refusal = require("openprovider.errors").new("journal", "not any more", { outcome = "not_sent" })
      local handle, err = send(client, prepared, { permit = function() return refusal end })
      assert.same({ "journal", "not_sent" }, { handle == nil and err.kind, err.outcome })
      assert.same({ "look" }, order)
      assert.equal("", scratch.output_of(("cat %s.notes/* || true"):format(path)):match("%l$") or "")
      order = {}
      assert(send(client, prepared, { permit = function() order[#order + 1] = "leave" end }))
      assert.same({ "look", "leave", "send" }, order)
      client:close()
    end)
  end)
end)
