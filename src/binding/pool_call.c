/*
** A call as Lua tables: its request, and its outcome.
*/
#include <string.h>

#include "binding.h"

/* Requests ------------------------------------------------------------------------------------- */

/* Raises about field 'name' of the table that is argument 'arg'. */
static int field_error (lua_State *L, int arg, const char *name, const char *expected) {
  return luaL_argerror(
      L, arg,
      lua_pushfstring(L, "field '%s' must be %s, not %s", name, expected, luaL_typename(L, -1)));
}

/* Push field 'name' of the table at 'arg', and return it if it is a string; NULL if it is absent.
   Raises for anything else. The string lives as long as it stays on the stack. */
static const char *string_field (lua_State *L, int arg, const char *name, size_t *length) {
  lua_getfield(L, arg, name);
  if (lua_isnil(L, -1)) {
    *length = 0;
    return NULL;
  }
  if (lua_type(L, -1) != LUA_TSTRING) field_error(L, arg, name, "a string");
  return lua_tolstring(L, -1, length);
}

const char *op_name_field (lua_State *L, int arg, const char *name, int required, size_t *length) {
  const char *s = string_field(L, arg, name, length);
  if (s == NULL && required) field_error(L, arg, name, "a string");
  if (s != NULL && strlen(s) != *length)
    luaL_argerror(L, arg, lua_pushfstring(L, "field '%s' has a NUL in it", name));
  return s;
}

int op_boolean_field (lua_State *L, int arg, const char *name) {
  int value;
  lua_getfield(L, arg, name);
  if (!lua_isnil(L, -1) && !lua_isboolean(L, -1)) field_error(L, arg, name, "a boolean");
  value = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return value;
}

/* Field 'name', in seconds, as milliseconds; absent is 0. Leaves the stack as it was. */
static long seconds_field (lua_State *L, int arg, const char *name) {
  lua_Number ms;
  lua_getfield(L, arg, name);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return 0;
  }
  if (lua_type(L, -1) != LUA_TNUMBER || !(lua_tonumber(L, -1) > 0))
    field_error(L, arg, name, "a number of seconds above 0");
  ms = lua_tonumber(L, -1) * 1000;
  lua_pop(L, 1);
  if (ms >= (lua_Number)OP_HTTP_TIMEOUT_MAX_MS) return OP_HTTP_TIMEOUT_MAX_MS;
  return (ms < 1) ? 1 : (long)ms;
}

/* Field 'name', in bytes; absent is 0. Leaves the stack as it was. */
static size_t bytes_field (lua_State *L, int arg, const char *name) {
  lua_Number bytes;
  lua_getfield(L, arg, name);
  if (!lua_isnil(L, -1) && (lua_type(L, -1) != LUA_TNUMBER || !(lua_tonumber(L, -1) >= 1)))
    field_error(L, arg, name, "a number of bytes above 0");
  bytes = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return (bytes < (lua_Number)OP_HTTP_BODY_MAX) ? (size_t)bytes : OP_HTTP_BODY_MAX;
}

/* Push field 'headers' of the table at 'arg' and gather it; the strings live as long as it stays
   on the stack, since no Lua code runs meanwhile. Returns their number. */
static size_t headers_field (lua_State *L, int arg, op_header *headers) {
  size_t n = 0;
  lua_getfield(L, arg, "headers");
  if (lua_isnil(L, -1)) return 0;
  if (!lua_istable(L, -1)) field_error(L, arg, "headers", "a table");
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    op_header *header = &headers[n++];
    if (n > OP_HTTP_REQUEST_HEADERS_MAX)
      luaL_argerror(L, arg, "field 'headers' has too many members");
    if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
      luaL_argerror(L, arg, "field 'headers' must have strings only, as names and as values");
    header->name = lua_tolstring(L, -2, &header->name_length);
    header->value = lua_tolstring(L, -1, &header->value_length);
    lua_pop(L, 1); /* remove the value; its name is for lua_next */
  }
  return n;
}

void op_check_request (lua_State *L, int arg, op_request *request, op_header *headers) {
  luaL_checktype(L, arg, LUA_TTABLE);
  memset(request, 0, sizeof(*request));
  request->timeout_ms = seconds_field(L, arg, "timeout");
  request->connect_timeout_ms = seconds_field(L, arg, "connect_timeout");
  request->max_body = bytes_field(L, arg, "max_body");
  request->method = op_name_field(L, arg, "method", 1, &request->method_length);
  request->url = op_name_field(L, arg, "url", 1, &request->url_length);
  request->body = string_field(L, arg, "body", &request->body_length);
  request->header_count = headers_field(L, arg, headers);
  request->headers = headers;
}

/* Outcomes ------------------------------------------------------------------------------------- */

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
