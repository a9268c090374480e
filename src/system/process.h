/*
** Which process this is, for what a child of fork() must not use as its own.
**
** The number of a process does not tell: in a new pid namespace a child can have its parent's. So calls of fork() are
** counted, too.
*/
#ifndef OP_PROCESS_H
#define OP_PROCESS_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_process {
  long pid;
  unsigned long forks; /* how many calls of fork() led to it since the first note */
} op_process;

/* Note which process this is. */
void op_process_note (op_process *process);

/* Whether this is the process that was noted, and not a child of it. */
int op_process_is (const op_process *process);

OP_END_DECLARATIONS

#endif
