--- After an outage of twelve seconds, twenty customers are there within five more: with the API's maintenance, a
--- gateway that has no API, and connections that are closed.

local outage = require("spec.support.outage")
local sandbox_server = require("spec.sandbox.server")

describe("twenty customers, after an outage of twelve seconds,", function()
  local server

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  for kind, options in pairs({ maintenance = {}, gateway = { reference = true }, closed = { reference = true } }) do
    it("are there within five seconds: " .. kind, function()
      local took, created = outage(server, kind, 12, 20, options)
      assert.equal(20, created)
      assert.is_true(took > 0 and took < 5, took)
    end)
  end
end)
