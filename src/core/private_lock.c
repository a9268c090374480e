/*
** A lock between processes of one user.
*/
#include "private_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static op_private_result failed (op_private_fault *fault, const char *path) {
  fault->error = errno;
  (void)snprintf(fault->sentence, sizeof fault->sentence, "cannot lock %.*s (%s)", OP_PRIVATE_PATH,
                 path, strerror(fault->error));
  return OP_PRIVATE_SYSTEM;
}

/* Opens the file, and makes it if it is missing; returns its descriptor, or -1 with errno set. */
static int open_lock (const char *path) {
  int fd;
  do {
    fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
              S_IRUSR | S_IWUSR);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

op_private_result op_private_lock (const char *path, int *fd, op_private_fault *fault) {
  op_private_result outcome;
  int result;
  *fd = open_lock(path);
  if (*fd < 0 && errno == ENOENT && op_private_make_folders(path) == 0) *fd = open_lock(path);
  if (*fd < 0) return failed(fault, path);
  do {
    result = flock(*fd, LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return OP_PRIVATE_OK;
  outcome = errno == EWOULDBLOCK ? OP_PRIVATE_OK : failed(fault, path);
  (void)close(*fd);
  *fd = -1;
  return outcome;
}

void op_private_unlock (int fd, int is_owner) {
  if (is_owner) (void)flock(fd, LOCK_UN); /* a child of fork() may have it open for long */
  (void)close(fd);
}
