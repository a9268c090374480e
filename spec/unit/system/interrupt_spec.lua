--- Ctrl-C in a program that has something to finish.

local scratch = require("spec.support.scratch")

local LUA = os.getenv("OP_LUA") or "lua5.4"

describe("a program that watches for Ctrl-C", function()
  before_each(scratch.make)
  after_each(scratch.remove)

  -- Runs a program that gets so many SIGINTs, each when it has written another line. -> what it printed, and its status
  local function run(text, interrupts)
    local program, out = scratch.folder .. "/program.lua", scratch.folder .. "/out"
    scratch.write(program, text)
    scratch.write(out, "")
    return scratch.output_of(("%s %s > %s & p=$!; i=0; n=0; while [ $n -lt %d ]; do "
      .. "if [ \"$(wc -l < %s)\" -gt $n ]; then kill -INT $p; n=$((n + 1)); fi; sleep 0.02; "
      .. "i=$((i + 1)); [ $i -lt 500 ] || break; done; wait $p; echo status $? >> %s; cat %s"):format(
      LUA, program, out, interrupts, out, out, out))
  end

  local WAITS = [[
    io.stdout:setvbuf("no")
    local core = require("openprovider.core")
    core.watch_interrupt()
    print("waiting", core.interrupted())
    for _ = 1, 500 do
      core.sleep(0.02)
      if core.interrupted() then break end
    end
    print("interrupted", core.interrupted())
  ]]

  it("is told of the first, and goes on", function()
    assert.equal("waiting\tfalse\ninterrupted\ttrue\t2\t1\nstatus 0", run(WAITS, 1))
  end)

  it("is ended by the second", function()
    assert.equal("waiting\tfalse\ninterrupted\ttrue\t2\t1\nstatus 130",
      run(WAITS .. "core.sleep(10) print('still here')", 2))
  end)

  it("is told of so many as it says, and ended by the next one", function()
    local patient = WAITS:gsub("core.watch_interrupt%(%)", "%0 core.note_interrupts(2)") .. [[
      for _ = 1, 500 do
        core.sleep(0.02)
        if select(3, core.interrupted()) == 2 then break end
      end
      print("interrupted", core.interrupted())
    ]]
    local said = "waiting\tfalse\ninterrupted\ttrue\t2\t1\ninterrupted\ttrue\t2\t2\n"
    assert.equal(said .. "status 0", run(patient, 2))
    assert.equal(said .. "status 130", run(patient .. "core.sleep(10) print('still here')", 3))  end)
end)
