/*
** core.sleep, core.now and core.uptime: what Lua itself has only in whole seconds, or not at all.
*/
#include <errno.h>
#include <time.h>

#include "../system/steady_clock.h"
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

/* Seconds since the epoch by the wall clock, which every system has. */
static double wall_seconds (void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/*
** now() -> seconds since the epoch, with a fraction, by the wall clock as it was when the module was
** loaded: one that is set meanwhile must not make a wait shorter or a count forgotten. Upvalue 1: when
** the steady clock began.
*/
static int clock_now (lua_State *L) {
  lua_pushnumber(L, lua_tonumber(L, lua_upvalueindex(1)) + op_clock_seconds());
  return 1;
}

/*
** uptime() -> seconds of the steady clock, which is the same for all processes since the machine was started
*/
static int clock_uptime (lua_State *L) {
  lua_pushnumber(L, op_clock_seconds());
  return 1;
}

void op_open_clock (lua_State *L) {
  lua_pushcfunction(L, clock_uptime);
  lua_setfield(L, -2, "uptime");
  lua_pushcfunction(L, clock_sleep);
  lua_setfield(L, -2, "sleep");
  lua_pushnumber(L, wall_seconds() - op_clock_seconds());
  lua_pushcclosure(L, clock_now, 1);
  lua_setfield(L, -2, "now");
}
