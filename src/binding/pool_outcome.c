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

static void push_response (lua_State *L, const op_call *call) {
  size_t n = op_call_header_count(call);
  size_t length, i;
  const char *body = op_call_body(call, &length);
  lua_createtable(L, 0, 4);
  lua_pushinteger(L, op_call_status(call));
  lua_setfield(L, -2, "status");
  lua_pushlstring(L, body, length);
  lua_setfield(L, -2, "body");
  if (op_call_retry_after(call) > 0) {
    lua_pushinteger(L, op_call_retry_after(call));
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
  lua_createtable(L, 0, (n < OP_HTTP_REQUEST_HEADERS_MAX) ? (int)n : 0);
  for (i = 0; i < n; i++) {
    op_header header;
    op_call_header(call, i, &header);
    push_header(L, &header);
  }
  lua_setfield(L, -2, "headers");
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
