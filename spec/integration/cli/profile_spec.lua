-- Profiles: accounts in a file of the user, which `configure` writes.
local command_line = require("spec.support.command_line")
local json = require("dkjson")
local obstacles = require("spec.support.obstacles")
local typed = require("spec.support.typed")

local has = command_line.has

-- No variable says who the account is.
local NOBODY = { BASE_URL = false, USERNAME = false, PASSWORD = false }

describe("a profile", function()
  local cli = command_line.for_specs { login_limit = false }

  local FILE = "config/openprovider/config.json"

  -- Writes the file.
  local function profiles(config, mode)
    -- One of an earlier mode may not be open to writing.
    os.execute(("mkdir -p %s; rm -f %s"):format(cli:path_of("config/openprovider"), cli:path_of(FILE)))
    cli:file(FILE, config)
    os.execute(("chmod %s %s"):format(mode or "600", cli:path_of(FILE)))
  end

  local function account(changes)
    local profile = { username = cli.server.username, password = cli.server.password, base_url = cli.server.base_url }
    for name, value in pairs(changes or {}) do profile[name] = value or nil end
    return profile
  end

  local function run(arguments, variables)
    local all = {}
    for name, value in pairs(NOBODY) do all[name] = value end
    for name, value in pairs(variables or {}) do all[name] = value end
    return cli:run(arguments, { variables = all })
  end

  it("gives account and address, by its name or as the default", function()
    profiles { default_profile = "shop", profiles = { shop = account(), other = account { username = "other" } } }
    for _, arguments in ipairs({ "login", "login --profile shop", "--profile shop login" }) do
      local status, out, err = run(arguments)
      assert.equal(0, status, err)
      has(out, "logged in as " .. cli.server.username .. " at " .. cli.server.base_url)
    end
    assert.equal(0, (run("login", { PROFILE = "shop" })))
    assert.equal(1, (run("login --profile other", { PROFILE = "shop" })))
    assert.equal(1, (run("login", { PROFILE = "other" })))
  end)

  it("is an error if there is none of that name", function()
    local status, _, err = run("login --profile shop")
    assert.equal(2, status)
    has(err, 'there is no profile "shop": `openprovider configure --profile shop` makes it')
    profiles { profiles = { shop = account() } }
    status, _, err = run("login --profile shp")
    assert.equal(2, status)
    has(err, 'there is no profile "shp" in ')
    has(err, "; it has shop")
    assert.equal(2, (run("login")))
  end)

  it("gives way to the environment, and both to an option", function()
    profiles { profiles = { default = account { base_url = "http://127.0.0.1:1/v1beta", password = "wrong" } } }
    assert.equal(5, (run("login")))
    assert.equal(1, (run("login", { BASE_URL = cli.server.base_url })))
    assert.equal(0, (run("login", { BASE_URL = cli.server.base_url, PASSWORD = cli.server.password })))
    local on_line = "login --base-url " .. cli.server.base_url
    assert.equal(0, (run(on_line, { BASE_URL = "http://127.0.0.1:1/v1beta", PASSWORD = cli.server.password })))
    profiles { profiles = { shop = account() } }
    local wrong = { BASE_URL = "http://127.0.0.1:1/v1beta", USERNAME = "other", PASSWORD = "other", TOKEN = "other" }
    assert.equal(0, (run("login --profile shop", wrong)))
  end)

  it("never mixes accounts: a password is for its own user name", function()
    profiles { profiles = { default = account() } }
    local other = { USERNAME = "other", PASSWORD = "other-word", BASE_URL = cli.server.base_url }
    local status = run("login", other)
    assert.equal(1, status)
    assert.equal("other", json.decode(cli.server:requests()[1].body).username)
    status = run("login", { USERNAME = "other", BASE_URL = cli.server.base_url })
    assert.equal(2, status)
    local _, _, err = run("login", { USERNAME = "other", PROFILE = "default" })
    has(err, 'OPENPROVIDER_PROFILE says "default", and OPENPROVIDER_USERNAME is of another account: unset one of them')
  end)

  it("has its password from a command, which must end in time and well", function()
    profiles { profiles = { default = account { password = false,
      password_command = "printf '%s\\nurl: x\\n' " .. command_line.quoted(cli.server.password) } } }
    assert.equal(0, (run("login")))
    for command, why in pairs({ ["echo planted; exit 3"] = "it ended with status 3", ["true"] = "it printed nothing",
      ["kill -KILL $$"] = "it ended with status 137", ["yes planted"] = "it wrote too much" }) do
      profiles { profiles = { default = account { password = false, password_command = command } } }
      local status, out, err = run("login")
      assert.same({ 2, "" }, { status, out })
      has(err, 'the password_command of profile "default" gave no password: ' .. why)
      assert.is_nil(err:find("planted"))
    end
  end)

  it("is given up at a signal while its command goes on without an output", function()
    profiles { profiles = { default = account { password = false,
      password_command = "exec >&-; sleep 0.2; kill -TERM $PPID; exec sleep 8" } } }
    local began = os.time()
    local status, out, err = run("login")
    assert.same({ 143, "" }, { status, out }, err)
    has(err, "interrupted while the password_command ran; nothing was sent")
    assert.is_true(os.time() - began < 5, err)
  end)

  it("is refused in a file that others can write to, or read if it has a secret", function()
    for mode, is_good in pairs({ ["600"] = true, ["400"] = true, ["660"] = false, ["602"] = false, ["640"] = false,
      ["604"] = false }) do
      profiles({ profiles = { default = account() } }, mode)
      local status, _, err = run("login")
      assert.equal(is_good and 0 or 2, status, mode .. err)
      if not is_good then has(err, "run `chmod 600 " .. cli:path_of(FILE) .. "`") end
    end
    profiles({ profiles = { default = account { password = false } } }, "644")
    assert.equal(0, (run("login", { PASSWORD = cli.server.password })))
  end)

  it("is said to be wrong by the file's name and its own, without a value", function()
    for text, message in pairs({
      ["{"] = "config.json: ", ["[]"] = 'it has no "profiles"',
      ['{"profiles":{"a":1}}'] = 'profile "a" is not an object',
      ['{"profiles":{"a":{"usernam":"planted"}}}'] = 'unknown member "usernam"; did you mean "username"?',
      ['{"profiles":{"a":{"password":17}}}'] = 'profile "a": password must be a text',
      ['{"profiles":{"a":{"timeout":"17"}}}'] = 'profile "a": timeout must be a number',
      ['{"profiles":{"a":{"password":"planted","password_command":"x"}}}'] = "take one of them out",
      ['{"profiles":{}, "default":"a"}'] = 'unknown member "default"',
    }) do
      profiles(text)
      local status, _, err = run("login")
      assert.equal(2, status)
      has(err, message)
      has(err, cli:path_of(FILE))
      assert.is_nil(err:find("planted"))
    end
  end)

  describe("that `configure` writes", function()
    it("has what was answered, in a file for its owner alone", function()
      local status, out, err = cli:run("configure --base-url " .. cli.server.base_url, { variables = NOBODY,
        stdin = cli.server.username .. "\n" .. cli.server.password .. "\n" })
      assert.same({ 0, "" }, { status, out }, err)
      has(err, 'profile "default" is in ' .. cli:path_of(FILE) .. "; `openprovider login` checks it")
      assert.equal("600", command_line.output_of("stat -c %a " .. cli:path_of(FILE)))
      assert.equal(0, (run("login")))
      local _, _, said = run("configure --profile test --username piet --password-command 'echo x' "
        .. "--environment sandbox")
      has(said, "`openprovider login --profile test` checks it")
      local config = json.decode(cli:contents(FILE))
      assert.same({ username = "piet", password_command = "echo x", environment = "sandbox" }, config.profiles.test)
      assert.same(account(), config.profiles.default)
      assert.equal("default", config.default_profile)
    end)

    it("does not show the password that is typed, and Enter keeps what is there", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local command = cli:command("configure", { variables = NOBODY })
      local terminal = typed(cli, command)
      terminal:await("User name: ")
      terminal:type("jan\n")
      terminal:await("Environment, production or sandbox [production]: ")
      terminal:type("\n")
      terminal:await("Password: ")
      terminal:type("planted\n")
      local status, seen = terminal:wait()
      assert.equal(0, status, seen)
      assert.is_nil(seen:find("planted"), seen)
      terminal = typed(cli, command)
      terminal:await("User name [jan]: ")
      terminal:type("piet\n")
      terminal:await("[production]: ")
      terminal:type("sandbox\n")
      terminal:await("Password (Enter keeps the one that is there): ")
      terminal:type("\n")
      status, seen = terminal:wait()
      assert.equal(0, status, seen)
      assert.same({ username = "piet", password = "planted", environment = "sandbox" },
        json.decode(cli:contents(FILE)).profiles.default)
    end)

    it("asks again for an environment that there is not, before a password is asked for", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local terminal = typed(cli, cli:command("configure --username jan", { variables = NOBODY }))
      terminal:await("Environment, production or sandbox [production]: ")
      terminal:type("live\n")
      terminal:await('unknown environment "live"; there are "production" and "sandbox"')
      terminal:await("Environment, production or sandbox [production]: ")
      terminal:type("sandbox\n")
      terminal:await("Password: ")
      terminal:type("\3")
      local status, seen = terminal:wait()
      assert.equal(130, status, seen)
    end)

    it("says what to do where it cannot be written", function()
      local status, _, err = cli:run("configure --username jan --password-command x",
        { variables = NOBODY, before = "env XDG_CONFIG_HOME=/proc" })
      assert.equal(1, status)
      has(err, "; to keep it elsewhere, set XDG_CONFIG_HOME to a folder that you can write to")
    end)

    it("stands beside what another program wrote while a person was asked", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local terminal = typed(cli, cli:command("configure --profile slow --username jan", { variables = NOBODY }))
      terminal:await("[production]: ")
      assert.equal(0, (run("configure --profile quick --username piet --password-command x")))
      terminal:type("\n")
      terminal:await("Password: ")
      terminal:type("planted\n")
      local status, seen = terminal:wait()
      assert.equal(0, status, seen)
      local config = json.decode(cli:contents(FILE))
      assert.same({ "quick", "jan", "piet" },
        { config.default_profile, config.profiles.slow.username, config.profiles.quick.username })
    end)

    it("is not written after a Ctrl-C, and the terminal shows again what is typed", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local terminal = typed(cli, ("bash -c %s"):format(command_line.quoted(cli:command("configure --username jan",
        { variables = NOBODY }) .. "; echo status $?; stty -a")))
      terminal:await("[production]: ")
      terminal:type("\n")
      terminal:await("Password: ")
      terminal:type("\3")
      local _, seen = terminal:wait()
      has(seen, "interrupted; nothing was written")
      has(seen, "status 130")
      has(seen, " echo ")
      assert.is_nil(io.open(cli:path_of(FILE)))
    end)

    it("is not written if it cannot be right", function()
      for arguments, message in pairs({
        ["configure --username jan --password-command x --environment live"] = "unknown environment",
        ["configure --username '\"jan\"' --password-command x"] = "--username stands in quotation marks",
        ["configure --username jan"] = "there is no password; nothing was written",
      }) do
        local status, _, err = cli:run(arguments, { variables = NOBODY, stdin = "\n" })
        assert.equal(2, status, err)
        has(err, message)
        assert.is_nil(io.open(cli:path_of(FILE)))
      end
    end)
  end)
end)
