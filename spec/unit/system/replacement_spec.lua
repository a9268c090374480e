-- Files that take another's place, and what a path really leads to.
local core = require("openprovider.core")
local scratch = require("spec.support.scratch")

local output_of, quoted = scratch.output_of, scratch.quoted

describe("a path", function()
  local folder

  before_each(function()
    folder = output_of("realpath " .. quoted(scratch.make()))
    output_of(("cd %s && mkdir far && ln -s far near && ln -s far/file soft && ln -s missing hanging && "
      .. "ln -s hanging again && ln -s loop loop && ln -s /dev/null nothing && ln -s ../far/new far/up"):format(folder))
  end)
  after_each(scratch.remove)

  it("leads to the file that writing to it writes to, be that there or not", function()
    for path, expected in pairs({
      file = "file", ["./file"] = "file", ["near/file"] = "far/file", ["near/../file"] = "file", soft = "far/file",
      hanging = "missing", again = "missing", ["far/up"] = "far/new", ["near/up"] = "far/new",
    }) do
      assert.equal(folder .. "/" .. expected, core.real_path(folder .. "/" .. path))
    end
    assert.equal("/dev/null", core.real_path(folder .. "/nothing"))
    assert.equal("/none", core.real_path("/none"))
    local here = output_of("pwd -P")
    assert.equal(here .. "/none", core.real_path("none"))
  end)

  it("leads nowhere, which is said", function()
    for path, expected in pairs({
      ["loop"] = "Too many levels of symbolic links", ["none/file"] = "No such file or directory",
      ["far/"] = "Is a directory", [("x"):rep(5000)] = "File name too long",
    }) do
      local found, message = core.real_path(folder .. "/" .. path)
      assert.is_nil(found)
      assert.is_truthy(message:find(expected, 1, true), message)
    end
    for _, bad in ipairs({ "", "a\0b" }) do
      assert.has_error(function() core.real_path(bad) end)
      assert.has_error(function() core.new_replacement(bad) end)
    end
  end)
end)

describe("a replacement", function()
  before_each(scratch.make)
  after_each(scratch.remove)

  it("is a new, empty file beside the old one, with its mode", function()
    for _, mode in ipairs({ "600", "640", "444", "666" }) do
      local path = scratch.folder .. "/file"
      output_of("rm -f " .. path)
      scratch.write(path, "old", mode)
      local name = assert(core.new_replacement(path))
      assert.is_truthy(name:find(path .. ".", 1, true))
      assert.same({ "", mode, "old" }, { scratch.contents(name), scratch.mode_of(name), scratch.contents(path) })
      assert.are_not.equal(name, assert(core.new_replacement(path)))
    end
  end)

  it("has the mode of a new file where there is no old one", function()
    local path = scratch.folder .. "/file"
    local name = assert(core.new_replacement(path))
    output_of("touch " .. path)
    assert.equal(scratch.mode_of(path), scratch.mode_of(name))
  end)

  it("is not to be had in a folder that is not there", function()
    local name, message = core.new_replacement(scratch.folder .. "/none/file")
    assert.is_nil(name)
    assert.is_truthy(message:find("No such file or directory", 1, true), message)
  end)
end)
