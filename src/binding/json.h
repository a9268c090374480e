/*
** core.mark_numbers and core.unmark_numbers: what lua-cjson does not read right.
*/
#ifndef OP_BINDING_JSON_H
#define OP_BINDING_JSON_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Sets both functions in the table at the top of the stack, which has `empty_array`. Can raise for want of memory. Leaves
   the stack as it was. */
void op_open_json (lua_State *L);

OP_END_DECLARATIONS

#endif
