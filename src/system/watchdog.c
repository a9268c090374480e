/*
** A watchdog for a socket.
*/
#include "watchdog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "own_descriptor.h"
#include "process.h"

/* On macOS a condition variable waits by the wall clock. */
#if defined(__APPLE__) || defined(OP_ELSEWHERE)
#define NO_CONDATTR_SETCLOCK
#endif

/*
** Sockets
*/

/* Descriptors to examine if the system does not list them. */
#define MOST_DESCRIPTORS 65536

static int port_of (const struct sockaddr_storage *address) {
  if (address->ss_family == AF_INET)
    return ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port);
  if (address->ss_family == AF_INET6)
    return ntohs(((const struct sockaddr_in6 *)(const void *)address)->sin6_port);
  return 0;
}

/* Whether a descriptor is a connected stream socket; fills what is known of it. */
static int look_at (int fd, op_stream_socket *found) {
  struct stat status;
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  int type = 0;
  socklen_t type_length = sizeof type;
  if (fstat(fd, &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length) != 0 || type != SOCK_STREAM)
    return 0;
  if (getpeername(fd, (struct sockaddr *)(void *)&address, &length) != 0) return 0;
  memset(&address, 0, sizeof address);
  length = sizeof address;
  if (getsockname(fd, (struct sockaddr *)(void *)&address, &length) != 0) return 0;
  found->fd = fd;
  found->inode = (unsigned long long)status.st_ino;
  found->port = port_of(&address);
  return 1;
}

/* Counts a descriptor if it is one. */
static void count_socket (int fd, op_stream_socket *list, int room, int *count) {
  op_stream_socket found;
  if (!look_at(fd, &found)) return;
  if (*count < room) list[*count] = found;
  ++*count;
}

int op_stream_sockets (op_stream_socket *list, int room) {
  int count = 0, fd;
  DIR *folder = opendir("/proc/self/fd");
  if (folder != NULL) {
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
      if (entry->d_name[0] == '.') continue;
      count_socket(atoi(entry->d_name), list, room, &count);
    }
    (void)closedir(folder);
    return count;
  }
  if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) return -1;
  for (fd = 0; fd < MOST_DESCRIPTORS; fd++) count_socket(fd, list, room, &count);
  return count;
}

/*
** The watchdog
*/

struct op_watchdog {
  op_own own; /* the socket, and the descriptor that it was given */
  op_process process;
  int has_thread;
  pthread_t thread;
  pthread_mutex_t mutex;  /* of what is below */
  pthread_cond_t changed; /* by the steady clock, where a condition can have it */
  int is_armed, is_over, has_bitten;
  double until;    /* while it is armed: when the time is over */
  double last;     /* seconds that are left once the program is asked to end */
  int is_last;     /* they have begun */
  double wakes_at; /* when the thread looks again by itself */
};

#define NEVER 1e18 /* seconds: beyond any clock, and inside a time_t of 64 bits */

/* Seconds between two looks whether the program was asked to end: a signal handler cannot wake the thread. */
#define GLANCE 0.1

static double now_steady (void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#ifdef NO_CONDATTR_SETCLOCK
/* Converts a time of the steady clock to the wall clock. The thread soon looks again, since the wall clock may be set.
   */
static double on_the_wall (double until) {
  struct timespec now;
  double left = until - now_steady();
  (void)clock_gettime(CLOCK_REALTIME, &now);
  if (left > GLANCE) left = GLANCE;
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9 + left;
}
#endif

/* Waits until something changes, or until a time by the steady clock. Under the mutex. */
static void wait_until (op_watchdog *watchdog, double until) {
  struct timespec at;
  watchdog->wakes_at = until;
  if (until >= NEVER) {
    (void)pthread_cond_wait(&watchdog->changed, &watchdog->mutex);
    return;
  }
#ifdef NO_CONDATTR_SETCLOCK
  until = on_the_wall(until);
#endif
  at.tv_sec = (time_t)until;
  at.tv_nsec = (long)((until - floor(until)) * 1e9);
  (void)pthread_cond_timedwait(&watchdog->changed, &watchdog->mutex, &at);
}

/* Cuts the time short if the program was asked to end. Under the mutex. */
static void mind_interrupt (op_watchdog *watchdog, double now) {
  if (watchdog->is_last || op_interrupt_signal() == 0) return;
  watchdog->is_last = 1;
  if (now + watchdog->last < watchdog->until) watchdog->until = now + watchdog->last;
}

/* When to look again. Under the mutex. */
static double next_look (const op_watchdog *watchdog, double now) {
  if (!watchdog->is_armed) return NEVER;
  if (watchdog->is_last || !op_interrupt_is_watched() || now + GLANCE > watchdog->until)
    return watchdog->until;
  return now + GLANCE;
}

static void *run_watchdog (void *argument) {
  op_watchdog *watchdog = (op_watchdog *)argument;
  (void)pthread_mutex_lock(&watchdog->mutex);
  while (!watchdog->is_over) {
    double now = now_steady();
    if (watchdog->is_armed) mind_interrupt(watchdog, now);
    if (watchdog->is_armed && now >= watchdog->until) {
      (void)shutdown(watchdog->own.fd, SHUT_RDWR);
      watchdog->has_bitten = 1;
      watchdog->is_armed = 0;
    }
    wait_until(watchdog, next_look(watchdog, now));
  }
  (void)pthread_mutex_unlock(&watchdog->mutex);
  return NULL;
}

/* Starts the thread, which takes no signal: they are the program's. Returns 0, or an errno. */
static int start_thread (op_watchdog *watchdog) {
  sigset_t all, before;
  int error;
  (void)sigfillset(&all);
  error = pthread_sigmask(SIG_SETMASK, &all, &before);
  if (error != 0) return error;
  error = pthread_create(&watchdog->thread, NULL, run_watchdog, watchdog);
  (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  watchdog->has_thread = error == 0;
  return error;
}

/* Makes a condition variable wait by the steady clock, if possible. Returns 0, or an errno. */
static int use_steady_clock (pthread_condattr_t *attributes) {
#ifdef NO_CONDATTR_SETCLOCK
  (void)attributes;
  return 0;
#else
  return pthread_condattr_setclock(attributes, CLOCK_MONOTONIC);
#endif
}

/* Makes the mutex and the condition. Returns 0, or an errno: then neither is there. */
static int make_signals (op_watchdog *watchdog) {
  pthread_condattr_t attributes;
  int error = pthread_mutex_init(&watchdog->mutex, NULL);
  if (error != 0) return error;
  error = pthread_condattr_init(&attributes);
  if (error == 0) {
    error = use_steady_clock(&attributes);
    if (error == 0) error = pthread_cond_init(&watchdog->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
  }
  if (error != 0) (void)pthread_mutex_destroy(&watchdog->mutex);
  return error;
}

/* Takes a descriptor of its own for the socket. Returns 0, or an errno. */
static int take_socket (op_watchdog *watchdog, int fd) {
  int error = 0, own;
  op_own_begin();
  own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0)
    error = errno;
  else
    error = op_own_keep(&watchdog->own, own, fd);
  op_own_end();
  if (error != 0 && own >= 0) (void)close(own);
  return error;
}

op_watchdog *op_watchdog_new (int fd) {
  op_watchdog *watchdog = (op_watchdog *)calloc(1, sizeof *watchdog);
  int error;
  if (watchdog == NULL) return NULL;
  watchdog->own.fd = -1;
  watchdog->wakes_at = NEVER;
  op_process_note(&watchdog->process);
  error = make_signals(watchdog);
  if (error == 0) {
    error = take_socket(watchdog, fd);
    if (error == 0) return watchdog;
    (void)pthread_cond_destroy(&watchdog->changed);
    (void)pthread_mutex_destroy(&watchdog->mutex);
  }
  free(watchdog);
  errno = error;
  return NULL;
}

int op_watchdog_begin (op_watchdog *watchdog, double seconds, double last) {
  double now = now_steady();
  if (!op_process_is(&watchdog->process)) return ECHILD;
  (void)pthread_mutex_lock(&watchdog->mutex);
  watchdog->until = now + seconds;
  watchdog->last = last;
  watchdog->is_last = 0;
  mind_interrupt(watchdog, now);
  watchdog->is_armed = 1;
  watchdog->has_bitten = 0;
  /* If the thread will wake before that, it then sets its next time itself: no need to wake it now. */
  if (watchdog->until < watchdog->wakes_at) (void)pthread_cond_signal(&watchdog->changed);
  (void)pthread_mutex_unlock(&watchdog->mutex);
  return watchdog->has_thread ? 0 : start_thread(watchdog);
}

int op_watchdog_end (op_watchdog *watchdog) {
  int has_bitten;
  if (!op_process_is(&watchdog->process)) return 0;
  (void)pthread_mutex_lock(&watchdog->mutex);
  watchdog->is_armed = 0;
  has_bitten = watchdog->has_bitten;
  (void)pthread_mutex_unlock(&watchdog->mutex);
  return has_bitten;
}

void op_watchdog_free (op_watchdog *watchdog) {
  if (op_process_is(&watchdog->process)) {
    int fd;
    if (watchdog->has_thread) {
      (void)pthread_mutex_lock(&watchdog->mutex);
      watchdog->is_over = 1;
      (void)pthread_cond_signal(&watchdog->changed);
      (void)pthread_mutex_unlock(&watchdog->mutex);
      (void)pthread_join(watchdog->thread, NULL);
    }
    (void)pthread_cond_destroy(&watchdog->changed);
    (void)pthread_mutex_destroy(&watchdog->mutex);
    fd = op_own_leave(&watchdog->own);
    if (fd >= 0) (void)close(fd);
  }
  free(watchdog);
}
