-- The program of a checkout, where nothing is installed and no variable says where the modules are.
local scratch = require("spec.support.scratch")

local INTERPRETER = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")
local BUILD = rawget(_G, "jit") and "jit" or _VERSION:match("%d+%.%d+")

before_each(scratch.make)
after_each(scratch.remove)

describe("bin/openprovider without its modules", function()
  local root = scratch.output_of("pwd"):gsub("%s+$", "")

  -- A checkout that has no module but what is given, and what is run in it by a shell. -> what it says, the status
  local function run(lines, modules)
    local folder = scratch.folder .. "/checkout"
    os.execute(("mkdir -p %s/bin %s/other && cp bin/openprovider %s/bin"):format(folder, folder, folder))
    if modules then os.execute(("cp -r %s/lua %s/build %s"):format(root, root, folder)) end
    local said = scratch.output_of(("cd %s && env -u LUA_PATH -u LUA_CPATH -u LUA_INIT sh -c %s"):format(folder,
      scratch.quoted("openprovider() { " .. INTERPRETER .. ' "$@"; }; { ' .. lines .. '; } 2>&1; echo "exit $?"')))
    return said:match("^(.-)exit (%d+)%s*$")
  end

  it("says in two lines what to do, whatever is asked for and from wherever it is called", function()
    for place, path in pairs({
      ["bin/openprovider --help"] = "$PWD", ["./bin/openprovider list"] = "$PWD",
      ["$PWD/bin/openprovider"] = "/checkout",
      ["../checkout/bin/openprovider get X"] = "$PWD/../checkout",
    }) do
      local said, status = run("openprovider " .. place)
      assert.equal("1", status)
      local _, lines = said:gsub("\n", "\n")
      assert.equal(2, lines, said)
      assert.is_truthy(said:find("its modules are not found: run `sudo make install`, or `make`", 1, true), said)
      assert.is_truthy(said:find(path .. "/lua/?.lua;;", 1, true), said)
      assert.is_truthy(said:find("/build/" .. BUILD .. "/?.so;;", 1, true), said)
    end
    for _, place in ipairs({ "cd bin && openprovider ./openprovider", "cd bin && openprovider openprovider" }) do
      assert.is_truthy(run(place):find('"$PWD/../lua/?.lua;;"', 1, true), place)
    end
  end)

  it("says the same where only the module of the verb is missing", function()
    local said, status = run("export LUA_PATH='lua/?.lua;;' LUA_CPATH='build/" .. BUILD .. "/?.so;;'; "
      .. "rm lua/openprovider/cli/verbs/list.lua; openprovider bin/openprovider list", true)
    assert.equal("1", status)
    local _, lines = said:gsub("\n", "\n")
    assert.equal(2, lines, said)
    assert.is_truthy(said:find("its modules are not found: run `sudo make install`", 1, true), said)
  end)

  it("works after what it says", function()
    for _, place in ipairs({ "bin/openprovider", "../checkout/bin/openprovider", "$PWD/bin/openprovider" }) do
      local said, status = run(('eval "$(openprovider %s 2>&1 | tail -1)"; cd other && '
        .. "openprovider ../bin/openprovider fields --output csv"):format(place), true)
      assert.equal("0", status, said)
      assert.equal("field,rule", said:sub(1, 10))
    end
  end)

  -- What the program says, and its status, where Lua modules are not found.
  local function without(...)
    local program = scratch.folder .. "/without.lua"
    local file = assert(io.open(program, "w"))
    file:write(([[
      local search, absent = package.searchers or package.loaders, {}
      for name in ("%s"):gmatch("%%S+") do absent[name] = true end
      table.insert(search, 2, function(name)
        if absent[name] then error("module '" .. name .. "' not found:\n\tno file x\n\tno file y", 0) end
      end)
      arg[0] = "bin/openprovider"
      dofile("bin/openprovider")
    ]]):format(table.concat({ ... }, " ")))
    file:close()
    local said = scratch.output_of(('env -u LUA_INIT %s %s fields 2>&1; echo "exit $?"'):format(INTERPRETER, program))
    return (said:gsub("%s+$", ""))
  end

  it("names a module of others that is missing", function()
    for name, advice in pairs({
      argparse = "install the Debian package lua-argparse, or the rock argparse: luarocks install argparse",
      cjson = "install the Debian package lua-cjson, or the rock lua-cjson: luarocks install lua-cjson",
    }) do
      assert.equal("openprovider: the Lua module " .. name .. " is missing: " .. advice .. "\nexit 1", without(name))
    end
  end)

  it("names all modules of others that are missing at once", function()
    assert.equal("openprovider: Lua modules are missing: argparse, lpeg (for imports). On Debian: apt-get install "
      .. "lua-argparse lua-lpeg. With LuaRocks: luarocks install argparse; luarocks install lpeg\nexit 1",
      without("argparse", "lpeg"))
  end)
end)
