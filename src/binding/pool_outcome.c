/*
** Answers as Lua tables.
*/
#include "binding.h"

/* Set field 'header' in the table at the top; a name that comes again has its values joined
   (RFC 9110, 5.3). */
static void push_header (lua_State *L, const op_header *header) {
  lua_pushlstring(L, header->name, header->name_length);
  lua_pushvalue(L, -1);
  lua_rawget(L, -3);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushlstring(L, header->value, header->value_length);
  }
  else {
    lua_pushliteral(L, ", ");
    lua_pushlstring(L, header->value, header->value_length);
    lua_concat(L, 3);
  }
  lua_rawset(L, -3);
}

void op_push_serial (lua_State *L, unsigned long long serial) {
  lua_pushnumber(L, (lua_Number)serial);
  (void)op_floattointeger(L);
}

/* Most callers never look at the headers of a response, so they become a table when one does: until then they are
   a text in the field FIELDS. */
#define RESPONSE_TYPE "openprovider.response"
#define FIELDS "header_fields"

/* __index of a response: makes its 'headers'. */
static int response_index (lua_State *L) {
  const char *at, *end;
  op_header header;
  size_t length;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  lua_pushliteral(L, "headers");
  if (!lua_rawequal(L, 2, 3)) return 0;
  lua_pushliteral(L, FIELDS);
  lua_rawget(L, 1);
  at = lua_tolstring(L, 4, &length);
  if (at == NULL) return 0;
  end = at + length;
  lua_newtable(L);
  while (op_header_next(&at, end, &header)) push_header(L, &header);
  lua_pushvalue(L, 3);
  lua_pushvalue(L, 5);
  lua_rawset(L, 1); /* response.headers = headers */
  return 1;
}

static void push_response (lua_State *L, const op_call *call) {
  int wait = op_call_retry_after(call);
  size_t length, fields_length;
  const char *body = op_call_body(call, &length);
  const char *fields = op_call_headers(call, &fields_length);
  lua_createtable(L, 0, 4);
  lua_pushinteger(L, op_call_status(call));
  lua_setfield(L, -2, "status");
  lua_pushlstring(L, body, length);
  lua_setfield(L, -2, "body");
  if (wait > 0) {
    lua_pushinteger(L, wait);
    lua_setfield(L, -2, "retry_after");
  }
  if (op_call_connection(call) != 0) {
    op_push_serial(L, op_call_connection(call));
    lua_setfield(L, -2, "connection");
  }
  if (op_call_is_numbered(call)) {
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "numbered");
  }
  lua_pushlstring(L, fields, fields_length);
  lua_setfield(L, -2, FIELDS);
  luaL_getmetatable(L, RESPONSE_TYPE);
  lua_setmetatable(L, -2);
}

static void push_failure (lua_State *L, const op_call *call) {
  lua_createtable(L, 0, 3);
  lua_pushstring(L, op_failure_name(op_call_failure(call)));
  lua_setfield(L, -2, "kind");
  lua_pushstring(L, op_call_message(call));
  lua_setfield(L, -2, "message");
  lua_pushboolean(L, op_call_sent(call));
  lua_setfield(L, -2, "sent");
}

int op_push_outcome (lua_State *L) {
  const op_call *call = *(op_call **)lua_touserdata(L, 1);
  if (op_call_failure(call) == OP_FAILURE_NONE) {
    push_response(L, call);
    return 1;
  }
  lua_pushnil(L);
  push_failure(L, call);
  return 2;
}

void op_open_outcome (lua_State *L) {
  luaL_newmetatable(L, RESPONSE_TYPE);
  lua_pushcfunction(L, response_index);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
