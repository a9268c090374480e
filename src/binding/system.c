/*
** Ctrl-C and SIGTERM, for Lua. While libcurl waits, Lua's own handler would only run when the wait is over, and then
** raise an error wherever it strikes.
*/
#include "interrupt.h"

#include <signal.h>
#include <string.h>

#include "../system/interrupt.h"
#include "compat.h"

/*
** watch_interrupt(): from now on the first of these signals is noted, and ends a read of a terminal or a pipe; the
** one after it ends the process, as if nobody watched. A file that gets too large (SIGXFSZ) ends no program that has
** something to finish: its write fails.
*/
static int watch_interrupt (lua_State *L) {
  int error = op_interrupt_watch();
  if (error != 0) return luaL_error(L, "cannot watch for signals: %s", strerror(error));
  (void)signal(SIGXFSZ, SIG_IGN);
  return 0;
}

/* interrupted() -> false; or true and the number of the signal that came since `watch_interrupt` */
static int interrupted (lua_State *L) {
  int signal_number = op_interrupt_signal();
  lua_pushboolean(L, signal_number != 0);
  if (signal_number == 0) return 1;
  lua_pushinteger(L, signal_number);
  return 2;
}

/*
** say_if_interrupted(text): has a text said on standard error, as it is, if one of these signals comes while this program
** waits in other code. nil: no more. Each text stays in memory: the handler may be at it.
*/
static int say_if_interrupted (lua_State *L) {
  const char *text = luaL_optstring(L, 1, NULL);
  if (text != NULL) {
    lua_settop(L, 1);
    lua_pushboolean(L, 1);
    lua_rawset(L, LUA_REGISTRYINDEX); /* keep 'text' */
  }
  op_interrupt_say(text);
  return 0;
}

void op_open_interrupt (lua_State *L) {
  static const luaL_Reg functions[] = { { "watch_interrupt", watch_interrupt },
                                        { "interrupted", interrupted },
                                        { "say_if_interrupted", say_if_interrupted },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
