/*
** The HTTP pool for Lua.
**
** No Lua function that can raise runs while libcurl is on the C stack: everything is read and
** checked before, and the answer is turned into Lua values after, in protected mode. That may run
** finalizers, and these may use the pool, or close it; then it stays until the answer is read.
*/
#include <string.h>

#include "../core/http.h"
#include "../core/http_limits.h"
#include "compat.h"
#include "pool.h"

#define POOL_TYPE "openprovider.pool"

typedef struct pool_box {
  op_pool *pool; /* NULL: closed, or not yet open */
  int reading;   /* answers that are on their way to Lua */
  int closing;   /* closed meanwhile: to be freed after the last of them */
} pool_box;

/*
** Reading arguments
*/

/* Raise about field 'name' of the table that is argument 'arg'. */
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

/* Like string_field, for a string that becomes C's: no NUL in it, and not absent if 'required'. */
static const char *name_field (lua_State *L, int arg, const char *name, int required,
                               size_t *length) {
  const char *s = string_field(L, arg, name, length);
  if (s == NULL && required) field_error(L, arg, name, "a string");
  if (s != NULL && strlen(s) != *length)
    luaL_argerror(L, arg, lua_pushfstring(L, "field '%s' has a NUL in it", name));
  return s;
}

/* Field 'name' as a truth value; absent is false. Leaves the stack as it was. */
static int boolean_field (lua_State *L, int arg, const char *name) {
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

/* Fill 'request' from the table at 'arg'. Pushes up to four values that its strings live in. */
static void check_request (lua_State *L, int arg, op_request *request, op_header *headers) {
  luaL_checktype(L, arg, LUA_TTABLE);
  memset(request, 0, sizeof(*request));
  request->timeout_ms = seconds_field(L, arg, "timeout");
  request->connect_timeout_ms = seconds_field(L, arg, "connect_timeout");
  request->method = name_field(L, arg, "method", 1, &request->method_length);
  request->url = name_field(L, arg, "url", 1, &request->url_length);
  request->body = string_field(L, arg, "body", &request->body_length);
  request->header_count = headers_field(L, arg, headers);
  request->headers = headers;
}

static pool_box *check_box (lua_State *L) { return (pool_box *)luaL_checkudata(L, 1, POOL_TYPE); }

static int is_open (const pool_box *box) { return box->pool != NULL && !box->closing; }

/* The box of an open pool at index 1; raises for a closed one. */
static pool_box *check_open (lua_State *L) {
  pool_box *box = check_box(L);
  luaL_argcheck(L, is_open(box), 1, "the pool is closed");
  return box;
}

/*
** Pushing results
*/

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

static void push_response (lua_State *L, const op_call *call) {
  size_t n = op_call_header_count(call);
  size_t length, i;
  const char *body = op_call_body(call, &length);
  lua_createtable(L, 0, 3);
  lua_pushinteger(L, op_call_status(call));
  lua_setfield(L, -2, "status");
  lua_pushlstring(L, body, length);
  lua_setfield(L, -2, "body");
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

/* Push the outcome of a finished call, of which argument 1 is the address. */
static int push_outcome (lua_State *L) {
  const op_call *call = *(op_call **)lua_touserdata(L, 1);
  if (op_call_failure(call) == OP_FAILURE_NONE) {
    push_response(L, call);
    return 1;
  }
  lua_pushnil(L);
  push_failure(L, call);
  return 2;
}

/*
** Methods
*/

/* Raise what Lua itself raises then, without a position, so that callers know it again. */
static int memory_error (lua_State *L) {
  lua_pushliteral(L, "not enough memory");
  return lua_error(L);
}

/* Free the pool, or have it freed when no answer is being read from it. Never raises. */
static void close_box (pool_box *box) {
  op_pool *pool = box->pool;
  box->closing = (box->reading > 0);
  if (box->closing) return;
  box->pool = NULL;
  op_pool_free(pool);
}

/* pool:perform(request) -> response | nil, failure */
static int pool_perform (lua_State *L) {
  pool_box *box;
  op_header headers[OP_HTTP_REQUEST_HEADERS_MAX + 1];
  op_request request;
  op_call *call = NULL;
  int status;
  check_open(L);
  lua_settop(L, 2);
  lua_pushcfunction(L, push_outcome); /* these two may raise, so they come first */
  lua_pushlightuserdata(L, &call);
  check_request(L, 2, &request, headers);
  box = check_open(L); /* a metamethod of the request may have closed it */
  if (op_pool_perform(box->pool, &request, &call) != OP_HTTP_OK) return memory_error(L);
  lua_settop(L, 4); /* remove the request's strings */
  box->reading++;
  status = lua_pcall(L, 1, LUA_MULTRET, 0);
  box->reading--;
  op_call_release(call);
  if (box->closing) close_box(box);
  if (status != 0) return lua_error(L);
  return lua_gettop(L) - 2;
}

/* pool:close(); also __gc and __close. */
static int pool_close (lua_State *L) {
  close_box(check_box(L));
  return 0;
}

static int pool_tostring (lua_State *L) {
  const pool_box *box = check_box(L);
  lua_pushfstring(L, "%s (%s)", POOL_TYPE, is_open(box) ? "open" : "closed");
  return 1;
}

/* pool{ ca_file, proxy, allow_insecure_http } -> pool; all of them, and the table, may be absent */
static int new_pool (lua_State *L) {
  op_pool_options options;
  size_t length;
  pool_box *box;
  memset(&options, 0, sizeof(options));
  if (!lua_isnoneornil(L, 1)) {
    luaL_checktype(L, 1, LUA_TTABLE);
    options.ca_file = name_field(L, 1, "ca_file", 0, &length);
    options.proxy = name_field(L, 1, "proxy", 0, &length);
    options.allow_insecure_http = boolean_field(L, 1, "allow_insecure_http");
  }
  box = (pool_box *)lua_newuserdata(L, sizeof(pool_box));
  memset(box, 0, sizeof(*box));
  luaL_getmetatable(L, POOL_TYPE);
  lua_setmetatable(L, -2);
  box->pool = op_pool_new(&options);
  if (box->pool == NULL) return memory_error(L);
  return 1;
}

static const luaL_Reg methods[] = { { "perform", pool_perform },
                                    { "close", pool_close },
                                    { NULL, NULL } };

static const luaL_Reg metamethods[] = {
  { "__gc", pool_close }, { "__close", pool_close }, { "__tostring", pool_tostring }, { NULL, NULL }
};

static const luaL_Reg functions[] = { { "pool", new_pool }, { NULL, NULL } };

/* Fill the metatable of pools at the top of the stack. */
static void fill_metatable (lua_State *L) {
  luaL_setfuncs(L, metamethods, 0);
  lua_pushliteral(L, POOL_TYPE);
  lua_setfield(L, -2, "__name");
  lua_createtable(L, 0, (int)(sizeof(methods) / sizeof(methods[0])) - 1);
  luaL_setfuncs(L, methods, 0);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
}

void op_open_pool (lua_State *L) {
  luaL_newmetatable(L, POOL_TYPE);
  fill_metatable(L);
  lua_pop(L, 1); /* remove the metatable; the registry has it */
  luaL_setfuncs(L, functions, 0);
  lua_pushstring(L, op_http_version());
  lua_setfield(L, -2, "_CURL_VERSION");
}
