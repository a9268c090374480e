--- Tokens from elsewhere: the program's function may wait, as a call does.

local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

describe("a token function", function()
  local server

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  -- A function that gets its token by a call of another client.
  local function by_login()
    local asked = { count = 0 }
    asked.token = function()
      asked.count = asked.count + 1
      local other = server:client()
      local data, err = other:request("POST", "/auth/login", nil,
        { username = server.username, password = server.password })
      other:close()
      if not data then return nil, tostring(err) end
      return data.token
    end
    return asked
  end

  local function new_client(token, transport)
    return assert(openprovider.new({ base_url = server.base_url, token = token, transport = transport, proxy = "" }))
  end

  it("makes calls of its own, once for all that are made at the same time", function()
    local asked = by_login()
    local client, pages = new_client(asked.token), 0
    for _, page in client:concurrently(4, { 1, 2, 3, 4, 5, 6 }, function() return client:list_customers() end) do
      pages = pages + (page and 1 or 0)
    end
    assert.same({ 6, 1 }, { pages, asked.count })
  end)

  it("that yields to nobody in many calls at once is an error that says so", function()
    local client = new_client(function() return coroutine.yield() end)
    local _, page, err = client:concurrently(2, { 1, 2 }, function() return client:list_customers() end)()
    assert.is_nil(page)
    assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
    assert.is_truthy(tostring(err):find("it must not wait, and called coroutine.yield", 1, true), tostring(err))
  end)

  for _, name in ipairs({ "cqueues", "luv" }) do
    it("waits in a loop of " .. name .. ", which goes on meanwhile, once for all calls", function()
      local loop = require("spec.support.loops." .. name)
      local token = by_login().token()
      local asked, ticks, pages = 0, 0, 0
      local client = new_client(function()
        asked = asked + 1
        loop.sleep(0.2)
        return token
      end, loop.transport)
      for _ = 1, 3 do
        loop.start(function()
          local page = client:list_customers()
          pages = pages + (page and 1 or 0)
        end)
      end
      loop.start(function()
        while pages < 3 and ticks < 1000 do
          loop.sleep(0.01)
          ticks = ticks + 1
        end
      end)
      loop.run()
      assert.same({ 3, 1 }, { pages, asked })
      assert.is_true(ticks >= 10, ticks .. " ticks")
    end)
  end
end)
