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

#define WHOLE_FILE (-1) /* as an offset */

/* How often a file that was removed meanwhile is made again. */
#define ATTEMPTS 10

static op_private_result lock_failed (op_private_fault *fault, const char *path, int error) {
  fault->error = error;
  (void)snprintf(fault->sentence, sizeof fault->sentence, "cannot lock %.*s (%s)", OP_PRIVATE_PATH,
                 path, strerror(error));
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

/* The same with the folders above it. */
static int open_in_folders (const char *path) {
  int fd = open_lock(path);
  if (fd < 0 && errno == ENOENT && op_private_make_folders(path) == 0) fd = open_lock(path);
  return fd;
}

/* Sets the lock of one byte, which belongs to the open file. The older kind of byte lock belongs to the process, and
   ends when it closes any descriptor of the file. A system that has only this kind is refused. */
static int set_byte (int fd, int64_t offset, short type) {
#if defined(F_OFD_SETLK) && !defined(OP_ELSEWHERE)
  struct flock lock;
  memset(&lock, 0, sizeof lock);
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = (off_t)offset;
  lock.l_len = 1;
  return fcntl(fd, F_OFD_SETLK, &lock);
#else
  (void)fd;
  (void)offset;
  (void)type;
  errno = ENOTSUP;
  return -1;
#endif
}

/* Sets or clears the lock of an open file. Returns 0, or an errno: EWOULDBLOCK if another caller has it. */
static int set_lock (int fd, int64_t offset, int is_set) {
  int result;
  do {
    if (offset == WHOLE_FILE) {
      result = flock(fd, is_set ? LOCK_EX | LOCK_NB : LOCK_UN);
    }
    else {
      result = set_byte(fd, offset, is_set ? F_WRLCK : F_UNLCK);
    }
  } while (result != 0 && errno == EINTR);
  if (result == 0) return 0;
  return errno == EACCES || errno == EAGAIN ? EWOULDBLOCK : errno;
}

/* Whether the open file is still at 'path': 1, 0, or -1 with errno set. */
static int is_there (int fd, const char *path) {
  struct stat opened, found;
  if (fstat(fd, &opened) != 0) return -1;
  if (lstat(path, &found) != 0) return errno == ENOENT ? 0 : -1;
  return opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

/* Locks an open file, and keeps it or closes it. Sets '*gone' if another file is at its path. */
static op_private_result lock_opened (int fd, const char *path, int64_t offset,
                                      op_private_held *held, int *gone, op_private_fault *fault) {
  op_private_result result = OP_PRIVATE_OK;
  int error = 0, there;
  if (offset != WHOLE_FILE) result = op_private_inspect(fd, path, fault);
  if (result == OP_PRIVATE_OK) {
    error = set_lock(fd, offset, 1);
    if (error == 0) {
      there = is_there(fd, path);
      if (there > 0) error = op_own_keep(&held->own, fd, -1);
      if (there < 0) error = errno;
      if (there > 0 && error == 0) return OP_PRIVATE_OK;
      *gone = there == 0;
    }
    if (error != 0 && error != EWOULDBLOCK) result = lock_failed(fault, path, error);
  }
  (void)close(fd); /* and with it the lock */
  return result;
}

static op_private_result lock_at (const char *path, int64_t offset, op_private_held *held,
                                  op_private_fault *fault) {
  int attempt;
  for (attempt = 0; attempt < ATTEMPTS; attempt++) {
    int gone = 0, fd = open_in_folders(path);
    op_private_result result;
    if (fd < 0) return lock_failed(fault, path, errno);
    result = lock_opened(fd, path, offset, held, &gone, fault);
    if (!gone) return result;
  }
  return lock_failed(fault, path, ENOENT);
}

/* Prevents fork() meanwhile: a child would get the descriptor, which is in no list yet. */
static op_private_result lock_alone (const char *path, int64_t offset, op_private_held *held,
                                     op_private_fault *fault) {
  op_private_result result;
  held->own.fd = -1;
  held->offset = offset;
  op_own_begin();
  result = lock_at(path, offset, held, fault);
  op_own_end();
  return result;
}

op_private_result op_private_lock (const char *path, op_private_held *held,
                                   op_private_fault *fault) {
  return lock_alone(path, WHOLE_FILE, held, fault);
}

op_private_result op_private_lock_byte (const char *path, int64_t offset, op_private_held *held,
                                        op_private_fault *fault) {
  return lock_alone(path, offset, held, fault);
}

void op_private_unlock (op_private_held *held) {
  int fd = op_own_leave(&held->own);
  if (fd < 0) return;
  (void)set_lock(fd, held->offset,
                 0); /* a child that was made without our handlers may have it open */
  (void)close(fd);
}
