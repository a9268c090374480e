--- Servers that end connections as nginx does by default: after 1,000 requests, and when it reloads.

local core = require("openprovider.core")
local example = require("spec.support.example")
local nginx = require("spec.support.nginx.server")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server")

-- Creates so many customers, several at once. -> handles by number, errors by number
local function create_all(client, count, at_a_time, after_each)
  local numbers, handles, errors = {}, {}, {}
  for number = 1, count do numbers[number] = number end
  local function create(number)
    return client:create_customer(example.customer({ email = ("customer.%d@example.com"):format(number) }))
  end
  for number, handle, err in client:concurrently(at_a_time, numbers, create) do
    if handle then handles[number] = handle else errors[#errors + 1] = err end
    if after_each then after_each() end
  end
  return handles, errors
end

-- Asserts that no handle is there twice. -> how many there are
local function assert_different(handles)
  local seen, count = {}, 0
  for _, handle in pairs(handles) do
    assert.is_nil(seen[handle])
    seen[handle], count = true, count + 1
  end
  return count
end

describe("creates at a server that ends each connection after 1,000 requests", function()
  local server

  setup(function() server = sandbox.start({ login_limit = false }) end)
  teardown(function() server:stop() end)

  for at_a_time, count in pairs({ 1100, 2200 }) do
    it(("have a known outcome each, %d at a time"):format(at_a_time), function()
      server:reset()
      local client = server:client({ retries = 0 })
      local handles, errors = create_all(client, count, at_a_time)
      client:close()
      assert.same({}, errors)
      assert.equal(count, assert_different(handles))
      local counters = server:counters()
      assert.equal(count, counters.customers_created)
      assert.is_true(counters.connections > at_a_time, "no connection was ended")
    end)
  end
end)

describe("creates at an nginx that is told to reload twice a second", function()
  local CREATES = 2000
  local server

  -- Counts what it has made, over all its workers, and takes its time.
  local MAKING = [[
    location = /v1beta/customers {
      content_by_lua_block {
        ngx.req.read_body()
        ngx.sleep(0.06)
        local number = ngx.shared.made:incr("customers", 1, 0)
        ngx.print(('{"code":0,"desc":"","data":{"handle":"RL%06d-NL"}}'):format(number))
      }
    }
    location = /made { content_by_lua_block { ngx.print(ngx.shared.made:get("customers")) } }
  ]]

  setup(function() server = nginx.start({ http = "lua_shared_dict made 1m;", server = MAKING }) end)
  teardown(function() server:stop() end)

  it("have a known outcome each, but those that were sent in the moment in which it closed their connection", function()
    local client = assert(openprovider.new({
      base_url = ("http://127.0.0.1:%d/v1beta"):format(server.port), token = "any", retries = 0,
    }))
    local reloads, last = 0, core.now()
    local handles, errors = create_all(client, CREATES, 64, function()
      if core.now() - last < 0.5 then return end
      reloads, last = reloads + 1, core.now()
      server:reload()
    end)
    client:close()
    local made = tonumber((server:ask("/made")))
    local known = assert_different(handles)
    assert.is_true(reloads >= 2)
    assert.equal(CREATES, known + #errors)
    -- A few of them, or none: a request may be on its way when the connection's end is on its way back.
    assert.is_true(#errors <= 4 * reloads, #errors .. " errors")
    assert.is_true(known <= made and made <= known + #errors)
    for _, err in ipairs(errors) do
      assert.equal("outcome_unknown", err.kind)
      assert.equal("network", err.cause)
    end
  end)
end)
