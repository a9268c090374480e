--- Lists inside nginx: a worker reads them on its event loop, which others wait for.

local application = require("spec.support.nginx.application")
local sandbox = require("spec.sandbox.server")

-- Customers of a list; those of a page; and milliseconds of a processor for which others may have to wait. It is far
-- less on a quiet system. What is measured on a busy one is measured again, so many times at most.
local CUSTOMERS, PAGE, PAUSE, ATTEMPTS = 5000, 200, 20, 5

local COSOCKETS = 'require("openprovider.transport.resty_http").new(require("spec.support.nginx.cosocket"))'

describe("a worker of nginx", function()
  local api, server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  before_each(function() server = application.start(api) end)
  after_each(function()
    server:stop()
    api:reset()
  end)

  local function run(text, ...) return application.run(server, text:format(...)) end

  -- Goes through all customers, and looks each millisecond how long the worker's event loop was busy meanwhile: by the
  -- time that its thread had of a processor, whatever else runs.
  local WALK = [[
    local ffi = require("ffi")
    pcall(ffi.cdef, "struct op_time { long s; long ns; }; int clock_gettime(int, struct op_time *);")
    local CLOCK_THREAD_CPUTIME_ID, at = 3, ffi.new("struct op_time")
    local function worked()
      ffi.C.clock_gettime(CLOCK_THREAD_CPUTIME_ID, at)
      return tonumber(at.s) + tonumber(at.ns) / 1e9
    end
    client = assert(require("openprovider").new({ base_url = client.settings.base_url, username = "%s", password = "%s",
      transport = %s }))
    assert(client:login())
    local longest, is_over = 0, false
    local ticker = ngx.thread.spawn(function()
      while not is_over do
        local before = worked()
        ngx.sleep(0.001)
        longest = math.max(longest, worked() - before)
      end
    end)
    local seen, count = {}, 0
    for customer, _, err in client:customers() do
      assert(customer, err)
      count = count + (seen[customer.handle] and 0 or 1)
      seen[customer.handle] = true
    end
    is_over = true
    ngx.thread.wait(ticker)
    return { count = count, longest = longest * 1000 }
  ]]

  for name, transport in pairs({ threads = "nil", cosockets = COSOCKETS }) do
    it("serves others while it goes through 5,000 customers by its " .. name, function()
      api:fill(CUSTOMERS)
      local longest = math.huge
      for _ = 1, ATTEMPTS do
        local result = run(WALK, api.username, api.password, transport)
        assert.equal(CUSTOMERS, result.count)
        longest = math.min(longest, result.longest)
        if longest < PAUSE then break end
      end
      assert.is_true(longest < PAUSE, longest .. " ms")
      for _, request in ipairs(api:requests()) do
        local limit = tonumber((request.query or ""):match("limit=(%d+)"))
        assert.is_true(not limit or limit <= PAGE, limit)
      end
    end)
  end

  it("is not kept by a list of more than 4 MiB: the error says to ask for fewer at a time", function()
    api:fill(1000, ("x"):rep(5000))
    local result = run([[
      local _, err = client:list_customers({ limit = 1000 })
      local page = assert(client:list_customers({ limit = 500 }))
      local count = 0
      for customer, _, err in client:customers() do
        assert(customer, err)
        count = count + 1
      end
      return { kind = err.kind, message = err.message, page = #page.results, count = count }
    ]])
    assert.same({
      kind = "protocol", page = 500, count = 1000,
      message = "GET " .. api.base_url .. "/customers: the answer's body is too large: a list may have 4 MiB; "
        .. "ask for fewer at a time with `limit`",
    }, result)
  end)
end)
