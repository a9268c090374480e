/*
** core.plain: what a caller passes, as data of our own.
*/
#ifndef OP_BINDING_PLAIN_H
#define OP_BINDING_PLAIN_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/*
** Sets `plain` in the table at the top of the stack, which has `empty_array` already; leaves the stack as it was. Can
** raise when memory runs out.
*/
void op_open_plain (lua_State *L);

OP_END_DECLARATIONS

#endif
