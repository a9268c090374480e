-- Writes a line of JSON for each request, without secrets: `request_log.lua LOG`.
local openprovider = require "openprovider"

local log = assert(io.open(arg[1], "a"))
local client = assert(openprovider.new { on_event = openprovider.log(log, { format = "json" }) })
print(client:list_customers { limit = 1 })
log:close()
