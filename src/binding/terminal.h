/*
** core.is_terminal, whether a person is watching, and core.write_error.
*/
#ifndef OP_BINDING_TERMINAL_H
#define OP_BINDING_TERMINAL_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Sets the functions in the table at the top of the stack. Can raise for want of memory. Leaves the
   stack as it was. */
void op_open_terminal (lua_State *L);

OP_END_DECLARATIONS

#endif
