-- The files of a journal in SQLite: two names for one, files of other users, and what goes away.
local core = require("openprovider.core")
local journal = require("openprovider.journal")
local obstacles = require("spec.support.obstacles")
local scratch = require("spec.support.scratch")

local output_of, command_of = scratch.output_of, scratch.command_of

local IS_ROOT = output_of("id -u") == "0"

local folder, path

before_each(function()
  folder = scratch.make()
  path = folder .. "/imports.journal"
end)
after_each(scratch.remove)

local function row(reference)
  return { reference = reference, key = reference, position = 1, body = "{}", hash = reference }
end

-- Begins a journal with rows.
local function begin(...)
  local opened = assert(journal.open(path))
  local list = {}
  for index, reference in ipairs({ ... }) do list[index] = row(reference) end
  assert(opened:add(list))
  return opened
end

local function assert_refused(at, ...)
  local opened, err = journal.open(at)
  assert.is_nil(opened)
  assert.equal("journal", err.kind)
  for _, text in ipairs({ ... }) do assert.truthy(err.message:find(text, 1, true), err.message) end
end

describe("a journal in SQLite with two names", function()
  it("is refused under both, where these are hard links", function()
    begin("a"):close()
    output_of(("ln %s %s/other.journal"):format(path, folder))
    for _, name in ipairs({ "imports", "other" }) do
      assert_refused(("%s/%s.journal"):format(folder, name), "more than one name (hard links)", "remove the others")
    end
    os.remove(folder .. "/other.journal")
    assert(journal.open(path)):close()
  end)

  it("is refused where it is mounted by itself, as into a container, and the folder is named as what helps", function()
    if obstacles.mounts() then return pending(obstacles.mounts()) end
    begin("a"):close()
    local program = [[print(select(2, require("openprovider.journal").open(arg[1])).message)]]
    local other = folder .. "/elsewhere/imports.journal"
    local command = ("mkdir %s/elsewhere && touch %s && mount --bind %s %s && %s"):format(folder, other, path, other,
      command_of(program, "", other))
    local said = output_of(("%s sh -c %s"):format(obstacles.WITH_MOUNTS, scratch.quoted(command)))
    assert.truthy(said:find("mounted by itself", 1, true), said)
    assert.truthy(said:find("mount the folder", 1, true), said)
  end)

  it("is one journal where its folder has two, whose workers know of each other", function()
    output_of(("ln -s %s %s/link"):format(folder, folder))
    local opened = begin("a", "b")
    assert.equal(1, #opened:claim(1, 60, 0))
    local other = assert(journal.open(folder .. "/link/imports.journal"))
    local claimed = other:claim(5, 60, 0)
    assert.equal("b", claimed[1].reference)
    assert.same({}, (other:claim(5, 60, 0)))
    assert.equal(1, opened:finish({ { reference = "b", handle = "late" } }))
    opened:close()
    other:close()
  end)

  it("is not followed by a symbolic link, which says what to use", function()
    begin("a"):close()
    output_of(("ln -s %s %s/other.journal"):format(path, folder))
    assert_refused(folder .. "/other.journal", "symbolic link", "use the path that it points to")
  end)
end)

describe("the files beside a journal in SQLite", function()
  local PLANTED = { "touch %s; chmod 666 %s", "ln -s /dev/null %s", "mkfifo -m 600 %s; : %s",
    "touch %s-2; chmod 600 %s-2; ln %s-2 %s" }
  if IS_ROOT then PLANTED[#PLANTED + 1] = "touch %s; chmod 600 %s; chown 12345 %s" end

  for _, ending in ipairs({ "-wal", "-shm", "-journal" }) do
    it(("are refused where another has planted one, such as %s"):format(ending), function()
      for _, plant in ipairs(PLANTED) do
        for _, is_new in ipairs({ true, false }) do
          output_of("rm -f " .. path .. "*")
          if not is_new then begin("a"):close() end
          output_of((plant:gsub("%%s", (path .. ending):gsub("%%", "%%%%") .. "")))
          assert_refused(path, path .. ending)
        end
      end
    end)
  end

  it("are refused as soon as a worker needs the one with the locks", function()
    local opened = begin("a")
    output_of(("touch %s-lock; chmod 666 %s-lock"):format(path, path))
    local rows, err = opened:claim(1, 60, 0)
    assert.is_nil(rows)
    assert.truthy(err.message:find(path .. "-lock is open to other users", 1, true), err.message)
    opened:close()
  end)

  it("cannot be trusted in a folder that all users may change, unless it is like /tmp", function()
    output_of("chmod 777 " .. folder)
    assert_refused(path, folder, "use a folder of your own")
    output_of("chmod 1777 " .. folder)
    begin("a"):close()
    output_of("chmod 775 " .. folder)
    begin("a"):close()
  end)
end)

describe("a journal in SQLite that goes away while it is in use", function()
  it("gives no more rows, and says so", function()
    local opened = begin("a", "b")
    assert(opened:claim(1, 60, 0))
    output_of(("mv %s %s/gone.journal"):format(path, folder))
    local other = begin("a")
    for _, operation in ipairs({ "claim", "renew" }) do
      local answer, err = opened[operation](opened, 1, 60, 0)
      assert.is_nil(answer)
      assert.truthy(err.message:find("removed or replaced", 1, true), err.message)
    end
    opened:close()
    other:close()
  end)

  it("loses no worker's rows with the file of locks", function()
    local opened = begin("a")
    assert.equal(1, #opened:claim(1, 60, 0))
    os.remove(path .. "-lock")
    local other = assert(journal.open(path))
    for _ = 1, 3 do
      assert.same({}, (other:claim(1, 60, 0)))
      assert.is_true(opened:renew())
    end
    opened:close()
    other:close()
  end)
end)

describe("a process without a descriptor left", function()
  it("still knows that it is itself, and loses no handle", function()
    local program = [[
      local opened = assert(require("openprovider.journal").open(arg[1]))
      assert(#assert(opened:claim(2, 60, 0)) == 2)
      local files = {}
      while true do
        local file = io.open("/dev/null")
        if not file then break end
        files[#files + 1] = file
      end
      assert(assert(opened:finish({ { reference = "a", handle = "HANDLE" } })) == 0)
      assert(opened:renew())
      assert(opened:claim(1, 60, 0))
      assert(opened:counts().created == 1)
      io.write("went on with ", #files > 10 and "many" or "few")
    ]]
    begin("a", "b"):close()
    assert.equal("went on with many", output_of("ulimit -n 64; " .. command_of(program, "", path)))
  end)
end)

describe("a journal's time", function()
  it("is no clock's: nothing of it asks for one that can be set", function()
    local text = output_of("cat lua/openprovider/journal.lua lua/openprovider/journal/*.lua")
    for _, clock in ipairs({ "os%.time", "clock_timestamp", "now%(%)%s+AT", "CURRENT_TIME", "boot_id", "strftime" }) do
      assert.is_nil(text:find(clock), clock)
    end
    assert.is_number(core.now())
  end)
end)
