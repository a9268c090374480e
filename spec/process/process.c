/*
** What a spec needs of the system and Lua does not have: fork() and signals.
*/
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat.h"

static volatile sig_atomic_t signals_seen;

static void count_signal (int number) {
  (void)number;
  signals_seen++;
}

/* Raises what `errno` says. */
static int system_error (lua_State *L, const char *what) {
  return luaL_error(L, "%s: %s", what, strerror(errno));
}

/* fork() -> 0 in the child, the child's number in the parent */
static int process_fork (lua_State *L) {
  pid_t pid = fork();
  if (pid < 0) return system_error(L, "fork");
  lua_pushinteger(L, pid);
  return 1;
}

/* wait(pid) -> the child's exit status, or nil and the signal that ended it */
static int process_wait (lua_State *L) {
  pid_t pid = (pid_t)luaL_checkinteger(L, 1);
  int status;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return system_error(L, "waitpid");
  }
  if (WIFEXITED(status)) {
    lua_pushinteger(L, WEXITSTATUS(status));
    return 1;
  }
  lua_pushnil(L);
  lua_pushinteger(L, WTERMSIG(status));
  return 2;
}

/* exit(status): ends a child at once, without a word from what it has of its parent's. */
static int process_exit (lua_State *L) {
  _exit((int)luaL_checkinteger(L, 1));
  return 0;
}

/* signals(seconds) -> how many came since the call before: has a signal come whenever so much time
   is over, with a handler that does not let system calls go on (no SA_RESTART); 0 ends it. */
static int process_signals (lua_State *L) {
  long microseconds = (long)(luaL_checknumber(L, 1) * 1e6);
  struct sigaction action;
  struct itimerval timer;
  memset(&action, 0, sizeof(action));
  action.sa_handler = count_signal;
  if (sigaction(SIGALRM, &action, NULL) != 0) return system_error(L, "sigaction");
  timer.it_interval.tv_sec = timer.it_value.tv_sec = microseconds / 1000000;
  timer.it_interval.tv_usec = timer.it_value.tv_usec = microseconds % 1000000;
  if (setitimer(ITIMER_REAL, &timer, NULL) != 0) return system_error(L, "setitimer");
  lua_pushinteger(L, signals_seen);
  signals_seen = 0;
  return 1;
}

static const luaL_Reg functions[] = { { "fork", process_fork },
                                      { "wait", process_wait },
                                      { "exit", process_exit },
                                      { "signals", process_signals },
                                      { NULL, NULL } };

OP_EXPORT int luaopen_process (lua_State *L);

OP_EXPORT int luaopen_process (lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
