/*
** Ctrl-C. While libcurl waits, Lua's own handler would only run when the wait is over, and then raise an
** error wherever it strikes. This one sets a flag, for a program that asks for it at a point of its own.
** Signals belong to the process, and so does the flag; a library never sets it up by itself.
*/
#include "interrupt.h"

#include <signal.h>
#include <string.h>

#include "compat.h"

static volatile sig_atomic_t was_interrupted;

static void note (int signal_number) {
  (void)signal_number;
  was_interrupted = 1;
}

/*
** watch_interrupt(): from now on the first SIGINT sets the flag; the one after it ends the process, as
** if nobody watched. Whatever handled SIGINT before does so no more.
*/
static int watch_interrupt (lua_State *L) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note;
  action.sa_flags = (int)SA_RESETHAND; /* for one signal only */
  (void)sigemptyset(&action.sa_mask);
  was_interrupted = 0;
  if (sigaction(SIGINT, &action, NULL) != 0) return luaL_error(L, "cannot watch for SIGINT");
  return 0;
}

/* interrupted() -> whether there was a SIGINT since `watch_interrupt` */
static int interrupted (lua_State *L) {
  lua_pushboolean(L, was_interrupted);
  return 1;
}

void op_open_interrupt (lua_State *L) {
  static const luaL_Reg functions[] = { { "watch_interrupt", watch_interrupt },
                                        { "interrupted", interrupted },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
