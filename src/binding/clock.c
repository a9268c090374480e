/*
** core.sleep and core.now: what Lua itself has only in whole seconds, or not at all.
*/
#include <errno.h>
#include <time.h>

#include "compat.h"
#include "pool.h"

/* Seconds: a year. Keeps the sum inside any time_t. */
#define SLEEP_MAX 31536000.0

/* sleep(seconds): blocks the thread; signals do not cut it short. */
static int clock_sleep (lua_State *L) {
  lua_Number seconds = luaL_checknumber(L, 1);
  struct timespec left;
  luaL_argcheck(L, seconds >= 0 && seconds <= SLEEP_MAX, 1,
                "a number of seconds from 0 to a year expected");
  left.tv_sec = (time_t)seconds;
  left.tv_nsec = (long)((seconds - (lua_Number)left.tv_sec) * 1e9);
  while (nanosleep(&left, &left) != 0 && errno == EINTR)
    ;
  return 0;
}

/* now() -> seconds since the epoch, with a fraction. */
static int clock_now (lua_State *L) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  lua_pushnumber(L, (lua_Number)now.tv_sec + (lua_Number)now.tv_nsec / 1e9);
  return 1;
}

static const luaL_Reg functions[] = { { "sleep", clock_sleep },
                                      { "now", clock_now },
                                      { NULL, NULL } };

void op_open_clock (lua_State *L) { luaL_setfuncs(L, functions, 0); }
