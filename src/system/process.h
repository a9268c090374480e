/*
** Which process this is, for what a child of fork() must not use as its own.
** The process id is not enough: in a new pid namespace a child can have the id of its parent. So calls of fork() are
** counted, too.
*/
#ifndef OP_PROCESS_H
#define OP_PROCESS_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_process {
  long pid;
  unsigned long forks; /* calls of fork() between the first note and this process */
} op_process;

/* Note which process this is. */
void op_process_note (op_process *process);

/* Whether this is the process that was noted, and not a child of it. */
int op_process_is (const op_process *process);

OP_END_DECLARATIONS

#endif
