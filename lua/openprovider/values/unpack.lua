--- `table.unpack`, which LuaJIT has as a global function.
--
-- @module openprovider.values.unpack

return table.unpack or unpack -- luacheck: ignore 143 113
