/*
** Texts for Lua: letters, order, patterns of digits, and similar names.
*/
#include <string.h>

#include "../text/ascii.h"
#include "../text/digit_pattern.h"
#include "../text/edit_distance.h"
#include "../text/fold.h"
#include "../text/utf8.h"
#include "binding.h"

/* core.is_blank(text) -> whether the text has only blanks, in any script */
static int is_blank (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  op_text_trim(&s, &len);
  lua_pushboolean(L, len == 0);
  return 1;
}

/* core.trimmed(text) -> the text without the blanks of any script at its ends */
static int trimmed_text (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  op_text_trim(&s, &len);
  lua_pushlstring(L, s, len);
  return 1;
}

/* Push the text that is argument 1 with each byte changed. */
static int push_changed (lua_State *L, char (*change)(char)) {
  char few[256]; /* enough for most texts */
  size_t len, i;
  const char *s = luaL_checklstring(L, 1, &len);
  char *changed = (len <= sizeof few) ? few : (char *)lua_newuserdata(L, len);
  for (i = 0; i < len; i++) changed[i] = change(s[i]);
  lua_pushlstring(L, changed, len);
  return 1;
}

/* core.lower(text), core.upper(text): as string.lower and string.upper, but only for ASCII, in every locale */
static int lower (lua_State *L) { return push_changed(L, op_lower); }
static int upper (lua_State *L) { return push_changed(L, op_upper); }

/* core.fold(text) -> the text in small letters of any alphabet that op_fold knows, letters and their marks composed */
static int fold_text (lua_State *L) {
  char few[256];
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  char *folded = (len <= sizeof few) ? few : (char *)lua_newuserdata(L, len);
  lua_pushlstring(L, folded, op_fold(s, len, folded));
  return 1;
}

/* core.letters(text) -> only its letters and digits, small and without marks (see op_letters) */
static int letters (lua_State *L) {
  char few[256];
  size_t len, room;
  const char *s = luaL_checklstring(L, 1, &len);
  char *out = few;
  if (len > (size_t)-1 / 3) return luaL_error(L, "the text is too long");
  room = len * 3;
  if (room > sizeof(few)) out = (char *)lua_newuserdata(L, room);
  lua_pushlstring(L, out, op_letters(s, len, out, room));
  return 1;
}

/*
** core.match_digits(pattern, digits, is_whole) -> whether a pattern of a numbering plan matches the beginning of some
** digits, or all of them; nil for too many digits or other characters. Raises if the pattern is not valid.
*/
static int match_digits_of_plan (lua_State *L) {
  size_t len, n, i;
  const char *pattern = luaL_checklstring(L, 1, &len);
  const char *digits = luaL_checklstring(L, 2, &n);
  uint64_t found;
  if (n > OP_DIGITS_MAX) return 0;
  for (i = 0; i < n; i++) {
    if (!op_is_digit(digits[i])) return 0;
  }
  found = op_digit_pattern_match(pattern, len, digits, n);
  luaL_argcheck(L, found != OP_DIGITS_NO_PATTERN, 1, "a pattern of digits expected");
  lua_pushboolean(L, lua_toboolean(L, 3) ? (found >> n) != 0 : found != 0);
  return 1;
}

/* core.before(text, other) -> whether the text comes before the other in the order of bytes. The order of '<' depends
   on the locale */
static int before (lua_State *L) {
  size_t len, other_len;
  const char *s = luaL_checklstring(L, 1, &len);
  const char *other = luaL_checklstring(L, 2, &other_len);
  int order = memcmp(s, other, len < other_len ? len : other_len);
  lua_pushboolean(L, order < 0 || (order == 0 && len < other_len));
  return 1;
}

/*
** core.nearest(name, names) -> the element of the array 'names' that is most similar to 'name', or nil if none is
** similar enough
*/
static int nearest_name (lua_State *L) {
  size_t len, i, n;
  const char *name = luaL_checklstring(L, 1, &len);
  unsigned best = ~0u;
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_pushnil(L); /* the result */
  n = lua_rawlen(L, 2);
  for (i = 1; i <= n; i++) {
    size_t other_len;
    const char *other;
    unsigned distance;
    lua_rawgeti(L, 2, (int)i);
    other = luaL_checklstring(L, -1, &other_len);
    distance = op_edit_distance(name, len, other, other_len, 3);
    if (distance < best && op_suggestion_close(distance, len)) {
      best = distance;
      lua_replace(L, 3);
    }
    else {
      lua_pop(L, 1);
    }
  }
  return 1;
}

void op_open_text (lua_State *L) {
  static const luaL_Reg functions[] = {
    { "before", before },        { "fold", fold_text },
    { "is_blank", is_blank },    { "letters", letters },
    { "lower", lower },          { "match_digits", match_digits_of_plan },
    { "nearest", nearest_name }, { "trimmed", trimmed_text },
    { "upper", upper },          { NULL, NULL }
  };
  luaL_setfuncs(L, functions, 0);
}
