/*
** Files that take another's place, for Lua.
*/
#include "replacement.h"

#include <string.h>

#include "../files/replacement.h"
#include "compat.h"

typedef int (*path_function)(const char *path, char *result);

/* Pushes what `f` makes of the path that is argument 1, or nil and a message. */
static int push_made (lua_State *L, path_function f) {
  char made[OP_REPLACEMENT_PATH];
  size_t length;
  const char *path = luaL_checklstring(L, 1, &length);
  int error;
  luaL_argcheck(L, length > 0 && strlen(path) == length, 1,
                "a path that is not empty and has no NUL expected");
  error = f(path, made);
  if (error == 0) {
    lua_pushstring(L, made);
    return 1;
  }
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", path, strerror(error));
  return 2;
}

/* real_path(path) -> the path of the file that opening it for writing would write to, be it there or not, without any
   symbolic link; or nil and a message */
static int real_path (lua_State *L) { return push_made(L, op_real_path); }

/* new_replacement(path) -> the path of a new, empty file beside it, to be renamed to it, with its mode; or nil and a
   message */
static int new_replacement (lua_State *L) { return push_made(L, op_replacement_new); }

void op_open_replacement (lua_State *L) {
  static const luaL_Reg functions[] = { { "real_path", real_path },
                                        { "new_replacement", new_replacement },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
