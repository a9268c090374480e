/*
** The library's modules without files: they are found in package.preload.
*/
#include "../include/openprovider.h"

#include <lauxlib.h>

#include "modules.h"

/* Loads the module whose place in op_modules is the upvalue, and runs it with what require gives. */
static int load_module (lua_State *L) {
  const op_module *module = &op_modules[lua_tointeger(L, lua_upvalueindex(1))];
  if (luaL_loadbuffer(L, (const char *)module->text, module->length, module->chunk) != 0)
    return lua_error(L);
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

/* Pushes package.preload. Every Lua has it there; the registry has it in some only. */
static void push_preload (lua_State *L) {
  lua_getglobal(L, "package");
  if (!lua_istable(L, -1)) luaL_error(L, "openprovider needs Lua's package library to be open");
  lua_getfield(L, -1, "preload");
  if (!lua_istable(L, -1)) luaL_error(L, "package.preload is not a table");
  lua_remove(L, -2); /* the package library */
}

int openprovider_preload (lua_State *L) {
  size_t i;
  luaL_checkstack(L, 3, "openprovider");
  push_preload(L);
  for (i = 0; i < op_module_count; i++) {
    lua_pushinteger(L, (lua_Integer)i);
    lua_pushcclosure(L, load_module, 1);
    lua_setfield(L, -2, op_modules[i].name);
  }
  lua_pushcfunction(L, luaopen_openprovider_core);
  lua_setfield(L, -2, "openprovider.core");
  lua_pop(L, 1); /* package.preload */
  return 0;
}
