-- Commands of the shell that tell a password, and lines of standard input.
local core = require("openprovider.core")
local process = require("spec.support.process")
local scratch = require("spec.support.scratch")

describe("a command of the shell", function()
  it("gives what it prints, and its status", function()
    assert.same({ "one\ntwo\n", 0 }, { core.ask_command("echo one; echo two", 10) })
    assert.same({ "", 3 }, { core.ask_command("exit 3", 10) })
    assert.same({ "", 137 }, { core.ask_command("kill -KILL $$", 10) })
    assert.same({ "a\0b", 0 }, { core.ask_command("printf 'a\\0b'", 10) })
  end)

  it("is ended when its time is over", function()
    for _, command in ipairs({ "sleep 20", "sleep 3 & sleep 20", "trap '' TERM; sleep 3; sleep 3",
      "exec >&-; sleep 20", "timeout 3 yes | while read x; do :; done" }) do
      local began = core.now()
      assert.same({ nil, "it took too long" }, { core.ask_command(command, 0.1) })
      assert.is_true(core.now() - began < 8, command)
    end
  end)

  it("leaves nothing running that it started, where no terminal is for a person to end it", function()
    scratch.make()
    finally(scratch.remove)
    local pid = scratch.folder .. "/pid"
    local command = scratch.command_of([[
      local core = require("openprovider.core")
      local pid, what_then = ...
      print((select(2, core.ask_command(("sleep 30 & echo $! > %s; %s"):format(pid, what_then), 0.3))))
    ]], "setsid -w", pid)
    for what_then, told in pairs({ wait = "it took too long", ["exec yes"] = "it wrote too much",
      ['trap "" TERM; wait'] = "it took too long" }) do
      -- One that ended may wait for its parent to notice.
      assert.equal(told .. "\nended", scratch.output_of(([[%s %s; sleep 0.1
        grep -qs "^State:.[^ZX]" "/proc/$(cat %s)/status" && echo running || echo ended]]):format(
        command, scratch.quoted(what_then), pid)))
    end
  end)

  it("must not print without end", function()
    assert.same({ nil, "it wrote too much" }, { core.ask_command("yes", 10) })
  end)

  it("leaves no descriptor behind", function()
    local before = process.descriptors()
    for _ = 1, 20 do core.ask_command("echo", 10) end
    assert.equal(before, process.descriptors())
  end)
end)
