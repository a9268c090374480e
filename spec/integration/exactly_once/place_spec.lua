--- Where the programs of a user find what they share: with a home, without one, and where it cannot be written to.

local command_line = require("spec.support.command_line")
local core = require("openprovider.core")
local customer_rows = require("spec.support.customer_rows")
local file = require("openprovider.auth.stores.file")
local scratch = require("spec.support.scratch")

local has, lines, quoted = command_line.has, command_line.lines, command_line.quoted

local IS_ROOT = scratch.output_of("id -u") == "0"

-- Makes a process one of a user who is bound by modes, as root is not.
local BOUND = IS_ROOT and "setpriv --inh-caps=-all --bounding-set=-all" or ""

describe("the folder that a user's programs share", function()
  local folder

  before_each(function() folder = scratch.make() end)
  after_each(scratch.remove)

  local function path_with(variables)
    return file.default_path(function(name) return variables[name] end)
  end

  it("is below XDG_CACHE_HOME, HOME, or the home of the user database, the first that can be written", function()
    local home, cache = folder .. "/h", folder .. "/c"
    assert.equal(home .. "/.cache/openprovider/tokens.json", path_with { HOME = home })
    assert.equal(cache .. "/openprovider/tokens.json", path_with { HOME = home, XDG_CACHE_HOME = cache })
    for _, odd in ipairs({ "", "c", "./c", "/proc/none", "/dev/null" }) do
      assert.equal(home .. "/.cache/openprovider/tokens.json", path_with { HOME = home, XDG_CACHE_HOME = odd })
    end
    assert.equal("700", scratch.mode_of(cache .. "/openprovider"))
    local _, known = core.user()
    assert.equal(scratch.output_of("getent passwd $(id -u) | cut -d: -f6"), known)
    local program = [[
      local core = require("openprovider.core")
      core.user = function() return "none/none", arg[1] end
      print(require("openprovider.auth.stores.file").default_path())]]
    for _, before in ipairs {
      "env -u HOME -u XDG_CACHE_HOME", "env -u XDG_CACHE_HOME HOME=/proc/none", "env XDG_CACHE_HOME= HOME=h",
    } do
      assert.equal(folder .. "/known/.cache/openprovider/tokens.json",
        scratch.output_of(scratch.command_of(program, before, folder .. "/known")))
    end
    -- A user other than root cannot write there.
    scratch.output_of("chmod 500 " .. cache .. "/openprovider")
    assert.equal(home .. "/.cache/openprovider/tokens.json", scratch.output_of(scratch.command_of(program,
      ("env XDG_CACHE_HOME=%s HOME=%s %s"):format(cache, home, BOUND), folder .. "/known")))
  end)

  it("in a place for all is refused if it is somebody else's, a link, or open to others", function()
    local at = folder .. "/openprovider-1"
    assert.is_true(core.private_folder_among_others(at))
    assert.is_true(core.private_folder_among_others(at))
    assert.equal("700", scratch.mode_of(at))
    local odd = {
      ["is open to other users"] = "chmod 770 " .. at,
      ["is a link or a file"] = ("rmdir %s; mkdir %s/real; ln -s %s/real %s"):format(at, folder, folder, at),
    }
    if IS_ROOT then odd["belongs to another user"] = "chown 65534 " .. at end
    for why, command in pairs(odd) do
      scratch.output_of(command)
      local ok, message = core.private_folder_among_others(at)
      assert.is_nil(ok)
      assert.truthy(message:find(at, 1, true) and message:find(why, 1, true), message)
      scratch.output_of(("rm -rf %s; mkdir -m 700 %s"):format(at, at))
    end
    assert.is_nil((core.private_folder_among_others(folder .. "/no/folder")))
    assert.is_nil((core.private_folder(folder .. "/" .. ("x"):rep(5000))))
  end)
end)

describe("the command line", function()
  local cli = command_line.for_specs { visible_after = 2 }
  local user
  before_each(function() user = "spec-" .. cli.folder:match("[^/]*$"):gsub("%W", "") end)
  after_each(function() os.execute("rm -rf /var/tmp/openprovider-" .. user) end)

  -- Words before a program that has no home in its environment, as in cron, containers and units of systemd; nor in
  -- the user database, unless it is said.
  local function homeless(number, home)
    local stub = cli:file("stub.lua", ("require('openprovider.core').user = function() return %q, %s end"):format(
      number, home and ("%q"):format(home) or "nil"))
    return "env -u HOME -u XDG_CACHE_HOME LUA_INIT=@" .. quoted(stub)
  end

  for _, where in ipairs { "the home of the user database", "/var/tmp" } do
    it("keeps its promises without HOME, in " .. where .. ": each customer once, one login", function()
      local before = homeless(user, where ~= "/var/tmp" and cli:path_of("home") or nil)
      local rows = cli:file("rows.jsonl", customer_rows.json_lines(3))
      for _ = 1, 2 do
        local status, _, err = cli:run("import --quiet " .. rows, { before = before })
        assert.same({ 0, "" }, { status, err })
      end
      local status, _, err = cli:run("ensure --quiet examples/customer.json", { before = before })
      assert.same({ 0, "" }, { status, err })
      assert.equal(0, (cli:run("ensure --quiet examples/customer.json", { before = before })))
      assert.equal(4, #cli.server:handles())
      assert.equal(1, cli.server:counters().logins)
      if where == "/var/tmp" then
        assert.equal("700", scratch.mode_of("/var/tmp/openprovider-" .. user))
      end
    end)
  end

  it("says what is not protected where there is no folder, and goes on", function()
    local status, out, err = cli:run("create --reference a examples/customer.json", { before = homeless("none/none") })
    assert.same({ 0, "JD000001-NL\n", 1 }, { status, out, lines(err) })
    has(err, "cannot write to the folder /var/tmp/openprovider-none/none")
    has(err, "this can make a second customer")
  end)
end)
