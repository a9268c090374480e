-- The Makefile: what it refuses, and what it builds anew.
local scratch = require("spec.support.scratch")

local quoted = scratch.quoted

-- Neither what make tells those it starts, nor variables that it would take from them.
local MAKE = "env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u DESTDIR -u PREFIX -u BUILD -u LUA make --no-print-directory "

-- -> make's exit status, what it printed
local function make(words)
  local text = scratch.output_of(MAKE .. words .. "; status=$?; echo; echo $status")
  local printed, status = text:match("^(.-)%s*(%d+)$")
  return tonumber(status), printed
end

describe("make", function()
  before_each(scratch.make)
  after_each(scratch.remove)

  local TAILS = { " ", " x", "\tx", "*", "$$x", ";x", "'x", '"x', "`x", "&x", "\\x", "(x", "#x", "|x" }

  for name, tails in pairs({ PREFIX = TAILS, DESTDIR = { " ", "*", ";x" }, BUILD = { " ", "\tx", "&x" } }) do
    it("refuses a " .. name .. " that a shell would take apart, and removes nothing", function()
      local folder = scratch.folder
      scratch.output_of(("mkdir -p %s/build '%s/build x'"):format(folder, folder))
      for _, tail in ipairs(tails) do
        for _, target in ipairs(tail == " " and { "clean", "uninstall", "install" } or { "clean" }) do
          local status, text = make(("%s %s=%s"):format(target, name, quoted(folder .. "/build" .. tail)))
          assert.equal(2, status, name .. " " .. tail .. ": " .. text)
          assert.is_truthy(text:find(name .. " has a blank", 1, true), text)
        end
      end
      assert.equal("build\nbuild x", scratch.output_of("ls " .. folder))
    end)
  end

  it("clean removes what LuaRocks compiles beside the sources", function()
    scratch.output_of(("cp -r Makefile src lua %s && cd %s && mkdir openprovider && touch src/http/call.o "
      .. "openprovider/core.so"):format(scratch.folder,
      scratch.folder))
    assert.equal(0, (make("-s -C " .. scratch.folder .. " clean")))
    assert.equal("Makefile lua src", scratch.output_of(("cd %s && echo *"):format(scratch.folder)))
    assert.equal("", scratch.output_of(("find %s -name '*.o'"):format(scratch.folder)))
  end)

  it("refuses to build into no folder", function()
    local status, text = make("-n clean BUILD=")
    assert.equal(2, status)
    assert.is_truthy(text:find("BUILD is empty", 1, true), text)
  end)

  it("takes the characters that paths commonly have", function()
    local status, text = make("-n clean uninstall PREFIX=/A-z_0.9/+~@%,: DESTDIR=/b=c BUILD=./d")
    assert.equal(0, status, text)
    assert.is_truthy(text:find("rm -rf ./d\n", 1, true), text)
    assert.is_truthy(text:find("/b=c/A-z_0.9/+~@%,:/bin/openprovider", 1, true), text)
  end)

  it("refuses a Lua that it does not know", function()
    for _, lua in ipairs({ "5.2", "luajit", "", "'5.4 jit'" }) do
      local status, text = make("-n all LUA=" .. lua)
      assert.equal(2, status, lua)
      assert.is_truthy(text:find("LUA must be 5.5, 5.4, 5.3, 5.1 or jit", 1, true), text)
    end
  end)

  it("takes a PREFIX below the folder that it is called in", function()
    local here = scratch.output_of("pwd")
    local status, text = make("-n install PREFIX=below/here")
    assert.equal(0, status, text)
    assert.is_truthy(text:find("s|@PREFIX@|" .. here .. "/below/here|", 1, true), text)
  end)
end)

-- Stands in for compiler and archiver: notes what it is to write, and of what, and writes nothing of use.
local WRITER = [[#!/bin/sh
echo "$@" >> "$LOG"
for word; do case $before in -o | rcs) touch "$word" ;; esac; before=$word; done
]]

describe("make all", function()
  local folder
  before_each(function()
    folder = scratch.make()
    scratch.output_of(("cp -r Makefile src lua %s"):format(folder))
    scratch.write(folder .. "/writer", WRITER, "700")
  end)
  after_each(scratch.remove)

  -- -> the commands of a build
  local function built(words)
    local log = folder .. "/log"
    scratch.write(log, "")
    local status, text = make(("-s -C %s all LUA=5.4 LOG=%s CC=%s/writer AR=%s/writer %s"):format(
      folder, log, folder, folder, words or ""))
    assert.equal(0, status, text)
    return scratch.contents(log)
  end

  it("builds nothing anew when nothing has changed", function()
    assert.is_truthy(built():find("src/customer/check.c", 1, true))
    assert.equal("", built())
  end)

  it("builds all of it anew with other flags", function()
    local first = built("CFLAGS=-O1")
    local function number_of(log) return select(2, log:gsub("\n", "")) end
    assert.equal(number_of(first), number_of(built("CFLAGS='-O2 -DTEXT=\\\"x\\\"'")))
    assert.equal("", built("CFLAGS='-O2 -DTEXT=\\\"x\\\"'"))
  end)

  it("builds what knows Lua anew with other headers of it, and that alone", function()
    built()
    local log = built("LUA_INCDIR=/elsewhere")
    assert.is_truthy(log:find("src/binding/check.c", 1, true))
    assert.is_nil(log:find("src/customer/check.c", 1, true))
  end)

  it("names all that is missing at once, and compiles nothing", function()
    scratch.write(folder .. "/no-headers", "#!/bin/sh\nexit 1\n", "700")
    local status, text = make(("-s -C %s all LUA=jit CC=%s/no-headers INTERPRETER=no-such-lua"):format(folder, folder))
    assert.equal(2, status)
    local packages = "libc6-dev libluajit2-5.1-dev libcurl4-openssl-dev luajit2"
    local expected = ("missing: %s\non Debian: apt-get install %s\n"):format(packages, packages)
    assert.is_truthy(text:find(expected, 1, true), text)
    assert.equal("Makefile\nlua\nno-headers\nsrc\nwriter", scratch.output_of("LC_ALL=C ls " .. folder))
  end)

  it("says how Lua 5.5 is given, which Debian 12 does not have", function()
    scratch.write(folder .. "/no-headers", "#!/bin/sh\nexit 1\n", "700")
    local status, text = make(("-s -C %s all LUA=5.5 LUA55= CC=%s/no-headers INTERPRETER=no-such-lua"):format(folder,
      folder))
    assert.equal(2, status)
    assert.is_truthy(text:find("add LUA55=FOLDER", 1, true), text)
    assert.is_nil(text:find("apt-get", 1, true), text)
  end)

  it("leaves out of archives and module what is not there any more", function()
    built()
    -- A clock's ticks can be longer than a build.
    local older = "find src lua -exec touch -d '2 days ago' {} + && find build -exec touch -d yesterday {} +"
    scratch.output_of(("cd %s && %s && rm src/data/zipcodes.c src/binding/watchdog.c"):format(folder, older))
    local log = built()
    assert.is_truthy(log:find("libopenprovider.a", 1, true), log)
    assert.is_truthy(log:find("core.so", 1, true), log)
    assert.is_nil(log:find("data_zipcodes.o", 1, true), log)
    assert.is_nil(log:find("binding_watchdog.o", 1, true), log)
  end)
end)

describe("a run of specs", function()
  -- -> the exit status, what it printed
  local function run(command)
    local text = scratch.output_of(command .. "; echo status $?")
    local printed, status = text:match("^(.-)%s*status (%d+)$")
    return tonumber(status), printed
  end

  it("says that there is no such spec", function()
    local status, text = run("spec/run 5.4 -- spec/none_spec.lua")
    assert.equal(2, status)
    assert.equal("no such spec: spec/none_spec.lua (SPECS=spec/unit/docs_spec.lua, for example)", text)
    assert.same({ 2, "no such spec: none" }, { run("spec/file lua5.4 build/5.4 none") })
  end)

  it("says that no spec has the words of a filter", function()
    local status, text = run("COUNTS= spec/file lua5.4 build/5.4 spec/unit/transport_spec.lua --filter=no.such.words")
    assert.equal(1, status)
    assert.is_truthy(text:find("\nthere is no spec to run: spec/unit/transport_spec.lua --filter=no.such.words\n", 1,
      true), text)
  end)
end)

-- Stand-ins for what they start: the specs press Ctrl-C, and would take long.
local STAND_INS = {
  make = "exit 0",
  gcc = "exit 0",
  busted = 'echo ran >> "$FOLDER/runs"; kill -INT -$GROUP; sleep 2; echo went on >> "$FOLDER/runs"',
}

for _, program in ipairs({ "spec/run 5.4", "spec/sanitize" }) do
  describe(program, function()
    before_each(scratch.make)
    after_each(scratch.remove)

    it("ends at Ctrl-C, and the specs that are running with it", function()
      local folder = scratch.folder
      for name, text in pairs(STAND_INS) do
        scratch.write(folder .. "/" .. name, "#!/bin/sh\n" .. text .. "\n", "700")
      end
      local status = scratch.output_of(([[
        PATH=%s:$PATH FOLDER=%s JOBS=2 timeout 10 setsid -w sh -c 'GROUP=$$ exec %s' > /dev/null; echo $?
      ]]):format(folder, folder, program):gsub("%s+$", ""))
      assert.equal("130", status:match("%d*$"), status) -- bash may say that its trap came in the middle of a command
      -- Two run at a time.
      local runs = scratch.contents(folder .. "/runs")
      assert.is_true(runs == "ran\n" or runs == "ran\nran\n", runs)
    end)
  end)
end
