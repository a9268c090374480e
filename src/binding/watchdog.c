/*
** A watchdog for a socket, for Lua.
*/
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../system/watchdog.h"
#include "binding.h"

#define WATCHDOG "openprovider.watchdog"

/* Seconds: a year. */
#define SECONDS_MAX 31536000.0

/* Sockets for which there is room at first. */
#define SOCKETS_ROOM 64

static int push_errno (lua_State *L, int error) {
  lua_pushnil(L);
  lua_pushstring(L, strerror(error));
  return 2;
}

/* Pushes '{ fd, inode, port }'. */
static void push_socket (lua_State *L, const op_stream_socket *found) {
  char inode[32];
  (void)snprintf(inode, sizeof inode, "%llu", found->inode);
  lua_createtable(L, 0, 3);
  lua_pushinteger(L, found->fd);
  lua_setfield(L, -2, "fd");
  lua_pushstring(L, inode);
  lua_setfield(L, -2, "inode");
  lua_pushinteger(L, found->port);
  lua_setfield(L, -2, "port");
}

/*
** stream_sockets() -> an array of '{ fd, inode, port }', the connected stream sockets of this process; or nil and a
** message. 'inode' is a string; 'port' is the socket's own, 0 where it has none.
*/
static int stream_sockets (lua_State *L) {
  int room = SOCKETS_ROOM, count, i;
  op_stream_socket *list;
  lua_settop(L, 0);
  for (;;) {
    list = (op_stream_socket *)lua_newuserdata(L, (size_t)room * sizeof *list);
    count = op_stream_sockets(list, room);
    if (count <= room) break;
    room = count + SOCKETS_ROOM;
    lua_settop(L, 0);
  }
  if (count < 0) return push_errno(L, errno);
  lua_createtable(L, count, 0);
  for (i = 0; i < count; i++) {
    push_socket(L, &list[i]);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

typedef struct handle {
  op_watchdog *watchdog; /* NULL: closed */
} handle;

/*
** watchdog(fd) -> a watchdog for a socket that other code waits for; or nil and a message. If the code between 'begin'
** and 'finish' takes too long, the watchdog shuts the socket down. It has its own descriptor until 'close' or the
** garbage collector.
*/
static int new_watchdog (lua_State *L) {
  int fd = (int)luaL_checkinteger(L, 1);
  handle *held = (handle *)lua_newuserdata(L, sizeof *held);
  held->watchdog = NULL;
  luaL_getmetatable(L, WATCHDOG);
  lua_setmetatable(L, -2);
  held->watchdog = op_watchdog_new(fd);
  if (held->watchdog == NULL) return push_errno(L, errno);
  return 1;
}

static handle *check_open_watchdog (lua_State *L) {
  handle *held = (handle *)luaL_checkudata(L, 1, WATCHDOG);
  luaL_argcheck(L, held->watchdog != NULL, 1, "the watchdog is closed");
  return held;
}

static lua_Number check_seconds (lua_State *L, int at, lua_Number seconds) {
  luaL_argcheck(L, seconds >= 0 && seconds <= SECONDS_MAX, at,
                "a number of seconds from 0 to a year expected");
  return seconds;
}

/*
** watchdog:begin(seconds, last) -> true, or nil and a message if there can be no thread. 'last': the seconds that are
** left after the program was asked to end (see 'watch_interrupt'). Without it, such a signal changes nothing.
*/
static int watchdog_begin (lua_State *L) {
  handle *held = check_open_watchdog(L);
  lua_Number seconds = check_seconds(L, 2, luaL_checknumber(L, 2));
  lua_Number last = check_seconds(L, 3, luaL_optnumber(L, 3, seconds));
  int error = op_watchdog_begin(held->watchdog, seconds, last);
  if (error != 0) return push_errno(L, error);
  lua_pushboolean(L, 1);
  return 1;
}

/* watchdog:finish() -> whether it took too long */
static int watchdog_finish (lua_State *L) {
  lua_pushboolean(L, op_watchdog_end(check_open_watchdog(L)->watchdog));
  return 1;
}

/* watchdog:close(): a second time does nothing */
static int watchdog_close (lua_State *L) {
  handle *held = (handle *)luaL_checkudata(L, 1, WATCHDOG);
  op_watchdog *watchdog = held->watchdog;
  held->watchdog = NULL;
  if (watchdog != NULL) op_watchdog_free(watchdog);
  return 0;
}

void op_open_watchdog (lua_State *L) {
  static const luaL_Reg functions[] = { { "stream_sockets", stream_sockets },
                                        { "watchdog", new_watchdog },
                                        { NULL, NULL } };
  static const luaL_Reg methods[] = { { "begin", watchdog_begin },
                                      { "finish", watchdog_finish },
                                      { "close", watchdog_close },
                                      { "__gc", watchdog_close },
                                      { NULL, NULL } };
  luaL_newmetatable(L, WATCHDOG);
  luaL_setfuncs(L, methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1); /* remove the metatable */
  luaL_setfuncs(L, functions, 0);
}
