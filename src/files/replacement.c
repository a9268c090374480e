/*
** A file that replaces another one in one step.
*/
#include "replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPLACEMENT_SUFFIX ".XXXXXX"
#define LINKS_MAX 40 /* symbolic links that are followed, as many as Linux follows itself */
#define MODE_BITS (S_IRWXU | S_IRWXG | S_IRWXO)
#define NEW_FILE (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)

/* Replaces 'path', the path of a link, by the link's target. Returns 0 if there is no room. */
static int follow (char *path, const char *target, size_t length) {
  const char *slash = (target[0] == '/') ? NULL : strrchr(path, '/');
  size_t folder = (slash == NULL) ? 0 : (size_t)(slash - path) + 1;
  if (folder + length >= OP_REPLACEMENT_PATH) return 0;
  memcpy(path + folder, target, length);
  path[folder + length] = '\0';
  return 1;
}

/* Follows the links at the end of 'path', in place. Returns 0, or an errno. */
static int follow_links (char *path) {
  char target[OP_REPLACEMENT_PATH];
  int i;
  for (i = 0; i < LINKS_MAX; i++) {
    ssize_t length = readlink(path, target, sizeof target);
    if (length < 0)
      return (errno == EINVAL || errno == ENOENT) ? 0 : errno; /* not a link; no file */
    if (!follow(path, target, (size_t)length)) return ENAMETOOLONG;
  }
  return ELOOP;
}

/* The real path of a file whose folder, up to 'slash', exists; NULL is the working folder. Returns 0, or an errno. */
static int real_in_folder (char *path, char *slash, char *real) {
  char *found;
  const char *name = (slash == NULL) ? path : slash + 1;
  size_t folder, length = strlen(name);
  const char *above = (slash == NULL) ? "." : (slash == path) ? "/" : path;
  if (length == 0) return EISDIR;
  if (slash != NULL && slash != path) *slash = '\0';
  found = realpath(above, NULL);
  if (found == NULL) return errno;
  folder = strlen(found);
  if (folder + 1 + length < OP_REPLACEMENT_PATH) {
    memcpy(real, found, folder);
    if (folder > 1) real[folder++] = '/'; /* the root has one already */
    memcpy(real + folder, name, length + 1);
  }
  else {
    folder = 0;
  }
  free(found);
  return (folder > 0) ? 0 : ENAMETOOLONG;
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

/* Opens a file that was not there, with the mode that new files have, under a name that nobody can know: it is written to
   'name', which ends with SUFFIX. Returns its descriptor, or -1 with errno set. */
static int create (char *name) {
  int fd = mkostemp(name, O_CLOEXEC); /* this gives it another mode */
  if (fd < 0) return -1;
  (void)close(fd);
  if (unlink(name) != 0) return -1;
  return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, NEW_FILE);
}

int op_replacement_new (const char *path, char *name) {
  struct stat status;
  size_t length = strlen(path);
  int fd, error = 0, is_there = (stat(path, &status) == 0);
  if (length + sizeof REPLACEMENT_SUFFIX > OP_REPLACEMENT_PATH) return ENAMETOOLONG;
  memcpy(name, path, length + 1);
  memcpy(name + length, REPLACEMENT_SUFFIX, sizeof REPLACEMENT_SUFFIX);
  fd = is_there ? mkostemp(name, O_CLOEXEC) : create(name);
  if (fd < 0) return errno;
  if (is_there && status.st_uid != geteuid()) /* only root may; for others the file is their own */
    (void)!fchown(fd, status.st_uid, status.st_gid);
  if (is_there && fchmod(fd, status.st_mode & MODE_BITS) != 0) error = errno;
  (void)close(fd);
  if (error != 0) (void)unlink(name);
  return error;
}
