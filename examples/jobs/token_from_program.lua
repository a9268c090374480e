-- Another program has the password, and gives tokens: `token_from_program.lua COMMAND`.
local openprovider = require "openprovider"

local function ask_program()
  local program = assert(io.popen(arg[1]))
  local token = program:read "*l"
  program:close()
  return token
end
local client = assert(openprovider.new { token = ask_program })
print(client:list_customers { limit = 1 })
