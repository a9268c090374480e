/*
** Folders for files that the programs of one user share.
*/
#include "private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USER_ROOM 16384 /* for a line of the user database */

static op_private_result refuse_folder (op_private_fault *fault, op_private_result result,
                                        const char *path, const char *why) {
  fault->error = 0;
  (void)snprintf(fault->sentence, sizeof fault->sentence, "the folder %.*s %s", OP_PRIVATE_PATH,
                 path, why);
  return result;
}

static op_private_result folder_failed (op_private_fault *fault, const char *path, int error) {
  fault->error = error;
  (void)snprintf(fault->sentence, sizeof fault->sentence, "cannot write to the folder %.*s (%s)",
                 OP_PRIVATE_PATH, path, strerror(error));
  return OP_PRIVATE_SYSTEM;
}

/* Whether files can be made in a folder. Some containers forbid the newer call that the flag needs. */
static op_private_result try_it (const char *path, op_private_fault *fault) {
  int flags = getuid() == geteuid() && getgid() == getegid() ? 0 : AT_EACCESS;
  if (faccessat(AT_FDCWD, path, W_OK | X_OK, flags) != 0) return folder_failed(fault, path, errno);
  return OP_PRIVATE_OK;
}

op_private_result op_private_folder (const char *path, op_private_fault *fault) {
  char inside[OP_PRIVATE_PATH];
  struct stat status;
  size_t length = strlen(path);
  if (length + 2 >= sizeof inside) return folder_failed(fault, "of the programs", ENAMETOOLONG);
  memcpy(inside, path, length);
  memcpy(inside + length, "/x", 3); /* a file in it */
  if (op_private_make_folders(inside) != 0 || stat(path, &status) != 0)
    return folder_failed(fault, path, errno);
  if (!S_ISDIR(status.st_mode)) return folder_failed(fault, path, ENOTDIR);
  return try_it(path, fault);
}

op_private_result op_private_folder_among_others (const char *path, op_private_fault *fault) {
  struct stat status;
  if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST) return folder_failed(fault, path, errno);
  if (lstat(path, &status) != 0) return folder_failed(fault, path, errno);
  if (!S_ISDIR(status.st_mode))
    return refuse_folder(fault, OP_PRIVATE_NOT_REGULAR, path, "is a link or a file: remove it");
  if (status.st_uid != geteuid())
    return refuse_folder(fault, OP_PRIVATE_FOREIGN, path, "belongs to another user");
  if ((status.st_mode & OP_PRIVATE_OTHERS) != 0)
    return refuse_folder(fault, OP_PRIVATE_OPEN, path, "is open to other users: remove it");
  return try_it(path, fault);
}

int op_user_home (char *home, size_t room) {
  char line[USER_ROOM];
  struct passwd entry, *found = NULL;
  size_t length;
  int error;
  do {
    error = getpwuid_r(geteuid(), &entry, line, sizeof line, &found);
  } while (error == EINTR);
  if (error != 0 || found == NULL || found->pw_dir == NULL || found->pw_dir[0] != '/') return -1;
  length = strlen(found->pw_dir);
  if (length >= room) return -1;
  memcpy(home, found->pw_dir, length + 1);
  return 0;
}
