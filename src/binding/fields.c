/*
** The field tree for Lua: the descriptors as tables, and the names of members for functions that walk over a customer.
*/
#include "../data/extensions.h"
#include "binding.h"

#include <assert.h>

static void set_string (lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

static void set_count (lua_State *L, const char *key, unsigned value) {
  if (value == 0) return; /* not known, or no limit */
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, key);
}

static void set_flag (lua_State *L, const char *key, unsigned flag) {
  lua_pushboolean(L, flag != 0);
  lua_setfield(L, -2, key);
}

/* Pushes a field, and below 'members' those inside it. The tree is four levels deep. */
static void push_field (lua_State *L, const op_field *field) {
  static const char *const shapes[] = { "string", "object", "array" };
  int i;
  luaL_checkstack(L, 4, "field tree");
  lua_createtable(L, 0, 13);
  set_string(L, "name", field->name);
  set_string(L, "shape", shapes[field->shape]);
  set_string(L, "expected", field->expected);
  if (field->example != NULL) set_string(L, "example", field->example);
  set_flag(L, "required", field->flags & OP_REQUIRED);
  set_flag(L, "create_only", field->flags & OP_CREATE_ONLY);
  set_flag(L, "open", field->flags & OP_OPEN);
  set_count(L, "api_empty", field->api_empty);
  set_count(L, "api_invalid", field->api_invalid);
  set_count(L, "max_bytes", field->max_bytes);
  set_count(L, "max_characters", field->max_characters);
  if (field->members == NULL) return;
  lua_createtable(L, field->n_members, 0);
  for (i = 0; i < field->n_members; i++) {
    push_field(L, &field->members[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "members");
}

/* core.fields() -> the customer as a tree of { name, shape, required, expected, members, ... } */
static int fields (lua_State *L) {
  push_field(L, &op_customer);
  return 1;
}

/* core.extension_fields() -> an array of { name, tlds, format, values }; the last is there if there are some */
static int extension_fields (lua_State *L) {
  static const char *const formats[] = { "text",         "date",   "email", "country",
                                         "calling_code", "digits", "values" };
  size_t i, n = op_extension_field_count();
  lua_createtable(L, (int)n, 0);
  for (i = 0; i < n; i++) {
    const op_extension_field *field = op_extension_field_at(i);
    lua_createtable(L, 0, 4);
    set_string(L, "name", field->name);
    set_string(L, "tlds", field->tlds);
    set_string(L, "format", formats[field->format]);
    if (field->values != NULL) set_string(L, "values", field->values);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

void op_open_fields (lua_State *L) {
  lua_pushcfunction(L, fields);
  lua_setfield(L, -2, "fields");
  lua_pushcfunction(L, extension_fields);
  lua_setfield(L, -2, "extension_fields");
}

/* Names ------------------------------------------------------------------------------------- */

/* Objects in the field tree, and members of all of them, at most. */
#define MAX_OBJECTS 16
#define MAX_NAMES 256

/* What the upvalue OP_UPVALUE_BLOCKS is. */
typedef struct name_blocks {
  op_name_block blocks[MAX_OBJECTS]; /* first: functions see no more than these */
  const char *names[MAX_NAMES];
  int n_blocks, n_names;
} name_blocks;

/* Adds the names of the members of 'field' and of all objects below it, a block each, and their strings to the table at
   the top. */
static void push_names (lua_State *L, const op_field *field, name_blocks *to) {
  size_t i;
  if (field->members == NULL) return;
  if (field->shape == OP_OBJECT) {
    op_name_block *block = &to->blocks[to->n_blocks++];
    assert(to->n_blocks <= MAX_OBJECTS && to->n_names + field->n_members <= MAX_NAMES);
    block->object = field;
    block->names = &to->names[to->n_names];
    for (i = 0; i < field->n_members; i++) {
      lua_pushstring(L, field->members[i].name);
      to->names[to->n_names++] = lua_tostring(L, -1);
      lua_rawseti(L, -2, to->n_names);
    }
  }
  for (i = 0; i < field->n_members; i++) push_names(L, &field->members[i], to);
}

void op_push_walk (lua_State *L, lua_CFunction function) {
  name_blocks *blocks;
  lua_getfield(L, -1, "empty_array");
  blocks = (name_blocks *)lua_newuserdata(L, sizeof *blocks);
  blocks->n_blocks = blocks->n_names = 0;
  lua_createtable(L, MAX_NAMES, 0);
  push_names(L, &op_customer, blocks);
  lua_pushcclosure(L, function, 3);
}

size_t op_count_members (lua_State *L, int t) {
  size_t count = 0;
  lua_pushnil(L);
  while (lua_next(L, t)) {
    count++;
    lua_pop(L, 1);
  }
  return count;
}
