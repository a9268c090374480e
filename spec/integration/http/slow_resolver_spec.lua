--- A resolver that hangs: libcurl asks it in a thread, and a call whose time is over must not wait for that.

local scratch = require("spec.support.scratch")

-- A call of half a second to a name that takes five to be found, with `wait`, what it does meanwhile.
local PROGRAM = [[
  local core = require("openprovider.core")
  local openprovider = require("openprovider")
  local began = core.now()
  local client = assert(openprovider.new({
    base_url = "https://slow.invalid/v1beta", token = "any", timeout = 0.5, retries = 0, proxy = "",
  }))
  %s
  print(core.now() - began < 3 and "in time" or "late")
  os.exit(0) -- without waiting for the resolver's thread
]]

describe("where names take long to be found", function()
  local library

  setup(function()
    scratch.make()
    library = scratch.folder .. "/slow_names.so"
    assert.equal("", scratch.output_of("gcc -shared -fPIC -o " .. library .. " spec/support/process/slow_names.c"))
  end)
  teardown(scratch.remove)

  local function run(action)
    local command = scratch.command_of(PROGRAM:format(action), "LD_PRELOAD=" .. library .. " timeout 20")
    return scratch.output_of(command)
  end

  it("a call ends in its time", function()
    assert.equal("timeout\nin time", run("local _, err = client:list_customers() print(err.kind)"))
  end)

  it("many at once end by their deadline", function()
    assert.equal("2\nin time", run([[
      local count = 0
      for _ in client:concurrently(2, { 1, 2 }, function() return client:list_customers() end, { deadline = 0.2 }) do
        count = count + 1
      end
      print(count)
    ]]))
  end)
end)
