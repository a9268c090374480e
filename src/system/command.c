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

/* Seconds to wait for a command that was asked to end, and between two looks at it. */
#define GRACE 0.5
#define GLANCE_SECONDS 0.01

#define BY_SIGNAL 128 /* as shells have it */

/* A command, and whether it has a process group of its own. */
typedef struct started {
  pid_t child;
  int has_group;
} started;

/* Whether there is a terminal, where the command may ask a person, who can also end it. */
static int has_terminal (void) {
  int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return 0;
  (void)close(terminal);
  return 1;
}

/*
** Without a terminal a command gets its own process group, so that all of its processes can be ended. On a terminal,
** another group could not ask questions.
*/
static int set_group (posix_spawnattr_t *attributes, int has_group) {
  if (!has_group) return 0;
  return posix_spawnattr_setflags(attributes,
                                  POSIX_SPAWN_SETPGROUP); /* a group is its own by default */
}

/* Starts the command with /bin/sh, its output into 'output'. Returns 0, or an errno. */
static int spawn_shell (started *shell, char *arguments[], int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error != 0) return error;
  error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    error = set_group(&attributes, shell->has_group);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (error == 0)
      error = posix_spawn(&shell->child, "/bin/sh", &actions, &attributes, arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
  }
  (void)posix_spawn_file_actions_destroy(&actions);
  return error;
}

/* Starts the command; '*from' is what it writes. Returns 0, or an errno. */
static int start_command (const char *command, started *shell, int *from) {
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
  shell->has_group = !has_terminal();
  error = spawn_shell(shell, arguments, ends[1]);
  (void)close(ends[1]);
  *from = ends[0];
  if (error != 0) (void)close(ends[0]);
  return error;
}

/* Waits until there is something to read, or the end. Returns OP_COMMAND_DONE then. */
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
static op_command_result read_output (int from, double until, char *text, size_t room,
                                      size_t *length, int *status) {
  for (;;) {
    ssize_t got;
    op_command_result result = await_bytes(from, until, status);
    if (result != OP_COMMAND_DONE) return result;
    if (*length == room)
      return OP_COMMAND_TOO_MUCH; /* or exactly the end: no password is so long */
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

/*
** Waits for the end of a command; if 'until_signal' is not 0, only until a signal asks this program to end. Returns
** OP_COMMAND_DONE, OP_COMMAND_LATE or OP_COMMAND_INTERRUPTED.
*/
static op_command_result await_end (pid_t child, double until, int until_signal, int *ended) {
  const struct timespec pause = { 0, (long)(GLANCE_SECONDS * 1e9) };
  for (;;) {
    pid_t found = waitpid(child, ended, WNOHANG);
    if (found == child) return OP_COMMAND_DONE;
    if (found < 0 && errno != EINTR) { /* somebody else waits for all children */
      *ended = 0;
      return OP_COMMAND_DONE;
    }
    if (until_signal && op_interrupt_signal() != 0) return OP_COMMAND_INTERRUPTED;
    if (op_clock_seconds() >= until) return OP_COMMAND_LATE;
    (void)nanosleep(&pause, NULL);
  }
}

static void end_command (const started *shell) {
  int ended;
  pid_t all = shell->has_group ? -shell->child : shell->child;
  (void)kill(all, SIGTERM);
  if (await_end(shell->child, op_clock_seconds() + GRACE, 0, &ended) != OP_COMMAND_DONE) {
    (void)kill(all, SIGKILL);
    while (waitpid(shell->child, &ended, 0) < 0 && errno == EINTR)
      ;
  }
  else if (shell->has_group)
    (void)kill(all, SIGKILL); /* processes that it started and that did not end with it */
}

op_command_result op_command_ask (const char *command, double seconds, char *text, size_t room,
                                  size_t *length, int *status) {
  double until = op_clock_seconds() + seconds;
  op_command_result result;
  started shell = { 0, 0 };
  int from = -1, ended = 0;
  *length = 0;
  *status = start_command(command, &shell, &from);
  if (*status != 0) return OP_COMMAND_SYSTEM;
  result = read_output(from, until, text, room, length, status);
  (void)close(from);
  if (result == OP_COMMAND_DONE) result = await_end(shell.child, until, 1, &ended);
  if (result != OP_COMMAND_DONE) {
    end_command(&shell);
    return result;
  }
  *status = WIFSIGNALED(ended) ? BY_SIGNAL + WTERMSIG(ended) : WEXITSTATUS(ended);
  return OP_COMMAND_DONE;
}
