/*
** The HTTP pool for Lua.
** No Lua function that can raise runs while libcurl is on the C stack. The request is read and checked before, and
** the answer is turned into Lua values afterwards, in protected mode. That may run finalizers, which may use the pool
** or close it; a closed pool is freed only after the answer was read.
*/
#include <string.h>

#include "binding.h"

#define POOL_TYPE "openprovider.pool"

typedef struct pool_box {
  op_pool *pool; /* NULL: closed, or not yet open */
  int reading;   /* answers that are being turned into Lua values */
  int closing;   /* closed meanwhile: free it after the last of them */
} pool_box;

static pool_box *check_box (lua_State *L) { return (pool_box *)luaL_checkudata(L, 1, POOL_TYPE); }

static int is_open (const pool_box *box) { return box->pool != NULL && !box->closing; }

/* Raises if the pool at index 1, which has this box, is closed. */
static void check_is_open (lua_State *L, const pool_box *box) {
  luaL_argcheck(L, is_open(box), 1, "the pool is closed");
}

/* The box of an open pool at index 1; raises for a closed one. */
static pool_box *check_open_pool (lua_State *L) {
  pool_box *box = check_box(L);
  check_is_open(L, box);
  return box;
}

/*
** Methods
*/

/* Free the pool, or have it freed when no answer is being read from it. Never raises. */
static void close_box (pool_box *box) {
  op_pool *pool = box->pool;
  box->closing = (box->reading > 0);
  if (box->closing) return;
  box->pool = NULL;
  op_pool_free(pool);
}

/* On the stack, from index 'base' on, are op_push_outcome and the address of 'call'. Replace them by the outcome, and
   give the call back. Returns the number of values. */
static int give_outcome (lua_State *L, pool_box *box, op_call *call, int base) {
  int status;
  lua_settop(L, base + 1);
  box->reading++;
  status = lua_pcall(L, 1, LUA_MULTRET, 0);
  box->reading--;
  op_call_release(call);
  if (box->closing) close_box(box);
  if (status != 0) return lua_error(L);
  return lua_gettop(L) - base + 1;
}

/* pool:perform(request) -> response | nil, failure */
static int pool_perform (lua_State *L) {
  pool_box *box = check_open_pool(L);
  op_header headers[OP_HTTP_REQUEST_HEADERS_MAX + 1];
  op_request request;
  op_call *call = NULL;
  lua_settop(L, 2);
  lua_pushcfunction(L, op_push_outcome); /* these two may raise, so they come first */
  lua_pushlightuserdata(L, &call);
  op_check_request(L, 2, &request, headers);
  check_is_open(L, box); /* a metamethod of the request may have closed it */
  if (op_pool_perform(box->pool, &request, &call) != OP_HTTP_OK) return op_memory_error(L);
  return give_outcome(L, box, call, 3);
}

/* pool:submit(request) -> the call's serial number; starts the request and does not wait for it */
static int pool_submit (lua_State *L) {
  op_header headers[OP_HTTP_REQUEST_HEADERS_MAX + 1];
  op_request request;
  unsigned long long serial;
  check_open_pool(L);
  lua_settop(L, 2);
  op_check_request(L, 2, &request, headers);
  if (op_pool_submit(check_open_pool(L)->pool, &request, &serial) != OP_HTTP_OK)
    return op_memory_error(L);
  op_push_serial(L, serial);
  return 1;
}

/* Longest wait that fits into an int of milliseconds, and is soon enough over. */
#define MAX_WAIT_SECONDS 86400.0

/* pool:wait(seconds) -> the number of finished calls; works on all calls until one is finished, or the time is over */
static int pool_wait (lua_State *L) {
  pool_box *box = check_open_pool(L);
  lua_Number seconds = luaL_checknumber(L, 2);
  luaL_argcheck(L, seconds >= 0, 2, "a number of seconds expected");
  if (seconds > MAX_WAIT_SECONDS) seconds = MAX_WAIT_SECONDS;
  lua_pushinteger(L, (lua_Integer)op_pool_wait(box->pool, (int)(seconds * 1000 + 0.999)));
  return 1;
}

/*
** For a program with an event loop of its own: it waits until the descriptor is readable or the time is over, and
** then steps.
*/

/* pool:fd() -> the descriptor to wait for, which stays the same until the pool is closed (in a child of fork() it is
   another one); nil where there is none, and then 'timeout' is short */
static int pool_fd (lua_State *L) {
  int fd = op_pool_fd(check_open_pool(L)->pool);
  if (fd < 0)
    lua_pushnil(L);
  else
    lua_pushinteger(L, fd);
  return 1;
}

/* pool:timeout() -> seconds after which 'step' has something to do whatever the descriptor shows; nil: never */
static int pool_timeout (lua_State *L) {
  int ms = op_pool_timeout_ms(check_open_pool(L)->pool);
  if (ms < 0)
    lua_pushnil(L);
  else
    lua_pushnumber(L, ms / 1000.0);
  return 1;
}

/* pool:step() -> the number of finished calls; does a bounded amount of work on the calls, without waiting */
static int pool_step (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)op_pool_step(check_open_pool(L)->pool));
  return 1;
}

/* pool:next() -> the serial number of the call that finished next, and its response, or nil and its
   failure; nothing if none has finished */
static int pool_next (lua_State *L) {
  pool_box *box = check_open_pool(L);
  op_call *call = NULL;
  lua_settop(L, 1);
  lua_pushnil(L);                        /* the serial number */
  lua_pushcfunction(L, op_push_outcome); /* these two may raise, so they come first */
  lua_pushlightuserdata(L, &call);
  call = op_pool_next(box->pool);
  if (call == NULL) return 0;
  op_push_serial(L, op_call_serial(call));
  lua_replace(L, 2);
  return give_outcome(L, box, call, 3) + 1;
}

/* The serial number at index 2. Raises if it is not one. */
static unsigned long long check_serial (lua_State *L) {
  lua_Number serial = luaL_checknumber(L, 2);
  luaL_argcheck(L, serial >= 1 && serial < 9007199254740992.0, 2, "a serial number expected");
  return (unsigned long long)serial;
}

/* pool:cancel(serial): ends a call in flight; 'next' then gives it, with a failure. Does nothing if the call is
   finished already. */
static int pool_cancel (lua_State *L) {
  pool_box *box = check_open_pool(L);
  op_pool_cancel(box->pool, check_serial(L));
  return 0;
}

/* pool:drop(connection): closes the connection of a response, because its answers do not belong to its requests. Calls
   in flight on it fail, with 'sent' true. */
static int pool_drop (lua_State *L) {
  pool_box *box = check_open_pool(L);
  op_pool_drop(box->pool, check_serial(L));
  return 0;
}

/* pool:refusal(url) -> nil if requests may go there, or a sentence that says why not. Other transports use it, too */
static int pool_refusal (lua_State *L) {
  pool_box *box = check_open_pool(L);
  size_t length;
  const char *url = luaL_checklstring(L, 2, &length);
  const char *refusal = op_pool_refusal(box->pool, url, length);
  if (refusal == NULL)
    lua_pushnil(L);
  else
    lua_pushstring(L, refusal);
  return 1;
}

/* pool:in_flight() -> the number of calls that are submitted and not finished */
static int pool_in_flight (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)op_pool_in_flight(check_open_pool(L)->pool));
  return 1;
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

/* pool{ ca_file, proxy, allow_insecure_http, http2 } -> pool; all of them, and the table, may be absent */
static int new_pool (lua_State *L) {
  op_pool_options options;
  size_t length;
  pool_box *box;
  memset(&options, 0, sizeof(options));
  if (!lua_isnoneornil(L, 1)) {
    luaL_checktype(L, 1, LUA_TTABLE);
    options.ca_file = op_name_field(L, 1, "ca_file", 0, &length);
    options.proxy = op_name_field(L, 1, "proxy", 0, &length);
    options.allow_insecure_http = op_boolean_field(L, 1, "allow_insecure_http");
    options.http2 = op_boolean_field(L, 1, "http2");
  }
  box = (pool_box *)lua_newuserdata(L, sizeof(pool_box));
  memset(box, 0, sizeof(*box));
  luaL_getmetatable(L, POOL_TYPE);
  lua_setmetatable(L, -2);
  box->pool = op_pool_new(&options);
  if (box->pool == NULL) return op_memory_error(L);
  return 1;
}

static const luaL_Reg pool_methods[] = { { "perform", pool_perform },
                                         { "submit", pool_submit },
                                         { "wait", pool_wait },
                                         { "next", pool_next },
                                         { "fd", pool_fd },
                                         { "timeout", pool_timeout },
                                         { "step", pool_step },
                                         { "cancel", pool_cancel },
                                         { "refusal", pool_refusal },
                                         { "drop", pool_drop },
                                         { "in_flight", pool_in_flight },
                                         { "close", pool_close },
                                         { NULL, NULL } };

static const luaL_Reg pool_metamethods[] = {
  { "__gc", pool_close }, { "__close", pool_close }, { "__tostring", pool_tostring }, { NULL, NULL }
};

static const luaL_Reg pool_functions[] = { { "pool", new_pool }, { NULL, NULL } };

/* Fill the metatable of pools at the top of the stack. */
static void fill_metatable (lua_State *L) {
  luaL_setfuncs(L, pool_metamethods, 0);
  lua_pushliteral(L, POOL_TYPE);
  lua_setfield(L, -2, "__name");
  lua_createtable(L, 0, (int)(sizeof(pool_methods) / sizeof(pool_methods[0])) - 1);
  luaL_setfuncs(L, pool_methods, 0);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
}

void op_open_pool (lua_State *L) {
  luaL_newmetatable(L, POOL_TYPE);
  fill_metatable(L);
  lua_pop(L, 1); /* remove the metatable; the registry has it */
  op_open_outcome(L);
  luaL_setfuncs(L, pool_functions, 0);
  lua_pushstring(L, op_http_version());
  lua_setfield(L, -2, "_CURL_VERSION");
  lua_pushstring(L, op_http_tls());
  lua_setfield(L, -2, "_TLS");
}
