/*
** Locks between processes of one user, and between callers in one process: a private file, locked as a
** whole or by its bytes. A lock belongs to the open file, not to the process: two calls of one process
** exclude each other, too. The system releases it when the process ends, in whatever way. A child of
** fork() has none of its parent's locks: its copies are closed before fork() returns there. (A child that
** the system made without pthread_atfork's handlers, as vfork does, keeps them until it runs its program.)
*/
#ifndef OP_PRIVATE_LOCK_H
#define OP_PRIVATE_LOCK_H

#include <stdint.h>

#include "../include/openprovider/linkage.h"
#include "../system/own_descriptor.h"
#include "private_file.h"

OP_BEGIN_DECLARATIONS

#define OP_LOCK_OFFSET_MAX ((int64_t)1 << 62)

/*
** A lock. The caller owns the memory, sets 'own.fd' to -1 before the first use, and leaves it where it is
** while the lock is held.
*/
typedef struct op_private_held {
  op_own own; /* its descriptor is -1 where nothing is held */
  int64_t offset;
} op_private_held;

/*
** Takes the lock of the whole file at 'path' if nobody has it. The file, with mode 0600, and its folders are made
** if they are missing. If another caller has the lock, also one in this process, 'held->own.fd' is -1 after
** OP_PRIVATE_OK. A file must be locked either as a whole or by its bytes: the two kinds do not exclude each other.
*/
op_private_result op_private_lock (const char *path, op_private_held *held,
                                   op_private_fault *fault);

/*
** The same for one byte of the file, which need not be there: 'offset' is from 0 to OP_LOCK_OFFSET_MAX. A file that
** is not private to this process's user (see private_file.h) is refused. The byte is that of the file that is at
** 'path' when the lock is taken.
*/
op_private_result op_private_lock_byte (const char *path, int64_t offset, op_private_held *held,
                                        op_private_fault *fault);

/* Releases a lock. The file stays, because others may have it open. A second call does nothing. */
void op_private_unlock (op_private_held *held);

OP_END_DECLARATIONS

#endif
