--- Lua's state is closed, which unloads its modules and their libraries, while something of them still runs.

local scratch = require("spec.support.scratch")

local PACKAGE = rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d+%.%d+")

-- Waits for a name for a moment, and ends while a thread of libcurl's is still looking for it.
local LOOKS_FOR_NAME = [[
  local client = assert(require("openprovider").new({
    base_url = "https://slow.invalid/v1beta", token = "any", timeout = 0.01, retries = 0, proxy = "",
  }))
  client:list_customers()
]]

describe("where Lua is closed", function()
  local library, host

  setup(function()
    scratch.make()
    library, host = scratch.folder .. "/slow_names.so", scratch.folder .. "/host"
    assert.equal("", scratch.output_of("gcc -shared -fPIC -o " .. library .. " spec/support/process/slow_names.c"))
    assert.equal("", scratch.output_of(("gcc -rdynamic -o %s spec/support/process/closing_host.c "
      .. "$(pkg-config --cflags --libs %s)"):format(host, PACKAGE)))
  end)
  teardown(scratch.remove)

  -- The command that runs a Lua program in a program in C, which closes Lua and then lives so long.
  local function in_host(program, milliseconds, before)
    local command = scratch.command_of(program, ("%s %s"):format(before or "", host))
    return (command:gsub(" %S+ (%S+)$", " %1 ")) .. milliseconds -- without the interpreter
  end

  it("while a name is looked for, the program may go on", function()
    local command = in_host(LOOKS_FOR_NAME, 600, "SLOW_NAMES=200 LD_PRELOAD=" .. library)
    assert.equal("lives", scratch.output_of(command))
  end)

  it("while a name is looked for, the program may end", function()
    for _, milliseconds in ipairs({ 14, 16, 18, 20, 22, 24, 26, 28 }) do
      local before = ("SLOW_NAMES=%d LD_PRELOAD=%s"):format(milliseconds, library)
      local command = scratch.command_of(LOOKS_FOR_NAME, before)
      assert.equal("", scratch.output_of(("for run in $(seq 10); do %s || echo $?; done"):format(command)))
    end
  end)

  it("after Ctrl-C was asked for, a Ctrl-C does no harm", function()
    local command = in_host("require('openprovider.core').watch_interrupt()", 600)
    assert.equal("lives", scratch.output_of(("env %s & sleep 0.2; kill -INT $!; wait $!"):format(command)))
  end)
end)
