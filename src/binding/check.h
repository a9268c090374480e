/*
** core.check: the checker, driven by a walk over a Lua table.
*/
#ifndef OP_BINDING_CHECK_H
#define OP_BINDING_CHECK_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Sets `check` and `empty_array` in the table at the top of the stack. */
void op_open_check (lua_State *L);

OP_END_DECLARATIONS

#endif
