-- Creates the customers of a file, one JSON object a line. It can be stopped and started again at any time:
-- `create_with_journal.lua CUSTOMERS.jsonl JOURNAL`.
local json, openprovider = require "cjson", require "openprovider"

local lines, number = io.lines(arg[1] or error("name a file")), 0
local function next_customer()
  local line = lines()
  number = number + 1
  if line then return number, json.decode(line) end
end
for line, handle, err in openprovider.create_customers(next_customer, { journal = arg[2], raise = true }) do
  print(line, handle or tostring(err))
end
