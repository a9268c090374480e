--- Systems without what Linux alone has, and the oldest libcurl that will do: the same pool and the same loops, with a
-- timer for what has no descriptor.

local scratch = require("spec.support.scratch")

local LACKS = "-DOP_NO_EPOLL -DOP_ELSEWHERE -include spec/support/core/oldest_libcurl.h"

local LUA = rawget(_G, "jit") and "jit" or _VERSION:match("%d+%.%d+")
local INTERPRETER = os.getenv("OP_LUA") or "lua5.4"

describe("without what Linux alone has", function()
  setup(function()
    local output = scratch.output_of(
      ("env -u MAKEFLAGS make --no-print-directory -s all BUILD=build/elsewhere PLANT='%s' LUA=%s"):format(LACKS, LUA))
    assert.equal("", (output:gsub("  %l+ +%S+\n?", "")))
  end)

  -- Runs a program or specs with the module that was built so.
  local function run(words)
    return scratch.output_of(("OP_LUA=%s LUA_PATH='./lua/?.lua;./lua/?/init.lua;./?.lua;;' "
      .. "LUA_CPATH='./build/elsewhere/%s/?.so;;' timeout 300 %s"):format(INTERPRETER, LUA, words))
  end

  it("there is no descriptor", function()
    assert.equal("nil\tnil", run(INTERPRETER .. [[ -e '
      local pool = require("openprovider.core").pool()
      print(pool:fd(), pool:timeout())']]))
  end)

  for _, name in ipairs({
    "integration/http/pool", "integration/http/stray", "integration/http/keepalive", "integration/transport/loop",
    "integration/concurrency/concurrently", "unit/system/watchdog", "unit/system/interrupt",
  }) do
    it("the specs hold: " .. name, function()
      local output = run(("busted --lua=%s -o plainTerminal spec/%s_spec.lua"):format(INTERPRETER, name))
      assert.truthy(output:find("%d+ successes / 0 failures / 0 errors / 0 pending"), output)
    end)
  end

  it("a journal is refused, whose locks no such system has", function()
    assert.truthy(run(INTERPRETER .. [[ -e '
      local lock, why = require("openprovider.core").lock_byte(os.tmpname(), 0)
      print(lock, why)']]):find("^nil\tcannot lock .* %(Operation not supported%)"))
  end)
end)
