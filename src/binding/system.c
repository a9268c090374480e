/*
** The process for Lua: its number, clocks and sleep, the signals that ask it to end, and its standard streams.
*/
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../system/command.h"
#include "../system/error_stream.h"
#include "../system/interrupt.h"
#include "../system/line.h"
#include "../system/process.h"
#include "../system/steady_clock.h"
#include "binding.h"

/* core.pid() -> the id of this process; a child of fork() has another one. Needs no descriptor. */
static int pid (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)getpid());
  return 1;
}

/* core.process() -> a text that identifies this process; a child of fork() has another one. Needs no descriptor. */
static int process (lua_State *L) {
  op_process now;
  char text[64];
  op_process_note(&now);
  (void)snprintf(text, sizeof text, "%ld.%lu", now.pid, now.forks);
  lua_pushstring(L, text);
  return 1;
}

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
** now() -> seconds since the epoch, with a fraction: the wall clock at the time when the module was loaded, plus the
** steady clock since then. So a clock that somebody sets cannot shorten a wait or drop a count. Upvalue 1: when the
** steady clock began.
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

/*
** Ctrl-C and SIGTERM. While libcurl waits, Lua's own handler would run only after the wait, and then raise an error at
** an arbitrary place.
*/

/*
** watch_interrupt(): from now on the first of these signals is noted, and ends a read of a terminal or a pipe. The
** next one ends the process, as it would without this function. A file that gets too large (SIGXFSZ) no longer ends the
** program, which may have work to finish: the write fails.
*/
static int watch_interrupt (lua_State *L) {
  int error = op_interrupt_watch();
  if (error != 0) return luaL_error(L, "cannot watch for signals: %s", strerror(error));
  (void)signal(SIGXFSZ, SIG_IGN);
  return 0;
}

/* interrupted() -> false; or true, the number of the last signal that came since 'watch_interrupt', and how many came */
static int interrupted (lua_State *L) {
  int signal_number = op_interrupt_signal();
  lua_pushboolean(L, signal_number != 0);
  if (signal_number == 0) return 1;
  lua_pushinteger(L, signal_number);
  lua_pushinteger(L, op_interrupt_count());
  return 3;
}

/* note_interrupts(n): after 'watch_interrupt', has n signals noted before one ends the process */
static int note_interrupts (lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 1);
  luaL_argcheck(L, n >= 1 && n <= 9, 1, "1 to 9 expected");
  op_interrupt_note((int)n);
  return 0;
}

/*
** say_if_interrupted(text): if one of these signals comes while this program waits in other code, the handler writes
** this text to standard error. nil: no longer. Each text stays in memory, because the handler may be using it.
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

/* is_terminal(n) -> whether standard input (0), output (1) or error (2) is a terminal */
static int is_terminal (lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 1);
  luaL_argcheck(L, n >= 0 && n <= 2, 1, "0, 1 or 2 expected");
  lua_pushboolean(L, isatty((int)n));
  return 1;
}

/* terminal_width(n) -> the columns of the terminal behind this standard stream; nil if it is not a terminal, or if the
   width is not known */
static int terminal_width (lua_State *L) {
  struct winsize size;
  lua_Integer n = luaL_checkinteger(L, 1);
  luaL_argcheck(L, n >= 0 && n <= 2, 1, "0, 1 or 2 expected");
  if (ioctl((int)n, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
  lua_pushinteger(L, (lua_Integer)size.ws_col);
  return 1;
}

/*
** read_line(question, is_secret) -> a line of standard input without its end, after a question on standard error; a terminal
** does not show it if 'is_secret'. At the end of the input nil, and nil and a message if it cannot be read. It reads no
** byte after the line: these are for the next call.
*/
static int read_line (lua_State *L) {
  char line[OP_LINE_ROOM];
  const char *question = luaL_checkstring(L, 1);
  size_t length = 0;
  int error = op_line_read(STDIN_FILENO, question, lua_toboolean(L, 2), line, sizeof line, &length);
  if (error == 0) {
    lua_pushlstring(L, line, length);
    op_line_wipe(line, sizeof line);
    return 1;
  }
  lua_pushnil(L);
  if (error == OP_LINE_END) return 1;
  lua_pushstring(L, strerror(error));
  return 2;
}

/*
** ask_command(command, seconds) -> the standard output of a shell command, and its exit status (128 or more if a signal
** ended it); or nil and a message if it took longer, wrote more than 64 KiB, or could not be run
*/
static int ask_command (lua_State *L) {
  const char *command = luaL_checkstring(L, 1);
  lua_Number seconds = luaL_checknumber(L, 2);
  char *text;
  size_t length = 0;
  int status = 0;
  luaL_argcheck(L, seconds > 0 && seconds <= 3600, 2, "a number of seconds up to an hour expected");
  text = (char *)lua_newuserdata(L, OP_COMMAND_MAX);
  switch (op_command_ask(command, seconds, text, OP_COMMAND_MAX, &length, &status)) {
    case OP_COMMAND_DONE:
      lua_pushlstring(L, text, length);
      lua_pushinteger(L, status);
      op_line_wipe(text, length);
      return 2;
    case OP_COMMAND_LATE:
      lua_pushnil(L);
      lua_pushliteral(L, "it took too long");
      break;
    case OP_COMMAND_INTERRUPTED:
      lua_pushnil(L);
      lua_pushliteral(L, "interrupted");
      break;
    case OP_COMMAND_TOO_MUCH:
      lua_pushnil(L);
      lua_pushliteral(L, "it wrote too much");
      break;
    default:
      lua_pushnil(L);
      lua_pushfstring(L, "it could not be run: %s", strerror(status));
      break;
  }
  op_line_wipe(text, length);
  return 2;
}

/* ignore_closed_pipes(): a write to a pipe that nobody reads fails from now on, and does not end the process (SIGPIPE) */
static int ignore_closed_pipes (lua_State *L) {
  (void)L;
  (void)signal(SIGPIPE, SIG_IGN);
  return 0;
}

/* write_error(text): writes to standard error, even if nobody reads it */
static int write_error (lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  op_error_write(text, length);
  return 0;
}

void op_open_system (lua_State *L) {
  static const luaL_Reg functions[] = { { "ask_command", ask_command },
                                        { "ignore_closed_pipes", ignore_closed_pipes },
                                        { "interrupted", interrupted },
                                        { "is_terminal", is_terminal },
                                        { "note_interrupts", note_interrupts },
                                        { "pid", pid },
                                        { "process", process },
                                        { "read_line", read_line },
                                        { "say_if_interrupted", say_if_interrupted },
                                        { "sleep", clock_sleep },
                                        { "terminal_width", terminal_width },
                                        { "uptime", clock_uptime },
                                        { "watch_interrupt", watch_interrupt },
                                        { "write_error", write_error },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
  lua_pushnumber(L, wall_seconds() - op_clock_seconds());
  lua_pushcclosure(L, clock_now, 1);
  lua_setfield(L, -2, "now");
}
