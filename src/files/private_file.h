/*
** A small file for its owner alone, such as one with tokens.
** A file that is read must be a regular file of this process's user, and nobody else may be able to
** read or write it. This is checked on the open file, so that nobody can replace it meanwhile. A file
** that is written has mode 0600 from its first byte and replaces an older file in one step: a
** reader finds the old bytes or the new ones, never half of them.
** Who can write to the folder is not checked. Such people can remove the file, which costs a login, but
** a file that they put there belongs to them and is refused. With the umask 002, as on systems with a group
** for each user, most folders can be written to by the group.
*/
#ifndef OP_PRIVATE_FILE_H
#define OP_PRIVATE_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

#define OP_PRIVATE_MAX 65536 /* bytes of a file: some 300 tokens, and quick to read at every call */
#define OP_PRIVATE_PATH 4096 /* bytes of a path, its end included; Linux takes no longer one */
#define OP_PRIVATE_SENTENCE (2 * OP_PRIVATE_PATH + 256)

/* Permission bits that must be off: those of group and others. An access list shows in the bits of the group. */
#define OP_PRIVATE_OTHERS (S_IRWXG | S_IRWXO)

typedef enum op_private_result {
  OP_PRIVATE_OK,
  OP_PRIVATE_ABSENT,      /* there is no such file: nothing is wrong */
  OP_PRIVATE_OPEN,        /* others can read it or write to it */
  OP_PRIVATE_NOT_REGULAR, /* a symbolic link, a folder, a pipe, a device */
  OP_PRIVATE_FOREIGN,     /* another user's */
  OP_PRIVATE_TOO_LARGE,
  OP_PRIVATE_LINKED, /* it has another name, too */
  OP_PRIVATE_SYSTEM  /* the system refused; 'error' says why */
} op_private_result;

/* What is wrong, if the result is neither OP_PRIVATE_OK nor OP_PRIVATE_ABSENT. */
typedef struct op_private_fault {
  int error;                          /* an errno, or 0 */
  char sentence[OP_PRIVATE_SENTENCE]; /* names the path, what is wrong and what to do */
} op_private_fault;

/*
** Reads a file of less than 'capacity' bytes into 'bytes', and sets '*length'. A file that others can
** read is refused. The bytes are not terminated.
*/
op_private_result op_private_read (const char *path, char *bytes, size_t capacity, size_t *length,
                                   op_private_fault *fault);

/*
** Writes a file of at most OP_PRIVATE_MAX bytes, and makes the folders that are missing, for their
** owner alone (XDG Base Directory Specification). Whatever is at 'path' is replaced; a symbolic link
** itself is replaced, not its target. After a failure the old file is still there, and no other file.
*/
op_private_result op_private_write (const char *path, const char *bytes, size_t length,
                                    op_private_fault *fault);

/* Whether an open file is a regular one, this user's, and closed to others: OP_PRIVATE_OK, or what is
   wrong with it. 'path' is its name in the sentence. */
op_private_result op_private_inspect (int fd, const char *path, op_private_fault *fault);

/*
** The same for what is at 'path', without opening it: a process that closes any descriptor of a file loses all its
** POSIX locks on that file. A symbolic link is not followed, and a file with a second name (a hard link) is refused,
** too. OP_PRIVATE_ABSENT if there is nothing.
*/
op_private_result op_private_look_at (const char *path, op_private_fault *fault);

/*
** Adds bytes to the end of a file. The file and its folders are made if they are missing. It is refused in the same
** cases as by op_private_read. Sets '*size' to the new size. After a failure a part of the bytes may be there.
*/
op_private_result op_private_append (const char *path, const char *bytes, size_t length,
                                     size_t *size, op_private_fault *fault);

/* Makes the folders above a file that are missing, as op_private_write does. Returns 0, or -1 with
   errno set. */
int op_private_make_folders (const char *path);

OP_END_DECLARATIONS

#endif
