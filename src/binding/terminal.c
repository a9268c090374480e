/*
** The standard streams as Lua cannot see them.
*/
#include "terminal.h"

#include <unistd.h>

#include "../http/error_stream.h"
#include "compat.h"

/* is_terminal(n) -> whether standard input (0), output (1) or error (2) is a terminal */
static int is_terminal (lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 1);
  luaL_argcheck(L, n >= 0 && n <= 2, 1, "0, 1 or 2 expected");
  lua_pushboolean(L, isatty((int)n));
  return 1;
}

/* write_error(text): writes to standard error, also where nobody reads it */
static int write_error (lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  op_error_write(text, length);
  return 0;
}

void op_open_terminal (lua_State *L) {
  lua_pushcfunction(L, write_error);
  lua_setfield(L, -2, "write_error");
  lua_pushcfunction(L, is_terminal);
  lua_setfield(L, -2, "is_terminal");
}
