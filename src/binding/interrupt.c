/*
** The signals that ask a program to end: Ctrl-C, SIGTERM, and the SIGHUP of a terminal that goes. While libcurl
** waits, Lua's own handler would only run when the wait is over, and then raise an error wherever it strikes. This
** one takes a note, for a program that asks for it at a point of its own. Signals belong to the process, and so
** does the note; a library never sets it up by itself.
*/
#include "interrupt.h"

#include <signal.h>
#include <string.h>

#include "../core/loaded.h"
#include "compat.h"

static const int watched[] = { SIGINT, SIGTERM, SIGHUP };

#define WATCHED (sizeof watched / sizeof watched[0])

static volatile sig_atomic_t interrupted_by; /* the signal's number; 0: none came */

/* Have the next of these signals end the process. Safe in a handler of signals. */
static void stop_watching (void) {
  struct sigaction action;
  size_t i;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  (void)sigemptyset(&action.sa_mask);
  for (i = 0; i < WATCHED; i++) {
    struct sigaction now;
    if (sigaction(watched[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
      (void)sigaction(watched[i], &action, NULL);
  }
}

static void note (int signal_number) {
  interrupted_by = signal_number;
  stop_watching();
}

/*
** watch_interrupt(): from now on the first of these signals is noted, and ends a read of a terminal or a pipe; the
** one after it ends the process, as if nobody watched. Whatever handled them before does so no more. SIGTERM and
** SIGHUP stay ignored where they were, as nohup has it; what SIGINT was is not known, for Lua's interpreter handles it.
** A file that gets too large (SIGXFSZ) ends no program that has something to finish: its write fails.
*/
static int watch_interrupt (lua_State *L) {
  struct sigaction action;
  size_t i;
  memset(&action, 0, sizeof action);
  action.sa_handler = note;
  (void)sigemptyset(&action.sa_mask);
  for (i = 0; i < WATCHED; i++) (void)sigaddset(&action.sa_mask, watched[i]);
  interrupted_by = 0;
  (void)signal(SIGXFSZ, SIG_IGN);
  op_loaded_keep_own(); /* the handler stays */
  for (i = 0; i < WATCHED; i++) {
    struct sigaction before;
    if (sigaction(watched[i], NULL, &before) != 0) return luaL_error(L, "cannot watch for signals");
    if (before.sa_handler == SIG_IGN && watched[i] != SIGINT) continue;
    if (sigaction(watched[i], &action, NULL) != 0) return luaL_error(L, "cannot watch for signals");
  }
  return 0;
}

/* interrupted() -> false; or true and the number of the signal that came since `watch_interrupt` */
static int interrupted (lua_State *L) {
  int signal_number = (int)interrupted_by;
  lua_pushboolean(L, signal_number != 0);
  if (signal_number == 0) return 1;
  lua_pushinteger(L, signal_number);
  return 2;
}

void op_open_interrupt (lua_State *L) {
  static const luaL_Reg functions[] = { { "watch_interrupt", watch_interrupt },
                                        { "interrupted", interrupted },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
