/*
** What a spec needs of the system and Lua does not have: fork(), signals, and descriptors.
*/
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
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

/* Descriptors that are looked through. */
#define DESCRIPTORS 1024

/* Whether 'fd' is a connection to this port over IPv4. */
static int is_connected_to (int fd, int port) {
  struct sockaddr_in peer;
  socklen_t size = sizeof(peer);
  memset(&peer, 0, sizeof(peer));
  return getpeername(fd, (struct sockaddr *)(void *)&peer, &size) == 0 &&
         peer.sin_family == AF_INET && ntohs(peer.sin_port) == port;
}

/* limits(port) -> of the process's connection to this port: for how many milliseconds the kernel tries to
   send, and for how many seconds after a close; nothing if there is none */
static int process_limits (lua_State *L) {
  int port = (int)luaL_checkinteger(L, 1);
  int fd;
  for (fd = 0; fd < DESCRIPTORS; fd++) {
    unsigned int sending = 0;
    struct linger closing;
    socklen_t size = sizeof(sending), closing_size = sizeof(closing);
    if (!is_connected_to(fd, port)) continue;
    if (getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &sending, &size) != 0 ||
        getsockopt(fd, SOL_SOCKET, SO_LINGER, &closing, &closing_size) != 0)
      return system_error(L, "getsockopt");
    lua_pushinteger(L, (lua_Integer)sending);
    if (!closing.l_onoff) return 1;
    lua_pushinteger(L, closing.l_linger);
    return 2;
  }
  return 0;
}

/* descriptors() -> how many the process has */
static int process_descriptors (lua_State *L) {
  int fd, count = 0;
  for (fd = 0; fd < DESCRIPTORS; fd++) count += (fcntl(fd, F_GETFD) >= 0);
  lua_pushinteger(L, count);
  return 1;
}

static const luaL_Reg functions[] = { { "fork", process_fork },
                                      { "wait", process_wait },
                                      { "exit", process_exit },
                                      { "signals", process_signals },
                                      { "limits", process_limits },
                                      { "descriptors", process_descriptors },
                                      { NULL, NULL } };

OP_EXPORT int luaopen_process (lua_State *L);

OP_EXPORT int luaopen_process (lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
