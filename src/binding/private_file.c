/*
** Private files for Lua. Nothing can raise while a file is open: memory is asked for before, and
** what was read becomes a string after.
*/
#include "private_file.h"

#include <string.h>

#include "../core/private_file.h"
#include "compat.h"

/* The path that is argument 1; raises for one that C would cut short. */
static const char *check_path (lua_State *L) {
  size_t length;
  const char *path = luaL_checklstring(L, 1, &length);
  luaL_argcheck(L, length > 0 && strlen(path) == length, 1,
                "a path that is not empty and has no NUL expected");
  return path;
}

/* Pushes nil and the sentence. */
static int push_fault (lua_State *L, const op_private_fault *fault) {
  lua_pushnil(L);
  lua_pushstring(L, fault->sentence);
  return 2;
}

/* read_private(path) -> what is in the file, nil if there is none, or nil and a message */
static int read_private (lua_State *L) {
  const char *path = check_path(L);
  char *bytes =
      (char *)lua_newuserdata(L, OP_PRIVATE_MAX + 1); /* one more shows what is too large */
  size_t length = 0;
  op_private_fault fault;
  switch (op_private_read(path, bytes, OP_PRIVATE_MAX + 1, &length, &fault)) {
    case OP_PRIVATE_OK:
      lua_pushlstring(L, bytes, length);
      return 1;
    case OP_PRIVATE_ABSENT:
      lua_pushnil(L);
      return 1;
    default:
      return push_fault(L, &fault);
  }
}

/* write_private(path, text) -> true, or nil and a message */
static int write_private (lua_State *L) {
  const char *path = check_path(L);
  size_t length;
  const char *bytes = luaL_checklstring(L, 2, &length);
  op_private_fault fault;
  if (op_private_write(path, bytes, length, &fault) != OP_PRIVATE_OK) return push_fault(L, &fault);
  lua_pushboolean(L, 1);
  return 1;
}

void op_open_private_file (lua_State *L) {
  static const luaL_Reg functions[] = { { "read_private", read_private },
                                        { "write_private", write_private },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
