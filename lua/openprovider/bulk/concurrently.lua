--- Many calls at once, for a program.
--
-- @module openprovider.bulk.concurrently

local arguments = require("openprovider.values.arguments")
local scheduler = require("openprovider.concurrency.scheduler")

local OPTIONS = { deadline = "number" }

--- See `Client:concurrently`.
return function(client, limit, items, fn, opts)
  if type(limit) ~= "number" or limit < 1 or limit % 1 ~= 0 then
    error("bad argument #1 to 'concurrently' (an integer above 0 expected)", 2)
  end
  arguments.check_list("concurrently", 2, items, "items")
  arguments.check("concurrently", 3, fn, "function")
  local err
  opts, err = arguments.options("concurrently", 4, opts, OPTIONS)
  if not opts then error(tostring(err), 2) end
  return scheduler.concurrently(limit, items, fn, { deadline = opts.deadline, home = client.transport.calls })
end
