-- What the program says of itself, tried out: every example of every verb is run as it stands.
local command_line = require("spec.support.command_line")

local has = command_line.has

-- What a help lists under "Commands:".
local function commands_in(help)
  local names = {}
  for name in (help:match("\nCommands:(\n.-)\n\n") or ""):gmatch("\n   (%l+) +[^\n]+") do names[#names + 1] = name end
  return names
end

-- The lines of a help's example.
local function example_in(help)
  return help:match("\nExample:\n(.-)\n\n")
end

-- What has to be there before an example: customer.json and its customer always are.
local BEFORE = {
  replace = "openprovider clone JD000001-NL --set name.first_name=Jana",
  create = "openprovider delete JD000001-NL",
  ["verify restart"] = "openprovider verify start --email jan@example.com",
  ["tags delete"] = "openprovider tags create VIP",
  import = "openprovider import customers.csv --journal customers.journal",
}

describe("the help", function()
  local cli

  setup(function() cli = command_line.start { login_limit = false } end)
  teardown(function() cli:stop() end)

  -- All verbs by their whole names: name -> help.
  local verbs
  local function all_verbs()
    if verbs then return verbs end
    verbs = {}
    local _, root = cli:run("--help")
    for _, name in ipairs(commands_in(root)) do
      local status, help, err = cli:run(name .. " --help")
      assert.same({ 0, "" }, { status, err })
      local inner = commands_in(help)
      if #inner == 0 then verbs[name] = help end
      for _, subname in ipairs(inner) do
        local _, subhelp = cli:run(name .. " " .. subname .. " --help")
        verbs[name .. " " .. subname] = subhelp
      end
    end
    return verbs
  end

  it("names verbs, options, variables and every exit status", function()
    local status, out, err = cli:run("--help")
    assert.same({ 0, "" }, { status, err })
    for _, part in ipairs({
      "--environment", "--base-url", "--ca-file", "--timeout", "--version", "--no-token-cache",
      "--quiet", "--profile", "OPENPROVIDER_USERNAME", "OPENPROVIDER_PASSWORD", "OPENPROVIDER_TOKEN",
      "Exit status:\n",
    }) do
      has(out, part)
    end
    for code in ("0 1 2 3 4 5 130"):gmatch("%d+") do
      assert.is_truthy(out:find("\n   " .. code .. " +%l[^\n]+"), code)
    end
    assert.same({ "login", "logout", "status", "configure", "doctor", "check", "create", "ensure", "get", "find",
      "update", "delete", "import", "fields", "list", "domains", "clone", "replace", "rename", "requirements", "verify",
      "tags", "completion", "man" }, commands_in(out))
  end)

  it("of every verb has an example that works as it stands", function()
    local count, examples = 0, 0
    for name, help in pairs(all_verbs()) do
      has(help, "Usage: openprovider " .. name .. " [-h]")
      local example = example_in(help)
      assert.is_string(example, "no example of " .. name)
      for line in example:gmatch("   ([^\n]+)") do
        has(line, "openprovider " .. name)
        cli:reset()
        cli:file("customer.json", io.open("examples/customer.json"):read("*a"))
        cli:file("customers.csv", io.open("examples/customers.csv"):read("*a"))
        assert.equal(0, (cli:shell("openprovider create customer.json && " .. (BEFORE[name] or ":"))))
        local status, _, err = cli:shell(line)
        assert.equal(0, status, line .. "\n" .. err)
        assert.is_nil(err:find("error", 1, true), err)
        examples = examples + 1
      end
      count = count + 1
    end
    assert.equal(28, count)
    assert.is_true(examples > count)
  end)

  it("fits a terminal of 80 columns, line by line", function()
    local _, root = cli:run("--help")
    local helps = { root }
    for name, help in pairs(all_verbs()) do
      helps[#helps + 1] = help
      local family = name:match("^(%l+) ")
      if family then helps[#helps + 1] = select(2, cli:run(family .. " --help")) end
    end
    for _, help in ipairs(helps) do
      for line in help:gmatch("[^\n]+") do assert.is_true(#line <= 80, line) end
    end
  end)

  it("needs neither credentials nor the sandbox's code", function()
    cli:reset()
    local program = cli:file("without.lua", [[
      package.preload["openprovider.testing"], package.preload["dkjson"] = error, error
      dofile("bin/openprovider")
    ]])
    local status, out = cli:run("check examples/customer.json", {
      program = program, variables = { USERNAME = false, PASSWORD = false, BASE_URL = false },
    })
    assert.same({ 0, "examples/customer.json: valid\n" }, { status, out })
  end)
end)
