/*
** The status of a file. statx also says whether it is a mount point (since Linux 5.8). If there is no statx, or
** if a container forbids it, stat gives the rest.
*/
#include "file_status.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#ifdef __linux__ /* elsewhere <sys/types.h> has these macros */
#include <sys/sysmacros.h>
#endif

#define PERMISSIONS 07777u

static op_file_type type_of (mode_t mode) {
  if (S_ISREG(mode)) return OP_FILE_REGULAR;
  if (S_ISDIR(mode)) return OP_FILE_DIRECTORY;
  return S_ISFIFO(mode) ? OP_FILE_FIFO : OP_FILE_OTHER;
}

static void fill (op_file_status *status, const struct stat *found) {
  status->device_major = major(found->st_dev);
  status->device_minor = minor(found->st_dev);
  status->inode = found->st_ino;
  status->links = found->st_nlink;
  status->type = type_of(found->st_mode);
  status->mode = (unsigned)found->st_mode & PERMISSIONS;
  status->owner = found->st_uid;
  status->mount_root = -1;
}

/* Whether it is a mount point: 1, 0, or -1 if the system does not tell. */
static int is_mount_root (int fd, const char *path) {
#if defined(STATX_ATTR_MOUNT_ROOT) && !defined(OP_ELSEWHERE)
  struct statx found;
  memset(&found, 0, sizeof found); /* for checkers of memory that do not know the call */
  if (statx(fd, path, *path == '\0' ? AT_EMPTY_PATH : 0, STATX_TYPE, &found) == 0 &&
      (found.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0)
    return (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#else
  (void)fd;
  (void)path;
#endif
  return -1;
}

int op_file_status_at (const char *path, op_file_status *status) {
  struct stat found;
  if (stat(path, &found) != 0) return errno;
  fill(status, &found);
  status->mount_root = is_mount_root(AT_FDCWD, path);
  return 0;
}

int op_file_status_of (int fd, op_file_status *status) {
  struct stat found;
  if (fstat(fd, &found) != 0) return errno;
  fill(status, &found);
  status->mount_root = is_mount_root(fd, "");
  return 0;
}
