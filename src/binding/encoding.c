/*
** Encodings for Lua: what is UTF-8, and decoders of others by the C library's iconv.
*/
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "../text/utf8.h"
#include "binding.h"

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

void op_open_encoding (lua_State *L) {
  static const luaL_Reg functions[] = { { "decoder", new_decoder },
                                        { "is_utf8", is_utf8 },
                                        { "utf8_length", utf8_length },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
  luaL_newmetatable(L, DECODER_TYPE);
  lua_newtable(L);
  lua_pushcfunction(L, decoder_decode);
  lua_setfield(L, -2, "decode");
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, decoder_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1); /* remove the metatable; the registry has it */
}
