/*
** A Lua interpreter to be built with the sanitizers: `lua FILE [ARGUMENTS]`. With Debian's own the
** sanitizers would have to be preloaded, and so into every program that the specs start.
*/
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <stdio.h>

/* The message with a traceback. */
static int traceback (lua_State *L) {
  luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
  return 1;
}

/* Sets the global `arg` as the standalone interpreter does. */
static void set_arguments (lua_State *L, int argc, char **argv) {
  int i;
  lua_createtable(L, argc, 2);
  for (i = 0; i < argc; i++) {
    lua_pushstring(L, argv[i]);
    lua_rawseti(L, -2, i - 1);
  }
  lua_setglobal(L, "arg");
}

int main (int argc, char **argv) {
  lua_State *L = luaL_newstate();
  int i, status;
  if (L == NULL || argc < 2) return 2;
  luaL_openlibs(L);
  set_arguments(L, argc, argv);
  lua_pushcfunction(L, traceback);
  status = luaL_loadfile(L, argv[1]);
  for (i = 2; i < argc && status == LUA_OK; i++) lua_pushstring(L, argv[i]);
  if (status == LUA_OK) status = lua_pcall(L, argc - 2, 0, 1);
  if (status != LUA_OK) fprintf(stderr, "%s\n", lua_tostring(L, -1));
  lua_close(L);
  return status == LUA_OK ? 0 : 1;
}
