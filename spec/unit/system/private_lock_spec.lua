-- Locks between processes and between callers, and what a file is whatever its name.
local core = require("openprovider.core")
local process = require("spec.support.process")
local scratch = require("spec.support.scratch")

local output_of, command_of = scratch.output_of, scratch.command_of

local folder, path

before_each(function()
  folder = scratch.make()
  path = folder .. "/made/locks"
end)
after_each(scratch.remove)

-- Runs a function in a child, which ends as it returns true or not.
local function in_child(fn)
  local child = process.fork()
  if child == 0 then process.exit(fn() and 0 or 1) end
  return child
end

describe("a lock of one byte", function()
  it("is one caller's at a time, in this process and in others", function()
    local lock = assert(core.lock_byte(path, 7))
    assert.is_false(core.lock_byte(path, 7))
    local other = assert(core.lock_byte(path, 8))
    assert.equal(0, process.wait(in_child(function()
      return core.lock_byte(path, 7) == false and core.lock_byte(path, 9)
    end)))
    other:release()
    lock:release()
    lock:release()
    assert(core.lock_byte(path, 7)):release()
    assert.equal("600", scratch.mode_of(path))
    assert.equal("700", scratch.mode_of(folder .. "/made"))
  end)

  it("takes a whole number up to 2^62, as an integer or not", function()
    for _, offset in ipairs({ 0, 2 ^ 40 + 1, 2 ^ 62, 3.0 }) do
      local lock = assert(core.lock_byte(path, offset))
      assert.is_false(core.lock_byte(path, offset))
      lock:release()
    end
    for _, wrong in ipairs({ -1, 0.5, 2 ^ 63, 0 / 0, "x" }) do
      assert.is_false(pcall(core.lock_byte, path, wrong))
    end
  end)

  it("is let go of by the collector", function()
    assert(core.lock_byte(path, 1))
    collectgarbage()
    collectgarbage()
    assert(core.lock_byte(path, 1)):release()
  end)

  it("is let go of when its process is killed, though a child of that process lives", function()
    local program = [[
      local core, process = require("openprovider.core"), require("spec.support.process")
      local lock = assert(core.lock_byte(arg[1], 1))
      local child = process.fork()
      if child == 0 then core.sleep(3) os.exit(0) end
      io.write(core.pid() .. "\n" .. child .. "\n")
      io.flush()
      core.sleep(30)
      lock:release()
    ]]
    local pipe = io.popen(command_of(program, "exec", path) .. " 2>&1")
    local pid, child = pipe:read("*n"), pipe:read("*n")
    assert.is_false(core.lock_byte(path, 1))
    output_of(("kill -KILL %d"):format(pid))
    local deadline, lock = core.now() + 2, core.lock_byte(path, 1)
    while not lock and core.now() < deadline do
      core.sleep(0.01)
      lock = core.lock_byte(path, 1)
    end
    assert.is_truthy(lock)
    assert.equal("", output_of(("kill -0 %d"):format(child)))
    output_of(("kill -KILL %d"):format(child))
    pipe:close()
    lock:release()
  end)

  it("does not end with a child that was forked while it was held", function()
    local lock = assert(core.lock_byte(path, 1))
    assert.equal(0, process.wait(in_child(function()
      lock:release()
      return core.lock_byte(path, 1) == false
    end)))
    assert.is_false(core.lock_byte(path, 1))
    lock:release()
  end)

  it("is refused in a file that is not private", function()
    assert(core.lock_byte(path, 1)):release()
    output_of("chmod 666 " .. path)
    local lock, message = core.lock_byte(path, 1)
    assert.is_nil(lock)
    assert.truthy(message:find("open to other users", 1, true), message)
    os.remove(path)
    output_of("mkfifo -m 600 " .. path)
    lock, message = core.lock_byte(path, 1)
    assert.is_nil(lock)
    assert.truthy(message:find("not a regular file", 1, true), message)
  end)

  it("is that of the file that is there", function()
    local lock = assert(core.lock_byte(path, 1))
    os.remove(path)
    local second = assert(core.lock_byte(path, 1))
    assert.is_false(core.lock_byte(path, 1))
    lock:release()
    assert.is_false(core.lock_byte(path, 1))
    second:release()
  end)
end)

describe("core.file_status", function()
  it("tells one file from another, whatever their names", function()
    scratch.write(folder .. "/one", "x", "640")
    scratch.write(folder .. "/two", "x")
    output_of(("cd %s && ln -s one link && ln one hard"):format(folder))
    local one = assert(core.file_status(folder .. "/one"))
    assert.same(one, core.file_status(folder .. "/link"))
    assert.same(one, core.file_status(folder .. "/hard"))
    assert.same({ "file", 2, 416 }, { one.type, one.links, one.mode })
    assert.equal(output_of("id -u"), ("%d"):format(one.owner))
    assert.equal(output_of(("stat -c %%i %s/one"):format(folder)), one.inode)
    assert.not_equal(one.inode, core.file_status(folder .. "/two").inode)
    assert.equal(one.device, core.file_status(folder .. "/two").device)
    assert.is_false(one.mount_root)
  end)

  it("tells of an open file, and of what is no file", function()
    scratch.write(folder .. "/one", "x")
    local stream = assert(io.open(folder .. "/one"))
    assert.same(core.file_status(folder .. "/one"), core.file_status(stream))
    stream:close()
    assert.is_false(pcall(core.file_status, stream))
    output_of("mkfifo " .. folder .. "/pipe")
    assert.equal("fifo", core.file_status(folder .. "/pipe").type)
    assert.equal("directory", core.file_status(folder).type)
    assert.equal("other", core.file_status("/dev/null").type)
    local none, message = core.file_status(folder .. "/none")
    assert.is_nil(none)
    assert.truthy(message:find("none: No such file", 1, true), message)
  end)

  it("knows a mount point", function()
    assert.is_true(core.file_status("/proc").mount_root)
    assert.is_false(core.file_status("/proc/self").mount_root)
  end)
end)

describe("core.look_at_private", function()
  it("refuses a link, a second name, another's file and one that others can read, and opens nothing", function()
    local at = folder .. "/file"
    assert.same({}, { core.look_at_private(at) })
    scratch.write(at, "x")
    assert.is_true(core.look_at_private(at))
    for make, said in pairs({ ["ln %s %s2"] = "has 2 names", ["chmod 644 %s; : %s"] = "open to other users",
      ["rm %s; ln -s /dev/null %s"] = "symbolic link", ["rm %s; mkfifo %s"] = "not a regular file" }) do
      output_of("rm -f " .. at .. "*")
      scratch.write(at, "x")
      output_of(make:format(at, at))
      local ok, message = core.look_at_private(at)
      assert.is_nil(ok)
      assert.truthy(message:find(at, 1, true) and message:find(said, 1, true), message)
    end
  end)
end)

describe("core.pid", function()
  it("is this process's number, and a child's another", function()
    assert.equal(output_of("echo $PPID"), ("%d"):format(core.pid()))
    local here = core.pid()
    assert.equal(0, process.wait(in_child(function() return core.pid() ~= here end)))
  end)
end)
