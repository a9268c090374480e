/*
** Rows of cells for Lua: makes the customer of a row from the cells that are used unchanged. Almost all cells are, and a
** file may have millions of them.
*/
#include <limits.h>
#include <string.h>

#include "../data/leftovers.h"
#include "binding.h"

/* Names that a function has as upvalues, next to its reader. A C function of Lua's has at most 255 upvalues. */
#define CELL_NAMES_MAX 240

/* Members for which a new table has room: few customers have more. */
#define CELL_ROOM 8

/* A cell that begins with a byte up to CELL_GUARD, or from CELL_NOT_ASCII on, may begin with a blank or a guard. */
#define CELL_GUARD '\''
#define CELL_NOT_ASCII 0x80

/* How a field is read. A name is the number of an upvalue. */
typedef struct cell_field {
  int column; /* with the cells of the field; 0 if only Lua can read it */
  int object; /* the name of the object that has the member, 0 for the customer itself */
  int member; /* its name */
  unsigned char is_number, has_default;
} cell_field;

typedef struct cell_reader {
  int n;
  unsigned char is_sign[UCHAR_MAX + 1]; /* of what may be left in a number */
  cell_field fields[];
} cell_reader;

/* Whether a cell, which is not empty, is used unchanged. */
static int is_plain_cell (const cell_reader *reader, const char *s, size_t len, int is_number) {
  unsigned char first = (unsigned char)s[0];
  size_t i;
  if (first <= CELL_GUARD || first >= CELL_NOT_ASCII || op_leftover_of(s, len) != OP_NOT_LEFT)
    return 0;
  for (i = 0; is_number && i < len; i++) {
    if (reader->is_sign[(unsigned char)s[i]]) return 0;
  }
  return 1;
}

/* Pushes the object of a customer, which is at the stack index 'customer': a new one if it has none. */
static void push_object_of (lua_State *L, int customer, int name) {
  lua_pushvalue(L, lua_upvalueindex(name));
  if (op_rawget(L, customer) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_createtable(L, 0, CELL_ROOM);
  lua_pushvalue(L, lua_upvalueindex(name));
  lua_pushvalue(L, -2);
  lua_rawset(L, customer);
}

/*
** read(cells, customer, from) -> customer, odd
** Reads the fields from number 'from' on (default: 1) into the customer (default: a new one), up to the first field that only
** Lua can read: 'odd' is its number, nil if there is none. Read it, and go on with the next one.
*/
static int read_cells (lua_State *L) {
  enum { CELLS = 1, CUSTOMER, OBJECT };
  const cell_reader *reader = (const cell_reader *)lua_touserdata(L, lua_upvalueindex(1));
  int from = (int)luaL_optinteger(L, 3, 1), object = 0;
  luaL_checktype(L, CELLS, LUA_TTABLE);
  luaL_argcheck(L, from >= 1, 3, "the number of a field expected");
  lua_settop(L, CUSTOMER);
  if (!lua_istable(L, CUSTOMER)) {
    lua_createtable(L, 0, CELL_ROOM);
    lua_replace(L, CUSTOMER);
  }
  lua_pushnil(L); /* the object */
  for (; from <= reader->n; from++) {
    const cell_field *field = &reader->fields[from - 1];
    size_t len;
    const char *s;
    int type;
    if (field->column == 0) break;
    lua_rawgeti(L, CELLS, field->column);
    type = lua_type(L, -1);
    s = lua_tolstring(L, -1, &len);
    if (type == LUA_TNIL || (type == LUA_TSTRING && len == 0)) {
      if (field->has_default) break;
      lua_pop(L, 1);
      continue;
    }
    if (type != LUA_TSTRING || !is_plain_cell(reader, s, len, field->is_number)) break;
    if (field->object != 0 && field->object != object) {
      object = field->object;
      push_object_of(L, CUSTOMER, object);
      lua_replace(L, OBJECT);
    }
    lua_pushvalue(L, lua_upvalueindex(field->member));
    lua_insert(L, -2);
    lua_rawset(L, (field->object != 0) ? OBJECT : CUSTOMER);
  }
  lua_settop(L, CUSTOMER);
  if (from > reader->n) return 1;
  lua_pushinteger(L, from);
  return 2;
}

/*
** The value at the top is a name that becomes an upvalue: it stays there, behind the reader at the stack index 'reader', or is
** popped if the same name is there already. Returns the number of the upvalue. Returns 0, with the top popped, if it is no
** name or there are too many.
*/
static int take_name (lua_State *L, int reader) {
  int top = lua_gettop(L), i = reader + 1;
  if (lua_type(L, top) != LUA_TSTRING) {
    lua_pop(L, 1);
    return 0;
  }
  while (!lua_rawequal(L, i, top)) i++;
  if (i < top || i > reader + CELL_NAMES_MAX) lua_pop(L, 1);
  return (i <= reader + CELL_NAMES_MAX) ? i - reader + 1 : 0;
}

/* Fills 'field' from its table at the stack index 't'. Leaves new names on the stack, see take_name. */
static void fill_field (lua_State *L, cell_field *field, int t, int reader) {
  lua_getfield(L, t, "default");
  field->has_default = (unsigned char)!lua_isnil(L, -1);
  lua_getfield(L, t, "numbers");
  field->is_number = (unsigned char)lua_toboolean(L, -1);
  lua_getfield(L, t, "only");
  field->column = (int)lua_tointeger(L, -1); /* 0 for false */
  lua_pop(L, 3);
  lua_getfield(L, t, "object");
  field->object = 0;
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
  }
  else {
    field->object = take_name(L, reader);
    if (field->object == 0) field->column = 0;
  }
  lua_getfield(L, t, "member");
  field->member = take_name(L, reader);
  if (field->member == 0) field->column = 0;
}

/*
** core.cell_reader(fields, signs) -> the function 'read' above
** A field has 'only', the number of the column of its cells, false if only Lua can read it; 'numbers', whether they are
** numbers; 'default'; 'object' and 'member', the place of the value. Only Lua reads a number that has one of the bytes in
** 'signs'.
*/
static int cell_reader_of (lua_State *L) {
  enum { FIELDS = 1, SIGNS, READER };
  size_t n_signs, i;
  const char *signs = luaL_checklstring(L, SIGNS, &n_signs);
  cell_reader *reader;
  int n, k;
  luaL_checktype(L, FIELDS, LUA_TTABLE);
  n = (int)lua_rawlen(L, FIELDS);
  luaL_checkstack(L, CELL_NAMES_MAX + LUA_MINSTACK, NULL);
  lua_settop(L, SIGNS);
  reader = (cell_reader *)lua_newuserdata(L, sizeof *reader + (size_t)n * sizeof *reader->fields);
  memset(reader, 0, sizeof *reader);
  reader->n = n;
  for (i = 0; i < n_signs; i++) reader->is_sign[(unsigned char)signs[i]] = 1;
  for (k = 1; k <= n; k++) {
    lua_rawgeti(L, FIELDS, k);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_replace(L, SIGNS); /* whose bytes were read */
    fill_field(L, &reader->fields[k - 1], SIGNS, READER);
  }
  lua_pushcclosure(L, read_cells, lua_gettop(L) - SIGNS);
  return 1;
}

void op_open_cells (lua_State *L) {
  lua_pushcfunction(L, cell_reader_of);
  lua_setfield(L, -2, "cell_reader");
}
