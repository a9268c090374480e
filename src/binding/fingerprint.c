/*
** Fingerprints for Lua.
*/
#include <stdint.h>

#include "../text/ascii.h"
#include "../text/fingerprint.h"
#include "../text/fold.h"
#include "binding.h"

/* Maximum nesting of tables in a value with a fingerprint. */
#define FINGERPRINT_DEPTH 100

/*
** Adds the value on the top to a fingerprint. The order of a table's members does not count: their fingerprints are
** summed up. Leaves the stack unchanged. Raises unless the value is a text, a number, a boolean, JSON's null or a
** table.
*/
static uint64_t add_value (lua_State *L, uint64_t before, int depth) {
  const char *text;
  char number[1 + OP_NUMBER_ROOM];
  size_t len;
  uint64_t sum = 0;
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      text = lua_tolstring(L, -1, &len);
      return op_fingerprint_add(before, text, len);
    case LUA_TBOOLEAN:
      return op_fingerprint_add(before, lua_toboolean(L, -1) ? "\1" : "\0", 1);
    case LUA_TNUMBER: /* not in Lua's own text form, which differs between versions */
      number[0] = '\2';
      len = 1 + op_number_write(number + 1, 17, (double)lua_tonumber(L, -1));
      return op_fingerprint_add(before, number, len);
    case LUA_TLIGHTUSERDATA: /* JSON's null */
      return op_fingerprint_add(before, "\3", 1);
    case LUA_TTABLE:
      if (depth == 0) luaL_error(L, "tables nested too deeply");
      luaL_checkstack(L, 3, "tables nested too deeply");
      lua_pushnil(L);
      while (lua_next(L, -2)) { /* key, value */
        uint64_t member;
        lua_pushvalue(L, -2);
        member = add_value(L, OP_FINGERPRINT_EMPTY, depth - 1);
        lua_pop(L, 1); /* the key's copy */
        sum += add_value(L, member, depth - 1);
        lua_pop(L, 1); /* the value */
      }
      return op_fingerprint_add_number(before, sum);
    default:
      luaL_error(L, "a string or a table expected, got %s", luaL_typename(L, -1));
      return 0;
  }
}

/* Hexadecimal digits of a number of 64 bits. */
#define OP_DIGITS_OF_64 16

static void write_digits (uint64_t number, char *digits) {
  size_t i = OP_DIGITS_OF_64;
  for (; i > 0; number >>= 4) digits[--i] = "0123456789abcdef"[number & 15];
}

/*
** core.fingerprint(value, ...) -> 16 hexadecimal digits that are the same for the same texts, and for tables
** of the same members. Raises for functions and the like.
*/
static int fingerprint (lua_State *L) {
  int i, n = lua_gettop(L);
  uint64_t hash = OP_FINGERPRINT_EMPTY;
  char digits[OP_DIGITS_OF_64];
  luaL_checkstack(L, 3, NULL);
  for (i = 1; i <= n; i++) {
    lua_pushvalue(L, i);
    hash = add_value(L, hash, FINGERPRINT_DEPTH);
    lua_pop(L, 1);
  }
  write_digits(hash, digits);
  lua_pushlstring(L, digits, sizeof digits);
  return 1;
}

/* Pushes the digits of a text's hash. Can raise if memory runs out. */
static void push_fnv128 (lua_State *L, const char *text, size_t len) {
  char digits[2 * OP_DIGITS_OF_64];
  op_fnv128 hash;
  op_fnv128_of(text, len, &hash);
  write_digits(hash.upper, digits);
  write_digits(hash.lower, digits + OP_DIGITS_OF_64);
  lua_pushlstring(L, digits, sizeof digits);
}

/* core.fnv128(text) -> 32 hexadecimal digits: FNV-1a of 128 bits, the same on every machine */
static int fnv128 (lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  push_fnv128(L, text, len);
  return 1;
}

/* Write a text to 'out', folded and without punctuation and blanks of ASCII; 'few' is for the bytes before folding. */
static size_t fold_plain (const char *s, size_t len, char *few, char *out) {
  size_t i, n = 0;
  for (i = 0; i < len; i++) {
    unsigned char c = (unsigned char)s[i];
    if (c >= 0x80 || op_is_alnum(s[i])) few[n++] = s[i];
  }
  return op_fold(few, n, out);
}

/*
** core.folded_fnv128(text, ...) -> core.fnv128 of the texts with LF between them, of each its letters and digits alone,
** folded. nil is the empty text.
*/
static int folded_fnv128 (lua_State *L) {
  char few[1024], *room = few;
  int i, n = lua_gettop(L);
  size_t all = (size_t)n, len, longest = 0, used = 0;
  for (i = 1; i <= n; i++) {
    (void)luaL_optlstring(L, i, "", &len);
    if (len > longest) longest = len;
    if (len > SIZE_MAX / 4 - all) return luaL_error(L, "the texts are too long");
    all += len;
  }
  if (all + longest > sizeof few) room = (char *)lua_newuserdata(L, all + longest);
  for (i = 1; i <= n; i++) {
    const char *s = luaL_optlstring(L, i, "", &len);
    if (i > 1) room[used++] = '\n';
    used += fold_plain(s, len, room + all, room + used);
  }
  push_fnv128(L, room, used);
  return 1;
}

/*
** core.number_of(text, ...) -> an integer from 0 to 2^53 - 1 that is the same for the same texts, on this machine: much
** quicker than a fingerprint
*/
static int number_of (lua_State *L) {
  int i, n = lua_gettop(L);
  uint64_t hash = OP_FINGERPRINT_EMPTY;
  for (i = 1; i <= n; i++) {
    size_t len;
    const char *text = luaL_checklstring(L, i, &len);
    hash = op_fingerprint_add_here(hash, text, len);
  }
  lua_pushnumber(L, (lua_Number)(hash >> 11)); /* an integer of Lua's may have 32 bits */
  (void)op_floattointeger(L);
  return 1;
}

void op_open_fingerprint (lua_State *L) {
  static const luaL_Reg functions[] = { { "fingerprint", fingerprint },
                                        { "fnv128", fnv128 },
                                        { "folded_fnv128", folded_fnv128 },
                                        { "number_of", number_of },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
