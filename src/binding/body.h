/*
** The JSON text of a customer, as it is sent.
*/
#ifndef OP_BINDING_BODY_H
#define OP_BINDING_BODY_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Sets core.body in the table at the top of the stack, which has `empty_array` already. Can raise for want of memory.
   Leaves the stack as it was. */
void op_open_body (lua_State *L);

OP_END_DECLARATIONS

#endif
