/*
** A lock between processes of one user: a file of mode 0600, locked as a whole. The system lets go of
** it when the process ends, however it ends.
*/
#ifndef OP_PRIVATE_LOCK_H
#define OP_PRIVATE_LOCK_H

#include "linkage.h"
#include "private_file.h"

OP_BEGIN_DECLARATIONS

/*
** Takes the lock at `path` if nobody has it; the file and its folders are made if they are missing. Sets `*fd` to what
** op_private_unlock wants, or to -1 if another has it, be it in this process.
*/
op_private_result op_private_lock (const char *path, int *fd, op_private_fault *fault);

/* Closes a lock's descriptor, and if `is_owner` lets go of the lock: not in a child of fork(), which has
   the descriptor too. The file stays, for who waits for it has it open. */
void op_private_unlock (int fd, int is_owner);

OP_END_DECLARATIONS

#endif
