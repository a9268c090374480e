/*
** Texts for Lua: letters, order, names that are near, fingerprints, and the newest of many.
*/
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../data/countries.h"
#include "../data/leftovers.h"
#include "../data/zipcodes.h"
#include "../text/ascii.h"
#include "../text/digit_pattern.h"
#include "../text/edit_distance.h"
#include "../text/fingerprint.h"
#include "../text/fold.h"
#include "../text/newest.h"
#include "../text/utf8.h"
#include "binding.h"

/* core.is_blank(text) -> whether nothing is left of the text when the blanks of any script are cut off its ends */
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
  char few[256]; /* as most texts are */
  size_t len, i;
  const char *s = luaL_checklstring(L, 1, &len);
  char *changed = (len <= sizeof few) ? few : (char *)lua_newuserdata(L, len);
  for (i = 0; i < len; i++) changed[i] = change(s[i]);
  lua_pushlstring(L, changed, len);
  return 1;
}

/* core.lower(text), core.upper(text): as string.lower and string.upper, with the letters of ASCII in every locale */
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

/* core.letters(text) -> its letters and digits alone, small and without marks (see op_letters) */
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

/* core.country(text) -> the code of the country that has this code or name, in whatever case, and its name in English;
   or nil */
static int country (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  const op_country *named = op_country_named(s, len);
  if (named == NULL) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushstring(L, named->alpha2);
  lua_pushstring(L, named->name);
  return 2;
}

/* The two letters of a country that a function has as an argument, or NULL if it has other ones. */
static const char *country_code (lua_State *L, int arg) {
  size_t len;
  const char *code = luaL_checklstring(L, arg, &len);
  return (len == 2) ? code : NULL;
}

/* core.zipcode(country, text) -> the zip code as that country writes it, or nil if it does not have its letters and digits */
static int zipcode (lua_State *L) {
  size_t len;
  const char *code = country_code(L, 1);
  const char *s = luaL_checklstring(L, 2, &len);
  char written[OP_ZIP_MAX];
  int is_written = (code != NULL && op_zip_write(code, s, len, written));
  lua_pushstring(L, is_written ? written : NULL); /* nil for NULL */
  return 1;
}

/* core.zip_example(country) -> a zip code of that country, "" if it has none; nil if nobody knows */
static int zip_example (lua_State *L) {
  const char *code = country_code(L, 1);
  lua_pushstring(L, code ? op_zip_example(code) : NULL);
  return 1;
}

/*
** core.match_digits(pattern, digits, is_whole) -> whether a pattern of a numbering plan matches the beginning of some digits,
** or all of them; nil for what it cannot tell: too many, or others than digits. Raises for what is no pattern.
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

/* core.before(text, other) -> whether the text comes before the other in the order of bytes, which that of '<' is in some
   locales only */
static int before (lua_State *L) {
  size_t len, other_len;
  const char *s = luaL_checklstring(L, 1, &len);
  const char *other = luaL_checklstring(L, 2, &other_len);
  int order = memcmp(s, other, len < other_len ? len : other_len);
  lua_pushboolean(L, order < 0 || (order == 0 && len < other_len));
  return 1;
}

/*
** core.nearest(name, names) -> the one of the array 'names' that is nearest to 'name', or nil if
** none is near enough to be meant
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

/* How deeply tables may be nested in what has a fingerprint. */
#define FINGERPRINT_DEPTH 100

/*
** Adds the value on the top to a fingerprint. Members of a table count in no order: what is added for each
** is summed up. Leaves the stack as it is; raises for what is neither text, number, boolean, JSON's null nor a table.
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
    case LUA_TNUMBER: /* not as this Lua writes it: each does so in its own way */
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

/*
** core.fingerprint(value, ...) -> 16 hexadecimal digits that are the same for the same texts, and for tables
** of the same members. Raises for functions and the like.
*/
static int fingerprint (lua_State *L) {
  int i, n = lua_gettop(L);
  uint64_t hash = OP_FINGERPRINT_EMPTY;
  char digits[17];
  luaL_checkstack(L, 3, NULL);
  for (i = 1; i <= n; i++) {
    lua_pushvalue(L, i);
    hash = add_value(L, hash, FINGERPRINT_DEPTH);
    lua_pop(L, 1);
  }
  snprintf(digits, sizeof digits, "%016" PRIx64, hash);
  lua_pushstring(L, digits);
  return 1;
}

#define OP_FNV128_DIGITS 32

static void write_fnv128 (const char *text, size_t len, char digits[OP_FNV128_DIGITS + 1]) {
  op_fnv128 hash;
  op_fnv128_of(text, len, &hash);
  snprintf(digits, OP_FNV128_DIGITS + 1, "%016" PRIx64 "%016" PRIx64, hash.upper, hash.lower);
}

/* core.fnv128(text) -> 32 hexadecimal digits: FNV-1a of 128 bits, the same on every machine */
static int fnv128 (lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  char digits[OP_FNV128_DIGITS + 1];
  write_fnv128(text, len, digits);
  lua_pushstring(L, digits);
  return 1;
}

/* Write what of a text is neither a sign nor a blank of ASCII to 'out', folded; 'few' is for the bytes before that. */
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
  char few[1024], digits[OP_FNV128_DIGITS + 1], *room = few;
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
  write_fnv128(room, used, digits);
  lua_pushstring(L, digits);
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

/* The newest of many -------------------------------------------------------------------------- */

#define NEWEST_TYPE "openprovider.newest"

/* Keys that are kept at most. */
#define NEWEST_MAX 100000

typedef struct newest_box {
  op_newest *newest;
} newest_box;

/* Raises for one that was collected, which only a finalizer can still have. */
static op_newest *check_newest (lua_State *L) {
  const newest_box *box = (const newest_box *)luaL_checkudata(L, 1, NEWEST_TYPE);
  luaL_argcheck(L, box->newest != NULL, 1, "it was collected");
  return box->newest;
}

/* The text that is argument 'arg', empty if it is absent. */
static op_newest_text *text_argument (lua_State *L, int arg, op_newest_text *text) {
  text->s = luaL_optlstring(L, arg, "", &text->length);
  return text;
}

/* newest:add(key, one, other) -> the place of the key, that of the oldest one where there is no other; both texts, which are
   kept with the key, may be absent */
static int newest_add (lua_State *L) {
  op_newest *newest = check_newest(L);
  op_newest_text key, texts[2];
  size_t place;
  int has_texts = !lua_isnoneornil(L, 3);
  luaL_checkstring(L, 2);
  text_argument(L, 2, &key);
  text_argument(L, 3, &texts[0]);
  text_argument(L, 4, &texts[1]);
  place = op_newest_add(newest, &key, has_texts ? texts : NULL);
  if (place == 0) return op_memory_error(L);
  lua_pushinteger(L, (lua_Integer)place);
  return 1;
}

/* newest:find(key) -> the place of a key, of the last one if it was added more than once, and its texts if it has any;
   nothing if it is not there. The texts are copied first: what makes them Lua's may run finalizers, which may add keys. */
static int newest_find (lua_State *L) {
  const op_newest *newest = check_newest(L);
  op_newest_text key, texts[2];
  char *copy = NULL;
  size_t place, room = 0;
  luaL_checkstring(L, 2);
  text_argument(L, 2, &key);
  for (;;) {
    place = op_newest_find(newest, &key);
    if (place == 0) return 0;
    if (!op_newest_texts(newest, place, texts)) {
      lua_pushinteger(L, (lua_Integer)place);
      return 1;
    }
    if (copy != NULL && texts[0].length + texts[1].length <= room) break;
    room = texts[0].length + texts[1].length;
    copy = (char *)lua_newuserdata(L, room);
  }
  memcpy(copy, texts[0].s, texts[0].length + texts[1].length);
  lua_pushinteger(L, (lua_Integer)place);
  lua_pushlstring(L, copy, texts[0].length);
  lua_pushlstring(L, copy + texts[0].length, texts[1].length);
  return 3;
}

static int newest_gc (lua_State *L) {
  newest_box *box = (newest_box *)luaL_checkudata(L, 1, NEWEST_TYPE);
  op_newest_free(box->newest);
  box->newest = NULL;
  return 0;
}

/* core.newest(size) -> what remembers so many texts, the newest: each has a place from 1 to 'size' while it is there */
static int new_newest (lua_State *L) {
  lua_Integer size = luaL_checkinteger(L, 1);
  newest_box *box;
  luaL_argcheck(L, size >= 1 && size <= NEWEST_MAX, 1, "a size from 1 to 100000 expected");
  box = (newest_box *)lua_newuserdata(L, sizeof *box);
  box->newest = NULL;
  luaL_getmetatable(L, NEWEST_TYPE);
  lua_setmetatable(L, -2);
  box->newest = op_newest_new((size_t)size);
  return (box->newest != NULL) ? 1 : op_memory_error(L);
}

static void open_newest (lua_State *L) {
  static const luaL_Reg methods[] = { { "add", newest_add },
                                      { "find", newest_find },
                                      { NULL, NULL } };
  luaL_newmetatable(L, NEWEST_TYPE);
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, newest_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1); /* remove the metatable; the registry has it */
}

/* core.leftovers() -> what spreadsheets and databases write in place of a value: text -> what to say of it */
static int all_leftovers (lua_State *L) {
  const char *text;
  size_t i;
  lua_newtable(L);
  for (i = 0; (text = op_leftover_at(i)) != NULL; i++) {
    lua_pushstring(L, op_leftover_message(op_leftover_of(text, strlen(text))));
    lua_setfield(L, -2, text);
  }
  return 1;
}

void op_open_text (lua_State *L) {
  static const luaL_Reg functions[] = { { "before", before },
                                        { "country", country },
                                        { "fingerprint", fingerprint },
                                        { "fnv128", fnv128 },
                                        { "fold", fold_text },
                                        { "folded_fnv128", folded_fnv128 },
                                        { "is_blank", is_blank },
                                        { "leftovers", all_leftovers },
                                        { "letters", letters },
                                        { "lower", lower },
                                        { "match_digits", match_digits_of_plan },
                                        { "nearest", nearest_name },
                                        { "newest", new_newest },
                                        { "number_of", number_of },
                                        { "trimmed", trimmed_text },
                                        { "upper", upper },
                                        { "zip_example", zip_example },
                                        { "zipcode", zipcode },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
  open_newest(L);
}
