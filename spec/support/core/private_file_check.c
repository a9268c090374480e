/*
** Private files on a system that fails, in TAP: `private_file_check FOLDER`, an empty one. The linker
** puts the functions below (`__wrap_*`) between the core and the system: they make one call after the
** other fail, interrupt it, or do less than was asked for.
*/
#include "files/private_count.h"
#include "files/private_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT "{\"key\":{\"token\":\"0123456789abcdef\"}}"
#define OLD "{}"

static int failures;

static void check (int good, const char *what) {
  static int number;
  printf("%s %d - %s\n", good ? "ok" : "not ok", ++number, what);
  if (!good) failures++;
}

/*
** The system
*/

static int calls;        /* made since the last `arm` */
static int failing;      /* which of them fails; 0 for none */
static int error_code;   /* with what */
static int once_each;    /* or: each call is interrupted before it is made */
static int interrupted;  /* whether the last one was */
static size_t most;      /* bytes that a read or a write does; 0 for all */
static int exposed;      /* descriptors that a child would get, and files open to others */
static const char *last; /* name of the call that failed */

int __real_open (const char *path, int flags, ...);
int __real_fstat (int fd, struct stat *status);
ssize_t __real_read (int fd, void *bytes, size_t n);
ssize_t __real_pread (int fd, void *bytes, size_t n, off_t offset);
ssize_t __real_pwrite (int fd, const void *bytes, size_t n, off_t offset);
int __real_mkdir (const char *path, mode_t mode);
int __real_mkostemp (char *path, int flags);
ssize_t __real_write (int fd, const void *bytes, size_t n);
int __real_close (int fd);
int __real_rename (const char *from, const char *to);

int __wrap_open (const char *path, int flags, ...);
int __wrap_fstat (int fd, struct stat *status);
ssize_t __wrap_read (int fd, void *bytes, size_t n);
ssize_t __wrap_pread (int fd, void *bytes, size_t n, off_t offset);
ssize_t __wrap_pwrite (int fd, const void *bytes, size_t n, off_t offset);
int __wrap_mkdir (const char *path, mode_t mode);
int __wrap_mkostemp (char *path, int flags);
ssize_t __wrap_write (int fd, const void *bytes, size_t n);
int __wrap_close (int fd);
int __wrap_rename (const char *from, const char *to);

/* Makes the call number `nth` fail with `error`; 0 for none. */
static void arm (int nth, int error) {
  calls = 0;
  failing = nth;
  error_code = error;
  once_each = 0;
  interrupted = 0;
  most = 0;
}

/* True if this call has to fail; errno is set. */
static int fails (const char *name) {
  if (++calls != failing) return 0;
  last = name;
  errno = error_code;
  return 1;
}

/* The same for a call that a signal may interrupt, and that is made again then. */
static int fails_or_interrupted (const char *name) {
  if (once_each) {
    interrupted = !interrupted;
    errno = EINTR;
    return interrupted;
  }
  return fails(name);
}

static size_t part (size_t n) { return (most > 0 && most < n) ? most : n; }

static void look_at (int fd) {
  struct stat status;
  if (__real_fstat(fd, &status) != 0 || (status.st_mode & 0777) != 0600) exposed++;
  if ((fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) exposed++;
}

int __wrap_open (const char *path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  return fails_or_interrupted("open") ? -1 : __real_open(path, flags, mode);
}

int __wrap_fstat (int fd, struct stat *status) {
  return fails("fstat") ? -1 : __real_fstat(fd, status);
}

ssize_t __wrap_read (int fd, void *bytes, size_t n) {
  look_at(fd);
  return fails_or_interrupted("read") ? -1 : __real_read(fd, bytes, part(n));
}

ssize_t __wrap_pread (int fd, void *bytes, size_t n, off_t offset) {
  look_at(fd);
  return fails_or_interrupted("pread") ? -1 : __real_pread(fd, bytes, n, offset);
}

ssize_t __wrap_pwrite (int fd, const void *bytes, size_t n, off_t offset) {
  look_at(fd);
  return fails_or_interrupted("pwrite") ? -1 : __real_pwrite(fd, bytes, part(n), offset);
}

int __wrap_mkdir (const char *path, mode_t mode) {
  return fails("mkdir") ? -1 : __real_mkdir(path, mode);
}

int __wrap_mkostemp (char *path, int flags) {
  return fails("mkostemp") ? -1 : __real_mkostemp(path, flags);
}

ssize_t __wrap_write (int fd, const void *bytes, size_t n) {
  look_at(fd);
  return fails_or_interrupted("write") ? -1 : __real_write(fd, bytes, part(n));
}

/* The descriptor is gone, whatever close says. */
int __wrap_close (int fd) {
  int result = __real_close(fd);
  return fails("close") ? -1 : result;
}

int __wrap_rename (const char *from, const char *to) {
  return fails("rename") ? -1 : __real_rename(from, to);
}

/*
** The checks
*/

static char above[1024], folder[1024], path[1024];

/* The lowest descriptor that is free: higher when one was left open. */
static int free_descriptor (void) {
  int fd = __real_open("/dev/null", O_RDONLY);
  __real_close(fd);
  return fd;
}

/* How many entries the file's folder has. */
static int entries (void) {
  DIR *stream = opendir(folder);
  int n = 0;
  if (stream == NULL) return 0;
  while (readdir(stream) != NULL) n++;
  closedir(stream);
  return n - 2; /* . and .. */
}

/* True if the file has that text. */
static int has (const char *text) {
  char bytes[256];
  size_t length = 0;
  op_private_fault fault;
  arm(0, 0);
  return op_private_read(path, bytes, sizeof bytes, &length, &fault) == OP_PRIVATE_OK &&
         length == strlen(text) && memcmp(bytes, text, length) == 0;
}

static op_private_result write_text (const char *text, op_private_fault *fault) {
  return op_private_write(path, text, strlen(text), fault);
}

/* True if the fault is that of the call that failed, and its sentence is about the file. */
static int is_told (op_private_result result, const op_private_fault *fault) {
  return result == OP_PRIVATE_SYSTEM && fault->error == error_code &&
         strstr(fault->sentence, path) != NULL;
}

static void remove_all (void) {
  unlink(path);
  rmdir(folder);
  rmdir(above);
}

/* Calls of a write: one for the file, its bytes, its end and its name each; and before them one for
   the file in a folder that is missing, one for that, one for the one above, and one more for it. */
#define OVER_A_FILE 4
#define FROM_NOTHING 8

/* Every call that a write makes fails once, with and without an old file in place. */
static void check_failing_write (int old) {
  int nth, n, good = 1, descriptor = free_descriptor();
  op_private_fault fault;
  op_private_result result = OP_PRIVATE_SYSTEM;
  for (nth = 1; result != OP_PRIVATE_OK && nth < 100; nth++) {
    arm(0, 0);
    remove_all();
    if (old && write_text(OLD, &fault) != OP_PRIVATE_OK) good = 0;
    arm(nth, EIO);
    result = write_text(TEXT, &fault);
    n = calls;
    if (free_descriptor() != descriptor) good = 0;
    if (result == OP_PRIVATE_OK) break;
    if (!is_told(result, &fault) || entries() != old || (old && !has(OLD))) good = 0;
    if (!good) {
      printf("# at call %d, %s\n", n, last);
      break;
    }
  }
  check(good && nth == 1 + (old ? OVER_A_FILE : FROM_NOTHING) && has(TEXT) && entries() == 1,
        old ? "each call of a write over a file may fail: the old file stays, and nothing else"
            : "each call of a write may fail: it is told, and nothing is left");
}

static void check_failing_read (void) {
  int nth, good = 1, descriptor = free_descriptor();
  char bytes[256];
  size_t length;
  op_private_fault fault;
  for (nth = 1; nth <= 4; nth++) { /* open, fstat, read, read at the end */
    arm(nth, EIO);
    if (!is_told(op_private_read(path, bytes, sizeof bytes, &length, &fault), &fault)) good = 0;
    if (free_descriptor() != descriptor) good = 0;
  }
  arm(5, EIO);
  if (op_private_read(path, bytes, sizeof bytes, &length, &fault) != OP_PRIVATE_OK) good = 0;
  check(good && strcmp(last, "close") == 0, "each call of a read may fail, and is told");
}

static void check_interrupted (void) {
  char bytes[256];
  size_t length = 0;
  op_private_fault fault;
  int good;
  remove_all();
  arm(0, 0);
  once_each = 1;
  most = 1;
  good = write_text(TEXT, &fault) == OP_PRIVATE_OK;
  arm(0, 0);
  once_each = 1;
  most = 1;
  good = good && op_private_read(path, bytes, sizeof bytes, &length, &fault) == OP_PRIVATE_OK;
  check(good && length == strlen(TEXT) && memcmp(bytes, TEXT, length) == 0,
        "a byte at a time and a signal before each is enough for all of it");
}

/* Every call of an addition fails once: in a folder that is missing, open, mkdir twice, mkdir again, open; and fstat,
   write and close, after which the bytes may be there. */
#define ADDITION 8

static void check_failing_addition (void) {
  int nth, good = 1, descriptor = free_descriptor();
  size_t size = 0;
  op_private_fault fault;
  op_private_result result = OP_PRIVATE_SYSTEM;
  for (nth = 1; result != OP_PRIVATE_OK && nth < 100; nth++) {
    arm(0, 0);
    remove_all();
    arm(nth, EIO);
    result = op_private_append(path, TEXT, strlen(TEXT), &size, &fault);
    if (free_descriptor() != descriptor) good = 0;
    if (result == OP_PRIVATE_OK) break;
    if (!is_told(result, &fault)) good = 0;
  }
  if (nth != 1 + ADDITION) printf("# %d calls\n", nth - 1);
  check(good && nth == 1 + ADDITION && size == strlen(TEXT) && has(TEXT),
        "each call of an addition may fail, and is told");
  arm(0, 0);
  once_each = 1;
  most = 1;
  good = op_private_append(path, TEXT, strlen(TEXT), &size, &fault) == OP_PRIVATE_OK;
  check(good && size == 2 * strlen(TEXT) && has(TEXT TEXT),
        "an addition goes on after a signal before each byte");
}

static op_private_result count_one (op_count *counted, op_private_fault *fault) {
  return op_private_count(path, 7, 1, 1000, 300, counted, fault);
}

/* The calls of a count: one for the file, one for what it is and one for whether it is still there; its bytes, and its
   new ones. That it is closed says nothing of it. */
#define OF_A_COUNT 5

static void check_failing_count (void) {
  int nth, good, descriptor = free_descriptor();
  op_count counted;
  op_private_fault fault;
  op_private_result result = OP_PRIVATE_SYSTEM;
  arm(0, 0);
  remove_all();
  good = count_one(&counted, &fault) == OP_PRIVATE_OK && counted.count == 1;
  for (nth = 1; nth < 100; nth++) {
    arm(nth, EIO);
    result = count_one(&counted, &fault);
    if (free_descriptor() != descriptor) good = 0;
    if (result == OP_PRIVATE_OK) break;
    if (!is_told(result, &fault)) good = 0;
  }
  check(good && nth == 1 + OF_A_COUNT && counted.count == 2,
        "each call of a count may fail: it is told, and nothing is counted");
  arm(0, 0);
  once_each = 1;
  check(count_one(&counted, &fault) == OP_PRIVATE_OK && !counted.is_busy && counted.count == 3,
        "a signal may interrupt each call of a count");
  arm(0, 0);
  most = 8;
  check(count_one(&counted, &fault) == OP_PRIVATE_SYSTEM && fault.error == ENOSPC,
        "a count that is written in part is told");
}

/* Each call of a look for the highest count may fail, too: the file, what it is, whether it is there, its bytes, its end. */
static void check_failing_look (void) {
  int nth, good, descriptor = free_descriptor();
  op_count found;
  op_private_fault fault;
  op_private_result result = OP_PRIVATE_SYSTEM;
  arm(0, 0);
  remove_all();
  good =
      op_private_most_counted(path, 1000, 300, &found, &fault) == OP_PRIVATE_OK && found.count == 0;
  for (nth = 1; nth <= 3; nth++) (void)count_one(&found, &fault);
  for (nth = 1; nth < 100; nth++) {
    arm(nth, EIO);
    result = op_private_most_counted(path, 1000, 300, &found, &fault);
    if (free_descriptor() != descriptor) good = 0;
    if (result == OP_PRIVATE_OK) break;
    if (!is_told(result, &fault)) good = 0;
  }
  check(good && nth == 1 + OF_A_COUNT && found.count == 3,
        "each call of a look for the highest count may fail, and is told");
  arm(0, 0);
  once_each = 1;
  check(op_private_most_counted(path, 1299, 300, &found, &fault) == OP_PRIVATE_OK &&
            found.count == 3,
        "a signal may interrupt each call of such a look");
  arm(0, 0);
  check(op_private_most_counted(path, 1300, 300, &found, &fault) == OP_PRIVATE_OK &&
            found.count == 0,
        "a count whose time is over is not the highest");
}

static void check_room (void) {
  char bytes[sizeof TEXT];
  size_t length = 0;
  op_private_fault fault;
  arm(0, 0);
  check(op_private_read(path, bytes, sizeof TEXT, &length, &fault) == OP_PRIVATE_OK &&
            length == sizeof TEXT - 1,
        "a file that just fits is read");
  check(op_private_read(path, bytes, sizeof TEXT - 1, &length, &fault) == OP_PRIVATE_TOO_LARGE,
        "one byte more is too large");
}

static void check_absent (void) {
  char bytes[8];
  size_t length;
  op_private_fault fault;
  remove_all();
  arm(0, 0);
  check(op_private_read(path, bytes, sizeof bytes, &length, &fault) == OP_PRIVATE_ABSENT,
        "a file in a folder that is not there is absent");
}

static void check_long_path (void) {
  static char far[3 * OP_PRIVATE_PATH];
  char bytes[8];
  size_t length;
  op_private_fault fault;
  memset(far, 'x', sizeof far - 1);
  arm(0, 0);
  check(op_private_read(far, bytes, sizeof bytes, &length, &fault) == OP_PRIVATE_SYSTEM &&
            fault.error == ENAMETOOLONG &&
            op_private_write(far, "", 0, &fault) == OP_PRIVATE_SYSTEM &&
            fault.error == ENAMETOOLONG && strlen(fault.sentence) < 100,
        "a path that is too long is no path");
}

int main (int argc, char **argv) {
  if (argc != 2) return 2;
  snprintf(above, sizeof above, "%s/made", argv[1]);
  snprintf(folder, sizeof folder, "%s/made/deep", argv[1]);
  snprintf(path, sizeof path, "%s/made/deep/file", argv[1]);
  printf("1..14\n");
  check_failing_write(0);
  check_failing_write(1);
  check_failing_read();
  check_interrupted();
  check_room();
  check_absent();
  check_failing_count();
  check_failing_look();
  check_long_path();
  check_failing_addition();
  check(exposed == 0, "no other program and no other user gets at the file while it is written");
  remove_all();
  return failures == 0 ? 0 : 1;
}
