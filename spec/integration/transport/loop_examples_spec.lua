--- The examples of event loops, as a user runs them.

local example = require("spec.support.example")
local json = require("dkjson")
local processes = require("spec.sandbox.processes")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local socket = require("socket")

local INTERPRETER = os.getenv("OP_LUA") or "lua5.4"

describe("the example", function()
  local server, before

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    scratch.make()
    before = ("LUA_PATH=%s LUA_CPATH=%s OPENPROVIDER_BASE_URL=%s "):format(scratch.quoted(package.path),
      scratch.quoted(package.cpath), server.base_url) .. "OPENPROVIDER_USERNAME=sandbox OPENPROVIDER_PASSWORD=secret"
  end)
  after_each(scratch.remove)

  it("for luv says what it takes, and that a file is missing", function()
    local command = before .. " " .. INTERPRETER .. " examples/luv.lua %s; echo status $?"
    assert.equal("usage: luv.lua CUSTOMERS.jsonl\nstatus 2", scratch.output_of(command:format("")))
    assert.equal("/none: No such file or directory\nusage: luv.lua CUSTOMERS.jsonl\nstatus 2",
      scratch.output_of(command:format("/none")))
  end)

  it("for luv creates the customers of a file, and prints the result of each line", function()
    local path, lines = scratch.folder .. "/customers.jsonl", {}
    for number = 1, 10 do lines[number] = json.encode(example.customer({ comments = "customer " .. number })) end
    lines[4] = "nonsense"
    scratch.write(path, table.concat(lines, "\n") .. "\n")
    local output = scratch.output_of(("%s timeout 30 %s examples/luv.lua %s; echo status $?"):format(before,
      INTERPRETER, path))
    assert.equal(9, server:counters().customers_created)
    for number = 1, 10 do
      local handle = ("\n" .. output):match("\n" .. number .. "\tCV%d+%-NL\n")
      assert.equal(number ~= 4, handle ~= nil, output)
    end
    assert.truthy(output:find("4\topenprovider: a customer is expected, not a string", 1, true), output)
    assert.truthy(output:find("status 1$"), output)
  end)

  -- Starts the service, and runs a function with the port that it says it listens at.
  local function with_service(fn)
    local path = scratch.folder .. "/output"
    local pid = scratch.output_of(("%s setsid timeout 60 %s examples/cqueues.lua 0 > %s 2>&1 < /dev/null & echo $!")
      :format(before, INTERPRETER, path))
    local process = processes.identity(pid)
    local port, deadline = nil, socket.gettime() + 10
    while not port and socket.gettime() < deadline do
      socket.sleep(0.02)
      port = scratch.contents(path):match("listening on 127%.0%.0%.1:(%d+)\n")
    end
    local ok, why = pcall(fn, port)
    if processes.is_same(process) then os.execute("kill " .. pid) end
    assert(ok, why)
  end

  local function ask(connection, line)
    assert(connection:send(line .. "\n"))
    return json.decode((assert(connection:receive("*l"))))
  end

  it("for cqueues answers many connections at once, with handles and with errors", function()
    with_service(function(port)
      assert.is_string(port)
      server:fault { name = "delay", seconds = 0.3, path = "/customers$", times = 100 }
      local connections, handles, began = {}, {}, socket.gettime()
      for number = 1, 20 do
        local connection = assert(socket.connect("127.0.0.1", tonumber(port)))
        connection:settimeout(10)
        assert(connection:send(json.encode(example.customer({ comments = "customer " .. number })) .. "\n"))
        connections[number] = connection
      end
      for number = 1, 20 do
        handles[json.decode((assert(connections[number]:receive("*l")))).handle] = true
      end
      assert.is_true(socket.gettime() - began < 3)
      local count = 0
      for _ in pairs(handles) do count = count + 1 end
      assert.equal(20, count)
      assert.equal("invalid", ask(connections[1], "nonsense").kind)
      local refused = ask(connections[2], json.encode(example.customer({ email = "nobody" })))
      assert.equal("email", refused.problems[1].path)
      local long = json.encode(example.customer({ comments = ("x"):rep(20000) }))
      assert.is_string(ask(connections[2], long).handle)
      connections[3]:close()
      assert.is_string(ask(connections[4], json.encode(example.customer())).handle)
      for _, connection in ipairs(connections) do connection:close() end
    end)
  end)
end)
