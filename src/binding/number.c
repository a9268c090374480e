/*
** Numbers as texts and texts as numbers, for Lua, whose own functions heed the locale.
*/
#include "number.h"

#include <math.h>
#include <string.h>

/* True if a number with a fraction is written as the text. */
static int is_written_as (double number, const char *s, size_t n) {
  char text[OP_NUMBER_ROOM];
  return floor(number) != number && op_number_write_shortest(text, number) == n &&
         memcmp(text, s, n) == 0;
}

int op_push_number (lua_State *L, const char *s, const op_number *number, int *is_exact) {
  int64_t integer;
  double value;
  if (number->is_integer && op_number_integer(s, number->length, &integer)) {
    *is_exact = op_pushint64(L, integer) && (integer != 0 || *s != '-');
    return 1;
  }
  value = op_number_read(s, number->length,
                         (char *)lua_newuserdata(L, number->length + OP_NUMBER_READ_ROOM));
  lua_pop(L, 1);
  if (isinf(value)) return 0;
  *is_exact = is_written_as(value, s, number->length);
  lua_pushnumber(L, value);
  (void)op_floattointeger(L);
  return 1;
}

static int is_blank (char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/*
** core.number(text) -> the number that the text is, in decimal, with blanks around it or without; nil for any other
** text, and for one beyond all doubles. A number comes back as it is.
*/
static int number (lua_State *L) {
  size_t n;
  int is_exact;
  const char *s;
  op_number found;
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (lua_type(L, 1) == LUA_TNUMBER) return 1;
  s = lua_tolstring(L, 1, &n);
  if (s == NULL) n = 0;
  while (n > 0 && is_blank(*s)) s++, n--;
  while (n > 0 && is_blank(s[n - 1])) n--;
  op_number_scan(s, n, &found);
  if (n > 0 && found.length == n && op_push_number(L, s, &found, &is_exact)) return 1;
  lua_pushnil(L);
  return 1;
}

/* core.number_text(number) -> the shortest text that is read back as the same number, with a point in every locale */
static int number_text (lua_State *L) {
  char text[OP_NUMBER_ROOM];
  size_t len = op_number_write_shortest(text, (double)luaL_checknumber(L, 1));
  lua_pushlstring(L, text, len);
  return 1;
}

/* core.as_integer(number) -> a whole number as an integer where this Lua has them, up to 2^53; any other as it is */
static int as_integer (lua_State *L) {
  (void)luaL_checknumber(L, 1);
  lua_settop(L, 1);
  if (lua_type(L, 1) == LUA_TNUMBER) (void)op_floattointeger(L);
  return 1;
}

void op_open_number (lua_State *L) {
  static const luaL_Reg functions[] = { { "as_integer", as_integer },
                                        { "number", number },
                                        { "number_text", number_text },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
