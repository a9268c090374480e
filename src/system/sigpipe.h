/*
** Protects the process from SIGPIPE: writes between 'block' and 'restore' raise none.
*/
#ifndef OP_SIGPIPE_H
#define OP_SIGPIPE_H

#include <signal.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_sigpipe {
  sigset_t before;
  int pending; /* one was pending before; it is not ours and must stay */
} op_sigpipe;

void op_sigpipe_block (op_sigpipe *s);
void op_sigpipe_restore (const op_sigpipe *s);

OP_END_DECLARATIONS

#endif
