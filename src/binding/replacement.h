/*
** Files that take another's place, for Lua.
*/
#ifndef OP_BINDING_REPLACEMENT_H
#define OP_BINDING_REPLACEMENT_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Set `real_path` and `new_replacement` in the table at the top of the stack. Can raise for want of memory. Leaves the
   stack as it was. */
void op_open_replacement (lua_State *L);

OP_END_DECLARATIONS

#endif
