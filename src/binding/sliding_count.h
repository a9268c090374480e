/*
** core.sliding_count: counts of the last so many seconds.
*/
#ifndef OP_BINDING_SLIDING_COUNT_H
#define OP_BINDING_SLIDING_COUNT_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Sets `sliding_count` in the table at the top of the stack; leaves the stack as it was. Can raise when memory runs
   out. */
void op_open_sliding_count (lua_State *L);

OP_END_DECLARATIONS

#endif
