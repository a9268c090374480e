-- The rock: LuaRocks builds it on a stock system with no variables set, the Lua it was built for loads
-- it, and both rockspecs name what there is.
local options = require("openprovider.config")
local sandbox = require("spec.sandbox.server")

-- The system's own LuaRocks, compiler and Lua: nothing of the specs' own surroundings.
local STOCK = "env -u LUA_PATH -u LUA_CPATH -u LUA_INIT -u LUA_INIT_5_4 -u LD_PRELOAD -u MAKEFLAGS -u CFLAGS -u CC "

local function output_of(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>&1"))
  local text = pipe:read("*a")
  pipe:close()
  return (text:gsub("%s+$", ""))
end

-- -> whether a command succeeded, what it printed
local function try(command)
  local text = output_of(command .. " && echo && echo it worked")
  local printed = text:match("^(.-)%s*it worked$")
  return printed ~= nil, printed or text
end

local function lines_of(text)
  local lines = {}
  for line in text:gmatch("[^\n]+") do lines[#lines + 1] = line end
  return lines
end

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local SPECS = {
  scm = "rockspec/openprovider-scm-1.rockspec",
  release = "rockspec/openprovider-" .. options.VERSION .. "-1.rockspec",
}

-- The variables that a rockspec sets.
local function rockspec(path)
  local names = "rockspec_format, package, version, source, description, dependencies, "
    .. "external_dependencies, build"
  local text = ("local %s\n%s\nreturn { version = version, source = source, build = build, "
    .. "package = package, external = external_dependencies }"):format(names, contents(path))
  return assert((loadstring or load)(text, "@" .. path))()  -- luacheck: ignore 113
end

describe("a rockspec", function()
  it("has no fault that LuaRocks finds", function()
    for _, path in pairs(SPECS) do assert.equal("", output_of(STOCK .. "luarocks lint " .. path)) end
  end)

  it("is what `make rockspecs` writes from the tree", function()
    local folder = output_of("mktemp -d")
    assert.equal("", output_of("env -u MAKEFLAGS make -s rockspecs ROCKSPECS=" .. folder))
    assert.equal("", output_of(("diff -r -x write.lua rockspec %s; rm -r %s"):format(folder, folder)))
  end)

  for name, path in pairs(SPECS) do
    describe("(" .. name .. ")", function()
      local spec = rockspec(path)

      it("installs the command line", function()
        assert.same({ "bin/openprovider" }, spec.build.install.bin)
        assert.is_string(contents("bin/openprovider"))
      end)

      it("finds libcurl by its library alone", function()
        assert.same({ CURL = { library = "curl" } }, spec.external)
      end)

      it("has the name that LuaRocks expects of its file", function()
        assert.equal(path, ("rockspec/%s-%s.rockspec"):format(spec.package, spec.version))
      end)
    end)
  end

  it("of the release has the version of the module, and differs in that and the tag alone", function()
    local release = rockspec(SPECS.release)
    assert.equal(options.VERSION .. "-1", release.version)
    assert.equal("v" .. options.VERSION, release.source.tag)
    local function without_version(path)
      return (contents(path):gsub('\nversion = "[^"]*"', ""):gsub('\n  tag = "[^"]*",', ""))
    end
    assert.equal(without_version(SPECS.scm), without_version(SPECS.release))
    assert.equal(2, #lines_of(output_of("ls rockspec/*.rockspec")))
  end)
end)

describe("the rock", function()
  local folder

  setup(function()
    folder = output_of("mktemp -d")
    assert(try("cp -r src lua bin rockspec examples " .. folder))
  end)
  teardown(function() os.execute("rm -rf '" .. folder .. "'") end)

  -- Builds and installs the rock; gives the version of Lua that the tree is for.
  local function make(tree, flags)
    local worked, text = try(("cd '%s' && %s luarocks make --deps-mode=none --tree='%s/%s' %s %s"):format(
      folder, STOCK, folder, tree, flags, SPECS.scm))
    assert.is_true(worked, text)
    assert.is_nil(text:find("warning:", 1, true), text)
    return output_of(("ls '%s/%s/lib/lua'"):format(folder, tree))
  end

  -- What its C module shows the dynamic linker: another copy of the library in the process must not get it.
  local function symbols(tree, version)
    return output_of(("nm -D --defined-only '%s/%s/lib/lua/%s/openprovider/core.so' | awk '{ print $3 }'"):format(
      folder, tree, version))
  end

  -- Runs the Lua of that version away from the checkout, with the tree before the system's modules.
  local function run(tree, version, arguments)
    local root = folder .. "/" .. tree
    return try(("cd '%s' && %s LUA_PATH='%s/share/lua/%s/?.lua;;' LUA_CPATH='%s/lib/lua/%s/?.so;;' lua%s %s")
      :format(root, STOCK, root, version, root, version, version, arguments))
  end

  local CHECK = [[
    local openprovider = require("openprovider")
    print(debug.getinfo(require("openprovider.client").new, "S").source)
    local customer = {
      name = openprovider.name { first_name = "Jan", last_name = "Dijk" },
      address = openprovider.address {
        street = "Hofplein 20", zipcode = "3032 AC", city = "Rotterdam", country = "nl",
      },
      phone = openprovider.phone "+31 10 123 4567", email = "jan@example.com",
    }
    local canonical = assert(openprovider.check_customer(customer))
    print(canonical.address.country .. " " .. canonical.address.number .. " " .. canonical.phone.country_code)
    customer.email, customer.address.country = "jan", nil
    local _, err = openprovider.check_customer(customer)
    print(err.kind, #err.problems)
    for _, problem in ipairs(err.problems) do print(problem.path, problem.code) end
  ]]

  local function checks_customers(tree, version)
    local file = assert(io.open(folder .. "/check.lua", "w"))
    file:write(CHECK)
    file:close()
    local worked, text = run(tree, version, folder .. "/check.lua")
    assert.is_true(worked, text)
    assert.same({
      ("@%s/%s/share/lua/%s/openprovider/client.lua"):format(folder, tree, version), "NL 20 +31", "invalid\t2",
      "address.country\tmissing", "email\tformat",
    }, lines_of(text))
  end

  it("is built for LuaRocks' own Lua, which loads it and checks customers", function()
    checks_customers("stock", make("stock", "CFLAGS='-O0 -fPIC'")) -- the other one is built without variables
  end)

  it("is built for Lua 5.4 with one symbol to be seen, which loads it, checks customers and creates one", function()
    assert.equal("5.4", make("five-four", "--lua-version=5.4"))
    assert.equal("luaopen_openprovider_core", symbols("five-four", "5.4"))
    checks_customers("five-four", "5.4")
    local packed, said = try(("cd '%s' && %s luarocks pack --lua-version=5.4 --tree=five-four openprovider"):format(
      folder, STOCK))
    assert.is_true(packed, said)
    assert.is_truthy(output_of(("ls '%s'"):format(folder)):find("openprovider-scm-1.linux", 1, true), said)
    local server = sandbox.start()
    local variables = ("no_proxy='*' XDG_CACHE_HOME='%s/cache' OPENPROVIDER_BASE_URL=%s OPENPROVIDER_USERNAME=%s "
      .. "OPENPROVIDER_PASSWORD=%s"):format(folder, server.base_url, server.username, server.password)
    local tree = folder .. "/five-four"
    local paths = ("LUA_PATH='%s/share/lua/5.4/?.lua;;' LUA_CPATH='%s/lib/lua/5.4/?.so;;'"):format(tree, tree)
    local environment = table.concat({ STOCK, paths, variables }, " ")
    local worked, text = try(("cd '%s' && %s lua5.4 examples/create.lua && %s '%s/bin/openprovider' create %s"):format(
      folder, environment, environment, tree, "examples/customer.json"))
    server:stop()
    assert.is_true(worked, text)
    assert.equal("JD000001-NL\nJD000002-NL", text)
  end)
end)
