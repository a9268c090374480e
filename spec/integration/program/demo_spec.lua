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
    assert.equal("handle: CV000001-NL", lines[#lines])
    local text = table.concat(lines, "\n")
    assert.truthy(text:find("POST /auth/login\nanswer:  HTTP 200", 1, true), text)
    assert.truthy(text:find("POST /customers\nanswer:  HTTP 200", 1, true), text)
    assert.is_false(is_served(lines[1]:match("http://%S+")))
  end)
end)

describe("the sandbox as a program", function()
  it("prints the three variables that lead to it, and stops when its input ends", function()
    local lines, status = run("spec/sandbox/run.lua")
    assert.equal(0, status)
    assert.equal(3, #lines)
    local url = lines[1]:match("^export OPENPROVIDER_BASE_URL=(http://127%.0%.0%.1:%d+/v1beta)$")
    assert.is_string(url)
    assert.equal("export OPENPROVIDER_USERNAME=sandbox", lines[2])
    assert.equal("export OPENPROVIDER_PASSWORD=secret", lines[3])
    assert.is_false(is_served(url))
  end)
end)
