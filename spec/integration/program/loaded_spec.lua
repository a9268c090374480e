-- What a program loads: parts that few need are loaded where they are used.
local sandbox_server = require("spec.sandbox.server")

local PROGRAM = [[
local openprovider = require("openprovider")
local client = assert(openprovider.new())
assert(client:create_customer(require("spec.support.example").customer()))
for _, name in ipairs({ "lpeg", "argparse", "DBI", "DBD.SQLite3", "resty.http", "ngx.semaphore", "cqueues", "luv" }) do
  if package.loaded[name] then print(name) end
end
for name in pairs(package.loaded) do
  if name:find("^openprovider%.cli%.") or name:find("^openprovider%.journal") or name:find("nginx") then print(name) end
end
]]

local COMMAND = [[
assert(require("openprovider.cli.main").main({ "check", "examples/customer.json" }) == 0)
for _, name in ipairs({
  "lpeg", "DBI", "openprovider.cli.client", "openprovider.client", "openprovider.journal",
  "openprovider.cli.import.columns",
}) do
  if package.loaded[name] then print(name) end
end
for name in pairs(package.loaded) do
  if name:find("^openprovider%.cli%.verbs%.") and name ~= "openprovider.cli.verbs.customer" then print(name) end
end
]]

local function output_of(program, server)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(program)
  file:close()
  local interpreter = os.getenv("OP_LUA") or rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d%.%d")
  local pipe = assert(io.popen(("env -u OPENPROVIDER_TOKEN LUA_PATH='%s' LUA_CPATH='%s' OPENPROVIDER_BASE_URL=%s "
    .. "OPENPROVIDER_USERNAME=%s OPENPROVIDER_PASSWORD=%s %s %s 2>&1"):format(package.path, package.cpath,
    server.base_url, server.username, server.password, interpreter, path)))
  local output = pipe:read("*a")
  pipe:close()
  os.remove(path)
  return output
end

describe("a program that creates a customer", function()
  it("loads neither the command line, nor journals and their database, nor LPeg, nor what is nginx's", function()
    local server = sandbox_server.start()
    finally(function() server:stop() end)
    assert.equal("", output_of(PROGRAM, server))
  end)
end)

describe("the command line", function()
  it("loads the verb that is run and no other, and what an import needs for an import alone", function()
    local nobody = { base_url = "http://127.0.0.1:1/v1beta", username = "nobody", password = "none" }
    assert.equal("examples/customer.json: valid\n", output_of(COMMAND, nobody))
  end)
end)
