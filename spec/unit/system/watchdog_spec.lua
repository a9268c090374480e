-- A watchdog for a socket that other code waits for without a limit of its own: here LuaSocket stands for that code.
local core = require("openprovider.core")
local process = require("spec.support.process")
local socket = require("socket")

local server, client, peer

before_each(function()
  server = assert(socket.bind("127.0.0.1", 0))
  client = assert(socket.connect("127.0.0.1", (select(2, server:getsockname()))))
  peer = assert(server:accept())
end)
after_each(function()
  for _, one in ipairs({ server, client, peer }) do one:close() end
end)

-- The entry of a socket among those of this process.
local function found(one)
  local _, port = one:getsockname()
  local list = {}
  for _, each in ipairs(core.stream_sockets()) do
    if each.port == tonumber(port) then list[#list + 1] = each end
  end
  return list
end

describe("a watchdog", function()
  it("ends a wait that takes too long, and no other", function()
    local watchdog = assert(core.watchdog(found(client)[1].fd))
    for _ = 1, 3 do
      assert(watchdog:begin(0.05))
      assert.is_false(watchdog:finish())
    end
    core.sleep(0.1) -- the time of a wait that is over is nobody's
    assert(watchdog:begin(5))
    assert(peer:send("answer\n"))
    assert.equal("answer", client:receive())
    assert.is_false(watchdog:finish())
    local began = core.now()
    assert(watchdog:begin(0.2))
    assert.equal("closed", (select(2, client:receive())))
    assert.is_true(watchdog:finish())
    local took = core.now() - began
    assert.is_true(took >= 0.19 and took < 5, took)
    watchdog:close()
    watchdog:close()
    assert.is_false(pcall(watchdog.begin, watchdog, 1))
  end)

  it("minds a shorter time after a longer one", function()
    local watchdog = assert(core.watchdog(found(client)[1].fd))
    assert(watchdog:begin(60))
    assert(watchdog:begin(0.05))
    assert.equal("closed", (select(2, client:receive())))
    assert.is_true(watchdog:finish())
    watchdog:close()
  end)

  it("leaves alone what came to have the socket's descriptor", function()
    local fd = found(client)[1].fd
    local watchdog = assert(core.watchdog(fd))
    client:close()
    client = assert(socket.connect("127.0.0.1", (select(2, server:getsockname()))))
    assert.equal(fd, found(client)[1].fd)
    local second = assert(server:accept())
    assert(watchdog:begin(0))
    core.sleep(0.05)
    assert.is_true(watchdog:finish())
    assert(second:send("answer\n"))
    assert.equal("answer", client:receive())
    second:close()
    watchdog:close()
  end)

  it("is no child's, and neither is the socket", function()
    local watchdog = assert(core.watchdog(found(client)[1].fd))
    local child = process.fork()
    if child == 0 then
      local is_right = #found(client) == 0 and watchdog:begin(1) == nil and watchdog:finish() == false
      watchdog:close()
      process.exit(is_right and 0 or 1)
    end
    assert.equal(0, process.wait(child))
    assert(peer:send("answer\n"))
    assert.equal("answer", client:receive())
    watchdog:close()
  end)

  it("takes no signal of the program's, and is ended by the collector", function()
    local function threads()
      local count = 0
      for _ in io.popen(("ls /proc/%d/task"):format(core.pid())):lines() do count = count + 1 end
      return count
    end
    local before = threads()
    for _ = 1, 3 do assert(assert(core.watchdog(found(client)[1].fd)):begin(60)) end
    assert.is_true(threads() > before)
    collectgarbage()
    collectgarbage()
    assert.equal(before, threads())
  end)

  it("is refused for what is no descriptor", function()
    local none, message = core.watchdog(-1)
    assert.is_nil(none)
    assert.is_string(message)
  end)
end)

describe("core.process", function()
  it("is a child's own, whatever its number", function()
    local here = core.process()
    assert.equal(here, core.process())
    local child = process.fork()
    if child == 0 then process.exit(core.process() ~= here and 0 or 1) end
    assert.equal(0, process.wait(child))
  end)
end)
