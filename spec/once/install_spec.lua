-- `make install` and `make uninstall`, for the Lua that runs the specs and for LuaJIT, in folders that stand in for /.
local options = require("openprovider.config")
local sandbox = require("spec.sandbox.server")

local INTERPRETER = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")
local LUA = rawget(_G, "jit") and "jit" or _VERSION:match("%d+%.%d+")
local VERSION_DIR = LUA == "jit" and "5.1" or LUA

-- Neither what make tells those it starts, nor what a sanitizer or a collector needs.
local CLEAN = "env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u LD_PRELOAD -u LUA_INIT -u LUA_INIT_5_4 -u DESTDIR "

-- -> whether a command succeeded, what it printed
local function try(command)
  local pipe = assert(io.popen("{ " .. command .. " && echo && echo it worked; } 2>&1"))
  local text = pipe:read("*a"):gsub("%s+$", "")
  pipe:close()
  local printed = text:match("^(.-)%s*it worked$")
  return printed ~= nil, printed or text
end

local function output_of(command)
  local worked, text = try(command)
  assert.is_true(worked, text)
  return text
end

describe("make install", function()
  local root, elsewhere

  local function make(target, folder, lua)
    return output_of(("%s make --no-print-directory %s LUA=%s DESTDIR='%s' PREFIX=/usr"):format(
      CLEAN, target, lua or LUA, folder))
  end

  -- Runs a program away from the checkout, with what was installed before the system's modules.
  local function run(command, variables)
    return try(("cd '%s' && %s %s LUA_PATH='%s/usr/share/lua/%s/?.lua;;' LUA_CPATH='%s/usr/lib/lua/%s/?.so;;' %s")
      :format(root, CLEAN, variables or "", root, VERSION_DIR, root, VERSION_DIR, command))
  end

  setup(function()
    root = output_of("mktemp -d")
    make("install", root)
  end)
  teardown(function() os.execute("rm -rf '" .. root .. "'") end)
  before_each(function() elsewhere = output_of("mktemp -d") end)
  after_each(function() os.execute("rm -rf '" .. elsewhere .. "'") end)

  -- What is there for shells and for man.
  local function pages()
    local names = {
      "./usr/share/bash-completion/completions/openprovider", "./usr/share/zsh/site-functions/_openprovider",
      "./usr/share/fish/vendor_completions.d/openprovider.fish", "./usr/share/man/man1/openprovider.1",
    }
    local page = output_of(("cat '%s/usr/share/man/man1/openprovider.1'"):format(root))
    for verb in page:gmatch("%.BR openprovider\\%-([a-z]+) ") do
      names[#names + 1] = "./usr/share/man/man1/openprovider-" .. verb .. ".1"
    end
    return "\n" .. table.concat(names, "\n")
  end

  -- What is there for programs in C, and the licence.
  local FOR_C = [[
./usr/include/openprovider.h
./usr/include/openprovider/customer.h
./usr/include/openprovider/http.h
./usr/include/openprovider/linkage.h
./usr/lib/libopenprovider.a
./usr/lib/libopenprovider_core.a
./usr/lib/pkgconfig/openprovider-core.pc
./usr/lib/pkgconfig/openprovider.pc
./usr/share/doc/openprovider/LICENSE]]

  it("installs every module, the C module, the program and what C needs, and the licence, readable for all", function()
    local expected = output_of("cd lua && find . -name '*.lua'"):gsub("%./", "./usr/share/lua/" .. VERSION_DIR .. "/")
      .. ("\n./usr/lib/lua/%s/openprovider/core.so\n./usr/bin/openprovider\n"):format(VERSION_DIR) .. FOR_C .. pages()
    local found = output_of(("cd '%s' && find . -type f"):format(root))
    local function sorted(text)
      local lines = {}
      for line in text:gmatch("[^\n]+") do lines[#lines + 1] = line end
      table.sort(lines)
      return lines
    end
    assert.same(sorted(expected), sorted(found))
    assert.equal("", output_of(("find '%s/usr' -not -perm -a+r -o -type d -not -perm -a+x"):format(root)))
    assert.equal("", output_of(("find '%s/usr' -type f -perm /o+w"):format(root)))
  end)

  it("installs a program that names the Lua it is for, and runs", function()
    local worked, text = run("usr/bin/openprovider --version")
    assert.is_true(worked, text)
    assert.equal(1, (text:find("openprovider " .. options.VERSION .. " ", 1, true)))
    assert.equal("#!/usr/bin/env " .. INTERPRETER, output_of(("head -n 1 '%s/usr/bin/openprovider'"):format(root)))
  end)

  it("installs a program that finds its modules wherever PREFIX is, without variables", function()
    output_of(("%s make --no-print-directory install LUA=%s PREFIX='%s/x'"):format(CLEAN, LUA, elsewhere))
    local example = output_of("pwd") .. "/examples/customer.json"
    local worked, text = try(("cd / && %s -u LUA_PATH -u LUA_CPATH '%s/x/bin/openprovider' check '%s'"):format(
      CLEAN, elsewhere, example))
    assert.is_true(worked, text)
    assert.equal(example .. ": valid", text)
  end)

  it("installs modules that Lua finds as the document says", function()
    if LUA ~= "5.4" then return end
    output_of(("%s make --no-print-directory install LUA=5.4 PREFIX='%s/x'"):format(CLEAN, elsewhere))
    local line = assert(output_of("cat docs/install.md"):match('\nexport (LUA_PATH="/opt/openprovider/[^\n]+)'))
    local worked, text = try(("cd / && %s %s lua5.4 -e 'require(\"openprovider\")'"):format(CLEAN,
      (line:gsub("/opt/openprovider", elsewhere .. "/x"))))
    assert.is_true(worked, text)
  end)

  it("installs a program for LuaJIT, where that has its modules", function()
    make("install", elsewhere, "jit")
    local worked, text = try(("cd '%s' && %s LUA_PATH='usr/share/lua/5.1/?.lua;;' LUA_CPATH='usr/lib/lua/5.1/?.so;;' "
      .. "usr/bin/openprovider version --json"):format(elsewhere, CLEAN))
    assert.is_true(worked, text)
    assert.is_truthy(text:find("LuaJIT", 1, true), text)
    assert.equal("Requires: luajit libcurl",
      output_of(("grep ^Requires '%s/usr/lib/pkgconfig/openprovider.pc'"):format(elsewhere)))
  end)

  it("takes other names for the Lua than Debian's", function()
    output_of(("ln -s $(command -v %s) '%s/another-lua'"):format(INTERPRETER, elsewhere))
    local names = ("LUA=%s INTERPRETER='%s/another-lua' PKGCONFIG=another"):format(LUA, elsewhere)
    output_of(("%s make --no-print-directory install %s PREFIX='%s/x'"):format(CLEAN, names, elsewhere))
    assert.equal(("#!/usr/bin/env %s/another-lua"):format(elsewhere),
      output_of(("head -n 1 '%s/x/bin/openprovider'"):format(elsewhere)))
    assert.equal("Requires: another libcurl",
      output_of(("grep ^Requires '%s/x/lib/pkgconfig/openprovider.pc'"):format(elsewhere)))
    -- Nothing of Debian's names is on this PATH.
    output_of(("mkdir '%s/bin' && ln -s $(which mkdir mv sed) '%s/bin'"):format(elsewhere, elsewhere))
    output_of(("%s PATH='%s/bin' $(command -v make) -s BUILD='%s/b' '%s/b/host/modules.c' %s"):format(
      CLEAN, elsewhere, elsewhere, elsewhere, names))
  end)

  it("installs what checks a customer and creates it", function()
    local example = output_of("pwd") .. "/examples/customer.json"
    local worked, text = run("usr/bin/openprovider check '" .. example .. "'")
    assert.is_true(worked, text)
    assert.equal(example .. ": valid", text)
    local server = sandbox.start()
    worked, text = run("usr/bin/openprovider create '" .. example .. "'",
      ("no_proxy='*' XDG_CACHE_HOME='%s' OPENPROVIDER_BASE_URL=%s OPENPROVIDER_USERNAME=%s OPENPROVIDER_PASSWORD=%s")
        :format(elsewhere .. "/cache", server.base_url, server.username, server.password))
    server:stop()
    assert.is_true(worked, text)
    assert.equal("JD000001-NL", text)
  end)

  it("installs modules that need nothing of the checkout", function()
    local program = [[
      local openprovider = require("openprovider")
      assert(require("openprovider.testing").transport())
      local expected = "@" .. os.getenv("ROOT") .. "/usr/share/lua/"
      assert(debug.getinfo(openprovider.new, "S").source:sub(1, #expected) == expected)
      assert(package.searchpath("openprovider.core", package.cpath):find(os.getenv("ROOT"), 1, true) == 1)
    ]]
    local worked, text = run(("%s -e '%s'"):format(INTERPRETER, program), ("ROOT='%s'"):format(root))
    assert.is_true(worked, text)
  end)

  it("is undone by make uninstall, which leaves what is not its own", function()
    local others = ("usr/bin/other usr/share/lua/%s/other.lua usr/lib/lua/%s/other.so"):format(VERSION_DIR, VERSION_DIR)
    make("install", elsewhere)
    output_of(("cd '%s' && touch %s"):format(elsewhere, others))
    make("uninstall", elsewhere)
    assert.equal("", output_of(("find '%s' -name '*openprovider*'"):format(elsewhere)))
    assert.equal("3", output_of(("find '%s' -type f | wc -l"):format(elsewhere)))
    make("uninstall", elsewhere)
  end)
end)
