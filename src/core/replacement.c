/*
** A file that will take another's place in one step.
*/
#include "replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".XXXXXX"
#define LINKS_MAX 40 /* symbolic links that are followed, as many as Linux follows itself */
#define MODE_BITS (S_IRWXU | S_IRWXG | S_IRWXO)
#define NEW_FILE (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)

/* Puts `target`, which a link at `path` points to, in the place of `path`. Returns 0 where there is no room. */
static int follow (char *path, const char *target, size_t length) {
  const char *slash = (target[0] == '/') ? NULL : strrchr(path, '/');
  size_t folder = (slash == NULL) ? 0 : (size_t)(slash - path) + 1;
  if (folder + length >= OP_REPLACEMENT_PATH) return 0;
  memcpy(path + folder, target, length);
  path[folder + length] = '\0';
  return 1;
}

/* Follows the links at the end of `path`, in place. Returns 0, or an errno. */
static int follow_links (char *path) {
  char target[OP_REPLACEMENT_PATH];
  int i;
  for (i = 0; i < LINKS_MAX; i++) {
    ssize_t length = readlink(path, target, sizeof target);
    if (length < 0) return (errno == EINVAL || errno == ENOENT) ? 0 : errno; /* no link; nothing */
    if (!follow(path, target, (size_t)length)) return ENAMETOOLONG;
  }
  return ELOOP;
}

/* The real path of a file whose folder, up to `slash`, is there; NULL: that is the working folder. Returns 0, or an
   errno. */
static int real_in_folder (char *path, char *slash, char *real) {
  char found[PATH_MAX];
  const char *name = (slash == NULL) ? path : slash + 1;
  size_t folder, length = strlen(name);
  const char *above = (slash == NULL) ? "." : (slash == path) ? "/" : path;
  if (length == 0) return EISDIR;
  if (slash != NULL && slash != path) *slash = '\0';
  if (realpath(above, found) == NULL) return errno;
  folder = strlen(found);
  if (folder > 1) found[folder++] = '/'; /* the root has one already */
  if (folder + length >= OP_REPLACEMENT_PATH) return ENAMETOOLONG;
  memcpy(real, found, folder);
  memcpy(real + folder, name, length + 1);
  return 0;
}

int op_real_path (const char *path, char *real) {
  char followed[OP_REPLACEMENT_PATH];
  size_t length = strlen(path);
  int error;
  if (length >= sizeof followed) return ENAMETOOLONG;
  memcpy(followed, path, length + 1);
  error = follow_links(followed);
  if (error != 0) return error;
  return real_in_folder(followed, strrchr(followed, '/'), real);
}

/* What a new file's mode is. */
static mode_t mode_of_new (void) {
  mode_t mask = umask(0);
  (void)umask(mask);
  return NEW_FILE & ~mask;
}

int op_replacement_new (const char *path, char *name) {
  struct stat status;
  size_t length = strlen(path);
  int fd, error = 0, is_there = (stat(path, &status) == 0);
  mode_t mode = is_there ? status.st_mode & MODE_BITS : mode_of_new();
  if (length + sizeof SUFFIX > OP_REPLACEMENT_PATH) return ENAMETOOLONG;
  memcpy(name, path, length + 1);
  memcpy(name + length, SUFFIX, sizeof SUFFIX);
  fd = mkostemp(name, O_CLOEXEC);
  if (fd < 0) return errno;
  if (is_there && status.st_uid != geteuid()) /* only root may; for others the file is their own */
    (void)!fchown(fd, status.st_uid, status.st_gid);
  if (fchmod(fd, mode) != 0) error = errno;
  (void)close(fd);
  if (error != 0) (void)unlink(name);
  return error;
}
