--- Workers of nginx that are busy with something else for longer than a call may take.

local application = require("spec.support.nginx.application")
local sandbox = require("spec.sandbox.server")

describe("a worker of nginx that is busy for longer than a call may take", function()
  local api, server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  after_each(function()
    if server then server:stop() end
    server = nil
    api:reset()
  end)

  -- Creates customers and is busy meanwhile. -> the result of each
  local WORK = [[
    local openprovider, uptime = require("openprovider"), require("openprovider.core").uptime
    local function make(transport)
      return assert(openprovider.new({ base_url = client.settings.base_url, username = "%s", password = "%s",
        timeout = 1.5, retries = 0, transport = transport }))
    end
    client = make(%s)
    assert(client:login())
    local function create(number)
      if number == 4 then
        client.transport.sleep(0.3) -- the others are sent
        local over = uptime() + %g
        repeat until uptime() > over
        return "busy"
      end
      local handle, err = client:create_customer(customer({ email = "n" .. number .. "@example.com" }))
      return handle and "created" or tostring(err)
    end
    local results = {}
    for number, result in client:concurrently(4, { 1, 2, 3, 4 }, create) do results[number] = result end
    return results
  ]]

  for _, transport in ipairs({
    { "threads", "nil", 3.8 }, -- beyond what a thread is given besides
    { "cosockets", 'require("openprovider.transport.resty_http").new(require("spec.support.nginx.cosocket"))', 1.8 },
  }) do
    it("gets the answers that came meanwhile to its " .. transport[1], function()
      server = application.start(api)
      api:fault({ name = "delay", seconds = 0.5, times = 3, method = "POST", path = "/customers$" })
      local results = application.run(server, WORK:format(api.username, api.password, transport[2], transport[3]))
      assert.same({ "created", "created", "created", "busy" }, results)
    end)
  end
end)
