--- What the specs of event loops need of luv.
-- A program has one loop of luv's. busted forgets modules between two files, and a second luv would take the first
-- one's place when the garbage collector frees that one. So it is kept.
local registry = debug.getregistry()
registry["spec.support.loops.luv"] = registry["spec.support.loops.luv"] or require("luv")
package.loaded.luv = registry["spec.support.loops.luv"]

local uv = require("luv")

local function now() return uv.hrtime() / 1e9 end

local function sleep(seconds)
  local waiting, timer = coroutine.running(), uv.new_timer()
  uv.update_time()
  timer:start(math.ceil(seconds * 1000), 0, function()
    timer:close()
    assert(coroutine.resume(waiting))
  end)
  coroutine.yield()
end

return {
  name = "luv",
  transport = require("openprovider.transport.luv"),
  now = now,
  sleep = sleep,
  start = function(fn) coroutine.wrap(fn)() end,
  run = function() uv.run() end,
}
