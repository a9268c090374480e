--- After an outage `create_customers` is soon as fast as it was. spec/system/outage_spec.lua has longer ones.

local outage = require("spec.support.outage")
local sandbox_server = require("spec.sandbox.server")

describe("twenty customers", function()
  local server

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("are there soon after the API's maintenance of two seconds", function()
    local took, created = outage(server, "maintenance", 2, 20)
    assert.equal(20, created)
    assert.is_true(took > 0 and took < 5, took)
  end)
end)
