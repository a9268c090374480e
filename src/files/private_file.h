/*
** A small file for its owner alone, such as one with tokens.
**
** What is read has to be a regular file of this process's user that nobody else can read or write;
** all of it is asked of the open file, so that nothing can be put in its place meanwhile. What is
** written has mode 0600 from its first byte and takes the place of an older file in one step: a
** reader finds the old bytes or the new ones, never half of them.
**
** Who can write to the folder is not asked. They can take the file away, which costs a login, but
** what they put there is theirs and refused. And where the umask is 002, as on systems with a group
** for each user, a folder that its group can write to is the usual one.
*/
#ifndef OP_PRIVATE_FILE_H
#define OP_PRIVATE_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

#define OP_PRIVATE_MAX 65536 /* bytes of a file: some 300 tokens, and soon read at every call */
#define OP_PRIVATE_PATH 4096 /* bytes of a path, its end included; Linux takes no longer one */
#define OP_PRIVATE_SENTENCE (2 * OP_PRIVATE_PATH + 256)

/* What a private file or folder is closed to; an access list shows in the bits of the group. */
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

/* What is wrong, where something is: neither ok nor absent. */
typedef struct op_private_fault {
  int error;                          /* an errno, or 0 */
  char sentence[OP_PRIVATE_SENTENCE]; /* names the path, what is wrong and what to do */
} op_private_fault;

/*
** Reads a file of less than 'capacity' bytes into 'bytes', and sets '*length'. One that others can
** read is not read at all. The bytes are not terminated.
*/
op_private_result op_private_read (const char *path, char *bytes, size_t capacity, size_t *length,
                                   op_private_fault *fault);

/*
** Writes a file of at most OP_PRIVATE_MAX bytes, and makes the folders that are missing, for their
** owner alone (XDG Base Directory Specification). Whatever is at 'path' is replaced, a symbolic link
** and not what it points to. After a failure the old file is still there, and nothing else is.
*/
op_private_result op_private_write (const char *path, const char *bytes, size_t length,
                                    op_private_fault *fault);

/* Whether an open file is a regular one, this user's, and closed to others: OP_PRIVATE_OK, or what is
   wrong with it. 'path' is its name in the sentence. */
op_private_result op_private_inspect (int fd, const char *path, op_private_fault *fault);

/*
** The same for what is at 'path', without opening it: to close any descriptor of a file costs a process all its
** POSIX locks on it. A symbolic link is not followed, and a file with a second name (a hard link) is refused as
** well. OP_PRIVATE_ABSENT if there is nothing.
*/
op_private_result op_private_look_at (const char *path, op_private_fault *fault);

/*
** Adds bytes to the end of a file, which is made if it is missing, with its folders, and refused as op_private_read
** does it. Sets '*size' to the file's after that. After a failure a part of the bytes may be there.
*/
op_private_result op_private_append (const char *path, const char *bytes, size_t length,
                                     size_t *size, op_private_fault *fault);

/* Makes the folders above a file that are missing, as op_private_write does. Returns 0, or -1 with
   errno set. */
int op_private_make_folders (const char *path);

OP_END_DECLARATIONS

#endif
