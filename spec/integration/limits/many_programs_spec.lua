--- Many programs of one user that use the same account at the same time, each a process of its own: what they may send
--- together. The numbers of processes are small, for the suite's time; OP_PROGRAMS makes them larger.

local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local PROGRAMS = tonumber(os.getenv("OP_PROGRAMS")) or 30

-- Calls of each where more than 140 are needed.
local CALLS = 6

-- Prints the result of each call.
local PROGRAM = [[
  local openprovider = require "openprovider"
  local client = assert(openprovider.new {
    base_url = arg[1], username = arg[2], password = arg[3], proxy = "",
    token_store = require("openprovider.auth.stores.file").new(arg[4]), timeout = tonumber(arg[6]),
    on_event = function(event) if event.name == "token_store" then print(event.message) end end,
  })
  for _ = 1, tonumber(arg[7]) do
    local value, err
    if arg[5] == "create" then
      value, err = client:create_customer(require("spec.support.example").customer())
    elseif arg[5] == "get" then
      value, err = client:get_customer("XX000001-NL")
      if err and err.kind == "not_found" then value = true end
    elseif arg[5] == "list" then
      value, err = client:list_customers()
    else
      value, err = client:login()
    end
    print(value and "sent" or err.kind .. " " .. (err.retry_after or err.message))
  end
]]

describe("many programs with one token file", function()
  local server, folder

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    folder = scratch.make()
  end)
  after_each(scratch.remove)

  -- Runs so many programs, some at a time. -> how many printed "sent", the other lines
  local function run(count, at_once, verb, given)
    given = given or {}
    local command = scratch.command_of(PROGRAM, "", server.base_url, server.username,
      given.password or server.password, folder .. "/tokens.json", verb, given.timeout or "60",
      tostring(given.calls or 1))
    local text = scratch.output_of(("seq %d | xargs -P %d -I{} sh -c %s"):format(count, at_once,
      scratch.quoted(command)))
    local sent, others = 0, {}
    for line in text:gmatch("[^\n]+") do
      if line == "sent" then sent = sent + 1 else others[#others + 1] = line end
    end
    assert(count * (given.calls or 1) == sent + #others, text)
    return sent, others
  end

  local function asked(route) return server:counters().by_route[route] or 0 end

  local function assert_refused(others)
    for _, line in ipairs(others) do
      local seconds = tonumber(line:match("^rate_limited (%d+)$"))
      assert.is_true(seconds and seconds >= 1 and seconds <= 300, line)
    end
  end

  it("create the same customer 140 times at most, however each writes its members", function()
    local sent, others = run(PROGRAMS, 8, "create", { calls = CALLS })
    assert.same({ 140, 140 }, { sent, asked("POST /customers") })
    assert_refused(others)
  end)

  it("make the same call 140 times at most", function()
    local sent, others = run(PROGRAMS, 8, "get", { calls = CALLS })
    assert.same({ 140, 140 }, { sent, asked("GET /customers/{handle}") })
    assert_refused(others)
    assert.equal(1, asked("POST /auth/login"))
  end)

  it("log in 13 times in a minute at most", function()
    local sent, others = run(30, 8, "login", { timeout = "20" })
    assert.same({ 13, 13 }, { sent, asked("POST /auth/login") })
    assert_refused(others)
  end)

  it("log in again once when a login times out", function()
    server:fault { name = "stall", seconds = 5, path = "/auth/login$", times = 1 }
    assert.equal(12, (run(12, 12, "list", { timeout = "4" })))
    assert.equal(2, asked("POST /auth/login"))
  end)

  it("wait for a login that is refused, and are refused with it", function()
    server:fault { name = "delay", seconds = 2, path = "/auth/login$", times = 1 }
    local sent, others = run(12, 12, "list", { password = "wrong" })
    assert.equal(0, sent)
    assert.truthy(others[1]:find("^auth "), others[1])
    for _, line in ipairs(others) do assert.equal(others[1], line) end -- word for word
    assert.is_true(asked("POST /auth/login") <= 3, asked("POST /auth/login") .. " logins")
  end)
end)
