-- Everything here runs on Lua 5.4, 5.3 and LuaJIT: `min` has only what all of them have.
std = "min"
max_line_length = 120
exclude_files = { "build", "spec/bench/peers/node_modules", "spec/numbering/node_modules" }
files["spec"] = { std = "min+busted" }
files["spec/bench"] = { std = "lua54" }
files["spec/torture"] = { std = "lua54" }
files["lua/openprovider/values/json.lua"] = { read_globals = { math = { fields = { "type" } } } }
-- The statement is the README's and the design's, line for line.
files["examples/create.lua"] = { max_line_length = false }
-- Written by a program.
files["lua/openprovider/customer/phone/plans.lua"] = { max_line_length = false }
files["examples/nginx"] = { std = "ngx_lua" }
files["rockspec/*.rockspec"] = { std = "rockspec" }
files["rockspec/write.lua"] = { std = "lua54" }
