--- Makes many calls at once, for a program.
--
-- @module openprovider.bulk.concurrently

local arguments = require("openprovider.values.arguments")
local errors = require("openprovider.errors")
local failed_each = require("openprovider.values.failed_each")
local scheduler = require("openprovider.concurrency.scheduler")

local OPTIONS = { deadline = "number", raise = "boolean" }

--- See `Client:concurrently`.
return function(client, limit, items, fn, opts)
  if type(limit) ~= "number" or limit % 1 ~= 0 then
    error("bad argument #1 to 'concurrently' (an integer above 0 expected)", 2)
  end
  arguments.check_list("concurrently", 2, items, "items")
  arguments.check("concurrently", 3, fn, "function")
  local given, err, _ = opts
  opts, err = arguments.options("concurrently", 4, opts, OPTIONS)
  if limit < 1 then _, err = errors.config("the limit cannot be %.0f: it must be above 0", limit) end
  if err then return failed_each(err, given) end
  return scheduler.concurrently(limit, items, fn, { deadline = opts.deadline, home = client.transport.calls })
end
