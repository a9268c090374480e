/*
** Commands of the shell, with a time limit.
*/
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "steady_clock.h"

#if !defined(_GNU_SOURCE)
extern char **environ;
#endif

/* Seconds for which a command is waited for that was asked to end, and between two looks at it. */
#define GRACE 0.5
#define GLANCE 0.01

#define BY_SIGNAL 128 /* as shells have it */

/* Starts the command; '*from' is what it writes. Returns 0, or an errno. */
static int start_command (const char *command, pid_t *child, int *from) {
  posix_spawn_file_actions_t actions;
  char name[] = "sh", option[] = "-c";
  char *arguments[4];
  int ends[2], error;
  arguments[0] = name;
  arguments[1] = option;
  arguments[2] = (char *)(size_t)command; /* posix_spawn changes none of them */
  arguments[3] = NULL;
  if (pipe(ends) != 0) return errno;
  (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  error = posix_spawn_file_actions_init(&actions);
  if (error == 0) {
    error = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (error == 0) error = posix_spawn(child, "/bin/sh", &actions, NULL, arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
  }
  (void)close(ends[1]);
  *from = ends[0];
  if (error != 0) (void)close(ends[0]);
  return error;
}

/* Waits until there is something to read, or an end of it. Returns OP_COMMAND_DONE for that. */
static op_command_result await_bytes (int from, double until, int *status) {
  for (;;) {
    struct pollfd ready;
    double left = until - op_clock_seconds();
    int n;
    if (op_interrupt_signal() != 0) return OP_COMMAND_INTERRUPTED;
    if (left <= 0) return OP_COMMAND_LATE;
    ready.fd = from;
    ready.events = POLLIN;
    n = poll(&ready, 1, (int)(left * 1000) + 1);
    if (n > 0) return OP_COMMAND_DONE;
    if (n < 0 && errno != EINTR) {
      *status = errno;
      return OP_COMMAND_SYSTEM;
    }
  }
}

/* Reads to the end of what a command writes. */
static op_command_result read_all (int from, double until, char *text, size_t room, size_t *length,
                                   int *status) {
  for (;;) {
    ssize_t got;
    op_command_result result = await_bytes(from, until, status);
    if (result != OP_COMMAND_DONE) return result;
    if (*length == room) return OP_COMMAND_TOO_MUCH; /* or its end: nobody has a password as long */
    got = read(from, text + *length, room - *length);
    if (got == 0) return OP_COMMAND_DONE;
    if (got > 0)
      *length += (size_t)got;
    else if (errno != EINTR) {
      *status = errno;
      return OP_COMMAND_SYSTEM;
    }
  }
}

/* Waits for the end of a command. Returns OP_COMMAND_DONE or OP_COMMAND_LATE. */
static op_command_result await_end (pid_t child, double until, int *ended) {
  const struct timespec pause = { 0, (long)(GLANCE * 1e9) };
  for (;;) {
    pid_t found = waitpid(child, ended, WNOHANG);
    if (found == child) return OP_COMMAND_DONE;
    if (found < 0 && errno != EINTR) { /* somebody else waits for all children */
      *ended = 0;
      return OP_COMMAND_DONE;
    }
    if (op_clock_seconds() >= until) return OP_COMMAND_LATE;
    (void)nanosleep(&pause, NULL);
  }
}

static void end_command (pid_t child) {
  int ended;
  (void)kill(child, SIGTERM);
  if (await_end(child, op_clock_seconds() + GRACE, &ended) == OP_COMMAND_DONE) return;
  (void)kill(child, SIGKILL);
  while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
    ;
}

op_command_result op_command_ask (const char *command, double seconds, char *text, size_t room,
                                  size_t *length, int *status) {
  double until = op_clock_seconds() + seconds;
  op_command_result result;
  pid_t child;
  int from = -1, ended = 0;
  *length = 0;
  *status = start_command(command, &child, &from);
  if (*status != 0) return OP_COMMAND_SYSTEM;
  result = read_all(from, until, text, room, length, status);
  (void)close(from);
  if (result == OP_COMMAND_DONE) result = await_end(child, until, &ended);
  if (result != OP_COMMAND_DONE) {
    end_command(child);
    return result;
  }
  *status = WIFSIGNALED(ended) ? BY_SIGNAL + WTERMSIG(ended) : WEXITSTATUS(ended);
  return OP_COMMAND_DONE;
}
