--- Runs the sandbox until standard input ends or a signal comes:
--
--    lua5.4 spec/sandbox/run.lua
--
-- It prints the lines that point the command line at it; evaluate them in another shell.
local root = (arg[0]:match("^(.*)/[^/]*$") or ".") .. "/../.."
package.path = table.concat({
  root .. "/lua/?.lua", root .. "/lua/?/init.lua", root .. "/?.lua", package.path,
}, ";")

local socket = require("socket")
local server = require("spec.sandbox.server").start()

-- Standard input as LuaSocket's select takes it. The wait is cut in slices because a signal
-- becomes a Lua error only between two of them.
local STANDARD_INPUT = {
  getfd = function() return 0 end,
  dirty = function() return false end,
}
local SLICE = 0.25

local function wait_for_end()
  while true do
    local readable = socket.select({ STANDARD_INPUT }, nil, SLICE)
    if readable and readable[1] and not io.read("*l") then
      return
    end
  end
end

for _, line in ipairs {
  "export OPENPROVIDER_BASE_URL=" .. server.base_url,
  "export OPENPROVIDER_USERNAME=" .. server.username,
  "export OPENPROVIDER_PASSWORD=" .. server.password,
} do
  print(line)
end
io.stdout:flush()
pcall(wait_for_end)
server:stop()
