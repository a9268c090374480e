--- LUA_INIT of `make locales`: a program that sets a locale, OP_LOCALE, "before" or "after" it loads its modules, as
--- OP_LOCALE_SET says. Each Lua runs it, those of the command line included.

local name, set = os.getenv("OP_LOCALE"), os.getenv("OP_LOCALE_SET")

-- Some programs have none of them, or a part. A Ctrl-C is no lack.
local function load_module(module)
  local ok, why = pcall(require, module)
  if not ok and tostring(why):find("interrupted!", 1, true) then error(why, 0) end
end

if set == "after" then
  for _, module in ipairs({ "cjson", "dkjson", "openprovider", "openprovider.testing" }) do load_module(module) end
end
-- A spec that has locales of its own sets them itself.
assert(os.setlocale(name) or os.getenv("LOCPATH") ~= os.getenv("OP_LOCPATH"), "there is no locale " .. name)
