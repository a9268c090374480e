/*
** Counters in a private file: an array of them, of which one is locked at a time by its first byte.
*/
#include "private_count.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "private_lock.h"

/* A counter as it is in the file, of this machine alone. A file with holes has zeros there. */
typedef struct counter {
  double ends; /* when its window is over */
  double count;
} counter;

/* Reads an entry; what was never written is all zeros. Returns 0, or an errno. */
static int read_entry (int fd, off_t offset, counter *found) {
  ssize_t n;
  do {
    n = pread(fd, found, sizeof *found, offset);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return errno;
  if ((size_t)n < sizeof *found) memset(found, 0, sizeof *found);
  return 0;
}

/* Whether this process may write to a file up to 'end': else the write would raise SIGXFSZ, which ends a process. */
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

/* Adds to an entry that is locked. Returns 0, or an errno. */
static int add (int fd, off_t offset, double by, double now, double window, op_count *counted) {
  counter current;
  int error = read_entry(fd, offset, &current);
  if (error != 0) return error;
  if (!(current.ends > now && current.ends <= now + 2 * window && current.count >= 0)) {
    current.ends = now + window;
    current.count = 0;
  }
  current.count += by;
  counted->count = current.count;
  counted->left = current.ends - now;
  return by > 0 ? write_entry(fd, offset, &current) : 0;
}

op_private_result op_private_count (const char *path, uint32_t slot, double by, double now,
                                    double window, op_count *counted, op_private_fault *fault) {
  off_t offset = (off_t)(slot % OP_COUNT_SLOTS) * (off_t)sizeof(counter);
  op_private_held held;
  op_private_result result = op_private_lock_byte(path, offset, &held, fault);
  if (result != OP_PRIVATE_OK) return result;
  counted->is_busy = held.own.fd < 0;
  if (counted->is_busy) return OP_PRIVATE_OK;
  fault->error = add(held.own.fd, offset, by, now, window, counted);
  op_private_unlock(&held);
  if (fault->error == 0) return OP_PRIVATE_OK;
  (void)snprintf(fault->sentence, sizeof fault->sentence, "cannot count in %.*s (%s)%s",
                 OP_PRIVATE_PATH, path, strerror(fault->error),
                 fault->error == EFBIG ? ": allow files of 1 MB (ulimit -f 1024)" : "");
  return OP_PRIVATE_SYSTEM;
}
