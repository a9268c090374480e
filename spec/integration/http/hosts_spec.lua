-- Programs in C: those in examples/, installed for, built and run as docs/c-programs.md says.
--
-- OP_HOSTS_BUILD is the folder of a build with other flags, OP_HOSTS_CFLAGS are these flags, and OP_HOSTS_RUN is
-- what the programs are run with: `spec/sanitize` sets them.
local closed_port = require("spec.support.closed_port")
local json = require("dkjson")
local options = require("openprovider.config")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local LUA = rawget(_G, "jit") and "jit" or _VERSION:match("%d+%.%d+")
local PACKAGE = LUA == "jit" and "luajit" or "lua" .. LUA

local BUILD = os.getenv("OP_HOSTS_BUILD") or "build"
local CFLAGS = os.getenv("OP_HOSTS_CFLAGS") or ""
local RUN = os.getenv("OP_HOSTS_RUN") or ""

-- Neither what make tells those it starts, nor a way to the checkout's Lua files.
local CLEAN = "env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u DESTDIR -u LUA_CPATH -u LUA_CPATH_5_4 -u LUA_CPATH_5_3 "
  .. "-u LUA_INIT -u LUA_INIT_5_4 LUA_PATH=./none/?.lua LUA_PATH_5_4=./none/?.lua LUA_PATH_5_3=./none/?.lua "

local quoted = scratch.quoted

-- Runs a command, which must succeed.
local function must(command)
  local text = scratch.output_of(command .. " && echo && echo it worked")
  assert.is_truthy(text:find("it worked$"), command .. "\n" .. text)
end

local function make(words)
  must(("%s make --no-print-directory -s LUA=%s BUILD=%s %s %s"):format(CLEAN, LUA, BUILD,
    CFLAGS ~= "" and "CFLAGS=" .. quoted(CFLAGS) or "", words))
end

-- The page's command that builds a program, with what this run has in place of what a reader has; `edit` changes it.
local function build(program, prefix, folder, edit)
  local page = scratch.contents("docs/c-programs.md")
  local command = page:match("\n(cc %-o " .. program:gsub("%-", "%%-") .. " [^\n]*)")
  assert.is_string(command, "no command for " .. program)
  local compiler = ("cc %s -o %s"):format(CFLAGS, quoted(folder .. "/" .. program))
  command = command:gsub("cc %-o %S+", function() return compiler end)
    :gsub("%-I(build/amalgamation)", "-I" .. BUILD .. "/amalgamation"):gsub("lua5%.4", PACKAGE)
    -- Compiled once for all that are built of it: that takes longer than all the rest.
    :gsub("build/amalgamation/openprovider%.c", quoted(prefix .. "/openprovider.o"))
  if edit then command = edit(command) end
  must(("export PKG_CONFIG_PATH=%s/lib/pkgconfig; %s"):format(quoted(prefix), command))
end

-- Compiles the one source.
local function compile_one_source(prefix)
  must(("cc %s -fPIC -c -I%s/amalgamation $(pkg-config --cflags %s libcurl) -o %s/openprovider.o "
    .. "%s/amalgamation/openprovider.c"):format(CFLAGS, BUILD, PACKAGE, quoted(prefix), BUILD))
end

describe("a program in C", function()
  local prefix, server

  setup(function()
    prefix = scratch.output_of("mktemp -d")
    make("install amalgamation PREFIX=" .. quoted(prefix))
    -- The programs that link the library shall have nothing else of what was installed.
    must(("rm -r %s/share %s/lib/lua %s/bin"):format(prefix, prefix, prefix))
    compile_one_source(prefix)
    for _, program in ipairs({ "create-in-lua", "create-from-one-source", "create-without-lua" }) do
      build(program, prefix, prefix)
    end
    server = sandbox.start()
  end)
  teardown(function()
    server:stop()
    scratch.output_of("rm -rf " .. quoted(prefix))
  end)
  before_each(function()
    server:reset()
    scratch.make()
  end)
  after_each(scratch.remove)

  -- Runs a program on a customer, away from the checkout; its output goes where `into` says.
  -- -> its status, what it printed, and what it said
  local function run(program, customer, variables, into)
    local folder = scratch.folder
    scratch.write(folder .. "/customer", customer)
    local values = { BASE_URL = server.base_url, USERNAME = server.username, PASSWORD = server.password }
    for name, value in pairs(variables or {}) do values[name] = value end
    local words = { "cd", folder, "&&", CLEAN, "no_proxy='*'" }
    for name, value in pairs(values) do words[#words + 1] = ("OPENPROVIDER_%s=%s"):format(name, quoted(value)) end
    words[#words + 1] = ("%s %s/%s customer > out 2> err %s; echo $?"):format(RUN, prefix, program, into or "")
    local status = scratch.output_of(table.concat(words, " "))
    return tonumber(status), scratch.contents(folder .. "/out"), scratch.contents(folder .. "/err")
  end

  local function creates()
    local count = 0
    for _, request in ipairs(server:requests()) do
      if request.method == "POST" and request.path:find("/customers$") then count = count + 1 end
    end
    return count
  end

  -- How each is given a customer: as in the example, and with changes that are written as JSON or as Lua.
  local KINDS = {
    { name = "that embeds Lua, with the library", program = "create-in-lua", lua = true },
    { name = "that embeds Lua, from one source", program = "create-from-one-source", lua = true },
    { name = "that has no Lua", program = "create-without-lua" },
  }
  local EXAMPLES = {
    lua = scratch.contents("examples/customer.lua"),
    json = scratch.contents("examples/customer.json"),
  }

  -- The example's text with members of another value; a value `false` takes one away.
  local function example(kind, changes)
    if kind.lua then
      local lines = { (EXAMPLES.lua:gsub("return {", "local customer = {")) }
      for path, value in pairs(changes or {}) do
        lines[#lines + 1] = ("customer.%s = %s"):format(path, value and ("%q"):format(value) or "nil")
      end
      lines[#lines + 1] = "return customer"
      return table.concat(lines, "\n")
    end
    local customer = json.decode(EXAMPLES.json)
    for path, value in pairs(changes or {}) do
      local object, name = path:match("^([%w_]+)%.([%w_]+)$")
      local parent = object and customer[object] or customer
      parent[name or path] = value or nil
    end
    return json.encode(customer)
  end

  for _, kind in ipairs(KINDS) do
    describe(kind.name, function()
      it("creates a customer and prints its handle", function()
        local status, out, err = run(kind.program, example(kind))
        assert.equal("", err)
        assert.equal("JD000001-NL\n", out)
        assert.equal(0, status)
        assert.same({ "JD000001-NL" }, server:handles())
      end)

      it("sends the customer in the API's form", function()
        local status = run(kind.program, example(kind, { ["address.country"] = "nl", ["phone.country_code"] = "0031" }))
        assert.equal(0, status)
        local record = server:record("JD000001-NL")
        assert.equal("NL", record.address.country)
        assert.equal("+31", record.phone.country_code)
      end)

      it("says everything that is wrong with a customer, and sends nothing", function()
        local status, out, err = run(kind.program,
          example(kind, { email = "jan", ["address.city"] = false, adress = "Hofplein" }))
        assert.equal(1, status)
        assert.equal("", out)
        assert.is_truthy(err:find('email "jan" has no @', 1, true), err)
        assert.is_truthy(err:find("address.city is required", 1, true), err)
        assert.is_truthy(err:find('adress is not a member of a customer; did you mean "address"?', 1, true), err)
        assert.equal(0, server:counters().arrived)
      end)

      it("says that its credentials are refused", function()
        local status, out, err = run(kind.program, example(kind), { PASSWORD = "wrong" })
        assert.equal(1, status)
        assert.equal("", out)
        assert.is_truthy(err:find("code 196", 1, true), err)
        assert.equal(0, creates())
      end)

      it("says that there is no server", function()
        local status, out, err = run(kind.program, example(kind),
          { BASE_URL = ("http://127.0.0.1:%d/v1beta"):format(closed_port()) })
        assert.equal(1, status)
        assert.equal("", out)
        assert.is_truthy(err:find("Failed to connect", 1, true), err)
        assert.is_nil(err:find("known", 1, true), err)
      end)

      it("says that an outcome is unknown, and does not try again", function()
        server:fault({ name = "close_after", method = "POST", path = "/customers$" })
        local status, out, err = run(kind.program, example(kind))
        assert.equal(4, status)
        assert.equal("", out)
        assert.is_truthy(err:find("customer may exist: ", 1, true), err)
        assert.is_truthy(err:find("email.pattern"), err)
        assert.equal(1, creates())
      end)

      it("does not take for a refusal a code that no document has, nor what a gateway says", function()
        for _, fault in ipairs({
          { name = "code", code = 7777 }, { name = "code", code = 7777, status = 400 },
          { name = "status", status = 403, body = "<h1>Forbidden</h1>" }, { name = "status", status = 429 },
        }) do
          fault.method, fault.path, fault.processed = "POST", "/customers$", true
          server:fault(fault)
          local status, _, err = run(kind.program, example(kind))
          assert.equal(4, status, err)
          assert.is_truthy(err:find("customer may exist: ", 1, true), err)
        end
      end)

      it("says that a handle could not be written, and that it is to be looked at", function()
        local status, out, err = run(kind.program, example(kind), nil, "> /dev/full")
        assert.equal(4, status)
        assert.equal("", out)
        assert.is_truthy(err:find("JD000001-NL was created, but could not be written", 1, true), err)
        assert.same({ "JD000001-NL" }, server:handles())
      end)

      it("writes a handle to nothing but its standard output, even if that is closed", function()
        for _, closed in ipairs({ ">&-", "<&- >&-", "<&- >&- 2>&-" }) do
          server:reset()
          local status, _, err = run(kind.program, example(kind), nil, closed)
          assert.equal(4, status)
          local said = "JD000001-NL was created, but could not be written\n"
          assert.equal(closed:find("2>", 1, true) and "" or said, err)
        end
      end)

      it("says what the API refuses", function()
        server:fault({ name = "status", status = 500, content_type = "application/json",
          body = '{"code":4006,"desc":"No such\\nluck"}', method = "POST", path = "/customers$" })
        local status, out, err = run(kind.program, example(kind))
        assert.equal(1, status)
        assert.equal("", out)
        assert.is_truthy(err:find("No such luck (code 4006, HTTP 500)", 1, true), err)
      end)

      it("says that it has no credentials, and takes empty variables for none", function()
        for _, name in ipairs({ "USERNAME", "PASSWORD" }) do
          local status, out, err = run(kind.program, example(kind), { [name] = "" })
          assert.equal(2, status)
          assert.equal("", out)
          assert.is_truthy(err:find("OPENPROVIDER_USERNAME", 1, true), err)
        end
        assert.equal(0, server:counters().arrived)
      end)

      it("says how it is called", function()
        local _, _, err = run(kind.program .. " too many", example(kind))
        assert.is_truthy(err:find("^usage: "), err)
      end)
    end)
  end

  it("that embeds Lua can have that in itself, too", function()
    local function with_static_lua(command)
      return (command:gsub("%$(%b())", "$(echo $%1 | sed 's/-l\\(lua[^ ]*\\)/-l:lib\\1.a/')"))
    end
    for _, program in ipairs({ "create-in-lua", "create-from-one-source" }) do
      build(program, prefix, scratch.folder, with_static_lua)
      local needed = scratch.output_of(("readelf -d %s/%s"):format(scratch.folder, program))
      assert.is_truthy(needed:find("libcurl", 1, true), needed)
      assert.is_nil(needed:find("liblua", 1, true), needed)
    end
  end)

  it("from one source shows the dynamic linker its two functions alone, whatever it is compiled with", function()
    must(("cd %s && cc %s -shared -o plugin.so openprovider.o -lcurl"):format(quoted(prefix), CFLAGS))
    assert.equal("luaopen_openprovider_core\nopenprovider_preload",
      scratch.output_of(("nm -D --defined-only %s/plugin.so | awk '{ print $3 }'"):format(quoted(prefix))))
  end)

  it("that embeds Lua has every module but the command line's, those for unit tests and the types", function()
    local expected, found = {}, {}
    for file in scratch.output_of("cd lua && find . -name '*.lua'"):gmatch("%./([^\n]*)%.lua") do
      local name = file:gsub("/", ".")
      local part = name:match("^openprovider%.(%l+)%f[.%z]")
      if part ~= "cli" and part ~= "testing" and part ~= "types" then expected[#expected + 1] = name end
    end
    expected[#expected + 1] = "openprovider.core"
    local _, out = run("create-from-one-source", "for name in pairs(package.preload) do print(name) end")
    for name in out:gmatch("openprovider[^\n]*") do found[#found + 1] = name end
    table.sort(expected)
    table.sort(found)
    assert.same(expected, found)
  end)

  it("that embeds Lua is told of the library's files where something is raised", function()
    local status, out, err = run("create-from-one-source", 'require("openprovider").check_customer(1)')
    assert.equal(1, status)
    assert.equal("", out)
    assert.is_truthy(err:find("\n%s+openprovider/api/customers.lua:%d+: in "), err)
  end)

  -- What the program without Lua makes of an answer to its create.
  local function answered(status, body)
    server:reset()
    server:fault({ name = "status", status = status, content_type = "application/json", body = body, method = "POST",
      path = "/customers$" })
    return run("create-without-lua", example({}))
  end

  it("can include each of the installed headers alone, and use its numbers", function()
    local include = prefix .. "/include"
    for header in scratch.output_of(("cd %s && find . -name '*.h'"):format(include)):gmatch("[^\n]+") do
      local lines = { ("#include <%s>"):format(header), "int main (void) {" }
      for name in scratch.contents(include .. "/" .. header):gmatch("#define (OP_[%w_]+) [%d(]") do
        lines[#lines + 1] = ("(void)(%s);"):format(name)
      end
      lines[#lines + 1] = "return 0; }"
      local file = scratch.folder .. "/alone.c"
      scratch.write(file, table.concat(lines, "\n") .. "\n")
      must(("cc -std=c99 -pedantic -Wall -Wextra -Werror -I%s $(pkg-config --cflags %s) -fsyntax-only %s"):format(
        include, PACKAGE, file))
    end
  end)

  it("that has no Lua takes nothing for a handle that is none", function()
    for _, handle in ipairs({ '""', '"a b"', '"a\\u001b[2J"', '"a/b"', '"a%2fb"', '".."',
      '"é"', '"' .. ("x"):rep(65) .. '"', "1", "null", "{}" }) do
      local status, out, err = answered(200, '{"code":0,"data":{"handle":' .. handle .. "}}")
      assert.equal(4, status, handle)
      assert.equal("", out)
      assert.equal("The customer may exist: look with `openprovider list --email-pattern ADDRESS` before you try "
        .. "again.\n", err)
    end
    local status, out = answered(200, '{"code":0,"data":{"handle":"' .. ("x"):rep(61) .. '._:"}}')
    assert.equal(0, status)
    assert.equal(("x"):rep(61) .. "._:\n", out)
  end)

  it("that has no Lua takes a number beyond all codes for none", function()
    for _, code in ipairs({ "2147483648", "-2147483648", "9223372036854775807", "399.5" }) do
      local status, out, err = answered(500, '{"code":' .. code .. ',"desc":"no"}')
      assert.equal(4, status, code)
      assert.equal("", out)
      assert.is_truthy(err:find("an answer that says nothing (HTTP 500)", 1, true), err)
    end
    local _, _, err = answered(500, '{"code":2147483647,"desc":"no"}')
    assert.is_truthy(err:find("no (code 2147483647, HTTP 500)", 1, true), err)
  end)

  it("that has no Lua says where a file is no JSON", function()
    local status, _, err = run("create-without-lua", '{ "email": 1, "email": 2 }')
    assert.equal(1, status)
    assert.is_truthy(err:find("^customer:1:%d+: duplicate object key"), err)
    status, _, err = run("create-without-lua", "[]")
    assert.equal(1, status)
    assert.equal("customer: a JSON object expected\n", err)
  end)

  it("that has no Lua says when a file cannot be read", function()
    for _, path in ipairs({ ".", "none" }) do
      local command = ("OPENPROVIDER_USERNAME=a OPENPROVIDER_PASSWORD=b %s %s/create-without-lua %s; echo $?"):format(
        RUN, prefix, path)
      local said = scratch.output_of(("cd %s && %s"):format(scratch.folder, command))
      assert.equal(path .. ": cannot be read\n1", said)
    end
  end)
end)

describe("make amalgamation", function()
  it("writes the same bytes each time", function()
    local folder = scratch.make()
    make(("amalgamation BUILD=%s"):format(folder))
    make("amalgamation")
    must(("cmp %s/amalgamation/openprovider.c %s/amalgamation/openprovider.c"):format(folder, BUILD))
    must(("cmp src/include/openprovider.h %s/amalgamation/openprovider.h"):format(folder))
    scratch.remove()
  end)

  it("says in its first lines which version it is, and under which licence", function()
    make("amalgamation")
    local first = scratch.contents(BUILD .. "/amalgamation/openprovider.c"):match("^/%*.-%*/")
    assert.is_truthy(first:find("openprovider " .. options.VERSION .. " as one source", 1, true), first)
    assert.is_truthy(first:gsub("\n%*%* ?", "\n"):find(scratch.contents("LICENSE"), 1, true), first)
  end)
end)
