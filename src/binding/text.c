/*
** Texts for Lua: letters, order, patterns of digits, similar names; what is UTF-8, and decoders of other encodings by the C
** library's iconv.
*/
#include <errno.h>
#include <iconv.h>
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

/* Encodings ---------------------------------------------------------------------------------- */

/* core.is_utf8(s) -> whether the string is well-formed UTF-8 */
static int is_utf8 (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  lua_pushboolean(L, op_utf8_valid(s, len));
  return 1;
}

/* core.utf8_length(s) -> the number of bytes at its start that are complete characters of UTF-8 */
static int utf8_length (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  lua_pushinteger(L, (lua_Integer)op_utf8_length(s, len));
  return 1;
}

#define DECODER_TYPE "openprovider.decoder"

/* What iconv_open gives for an encoding that it does not know; cast like that by POSIX. */
#define NO_DECODER ((iconv_t)-1)

/* Letters of the names of encodings. A slash would begin an option of iconv's, such as to leave out what is wrong. */
#define NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:()+-"

typedef struct decoder_box {
  iconv_t decoder;
} decoder_box;

/*
** decoder:decode(bytes) -> the text in UTF-8, how many bytes were used, and whether the next ones are not valid. Bytes
** of an incomplete character are not used: pass them first in the next call. decoder:decode() -> the rest, at the end.
*/
static int decoder_decode (lua_State *L) {
  decoder_box *box = (decoder_box *)luaL_checkudata(L, 1, DECODER_TYPE);
  size_t total = 0, left;
  const char *bytes = luaL_optlstring(L, 2, NULL, &total);
  char *from =
      (char *)(uintptr_t)bytes; /* iconv does not write there, though its type has no const */
  int is_wrong = 0, is_done;
  luaL_Buffer decoded;
  luaL_argcheck(L, box->decoder != NO_DECODER, 1, "it was collected");
  lua_settop(L, 2);
  luaL_buffinit(L, &decoded);
  left = (bytes != NULL) ? total : 0;
  do {
    char part[4096], *to = part;
    size_t room = sizeof part;
    is_done = iconv(box->decoder, (bytes != NULL) ? &from : NULL, &left, &to, &room) != (size_t)-1;
    if (!is_done && errno != E2BIG) { /* EILSEQ: no character; EINVAL: one that goes on */
      is_wrong = errno != EINVAL;
      is_done = 1;
    }
    luaL_addlstring(&decoded, part, (size_t)(to - part));
  } while (!is_done);
  luaL_pushresult(&decoded);
  lua_pushinteger(L, (lua_Integer)((bytes != NULL) ? total - left : 0));
  lua_pushboolean(L, is_wrong);
  return 3;
}

static int decoder_gc (lua_State *L) {
  decoder_box *box = (decoder_box *)luaL_checkudata(L, 1, DECODER_TYPE);
  if (box->decoder != NO_DECODER) iconv_close(box->decoder);
  box->decoder = NO_DECODER;
  return 0;
}

/* core.decoder(name) -> what decodes an encoding, nil if the C library does not know its name */
static int new_decoder (lua_State *L) {
  size_t len;
  const char *name = luaL_checklstring(L, 1, &len);
  decoder_box *box = (decoder_box *)lua_newuserdata(L, sizeof *box);
  box->decoder = NO_DECODER;
  luaL_getmetatable(L, DECODER_TYPE);
  lua_setmetatable(L, -2);
  if (len == 0 || strspn(name, NAME_LETTERS) != len) return 0;
  box->decoder = iconv_open("UTF-8", name);
  if (box->decoder != NO_DECODER) return 1;
  return (errno == ENOMEM) ? op_memory_error(L) : 0;
}

/* Makes the metatable of decoders. */
static void open_decoder (lua_State *L) {
  luaL_newmetatable(L, DECODER_TYPE);
  lua_newtable(L);
  lua_pushcfunction(L, decoder_decode);
  lua_setfield(L, -2, "decode");
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, decoder_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1); /* remove the metatable; the registry has it */
}

void op_open_text (lua_State *L) {
  static const luaL_Reg functions[] = { { "before", before },
                                        { "decoder", new_decoder },
                                        { "fold", fold_text },
                                        { "is_blank", is_blank },
                                        { "is_utf8", is_utf8 },
                                        { "letters", letters },
                                        { "lower", lower },
                                        { "match_digits", match_digits_of_plan },
                                        { "nearest", nearest_name },
                                        { "trimmed", trimmed_text },
                                        { "upper", upper },
                                        { "utf8_length", utf8_length },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
  open_decoder(L);
}
