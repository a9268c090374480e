--- What the specs of event loops need of cqueues.
local cqueues = require("cqueues")

local controller = cqueues.new()

return {
  name = "cqueues",
  transport = require("openprovider.transport.cqueues"),
  now = cqueues.monotime,
  sleep = cqueues.sleep,
  start = function(fn) controller:wrap(fn) end,
  run = function() assert(controller:loop()) end,
}
