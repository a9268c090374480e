--- Starts a sandbox, has threads create customers there, and counts: `threads.lua PROGRAM [COUNT]`.
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local THREADS = 4

local program, count = arg[1], tonumber(arg[2]) or 100
local server = sandbox.start({ login_limit = false })
local words = { program, THREADS, "spec/threads/creates.lua", count, server.ca_file,
  server.base_url, server.https_base_url, server.http2_base_url }
for index, word in ipairs(words) do words[index] = scratch.quoted(tostring(word)) end
local ended = os.execute(table.concat(words, " ") .. " < /dev/null")
local created = server:counters().customers_created
server:stop()
print(("%d threads, %d customers each: %d created"):format(THREADS, count, created))
if ended ~= true and ended ~= 0 then os.exit(1) end
if created ~= THREADS * count then os.exit(1) end
