-- Commands of the shell that tell a password, and lines of standard input.
local core = require("openprovider.core")
local scratch = require("spec.support.scratch")

describe("a command of the shell", function()
  it("gives what it prints, and its status", function()
    assert.same({ "one\ntwo\n", 0 }, { core.ask_command("echo one; echo two", 10) })
    assert.same({ "", 3 }, { core.ask_command("exit 3", 10) })
    assert.same({ "", 137 }, { core.ask_command("kill -KILL $$", 10) })
    assert.same({ "a\0b", 0 }, { core.ask_command("printf 'a\\0b'", 10) })
  end)

  it("is ended when its time is over, with whatever it started: nobody waits for that", function()
    for _, command in ipairs({ "sleep 20", "sleep 20 & sleep 20", "trap '' TERM; sleep 9; sleep 9",
      "exec >&-; sleep 20", "yes | while read x; do :; done" }) do
      local began = core.now()
      assert.same({ nil, "it took too long" }, { core.ask_command(command, 0.1) })
      assert.is_true(core.now() - began < 8, command)
    end
  end)

  it("must not print without end", function()
    assert.same({ nil, "it wrote too much" }, { core.ask_command("yes", 10) })
  end)

  it("leaves no descriptor behind", function()
    local before = #scratch.output_of("ls /proc/$PPID/fd")
    for _ = 1, 20 do core.ask_command("echo", 10) end
    assert.equal(before, #scratch.output_of("ls /proc/$PPID/fd"))
  end)
end)
