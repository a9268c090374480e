/*
** The field descriptors as Lua tables.
*/
#include "../data/extensions.h"
#include "binding.h"

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
  lua_createtable(L, 0, 12);
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

/* core.extension_fields() -> an array of { name, tlds, format } */
static int extension_fields (lua_State *L) {
  size_t i, n = op_extension_field_count();
  lua_createtable(L, (int)n, 0);
  for (i = 0; i < n; i++) {
    const op_extension_field *field = op_extension_field_at(i);
    lua_createtable(L, 0, 3);
    set_string(L, "name", field->name);
    set_string(L, "tlds", field->tlds);
    set_string(L, "format", field->format);
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
