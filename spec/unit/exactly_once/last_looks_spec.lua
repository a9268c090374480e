-- A create whose answer is lost, with less time left than its customer may take to appear.
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a create whose answer is lost, with a timeout below settle,", function()
  -- A client of an API whose lists show a customer after so many seconds. The answer to its create never comes.
  local function client_of(visible_after)
    -- Its own clock stands still, and only what is waited moves it.
    local transport = testing.transport({ visible_after = visible_after, now = function() return 1700000000 end })
    transport.sandbox:fault { method = "POST", path = "/customers$", processed = true, seconds = 60 }
    return assert(openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 10 })
  end

  it("goes on to look until its time is over", function()
    local handle, details = client_of(1.5):create_customer(example.customer(), { reference = "late", timeout = 2 })
    assert.equal("CV000001-NL", handle, tostring(details))
  end)

  it("says how long it took in all", function()
    for timeout, said in pairs({ [2] = "(2 seconds in all)", [1] = "(1 second in all)" }) do
      local handle, err = client_of(60):create_customer(example.customer(), { reference = "late", timeout = timeout })
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      assert.is_truthy(err.message:find(said, 1, true), err.message)
    end
  end)
end)
