/*
** The JSON text of a customer, as it is sent: members in the order of the field tree, and then those that the tree does
** not know, in the order of their names. So the same customer is the same bytes in every process.
**
** A customer that the checker let through has only strings in UTF-8, booleans, JSON's null and tables within the limits
** of customer.h. Anything else raises an error: it would be a mistake in this library.
*/
#include <stdlib.h>
#include <string.h>

#include "binding.h"

/* Bytes that fit without an allocation: most customers do. */
#define BODY_ROOM 2048

/* The longest escape is of a control character: six bytes. */
#define ESCAPE_ROOM 6

/* Stack slots of one table, next to one for each member that the tree knows. */
#define BODY_SLOTS 8

/* Stack indices: the customer, and the userdata that has the text once it needs more than ROOM. */
enum { CUSTOMER_INDEX = 1, TEXT_INDEX };

typedef struct body_writer {
  lua_State *L;
  const op_name_block *blocks;
  const void *empty_array; /* its identity */
  int is_known;            /* whether only open objects have members that the tree does not know */
  char *text;
  size_t used, room;
  char first[BODY_ROOM];
} body_writer;

/* The name of a member that the tree does not know: a copy, for its key does not stay on the stack. */
typedef struct other_name {
  unsigned char len;
  char s[OP_MAX_KEY];
} other_name;

/* The text ----------------------------------------------------------------------------------- */

/* Makes room for so many bytes more. */
static void grow (body_writer *w, size_t bytes) {
  size_t room = w->room;
  char *text;
  do {
    if (room > SIZE_MAX / 2) luaL_error(w->L, "the customer is too large");
    room *= 2;
  } while (room - w->used < bytes);
  text = (char *)lua_newuserdata(w->L, room);
  memcpy(text, w->text, w->used);
  lua_replace(w->L, TEXT_INDEX);
  w->text = text;
  w->room = room;
}

static inline void reserve_room (body_writer *w, size_t bytes) {
  if (w->room - w->used < bytes) grow(w, bytes);
}

static inline void put_char (body_writer *w, char c) {
  reserve_room(w, 1);
  w->text[w->used++] = c;
}

static void put_bytes (body_writer *w, const char *s, size_t len) {
  reserve_room(w, len);
  memcpy(w->text + w->used, s, len);
  w->used += len;
}

/* What stands behind a backslash for each byte that needs one; 'u' where it is the number of the byte. JSON does not ask
   for that of DEL, but a text may be shown on a terminal. */
static const char escapes[256] = {
  ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
  [0] = 'u',   [1] = 'u',     [2] = 'u',    [3] = 'u',    [4] = 'u',    [5] = 'u',    [6] = 'u',
  [7] = 'u',   [11] = 'u',    [14] = 'u',   [15] = 'u',   [16] = 'u',   [17] = 'u',   [18] = 'u',
  [19] = 'u',  [20] = 'u',    [21] = 'u',   [22] = 'u',   [23] = 'u',   [24] = 'u',   [25] = 'u',
  [26] = 'u',  [27] = 'u',    [28] = 'u',   [29] = 'u',   [30] = 'u',   [31] = 'u',   [0x7f] = 'u'
};

static void put_escape (body_writer *w, unsigned char byte) {
  static const char digits[] = "0123456789abcdef";
  char escape[ESCAPE_ROOM] = {
    '\\', escapes[byte], '0', '0', digits[byte >> 4], digits[byte & 15]
  };
  put_bytes(w, escape, escape[1] == 'u' ? ESCAPE_ROOM : 2);
}

#define EACH_BYTE UINT64_C(0x0101010101010101)

/* Not 0 if one of eight bytes may need an escape: a byte below n borrows when n is taken from it. */
static inline uint64_t may_need_escape (uint64_t bytes) {
  uint64_t quote = bytes ^ (EACH_BYTE * '"'), backslash = bytes ^ (EACH_BYTE * '\\'),
           del = bytes ^ (EACH_BYTE * 0x7f);
  return (((bytes - EACH_BYTE * ' ') & ~bytes) | ((quote - EACH_BYTE) & ~quote) |
          ((backslash - EACH_BYTE) & ~backslash) | ((del - EACH_BYTE) & ~del)) &
         (EACH_BYTE * 0x80);
}

/* Bytes at the beginning of a text that need no escape: eight at a time, as long as there are so many. */
static size_t plain_length (const char *s, size_t len) {
  size_t i = 0;
  uint64_t bytes;
  for (; len - i >= sizeof bytes; i += sizeof bytes) {
    memcpy(&bytes, s + i, sizeof bytes);
    if (may_need_escape(bytes) != 0) break;
  }
  while (i < len && escapes[(unsigned char)s[i]] == '\0') i++;
  return i;
}

static void put_string (body_writer *w, const char *s, size_t len) {
  put_char(w, '"');
  for (;;) {
    size_t plain = plain_length(s, len);
    put_bytes(w, s, plain);
    if (plain == len) break;
    put_escape(w, (unsigned char)s[plain]);
    s += plain + 1;
    len -= plain + 1;
  }
  put_char(w, '"');
}

/* Values ------------------------------------------------------------------------------------- */

static void put_value (body_writer *w, int at, const op_field *field, int depth);

/* A member's name, and what stands around it. */
static void put_name (body_writer *w, const char *name, size_t len) {
  if (w->text[w->used - 1] != '{') put_char(w, ',');
  put_string(w, name, len);
  put_char(w, ':');
}

/* That of a field, which needs no escapes. */
static void put_field_name (body_writer *w, const op_field *field) {
  char *to;
  reserve_room(w, field->name_len + 4u);
  to = w->text + w->used;
  if (to[-1] != '{') *to++ = ',';
  *to++ = '"';
  memcpy(to, field->name, field->name_len);
  to += field->name_len;
  *to++ = '"';
  *to++ = ':';
  w->used = (size_t)(to - w->text);
}

/* The array at the top, whose elements are 'element', or unknown if that is NULL. */
static void put_array (body_writer *w, const op_field *element, int depth) {
  lua_State *L = w->L;
  int t = lua_gettop(L), i;
  put_char(w, '[');
  for (i = 1;; i++) {
    lua_rawgeti(L, t, i);
    if (lua_isnil(L, -1)) break;
    if (i > 1) put_char(w, ',');
    put_value(w, t + 1, element, depth);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  put_char(w, ']');
}

/* The name at the stack index 'at'. */
static const char *check_name (lua_State *L, int at, size_t *len) {
  const char *name;
  if (lua_type(L, at) != LUA_TSTRING) luaL_error(L, "a key that is a %s", luaL_typename(L, at));
  name = lua_tolstring(L, at, len);
  if (*len > OP_MAX_KEY) luaL_error(L, "a key that is too long");
  return name;
}

/* As qsort wants it: the order of bytes. */
static int compare_names (const void *one, const void *other) {
  const other_name *a = (const other_name *)one, *b = (const other_name *)other;
  int order = memcmp(a->s, b->s, a->len < b->len ? a->len : b->len);
  return order != 0 ? order : (int)a->len - (int)b->len;
}

/* The 'n' members of the table at 't' that 'object', if it is not NULL, does not know. */
static void put_others (body_writer *w, int t, const op_field *object, size_t n, int depth) {
  lua_State *L = w->L;
  other_name *names = (other_name *)lua_newuserdata(L, n * sizeof *names);
  size_t i = 0;
  lua_pushnil(L);
  while (lua_next(L, t)) {
    size_t len;
    const char *name = check_name(L, -2, &len);
    if (i < n && (object == NULL || op_field_member(object, name, len) == NULL)) {
      names[i].len = (unsigned char)len;
      memcpy(names[i++].s, name, len);
    }
    lua_pop(L, 1);
  }
  qsort(names, n, sizeof *names, compare_names);
  for (i = 0; i < n; i++) {
    lua_pushlstring(L, names[i].s, names[i].len);
    lua_rawget(L, t);
    put_name(w, names[i].s, names[i].len);
    put_value(w, lua_gettop(L), NULL, depth);
    lua_pop(L, 1);
  }
  lua_pop(L, 1); /* the names */
}

/* The members of the object at 't', the top, that the tree knows. Returns how many there are. Their values stay on the
   stack: popping each would cost as much as fetching it. */
static size_t put_known (body_writer *w, int t, const op_field *object, int depth) {
  lua_State *L = w->L;
  int first = op_first_name(w->blocks, object), i;
  size_t found = 0;
  luaL_checkstack(L, object->n_members + BODY_SLOTS, "customer nested too deeply");
  for (i = 0; i < object->n_members; i++) {
    const op_field *field = &object->members[i];
    lua_pushvalue(L, lua_upvalueindex(first + i));
    if (op_rawget(L, t) == LUA_TNIL) continue;
    put_field_name(w, field);
    put_value(w, t + 1 + i, field, depth);
    found++;
  }
  lua_settop(L, t);
  return found;
}

/* The object at the top, which is 'object' of the tree, or unknown if that is NULL. */
static void put_object (body_writer *w, const op_field *object, int depth) {
  lua_State *L = w->L;
  int t = lua_gettop(L), has_names = object != NULL && object->members != NULL;
  size_t found;
  put_char(w, '{');
  found = has_names ? put_known(w, t, object, depth) : 0;
  if (!w->is_known || !has_names || object->flags & OP_OPEN) {
    size_t all = op_count_members(L, t);
    if (found < all) put_others(w, t, object, all - found, depth);
  }
  put_char(w, '}');
}

/* The table at the stack index 'at', which is 'field', or unknown if that is NULL. */
static void put_table (body_writer *w, int at, const op_field *field, int depth) {
  lua_State *L = w->L;
  int is_array;
  if (lua_topointer(L, at) == w->empty_array) {
    put_bytes(w, "[]", 2);
    return;
  }
  if (depth == OP_MAX_DEPTH) luaL_error(L, "customer nested too deeply");
  luaL_checkstack(L, BODY_SLOTS, "customer nested too deeply");
  lua_pushvalue(L, at);
  lua_rawgeti(L, -1, 1);
  is_array = !lua_isnil(L, -1);
  lua_pop(L, 1);
  if (is_array)
    put_array(w, field != NULL && field->shape == OP_ARRAY ? field->members : NULL, depth + 1);
  else
    put_object(w, field != NULL && field->shape == OP_OBJECT ? field : NULL, depth + 1);
  lua_pop(L, 1);
}

/* The value at the stack index 'at', in 'depth' tables. */
static void put_value (body_writer *w, int at, const op_field *field, int depth) {
  lua_State *L = w->L;
  const char *s;
  size_t len;
  switch (lua_type(L, at)) {
    case LUA_TSTRING:
      s = lua_tolstring(L, at, &len);
      put_string(w, s, len);
      break;
    case LUA_TTABLE:
      put_table(w, at, field, depth);
      break;
    case LUA_TBOOLEAN:
      if (lua_toboolean(L, at))
        put_bytes(w, "true", 4);
      else
        put_bytes(w, "false", 5);
      break;
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, at) == NULL) { /* JSON's null */
        put_bytes(w, "null", 4);
        break;
      }
      /* FALLTHROUGH */
    default:
      luaL_error(L, "a %s in a customer", luaL_typename(L, at));
  }
}

/*
** core.body(customer, is_known) -> text
** The JSON text of a customer that core.check found canonical. An empty table is an object, unless it is
** core.empty_array. Tables are read raw. Raises for what core.check lets through in no customer. 'is_known': the check let
** no unknown members through but those of open objects, so that all others need not be looked for.
*/
static int body (lua_State *L) {
  body_writer w;
  luaL_checktype(L, CUSTOMER_INDEX, LUA_TTABLE);
  w.is_known = lua_toboolean(L, 2);
  lua_settop(L, CUSTOMER_INDEX);
  lua_settop(L, TEXT_INDEX);
  w.L = L;
  w.blocks = (const op_name_block *)lua_touserdata(L, lua_upvalueindex(OP_UPVALUE_BLOCKS));
  w.empty_array = lua_topointer(L, lua_upvalueindex(OP_UPVALUE_EMPTY_ARRAY));
  w.text = w.first;
  w.used = 0;
  w.room = sizeof w.first;
  put_value(&w, CUSTOMER_INDEX, &op_customer, 0);
  lua_pushlstring(L, w.text, w.used);
  return 1;
}

void op_open_body (lua_State *L) {
  op_push_walk(L, body);
  lua_setfield(L, -2, "body");
}
