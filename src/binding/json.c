/*
** Reads JSON (RFC 8259). lua-cjson does so with the C library's strtod, which heeds the locale, reads every number as a
** double, and takes an empty array for an empty object.
*/
#include "json.h"

#include <string.h>

#include "../core/text.h"
#include "number.h"

/* How deeply values may be nested: answers of the API are four levels deep, and a C stack ends far beyond. */
#define MAX_DEPTH 100

/* Where core.empty_array is on the stack of `read_json`. */
#define EMPTY_ARRAY lua_upvalueindex(1)

typedef struct reader {
  lua_State *L;
  const char *at, *end;
  const char *fault; /* what is wrong at `at` */
  int is_exact;      /* whether what is read must come back as it was when it is written */
} reader;

/* All functions named `read` push what they read and go behind it, or return 0 with a fault. Then the stack has
   anything. They can raise for want of memory. */
static int read_value (reader *r, int depth);

static int fail (reader *r, const char *fault) {
  r->fault = fault;
  return 0;
}

static void skip_blanks (reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
    r->at++;
}

/* Goes behind the character, and blanks before it, if it is there. */
static int accept (reader *r, char c) {
  skip_blanks(r);
  if (r->at == r->end || *r->at != c) return 0;
  r->at++;
  return 1;
}

/* The number that the four hexadecimal digits at `at` are, or -1. */
static long hexadecimal (const reader *r, const char *at) {
  long code = 0;
  int i;
  if (r->end - at < 4) return -1;
  for (i = 0; i < 4; i++) {
    char c = op_lower(at[i]);
    if (c >= '0' && c <= '9')
      code = code * 16 + (c - '0');
    else if (c >= 'a' && c <= 'f')
      code = code * 16 + (c - 'a' + 10);
    else
      return -1;
  }
  return code;
}

/* Adds a character of Unicode in UTF-8. */
static void add_character (luaL_Buffer *b, unsigned long code) {
  static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
  unsigned char bytes[4];
  size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4, i;
  for (i = n - 1; i > 0; i--) {
    bytes[i] = (unsigned char)(0x80 | (code & 0x3F));
    code >>= 6;
  }
  bytes[0] = (unsigned char)(leads[n] | code);
  luaL_addlstring(b, (const char *)bytes, n);
}

/* Adds what the escape at `at` stands for, and goes behind it. Half a pair of surrogates is no character. */
static int add_escaped (reader *r, luaL_Buffer *b) {
  static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
  char letter = r->end - r->at > 1 ? r->at[1] : '\0';
  const char *found = letter != '\0' ? strchr(letters, letter) : NULL;
  long code, low;
  if (found != NULL) {
    luaL_addlstring(b, bytes + (found - letters), 1);
    r->at += 2;
    return 1;
  }
  code = letter == 'u' ? hexadecimal(r, r->at + 2) : -1;
  if (code < 0 || (code >= 0xDC00 && code < 0xE000)) return fail(r, "a wrong escape");
  if (code >= 0xD800 && code < 0xDC00) {
    if (r->end - r->at < 12 || r->at[6] != '\\' || r->at[7] != 'u')
      return fail(r, "a wrong escape");
    low = hexadecimal(r, r->at + 8);
    if (low < 0xDC00 || low >= 0xE000) return fail(r, "a wrong escape");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    r->at += 6;
  }
  add_character(b, (unsigned long)code);
  r->at += 6;
  return 1;
}

/* Goes to the next quote or escape. */
static void skip_plain (reader *r) {
  while (r->at < r->end && *r->at != '"' && *r->at != '\\') r->at++;
}

/* Reads a text, behind its first quote. Control characters that are not escaped are taken as they are. */
static int read_text (reader *r) {
  luaL_Buffer b;
  const char *start = r->at;
  skip_plain(r);
  if (r->at < r->end && *r->at == '"') {
    lua_pushlstring(r->L, start, (size_t)(r->at++ - start));
    return 1;
  }
  luaL_buffinit(r->L, &b);
  while (r->at < r->end && *r->at != '"') {
    luaL_addlstring(&b, start, (size_t)(r->at - start));
    if (!add_escaped(r, &b)) return 0;
    start = r->at;
    skip_plain(r);
  }
  if (r->at == r->end) return fail(r, "a text without its closing quote");
  luaL_addlstring(&b, start, (size_t)(r->at++ - start));
  luaL_pushresult(&b);
  return 1;
}

static int read_number (reader *r) {
  op_number number;
  int is_exact = 0, fits;
  op_number_scan(r->at, (size_t)(r->end - r->at), &number);
  if (!number.is_json) return fail(r, "a value expected");
  fits = op_push_number(r->L, r->at, &number, &is_exact);
  if (r->is_exact && !is_exact) {
    if (fits) lua_pop(r->L, 1);
    op_push_exact_number(r->L, r->at, number.length);
  }
  else if (!fits) {
    return fail(r, "a number that is too large");
  }
  r->at += number.length;
  return 1;
}

static int read_array (reader *r, int depth) {
  int count = 0;
  if (accept(r, ']')) {
    if (r->is_exact)
      lua_pushvalue(r->L, EMPTY_ARRAY);
    else
      lua_newtable(r->L);
    return 1;
  }
  lua_newtable(r->L);
  do {
    if (!read_value(r, depth)) return 0;
    lua_rawseti(r->L, -2, ++count);
  } while (accept(r, ','));
  return accept(r, ']') || fail(r, "a comma or ] expected");
}

static int read_object (reader *r, int depth) {
  lua_newtable(r->L);
  if (accept(r, '}')) return 1;
  do {
    if (!accept(r, '"')) return fail(r, "a name in quotes expected");
    if (!read_text(r)) return 0;
    if (!accept(r, ':')) return fail(r, "a colon expected");
    if (!read_value(r, depth)) return 0;
    lua_rawset(r->L, -3);
  } while (accept(r, ','));
  return accept(r, '}') || fail(r, "a comma or } expected");
}

static int accept_word (reader *r, const char *word) {
  size_t n = strlen(word);
  if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0) return 0;
  r->at += n;
  return 1;
}

/* Reads a value that is in `depth` others. */
static int read_value (reader *r, int depth) {
  int is_array;
  luaL_checkstack(r->L, 4, "values nested too deeply");
  if (accept(r, '"')) return read_text(r);
  is_array = accept(r, '[');
  if (is_array || accept(r, '{')) {
    if (depth < MAX_DEPTH) return is_array ? read_array(r, depth + 1) : read_object(r, depth + 1);
    r->at--;
    return fail(r, "nested too deeply");
  }
  if (accept_word(r, "null"))
    lua_pushlightuserdata(r->L, NULL);
  else if (accept_word(r, "true"))
    lua_pushboolean(r->L, 1);
  else if (accept_word(r, "false"))
    lua_pushboolean(r->L, 0);
  else
    return read_number(r);
  return 1;
}

static int push_refusal (lua_State *L, const char *message) {
  lua_pushnil(L);
  lua_pushstring(L, message);
  return 2;
}

/*
** core.read_json(text, is_exact) -> value | nil, message, offset
** Null is a light userdata, as lua-cjson has it; whole numbers are integers where this Lua has them and they fit.
** `is_exact` is for what will be written back: an empty array is core.empty_array, and a number that would not be
** written with the same digits is an exact number, see number.h. A mark of the byte order before the text is skipped.
** The offset is that of the byte, from 1, at which the text is wrong; no message has any of it.
*/
static int read_json (lua_State *L) {
  size_t n;
  const char *text = luaL_checklstring(L, 1, &n);
  reader r;
  if (!op_utf8_valid(text, n)) return push_refusal(L, "it is not UTF-8");
  r.L = L;
  r.at = text;
  r.end = text + n;
  r.fault = NULL;
  r.is_exact = lua_toboolean(L, 2);
  lua_settop(L, 1);
  (void)accept_word(&r, "\xEF\xBB\xBF");
  if (read_value(&r, 0)) {
    skip_blanks(&r);
    if (r.at == r.end) return 1;
    r.fault = "the end expected";
  }
  lua_settop(L, 1);
  lua_pushnil(L);
  lua_pushfstring(L, "it is no JSON (%s)", r.fault);
  lua_pushinteger(L, (lua_Integer)(r.at - text) + 1);
  return 3;
}

void op_open_json (lua_State *L) {
  lua_getfield(L, -1, "empty_array");
  lua_pushcclosure(L, read_json, 1);
  lua_setfield(L, -2, "read_json");
}
