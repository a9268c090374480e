/*
** Ctrl-C and SIGTERM, for programs that have something to finish first.
*/
#ifndef OP_BINDING_INTERRUPT_H
#define OP_BINDING_INTERRUPT_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Set `watch_interrupt`, `interrupted` and `say_if_interrupted` in the table at the top of the stack. Can raise for want of
   memory. Leaves the stack as it was. */
void op_open_interrupt (lua_State *L);

OP_END_DECLARATIONS

#endif
