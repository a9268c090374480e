-- libcurl 8.22 uses a connection again that it looked at within the last second, though its server may have closed it.
-- The pool looks itself.
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- A request, after which the server closes the connection, and another one.
local PROGRAM = [[
  local core = require("openprovider.core")
  local url, ca_file, http2 = arg[1], arg[2], arg[3] == "2"
  local pool = core.pool({ proxy = "", ca_file = ca_file, http2 = http2 })
  local function login()
    local response, failure = pool:perform({ method = "POST", url = url .. "/auth/login", body = "{}", timeout = 5 })
    return response and response.status or failure.kind .. " " .. tostring(failure.sent) .. ": " .. failure.message
  end
  local first = login()
  core.sleep(0.3)
  print(first == login() and "the same" or login())
]]

describe("a connection that libcurl does not look at", function()
  local library, server

  setup(function()
    scratch.make()
    library = scratch.folder .. "/unchecked.so"
    assert.equal("", scratch.output_of("gcc -shared -fPIC -D_GNU_SOURCE -o " .. library
      .. " spec/support/process/unchecked.c"))
    server = sandbox.start()
  end)
  teardown(function()
    server:stop()
    scratch.remove()
  end)
  before_each(function() server:reset() end)

  for _, case in ipairs({ { "base_url", "1" }, { "https_base_url", "1" }, { "http2_base_url", "2" } }) do
    it("and that its server has closed gets no request: " .. case[1], function()
      server:fault({ name = "cut_off_later", seconds = 0.05 })
      local command = scratch.command_of(PROGRAM, "LD_PRELOAD=" .. library, server[case[1]], server.ca_file, case[2])
      assert.equal("the same", scratch.output_of(command))
      assert.equal(2, server:counters().arrived)
      assert.equal(2, server:counters().connections)
    end)
  end
end)
