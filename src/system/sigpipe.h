/*
** SIGPIPE kept from the process: writes between 'block' and 'restore' raise none.
*/
#ifndef OP_SIGPIPE_H
#define OP_SIGPIPE_H

#include <signal.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_sigpipe {
  sigset_t before;
  int pending; /* one was waiting before, and is not ours to take */
} op_sigpipe;

void op_sigpipe_block (op_sigpipe *s);
void op_sigpipe_restore (const op_sigpipe *s);

OP_END_DECLARATIONS

#endif
