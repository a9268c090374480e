/*
** Descriptors that a child of fork() does not get: they are closed there before fork() returns. So other processes
** notice the end of a process (a lock is free, a connection ends) even if a child of it lives on.
*/
#ifndef OP_OWN_DESCRIPTOR_H
#define OP_OWN_DESCRIPTOR_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* A descriptor in the list of those. The caller owns the memory, and leaves it where it is while it is in the list. */
typedef struct op_own {
  int fd; /* -1: not in the list */
  int twin; /* another descriptor to close in a child, if it still is the same file or socket as 'fd'; or -1 */
  struct op_own *next, **before;
} op_own;

/* Prevents fork() until op_own_end, for callers that open a descriptor and then put it into the list. */
void op_own_begin (void);
void op_own_end (void);

/* Puts a descriptor into the list, between op_own_begin and op_own_end. Returns 0, or an errno if that failed. */
int op_own_keep (op_own *own, int fd, int twin);

/* Takes it out. Returns the descriptor, which the caller closes, or -1 if it was not in the list. */
int op_own_leave (op_own *own);

OP_END_DECLARATIONS

#endif
