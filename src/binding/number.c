/*
** Numbers as texts and texts as numbers, for Lua, whose own functions depend on the locale.
*/
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "binding.h"

/* Below it every whole number is a double. */
#define OP_EXACT 9007199254740992.0

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
    int is_same = op_pushint64(L, integer) && (integer != 0 || *s != '-');
    if (is_exact != NULL) *is_exact = is_same;
    return 1;
  }
  value = op_number_read(s, number->length,
                         (char *)lua_newuserdata(L, number->length + OP_NUMBER_READ_ROOM));
  lua_pop(L, 1);
  if (isinf(value)) return 0;
  if (is_exact != NULL) *is_exact = is_written_as(value, s, number->length);
  lua_pushnumber(L, value);
  (void)op_floattointeger(L);
  return 1;
}

#define EXACT_TYPE "openprovider.number"

void op_push_exact_number (lua_State *L, const char *s, size_t n) {
  memcpy(lua_newuserdata(L, n), s, n);
  luaL_getmetatable(L, EXACT_TYPE);
  lua_setmetatable(L, -2);
}

/* The text of the exact number at 'i', or NULL for all else. Leaves the stack as it was. */
static const char *text_of (lua_State *L, int i, size_t *n) {
  int is_exact;
  if (lua_type(L, i) != LUA_TUSERDATA || !lua_getmetatable(L, i)) return NULL;
  luaL_getmetatable(L, EXACT_TYPE);
  is_exact = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  if (!is_exact) return NULL;
  *n = lua_rawlen(L, i);
  return (const char *)lua_touserdata(L, i);
}

/* core.exact_text(value) -> the text of an exact number; nil for other values */
static int exact_text (lua_State *L) {
  size_t n = 0;
  const char *text = text_of(L, 1, &n);
  if (text != NULL)
    lua_pushlstring(L, text, n);
  else
    lua_pushnil(L);
  return 1;
}

static int is_equal (lua_State *L) {
  size_t n = 0, other_n = 0;
  const char *text = text_of(L, 1, &n), *other = text_of(L, 2, &other_n);
  lua_pushboolean(L, text != NULL && other != NULL && n == other_n && memcmp(text, other, n) == 0);
  return 1;
}

static int is_space (char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/*
** core.number(value) -> the number in a decimal text, which may have blanks around it, or the number nearest to an
** exact number; nil for any other text, and for numbers that are too large for a double. A number is returned
** unchanged.
*/
static int to_number (lua_State *L) {
  size_t n = 0;
  const char *s;
  op_number found;
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (lua_type(L, 1) == LUA_TNUMBER) return 1;
  s = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : text_of(L, 1, &n);
  if (s == NULL) n = 0;
  while (n > 0 && is_space(*s)) s++, n--;
  while (n > 0 && is_space(s[n - 1])) n--;
  op_number_scan(s, n, &found);
  if (n > 0 && found.length == n && op_push_number(L, s, &found, NULL)) return 1;
  lua_pushnil(L);
  return 1;
}

/*
** core.number_text(number) -> the shortest text that is read back as the same number, with a point in every locale.
** Whole numbers up to 2^53, and all integers, have all their digits
*/
static int number_text (lua_State *L) {
  char text[OP_NUMBER_ROOM];
  size_t len;
  lua_Number value = luaL_checknumber(L, 1);
  if (lua_isinteger(L, 1))
    len = (size_t)snprintf(text, sizeof text, "%" PRId64, (int64_t)lua_tointeger(L, 1));
  else if (floor(value) == value && fabs(value) < OP_EXACT)
    len = (size_t)snprintf(text, sizeof text, "%.0f", value);
  else
    len = op_number_write_shortest(text, value);
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
                                        { "exact_text", exact_text },
                                        { "number", to_number },
                                        { "number_text", number_text },
                                        { NULL, NULL } };
  static const luaL_Reg metamethods[] = { { "__tostring", exact_text },
                                          { "__eq", is_equal },
                                          { NULL, NULL } };
  luaL_newmetatable(L, EXACT_TYPE);
  luaL_setfuncs(L, metamethods, 0);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable"); /* protects it from programs */
  lua_pop(L, 1);
  luaL_setfuncs(L, functions, 0);
}
