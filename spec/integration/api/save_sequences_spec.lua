--- save_customer against a server: other programs, answers that are lost, reads that lag.

local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

describe("save_customer against a server whose PUT erases what it leaves out", function()
  local server, client, other, handle

  setup(function() server = sandbox_server.start { login_limit = false, replacing_put = true } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client, other = server:client({ settle = 0, retries = 0 }), server:client({ settle = 0 })
    handle = assert(client:create_customer(example.customer { vat = "NL123456789B01" }))
  end)
  after_each(function()
    client:close()
    other:close()
  end)

  it("keeps what the record did not show", function()
    local fax, row = server:record(handle).fax, client:list_customers().results[1]
    row.comments = "moved in"
    assert(client:save_customer(row))
    local now = server:record(handle)
    assert.same({ fax, "moved in", "NL123456789B01" }, { now.fax, now.comments, now.vat })
  end)

  it("can be called again after an answer was lost, whether the change was carried out or not", function()
    for _, fault in ipairs({ "reset_after", "reset_before" }) do
      local record = client:get_customer(handle)
      record.vat, record.comments = nil, fault
      server:fault { name = fault, method = "PUT", path = "/customers/" }
      local ok, err = client:save_customer(record)
      assert.same({ nil, "unknown" }, { ok, err.outcome })
      ok, err = client:save_customer(record)
      assert.is_true(ok, tostring(err))
      assert.same({ nil, fault }, { client:get_customer(handle).vat, server:record(handle).comments })
      assert(client:update_customer(handle, { vat = "NL123456789B01" }))
    end
  end)

  it("looks again before it sends again, and does not undo what came between", function()
    local theirs = server:record(handle)
    theirs.id, theirs.handle, theirs.email = nil, nil, "theirs@example.com"
    local record = client:get_customer(handle)
    record.vat = nil
    local own = server:client({ settle = 0, retries = 1, on_event = function(event)
      if event.name == "retry" then assert(other:request("PUT", "/customers/" .. handle, nil, theirs)) end
    end })
    server:fault { name = "reset_before", method = "PUT", path = "/customers/" }
    local ok, err = own:save_customer(record)
    own:close()
    assert.same({ nil, "conflict" }, { ok, err.kind })
    local now = server:record(handle)
    assert.same({ "theirs@example.com", "NL123456789B01" }, { now.email, now.vat })
  end)

  it("of two records that were read at the same time takes one, and refuses the other", function()
    local one, two = client:get_customer(handle), other:get_customer(handle)
    one.comments, two.email = "one", "two@example.com"
    assert(client:save_customer(one))
    local ok, err = other:save_customer(two)
    assert.same({ nil, "conflict", "comments" }, { ok, err.kind, err.differences[1].path })
    local now = server:record(handle)
    assert.same({ "one", "example@mail.tld" }, { now.comments, now.email })
  end)
end)

describe("save_customer where reads lag", function()
  it("keeps what this program wrote before, and refuses a record that is older than that", function()
    local server = sandbox_server.start { login_limit = false, replacing_put = true, read_lag = 1 }
    local client = server:client({ settle = 2 })
    local handle = assert(client:create_customer(example.customer()))
    assert(client:update_customer(handle, {})) -- waits until the customer can be read
    local record = assert(client:get_customer(handle))
    record.vat = "NL123456789B01"
    assert(client:save_customer(record))
    local old = client:get_customer(handle) -- the read lags
    record.email = "new@example.com"
    local ok, err = client:save_customer(record)
    local kept = server:record(handle)
    old.comments = "x"
    local refused, why = client:save_customer(old)
    client:close()
    server:stop()
    assert.is_true(ok, tostring(err))
    assert.same({ "new@example.com", "NL123456789B01" }, { kept.email, kept.vat })
    assert.same({ nil, nil, "conflict" }, { old.vat, refused, why.kind })
  end)
end)
