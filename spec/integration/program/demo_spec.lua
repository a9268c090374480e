-- What `make demo` runs, and the server that the README lets one play with.
local INTERPRETER = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")

-- Seconds after which a program that hangs is ended, with status 124.
local LIMIT = 60

-- Runs a program of the checkout -> its lines, its exit status.
local function run(program)
  local pipe = assert(io.popen(("LUA_PATH='%s' LUA_CPATH='%s' timeout %d %s %s </dev/null; echo $?"):format(
    package.path, package.cpath, LIMIT, INTERPRETER, program)))
  local lines = {}
  for line in pipe:lines() do lines[#lines + 1] = line end
  pipe:close()
  return lines, tonumber(table.remove(lines))
end

-- Whether a server still takes connections.
local function is_served(url)
  local host, port = url:match("^http://([^:/]+):(%d+)")
  local connection = require("socket").tcp()
  local connected = connection:connect(host, tonumber(port))
  connection:close()
  return connected ~= nil
end

describe("the demonstration", function()
  it("ends with the handle of a customer that it created over HTTP, and stops its server", function()
    local lines, status = run("spec/sandbox/demo.lua")
    assert.equal(0, status)
    assert.equal("handle: CV000001-NL", lines[#lines - 1])
    assert.truthy(lines[#lines]:find("docs/getting-started.md", 1, true), lines[#lines])
    local text = table.concat(lines, "\n")
    assert.truthy(text:find("POST /auth/login\nanswer:  HTTP 200", 1, true), text)
    assert.truthy(text:find("POST /customers\nanswer:  HTTP 200", 1, true), text)
    assert.is_false(is_served(lines[1]:match("http://%S+")))
  end)
end)

describe("the sandbox as a program", function()
  -- What a shell prints that pastes the program's lines and runs a command in another folder while the server runs.
  local function output_beside(options, command)
    local pipe = assert(io.popen(([[
      folder=$(mktemp -d); mkfifo "$folder/input"
      LUA_CPATH='%s' timeout %d %s spec/sandbox/run.lua %s <"$folder/input" >"$folder/lines" 2>&1 & server=$!
      exec 3>"$folder/input"
      while kill -0 $server 2>/dev/null && ! grep -q LUA_CPATH "$folder/lines"; do sleep 0.02; done
      (. "$folder/lines"; cd /; XDG_CACHE_HOME=$folder; export XDG_CACHE_HOME; %s) 2>&1
      exec 3>&-; wait $server; rm -rf "$folder"]]):format(package.cpath, LIMIT, INTERPRETER, options, command)))
    local text = pipe:read("*a")
    pipe:close()
    return text
  end

  it("prints lines for another terminal, where the checkout's command line then works", function()
    if rawget(_G, "jit") or _VERSION ~= "Lua 5.4" then return end -- the command line is run by Lua 5.4
    local text = output_beside("--fill 3",
      "OPENPROVIDER_TOKEN=; openprovider list --output csv; openprovider create " .. os.getenv("PWD")
        .. "/examples/customer.json")
    local _, lines = text:gsub("[^\n]+", "")
    assert.equal(5, lines, text)
    assert.is_truthy(text:find("\n%u%u000003%-%u%u,"), text)
    assert.is_truthy(text:find("\n%u%u000004%-%u%u\n$"), text)
  end)

  it("has customers with domains, with the handles that the documents' examples have", function()
    if rawget(_G, "jit") or _VERSION ~= "Lua 5.4" then return end -- the command line is run by Lua 5.4
    local text = output_beside("--fill 3", [[
      openprovider domains --handle JD000001-NL --output csv
      openprovider replace JD000001-NL JD000002-NL --dry-run --output csv
      openprovider domains --handle JD000002-NL --output csv]])
    for _, line in ipairs({ 'de.nl,123456790,"owner, admin",ACT', 'de.be,"owner, admin",trade,12.50 EUR,planned,',
      'de.com,"owner, admin",update,,planned,', 'di.nl,123456793,"owner, admin",ACT' }) do
      assert.is_truthy(text:find(line, 1, true), text)
    end
  end)

  it("prints lines for another terminal, where programs then find the library and the server", function()
    local text = output_beside("--fill 2", INTERPRETER
      .. [[ -e 'for c in require("openprovider").customers({}, { raise = true }) do print(c.handle) end']])
    assert.is_truthy(text:find("^%u%u000001%-%u%u\n%u%u000002%-%u%u\n$"), text)
  end)

  it("loses the answers to as many creates as it is told, for those who try what happens then", function()
    local text = output_beside("--lose-answers 1", INTERPRETER .. [[ -e '
      local openprovider = require("openprovider")
      local customer = { email = "jan@example.com", phone = "+31 10 123 4567", company_name = "Example BV",
        name = { first_name = "Jan", last_name = "Dijk" },
        address = { street = "Laan", number = 1, zipcode = "3032 AC", city = "Rotterdam", country = "NL" } }
      local handle, err = openprovider.create_customer(customer)
      print(handle, err.kind)
      handle, err = openprovider.ensure_customer(customer)
      print(handle, err.created)']])
    assert.equal("nil\toutcome_unknown\nJD000001-NL\tfalse\n", text)
  end)

  it("listens on the port that it is told, and says so if it cannot", function()
    local listener = assert(require("socket").bind("127.0.0.1", 0))
    local _, port = listener:getsockname()
    local lines, status = run(("spec/sandbox/run.lua --port %d 2>&1"):format(port))
    assert.equal(1, status)
    assert.is_truthy(table.concat(lines, "\n"):find(("port %d of 127.0.0.1 cannot be used"):format(port), 1, true))
    listener:close()
    lines, status = run(("spec/sandbox/run.lua --port %d"):format(port))
    assert.equal(0, status)
    assert.is_truthy(table.concat(lines, "\n"):find(("http://127.0.0.1:%d/v1beta"):format(port), 1, true))
  end)

  it("names the package of a module that is missing", function()
    for module, package in pairs({ socket = "lua-socket", dkjson = "lua-dkjson" }) do
      local lines, status = run(("-e 'package.preload[%q] = function() error(0) end' spec/sandbox/run.lua 2>&1")
        :format(module))
      assert.equal(1, status)
      assert.same({ ("spec/sandbox/run.lua: module %s is missing: apt-get install %s"):format(module, package) }, lines)
    end
  end)

  it("stops when its input ends, and says before how it is stopped", function()
    local lines, status = run("spec/sandbox/run.lua 2>&1")
    assert.equal(0, status)
    assert.equal("# Paste these lines into another terminal. The server runs until Ctrl-C.", lines[#lines])
    assert.is_false(is_served(table.concat(lines, "\n"):match("http://%S+")))
  end)

  it("says what is wrong with its options, and what there are", function()
    for options, says in pairs({
      ["--ports 80"] = "unknown option '--ports'", ["--port x"] = "from 1 to 65535 is expected, not 'x'",
      ["--port 70000"] = "not '70000'", ["--fill=-1"] = "not '-1'", ["--fill"] = "requires an argument",
      ["here"] = "too many arguments",
    }) do
      local lines, status = run("spec/sandbox/run.lua " .. options .. " 2>&1")
      assert.equal(2, status, options)
      assert.equal(1, #lines)
      assert.is_truthy(lines[1]:find(says, 1, true), lines[1])
      assert.is_truthy(lines[1]:find("(see --help)", 1, true), lines[1])
    end
    local lines, status = run("spec/sandbox/run.lua --help")
    assert.equal(0, status)
    local text = table.concat(lines, "\n")
    for _, word in ipairs({ "--fill N", "--lose-answers N", "--port P", "nginx" }) do
      assert.is_truthy(text:find(word, 1, true), text)
    end
  end)
end)
