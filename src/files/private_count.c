/*
** Counters in a private file: an array of counters. A process locks one of them at a time, by its first byte.
*/
#include "private_count.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "private_lock.h"

/* A counter in the file, in the format of this machine. Counters that were never written are zeros. */
typedef struct counter {
  double ends; /* when its window is over */
  double count;
} counter;

/* Reads an entry; one that was never written is all zeros. Returns 0, or an errno. */
static int read_entry (int fd, off_t offset, counter *found) {
  ssize_t n;
  do {
    n = pread(fd, found, sizeof *found, offset);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return errno;
  if ((size_t)n < sizeof *found) memset(found, 0, sizeof *found);
  return 0;
}

/* Whether this process may write to a file up to 'end'. Otherwise the write would raise SIGXFSZ, which ends a process.
   */
static int may_reach (off_t end) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 1;
  return (rlim_t)end <= limit.rlim_cur;
}

/* Writes an entry. Returns 0, or an errno. */
static int write_entry (int fd, off_t offset, const counter *changed) {
  ssize_t n;
  if (!may_reach(offset + (off_t)sizeof *changed)) return EFBIG;
  do {
    n = pwrite(fd, changed, sizeof *changed, offset);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return errno;
  return (size_t)n == sizeof *changed ? 0 : ENOSPC;
}

/* Whether the window of a counter is not over, and was not begun with a wrong clock. */
static int is_current (const counter *c, double now, double window) {
  return c->ends > now && c->ends <= now + 2 * window && c->count >= 0;
}

/* Adds to an entry that is locked. Returns 0, or an errno. */
static int add (int fd, off_t offset, double by, double now, double window, op_count *counted) {
  counter current;
  int error = read_entry(fd, offset, &current);
  if (error != 0) return error;
  if (!is_current(&current, now, window)) {
    current.ends = now + window;
    current.count = 0;
  }
  current.count += by;
  counted->count = current.count;
  counted->left = current.ends - now;
  return by > 0 ? write_entry(fd, offset, &current) : 0;
}

/* Describes what failed. */
static op_private_result count_failed (op_private_fault *fault, const char *path, int error) {
  fault->error = error;
  (void)snprintf(fault->sentence, sizeof fault->sentence, "cannot count in %.*s (%s)%s",
                 OP_PRIVATE_PATH, path, strerror(error),
                 error == EFBIG ? ": allow files of 1 MB (ulimit -f 1024)" : "");
  return OP_PRIVATE_SYSTEM;
}

op_private_result op_private_count (const char *path, uint32_t slot, double by, double now,
                                    double window, op_count *counted, op_private_fault *fault) {
  off_t offset = (off_t)(slot % OP_COUNT_SLOTS) * (off_t)sizeof(counter);
  op_private_held held;
  int error;
  op_private_result result = op_private_lock_byte(path, offset, &held, fault);
  if (result != OP_PRIVATE_OK) return result;
  counted->is_busy = held.own.fd < 0;
  if (counted->is_busy) return OP_PRIVATE_OK;
  error = add(held.own.fd, offset, by, now, window, counted);
  op_private_unlock(&held);
  return error == 0 ? OP_PRIVATE_OK : count_failed(fault, path, error);
}

#define CHUNK 256 /* counters that are read at a time */

/* Finds the highest counter of a file. Returns 0, or an errno. */
static int find_most (int fd, double now, double window, op_count *most) {
  counter chunk[CHUNK];
  off_t offset = 0;
  ssize_t n;
  most->count = 0;
  most->left = window;
  for (;;) {
    size_t i;
    n = pread(fd, chunk, sizeof chunk, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < (ssize_t)sizeof chunk[0]) return n < 0 ? errno : 0;
    for (i = 0; i < (size_t)n / sizeof chunk[0]; i++) {
      if (chunk[i].count <= most->count || !is_current(&chunk[i], now, window)) continue;
      most->count = chunk[i].count;
      most->left = chunk[i].ends - now;
    }
    offset += (off_t)(i * sizeof chunk[0]);
  }
}

op_private_result op_private_most_counted (const char *path, double now, double window,
                                           op_count *most, op_private_fault *fault) {
  op_private_held held;
  int error;
  /* The byte after the counters is locked only by processes that look for the highest one. */
  op_private_result result =
      op_private_lock_byte(path, (off_t)OP_COUNT_SLOTS * (off_t)sizeof(counter), &held, fault);
  if (result != OP_PRIVATE_OK) return result;
  most->is_busy = held.own.fd < 0;
  if (most->is_busy) return OP_PRIVATE_OK;
  error = find_most(held.own.fd, now, window, most);
  op_private_unlock(&held);
  return error == 0 ? OP_PRIVATE_OK : count_failed(fault, path, error);
}
