-- A file for its owner alone: what is refused, what is written, and what happens when that fails.
local core = require("openprovider.core")
local scratch = require("spec.support.scratch")

local output_of, command_of = scratch.output_of, scratch.command_of
local write, contents, mode_of = scratch.write, scratch.contents, scratch.mode_of

local IS_ROOT = output_of("id -u") == "0"

-- Makes a process one of a user who is bound by modes, as root is not.
local BOUND = IS_ROOT and "setpriv --inh-caps=-all --bounding-set=-all" or ""

local folder, path

before_each(function()
  folder = scratch.make()
  path = folder .. "/tokens.json"
end)
after_each(scratch.remove)

local function assert_names(message, ...)
  assert.is_string(message)
  for _, text in ipairs({ path, ... }) do assert.truthy(message:find(text, 1, true), message) end
end

describe("a private file", function()
  it("withstands every failure of the system", function()
    assert(os.execute("make --no-print-directory -s build/private_file_check >/dev/null"))
    local text = output_of("build/private_file_check " .. folder)
    assert.truthy(text:find("1..14", 1, true), text)
    assert.truthy(text:find("ok 14", 1, true), text)
    assert.falsy(text:find("not ok", 1, true), text)
  end)

  it("is added to, made where it is missing, and refused where others can read it or where it is none", function()
    local at = folder .. "/a/b/notes"
    assert.equal(3, core.append_private(at, "one"))
    assert.equal(6, core.append_private(at, "two"))
    assert.equal("onetwo", core.read_private(at))
    assert.same({ "600", "700" }, { mode_of(at), mode_of(folder .. "/a") })
    output_of("chmod 644 " .. at .. "; ln -s " .. at .. " " .. path)
    for _, place in ipairs({ at, path, folder }) do
      local size, message = core.append_private(place, "three")
      assert.is_nil(size)
      assert.truthy(message:find(place, 1, true), message)
    end
    assert.equal("onetwo", contents(at))
  end)

  it("is absent where there is none, which is no failure", function()
    assert.equal(1, select("#", core.read_private(path)))
    assert.is_nil(core.read_private(path))
    assert.is_nil(core.read_private(folder .. "/no/folder"))
  end)

  it("has mode 600 and new folders 700, whatever the umask", function()
    local at = folder .. "/a/b/tokens.json"
    local program = "assert(require('openprovider.core').write_private(arg[1], 'x'))"
    assert.equal("", output_of("umask 000; " .. command_of(program, "", at)))
    assert.equal("600", mode_of(at))
    assert.equal("700", mode_of(folder .. "/a/b"))
    assert.equal("700", mode_of(folder .. "/a"))
  end)

  it("leaves a folder that is there as it is, even one that others can write to", function()
    output_of("chmod 777 " .. folder)
    assert.is_true(core.write_private(path, "x"))
    assert.equal("777", mode_of(folder))
    assert.equal("x", core.read_private(path))
  end)

  it("gives back every byte, up to 65,536 of them", function()
    for _, text in ipairs({ "", "a\0b\r\n\255", ("x"):rep(65536) }) do
      assert.is_true(core.write_private(path, text))
      assert.is_true(core.read_private(path) == text)
    end
    local ok, message = core.write_private(path, ("x"):rep(65537))
    assert.is_nil(ok)
    assert_names(message, "65536 bytes", "remove it")
    assert.equal(65536, #contents(path))
    write(path, ("x"):rep(65537))
    ok, message = core.read_private(path)
    assert.is_nil(ok)
    assert_names(message, "65536 bytes", "remove it")
  end)

  for _, mode in ipairs({ "644", "640", "604", "620", "602", "610", "601" }) do
    it("with mode " .. mode .. " is refused, with what to do", function()
      write(path, "{}", mode)
      local text, message = core.read_private(path)
      assert.is_nil(text)
      assert_names(message, "mode 0" .. mode, "remove it", "chmod 600 " .. path)
      assert.equal("", output_of(message:match("chmod.*$")))
      assert.equal("{}", core.read_private(path))
    end)
  end

  it("that its owner can only read is read", function()
    write(path, "{}", "400")
    assert.equal("{}", core.read_private(path))
  end)

  it("is no symbolic link, no folder, no pipe and no device", function()
    write(folder .. "/real", "{}")
    for _, make in ipairs({ "ln -s real", "ln -s nowhere", "mkdir", "mkfifo -m 600" }) do
      output_of(("%s %s"):format(make, path))
      local text, message = core.read_private(path)
      assert.is_nil(text)
      assert_names(message, make:find("ln") and "symbolic link" or "not a regular file", "remove it")
      output_of("rm -r " .. path)
    end
    local text, message = core.read_private("/dev/null")
    assert.is_nil(text)
    assert.truthy(message:find("/dev/null is not a regular file", 1, true), message)
  end)

  it("takes the place of a symbolic link, and leaves what it pointed to", function()
    write(folder .. "/real", "theirs")
    output_of("ln -s real " .. path)
    assert.is_true(core.write_private(path, "ours"))
    assert.equal("ours", core.read_private(path))
    assert.equal("theirs", contents(folder .. "/real"))
  end)

  it("that belongs to another user is refused", function()
    -- Only root can give a file away; to everybody else, one of root's is another's.
    local foreign, owner = "/etc/passwd", 0
    if IS_ROOT then
      foreign, owner = path, 12345
      write(path, "{}")
      output_of("chown 12345 " .. path)
    end
    local text, message = core.read_private(foreign)
    assert.is_nil(text)
    assert.is_truthy(message:find(("another user (id %d)"):format(owner), 1, true), message)
    assert.is_truthy(message:find("remove it", 1, true), message)
  end)

  it("in a folder that cannot be written to is told of, and the old one stays", function()
    write(path, "old")
    local program = "print(require('openprovider.core').write_private(arg[1], 'new'))"
    local command = command_of(program, BOUND, path)
    output_of("chmod 500 " .. folder)
    local text = output_of(command)
    assert_names(text, "nil\tcannot write ", "Permission denied", "a folder of your own")
    assert.equal("old", contents(path))
  end)

  it("for which a folder cannot be made is told of", function()
    write(folder .. "/occupied", "x")
    local ok, message = core.write_private(folder .. "/occupied/tokens.json", "x")
    assert.is_nil(ok)
    assert.truthy(message:find(folder .. "/occupied/tokens.json", 1, true), message)
    assert.truthy(message:find("Not a directory", 1, true), message)
  end)

  it("on a disk that fills up in the midst of it stays as it was", function()
    write(path, "old")
    local program = "print(require('openprovider.core').write_private(arg[1], ('x'):rep(60000)))"
    -- A limit for files stands in for the disk: the first write is cut short, the next one fails.
    local text = output_of("trap '' XFSZ; ulimit -f 8; " .. command_of(program, "", path))
    assert_names(text, "nil\tcannot write ", "File too large")
    assert.equal("old", contents(path))
    assert.equal("tokens.json", scratch.names())
  end)

  it("has a path that C takes whole", function()
    for _, bad in ipairs({ "", "a\0b" }) do
      assert.has_error(function() core.read_private(bad) end)
      assert.has_error(function() core.write_private(bad, "x") end)
    end
  end)
end)
