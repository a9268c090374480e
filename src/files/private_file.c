/*
** A small file for its owner alone. Every system call may fail or be interrupted, and a read
** or a write may do less than it was asked for.
*/
#include "private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_SUFFIX ".XXXXXX" /* of the file that is written before it takes its place */

/* Fills the sentence; returns 'result'. */
static op_private_result say (op_private_fault *fault, op_private_result result, const char *format,
                              ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

static op_private_result say (op_private_fault *fault, op_private_result result, const char *format,
                              ...) {
  va_list arguments;
  fault->error = 0;
  va_start(arguments, format);
  (void)vsnprintf(fault->sentence, sizeof fault->sentence, format, arguments);
  va_end(arguments);
  return result;
}

/* Advice for an error; "" if there is none. */
static const char *remedy (int error) {
  static const struct {
    int error;
    const char *text;
  } remedies[] = {
    { EACCES, ": use a path in a folder of your own" },
    { EPERM, ": use a path in a folder of your own" },
    { EROFS, ": use a path in a folder that can be written to" },
    { ENOTDIR, ": remove the file that is in a folder's place, or use another path" },
    { EISDIR, ": remove that folder, or use another path" },
    { ENAMETOOLONG, ": use a shorter path" },
    { ENOSPC, ": make room there" },
    { EFBIG, ": allow larger files (ulimit -f)" },
    { EDQUOT, ": make room there" },
  };
  size_t i;
  for (i = 0; i < sizeof remedies / sizeof remedies[0]; i++) {
    if (remedies[i].error == error) return remedies[i].text;
  }
  return "";
}

/* Describes a system error. 'verb' is what failed. */
static op_private_result system_error (op_private_fault *fault, const char *verb, const char *path,
                                       int error) {
  if (strlen(path) >= OP_PRIVATE_PATH) path = "a file"; /* a cut name would mislead */
  (void)say(fault, OP_PRIVATE_SYSTEM, "cannot %s %s (%s)%s", verb, path, strerror(error),
            remedy(error));
  fault->error = error;
  return OP_PRIVATE_SYSTEM;
}

static op_private_result too_large (op_private_fault *fault, const char *path, size_t limit) {
  return say(fault, OP_PRIVATE_TOO_LARGE, "%s is too large, it may have %lu bytes: remove it", path,
             (unsigned long)limit);
}

/*
** Reading
*/

/* Reads until the end or until the room is full; returns the number of bytes, or -1. */
static ssize_t read_all (int fd, char *bytes, size_t capacity) {
  size_t used = 0;
  while (used < capacity) {
    ssize_t n = read(fd, bytes + used, capacity - used);
    if (n == 0) break;
    if (n > 0)
      used += (size_t)n;
    else if (errno != EINTR)
      return -1;
  }
  return (ssize_t)used;
}

/* Whether a file may be read: OP_PRIVATE_OK, or what is wrong with it. */
static op_private_result judge_status (const struct stat *status, const char *path,
                                       op_private_fault *fault) {
  if (!S_ISREG(status->st_mode))
    return say(fault, OP_PRIVATE_NOT_REGULAR,
               "%s is not a regular file: remove it, or use another path", path);
  if (status->st_uid != geteuid())
    return say(fault, OP_PRIVATE_FOREIGN,
               "%s belongs to another user (id %lu): remove it, or use another path", path,
               (unsigned long)status->st_uid);
  if ((status->st_mode & OP_PRIVATE_OTHERS) != 0)
    return say(
        fault, OP_PRIVATE_OPEN,
        "%s is open to other users (mode %04o): remove it, or, if nobody can have seen what is"
        " in it, chmod 600 %s",
        path, (unsigned)status->st_mode & 07777u, path);
  return OP_PRIVATE_OK;
}

op_private_result op_private_inspect (int fd, const char *path, op_private_fault *fault) {
  struct stat status;
  if (fstat(fd, &status) != 0) return system_error(fault, "read", path, errno);
  return judge_status(&status, path, fault);
}

static op_private_result is_link (op_private_fault *fault, const char *path) {
  return say(fault, OP_PRIVATE_NOT_REGULAR,
             "%s is a symbolic link: remove it, or use the path that it points to", path);
}

op_private_result op_private_look_at (const char *path, op_private_fault *fault) {
  op_private_result result;
  struct stat status;
  if (lstat(path, &status) != 0)
    return errno == ENOENT ? OP_PRIVATE_ABSENT : system_error(fault, "read", path, errno);
  if (S_ISLNK(status.st_mode)) return is_link(fault, path);
  result = judge_status(&status, path, fault);
  if (result != OP_PRIVATE_OK || status.st_nlink < 2) return result;
  return say(fault, OP_PRIVATE_LINKED,
             "%s has %lu names (hard links): remove the others, or use a copy of it", path,
             (unsigned long)status.st_nlink);
}

/* The meaning of a failed open: ENXIO is a socket, ELOOP a symbolic link. */
static op_private_result not_opened (const char *path, int error, op_private_fault *fault) {
  if (error == ENOENT) return OP_PRIVATE_ABSENT;
  if (error == ELOOP) return is_link(fault, path);
  if (error == ENXIO)
    return say(fault, OP_PRIVATE_NOT_REGULAR,
               "%s is not a regular file: remove it, or use another path", path);
  return system_error(fault, "read", path, error);
}

op_private_result op_private_read (const char *path, char *bytes, size_t capacity, size_t *length,
                                   op_private_fault *fault) {
  op_private_result result;
  ssize_t n = 0;
  int fd;
  if (strlen(path) >= OP_PRIVATE_PATH) return system_error(fault, "read", path, ENAMETOOLONG);
  do { /* without waiting for a pipe, or taking over a terminal */
    fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return not_opened(path, errno, fault);
  result = op_private_inspect(fd, path, fault);
  if (result == OP_PRIVATE_OK) {
    n = read_all(fd, bytes, capacity);
    if (n < 0)
      result = system_error(fault, "read", path, errno);
    else if ((size_t)n == capacity)
      result = too_large(fault, path, capacity - 1);
  }
  (void)close(fd); /* the file was only read, so an error loses nothing */
  if (result == OP_PRIVATE_OK) *length = (size_t)n;
  return result;
}

/*
** Writing
*/

/* Makes a folder and missing folders above it. 'path' is changed meanwhile, and then restored. Returns 0,
   or -1 with errno set. */
static int make_folders (char *path) {
  char *slash;
  int made;
  if (mkdir(path, S_IRWXU) == 0 || errno == EEXIST) return 0;
  slash = strrchr(path, '/');
  if (errno != ENOENT || slash == NULL || slash == path) return -1;
  *slash = '\0';
  made = make_folders(path);
  *slash = '/';
  if (made != 0) return -1;
  return (mkdir(path, S_IRWXU) == 0 || errno == EEXIST) ? 0 : -1;
}

int op_private_make_folders (const char *path) {
  char folder[OP_PRIVATE_PATH];
  size_t length = strlen(path);
  char *slash;
  if (length >= sizeof folder) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(folder, path, length + 1);
  slash = strrchr(folder, '/');
  if (slash == NULL || slash == folder) return 0;
  *slash = '\0';
  return make_folders(folder);
}

/* Creates a file beside 'path', with mode 0600, and writes its name to 'temporary'. Returns its
   descriptor, or -1 with errno set. */
static int create_beside (const char *path, char *temporary) {
  size_t length = strlen(path);
  int fd;
  memcpy(temporary, path, length + 1);
  memcpy(temporary + length, TEMPORARY_SUFFIX, sizeof TEMPORARY_SUFFIX);
  fd = mkostemp(temporary, O_CLOEXEC);
  if (fd >= 0 || errno != ENOENT) return fd;
  if (op_private_make_folders(path) != 0) return -1;
  memcpy(temporary + length, TEMPORARY_SUFFIX,
         sizeof TEMPORARY_SUFFIX); /* the first attempt may have filled it in */
  return mkostemp(temporary, O_CLOEXEC);
}

/* Writes all of it; returns 0, or -1 with errno set. */
static int write_all (int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n > 0) {
      bytes += n;
      length -= (size_t)n;
    }
    else if (n == 0 || errno != EINTR) {
      if (n == 0) errno = EIO; /* POSIX has no such answer */
      return -1;
    }
  }
  return 0;
}

/* Writes to an open file and closes it in any case: a full disk may show only then. Returns 0,
   or an errno. This does not wait until the data is on the disk: after a crash of the machine a token may
   be gone, and the next call logs in. */
static int write_and_close (int fd, const char *bytes, size_t length) {
  int error = write_all(fd, bytes, length) == 0 ? 0 : errno;
  if (close(fd) != 0 && error == 0) error = errno;
  return error;
}

op_private_result op_private_write (const char *path, const char *bytes, size_t length,
                                    op_private_fault *fault) {
  char temporary[OP_PRIVATE_PATH + sizeof TEMPORARY_SUFFIX];
  int fd, error;
  if (strlen(path) >= OP_PRIVATE_PATH) return system_error(fault, "write", path, ENAMETOOLONG);
  if (length > OP_PRIVATE_MAX) return too_large(fault, path, OP_PRIVATE_MAX);
  fd = create_beside(path, temporary);
  if (fd < 0) return system_error(fault, "write", path, errno);
  error = write_and_close(fd, bytes, length);
  if (error == 0 && rename(temporary, path) != 0) error = errno;
  if (error == 0) return OP_PRIVATE_OK;
  (void)unlink(temporary);
  return system_error(fault, "write", path, error);
}

/* Opens a file to add to it, and makes it if it is missing; returns its descriptor, or -1 with errno set. */
static int open_to_add (const char *path) {
  int fd;
  do {
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
              S_IRUSR | S_IWUSR);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

op_private_result op_private_append (const char *path, const char *bytes, size_t length,
                                     size_t *size, op_private_fault *fault) {
  struct stat status;
  op_private_result result;
  int fd, error;
  if (strlen(path) >= OP_PRIVATE_PATH) return system_error(fault, "write", path, ENAMETOOLONG);
  fd = open_to_add(path);
  if (fd < 0 && errno == ENOENT && op_private_make_folders(path) == 0) fd = open_to_add(path);
  if (fd < 0) return not_opened(path, errno, fault);
  if (fstat(fd, &status) != 0)
    result = system_error(fault, "write", path, errno);
  else
    result = judge_status(&status, path, fault);
  if (result != OP_PRIVATE_OK) {
    (void)close(fd);
    return result;
  }
  error = write_and_close(fd, bytes, length);
  if (error != 0) return system_error(fault, "write", path, error);
  *size = (size_t)status.st_size + length;
  return OP_PRIVATE_OK;
}
