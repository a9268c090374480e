/*
** A program that ends with Lua and goes on: `closing_host PROGRAM MILLISECONDS` runs a Lua program, closes Lua's state,
** and lives so long.
*/
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main (int argc, char **argv) {
  struct timespec left;
  lua_State *L = luaL_newstate();
  long ms;
  if (L == NULL || argc != 3) return 2;
  luaL_openlibs(L);
  if (luaL_dofile(L, argv[1]) != 0) {
    puts(lua_tostring(L, -1));
    return 1;
  }
  lua_close(L);
  ms = strtol(argv[2], NULL, 10);
  left.tv_sec = ms / 1000;
  left.tv_nsec = ms % 1000 * 1000000;
  while (nanosleep(&left, &left) != 0)
    ;
  puts("lives");
  return 0;
}
