--- fork() and signals, for specs: `process/process.c`, built for the Lua that runs.
local lua = rawget(_G, "jit") and "jit" or _VERSION:match("%d+%.%d+")
local path = ("build/%s/spec/process.so"):format(lua)
assert(os.execute(("env -u MAKEFLAGS make --no-print-directory -s LUA=%s %s >/dev/null"):format(lua, path)))

return assert(package.loadlib("./" .. path, "luaopen_process"))()
