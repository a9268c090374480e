--- An event loop that a blocking call would stop.

local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

for _, name in ipairs({ "cqueues", "luv" }) do
  describe("a blocking call in a loop of " .. name, function()
    local loop = require("spec.support.loops." .. name)
    local server

    setup(function() server = sandbox_server.start { login_limit = false } end)
    teardown(function() server:stop() end)
    before_each(function() server:reset() end)

    -- What a function gives in a coroutine of the running loop.
    local function in_loop(fn)
      local results
      loop.start(function()
        loop.sleep(0.001)
        results = { fn() }
      end)
      loop.run()
      return results
    end

    it("is an error that names the transport for the loop, and sends nothing", function()
      local client = server:client()
      local results = in_loop(function() return client:login() end)
      assert.is_nil(results[1])
      assert.same({ "config", "not_sent", false }, { results[2].kind, results[2].outcome, results[2].retryable })
      local expected = ('transport = require("openprovider.transport.%s")'):format(name)
      assert.is_truthy(tostring(results[2]):find(expected, 1, true), tostring(results[2]))
      assert.equal(0, server:counters().arrived)
    end)

    it("is an error in many at once, too", function()
      local client = server:client()
      local results = in_loop(function()
        local _, page, err = client:concurrently(2, { 1, 2 }, function() return client:list_customers() end)()
        return page, err
      end)
      assert.same({ nil, "config" }, { results[1], results[2].kind })
    end)

    it("is made before the loop runs and after it", function()
      local client = server:client()
      assert.is_true(client:login())
      in_loop(function() end)
      assert.is_true(client:login())
    end)

    it("is made where the program chose to block", function()
      local client = server:client({ transport = require("openprovider.transport.curl") })
      assert.same({ true }, in_loop(function() return client:login() end))
    end)

    it("is made by a transport of the program's own", function()
      local transport = require("openprovider.testing").transport()
      local client = openprovider.new({ username = "sandbox", password = "secret", transport = transport })
      assert.same({ true }, in_loop(function() return client:login() end))
    end)
  end)
end
