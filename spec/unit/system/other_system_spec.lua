-- Systems that are not as Debian's is: functions of the C library's are replaced (LD_PRELOAD).
local scratch = require("spec.support.scratch")

describe("on another system", function()
  before_each(scratch.make)
  after_each(scratch.remove)

  -- Compiles what is put before the C library. -> the variable that loads it
  local function loaded(source)
    local library = scratch.folder .. "/other.so"
    assert.equal("", scratch.output_of(("gcc -shared -fPIC -D_GNU_SOURCE -o %s %s"):format(library, source)))
    return "LD_PRELOAD=" .. library
  end

  it("that does not count a machine's sleep, the clock goes forward", function()
    local command = scratch.command_of([[
      local core = require("openprovider.core")
      local uptime, now = core.uptime(), core.now()
      core.sleep(0.1)
      for _, passed in ipairs({ core.uptime() - uptime, core.now() - now }) do print(passed > 0.099 and passed < 60) end
    ]], loaded("spec/support/process/no_boottime.c"))
    assert.equal("true\ntrue", scratch.output_of(command))
  end)

  it("that ends who sets the umask, a file is made: it is that of all threads", function()
    local source = scratch.folder .. "/umask.c"
    scratch.write(source, "void abort (void); int umask (int mask) { (void)mask; abort(); return 0; }\n")
    local program = 'print(require("openprovider.core").new_replacement(arg[1]) ~= nil)'
    local command = scratch.command_of(program, loaded(source), scratch.folder .. "/file")
    assert.equal("true", scratch.output_of(command))
  end)
end)
