/*
** Works around what lua-cjson reads wrongly in a JSON text. It reads numbers as doubles, with the C library's strtod,
** which depends on the locale, and it reads an empty array as an empty object. So such numbers, and empty arrays where
** they count, are first put into strings that begin with a mark. lua-cjson reads these strings, which then become
** numbers and arrays again. The mark is a byte that occurs in no UTF-8 text and that no escape can produce, so that no
** other string begins with it.
*/
#include <langinfo.h>
#include <string.h>

#include "../customer/json_text.h"
#include "../text/utf8.h"
#include "binding.h"

/* The mark at the start of such a string. */
#define MARK '\xFF'

/* A double holds this many digits exactly. */
#define SAFE_DIGITS 15

/* Deeper than any text that json.lua decodes. */
#define MAX_NESTING 128

/* Where core.empty_array is for 'unmark_numbers'. */
#define EMPTY_ARRAY lua_upvalueindex(1)

static int is_json_blank (char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* The state of the walk through a text. */
typedef struct scan {
  const char *at, *end;
  int is_exact;      /* whether the values will be written back, and must then be unchanged */
  int is_point;      /* whether the locale's decimal point is a point */
  const char *wrong; /* a number that JSON does not allow, or NULL */
  size_t members;    /* of all objects so far */
} scan;

/* Goes behind the string that begins here. */
static void skip_string (scan *s) {
  s->at++;
  while (s->at < s->end && *s->at != '"') {
    if (*s->at == '\\' && s->end - s->at > 1) s->at++;
    s->at++;
  }
  if (s->at < s->end) s->at++;
}

/* The length of the empty array that begins here, or 0. */
static size_t empty_array (const scan *s) {
  const char *at = s->at + 1;
  while (at < s->end && is_json_blank(*at)) at++;
  return at < s->end && *at == ']' ? (size_t)(at + 1 - s->at) : 0;
}

/* Whether a colon follows after this many bytes: then this is not a value, and lua-cjson must see and refuse it. */
static int is_member_name (const scan *s, size_t length) {
  const char *at = s->at + length;
  while (at < s->end && is_json_blank(*at)) at++;
  return at < s->end && *at == ':';
}

/* Whether lua-cjson reads the number that begins here right. */
static int is_safe (const scan *s, const op_number *number) {
  int is_minus_zero = number->length > 1 && s->at[0] == '-' && s->at[1] == '0';
  return s->is_point && number->is_integer && number->length <= SAFE_DIGITS && !is_minus_zero;
}

/* Goes to the next piece to mark. Returns its length, or 0 at the end and at a wrong number. */
static size_t next_piece (scan *s) {
  while (s->at < s->end) {
    char c = *s->at;
    if (c == '"') {
      skip_string(s);
    }
    else if (c == '[' && s->is_exact && empty_array(s) > 0 && !is_member_name(s, empty_array(s))) {
      return empty_array(s);
    }
    else if (c == '-' || (c >= '0' && c <= '9')) {
      op_number number;
      op_number_scan(s->at, (size_t)(s->end - s->at), &number);
      if (number.length == 0 || !number.is_json) {
        s->wrong = s->at;
        return 0;
      }
      if (!is_safe(s, &number) && !is_member_name(s, number.length)) return number.length;
      s->at += number.length;
    }
    else {
      s->members += c == ':';
      s->at++;
    }
  }
  return 0;
}

/* Pushes the rest of the text with its pieces marked. The first piece begins here and has so many bytes. */
static void push_marked (lua_State *L, scan *s, const char *from, size_t length) {
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (; length > 0; length = next_piece(s)) {
    luaL_addlstring(&b, from, (size_t)(s->at - from));
    luaL_addchar(&b, '"');
    luaL_addchar(&b, MARK);
    luaL_addlstring(&b, s->at, length);
    luaL_addchar(&b, '"');
    s->at += length;
    from = s->at;
  }
  luaL_addlstring(&b, from, (size_t)(s->end - from));
  luaL_pushresult(&b);
}

/* Removes the byte order mark, which some programs put before a text, from the text at index 1. */
static const char *without_bom (lua_State *L, const char *text, size_t *n) {
  static const char bom[] = { '\xEF', '\xBB', '\xBF' };
  if (*n < sizeof bom || memcmp(text, bom, sizeof bom) != 0) return text;
  *n -= sizeof bom;
  lua_pushlstring(L, text + sizeof bom, *n);
  lua_replace(L, 1);
  return lua_tostring(L, 1);
}

static int refuse_text (lua_State *L, const char *message) {
  lua_pushnil(L);
  lua_pushstring(L, message);
  return 2;
}

/*
** core.mark_numbers(text, is_exact) -> text, is_marked, members | nil, message, offset
** Marks everything in the text (which must be UTF-8) that lua-cjson would read wrongly. Also returns whether anything
** is marked, and how many members the objects have. 'is_exact' is for values that will be written back: empty arrays
** are marked, too. The offset is that of the byte, from 1, where a wrong number begins, or of a NUL. A byte order mark
** is removed, and does not count.
*/
static int mark_numbers (lua_State *L) {
  size_t n, length;
  const char *text = luaL_checklstring(L, 1, &n);
  const char *nul;
  scan s;
  text = without_bom(L, text, &n);
  if (!op_utf8_valid(text, n)) return refuse_text(L, "it is not UTF-8");
  nul = (const char *)memchr(text, '\0', n);
  if (nul != NULL) { /* lua-cjson would stop there */
    (void)refuse_text(L, "it is not JSON (it has a byte that is zero)");
    lua_pushinteger(L, (lua_Integer)(nul - text) + 1);
    return 3;
  }
  s.at = text;
  s.end = text + n;
  s.is_exact = lua_toboolean(L, 2);
  s.is_point = strcmp(nl_langinfo(RADIXCHAR), ".") == 0;
  s.wrong = NULL;
  s.members = 0;
  lua_settop(L, 1);
  length = next_piece(&s);
  if (length > 0) push_marked(L, &s, text, length);
  if (s.wrong != NULL) {
    (void)refuse_text(L, "it is not JSON (it has a number that JSON does not allow)");
    lua_pushinteger(L, (lua_Integer)(s.wrong - text) + 1);
    return 3;
  }
  lua_pushboolean(L, length > 0);
  lua_pushinteger(L, (lua_Integer)s.members);
  return 3;
}

/* Pushes the value of a marked text. Returns 0, and pushes nothing, if it is a number that is too large. */
static int push_unmarked (lua_State *L, const char *text, size_t n, int is_exact) {
  op_number number;
  int is_same = 0, fits;
  if (*text == '[') {
    lua_pushvalue(L, EMPTY_ARRAY);
    return 1;
  }
  op_number_scan(text, n, &number);
  fits = op_push_number(L, text, &number, is_exact ? &is_same : NULL);
  if (!is_exact || is_same) return fits;
  if (fits) lua_pop(L, 1);
  op_push_exact_number(L, text, n);
  return 1;
}

/* How a value is unmarked. */
typedef struct unmarking {
  int is_marked, is_exact;
  size_t members; /* of all objects so far */
} unmarking;

static int unmark (lua_State *L, unmarking *u, int depth);

/* The same for all values of the table at the top. Assigning to a member that exists is allowed during a traversal. */
static int unmark_members (lua_State *L, unmarking *u, int depth) {
  int table = lua_gettop(L);
  if (depth == MAX_NESTING) luaL_error(L, "tables nested too deeply");
  luaL_checkstack(L, 6, "decoded value");
  lua_pushnil(L);
  while (lua_next(L, table)) {
    int type = lua_type(L, -1);
    u->members += lua_type(L, -2) == LUA_TSTRING;
    if (!unmark(L, u, depth + 1)) return 0;
    if (type == LUA_TNUMBER || (type == LUA_TSTRING && u->is_marked)) {
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      lua_rawset(L, table);
    }
    else {
      lua_pop(L, 1);
    }
  }
  return 1;
}

/* Replaces all marked texts in the value at the top by their values. Returns 0 at a number that is too large, and
   leaves the stack as it is then. */
static int unmark (lua_State *L, unmarking *u, int depth) {
  int type = lua_type(L, -1);
  if (type == LUA_TNUMBER) {
    (void)op_floattointeger(L);
  }
  else if (type == LUA_TSTRING && u->is_marked) {
    size_t n;
    const char *text = lua_tolstring(L, -1, &n);
    if (*text != MARK) return 1;
    if (!push_unmarked(L, text + 1, n - 1, u->is_exact)) return 0;
    lua_remove(L, -2);
  }
  else if (type == LUA_TTABLE) {
    return unmark_members(L, u, depth);
  }
  return 1;
}

/*
** core.unmark_numbers(value, is_marked, is_exact) -> value, members | nil, message
** Restores, in place, the marked numbers and empty arrays in what lua-cjson read. Also returns how many members its
** objects have: fewer than the text, if a member stood twice in one. Whole numbers are integers if this Lua has
** integers. With 'is_exact', a number that would be written with other digits is an exact number: see number.h.
*/
static int unmark_numbers (lua_State *L) {
  unmarking u;
  u.is_marked = lua_toboolean(L, 2);
  u.is_exact = lua_toboolean(L, 3);
  u.members = 0;
  luaL_checkany(L, 1);
  lua_pushvalue(L, 1);
  if (!unmark(L, &u, 0)) return refuse_text(L, "it has a number that is too large");
  lua_pushinteger(L, (lua_Integer)u.members);
  return 2;
}

/* An op_grow in Lua's memory, with the state for its data. What grew before stays on the stack. Can raise. */
static char *grow_in_lua (void *data, char *bytes, size_t used, size_t room) {
  lua_State *L = (lua_State *)data;
  char *grown;
  luaL_checkstack(L, 1, "JSON");
  grown = (char *)lua_newuserdata(L, room);
  memcpy(grown, bytes, used);
  return grown;
}

/* core.json_string(text) -> the text as a string of JSON, with its quotes; it is JSON only if the text is UTF-8 */
static int json_string (lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  op_json_text text;
  op_json_begin(&text, grow_in_lua, L);
  op_json_string(&text, s, n);
  if (text.is_cut) return luaL_error(L, "not enough memory");
  lua_pushlstring(L, text.bytes, text.used);
  return 1;
}

void op_open_json (lua_State *L) {
  lua_pushcfunction(L, json_string);
  lua_setfield(L, -2, "json_string");
  lua_getfield(L, -1, "empty_array");
  lua_pushcclosure(L, unmark_numbers, 1);
  lua_setfield(L, -2, "unmark_numbers");
  lua_pushcfunction(L, mark_numbers);
  lua_setfield(L, -2, "mark_numbers");
}
