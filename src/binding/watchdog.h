/*
** core.stream_sockets and core.watchdog: an end for the waits of other libraries.
*/
#ifndef OP_BINDING_WATCHDOG_H
#define OP_BINDING_WATCHDOG_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Sets the functions in the table at the top of the stack. Can raise for want of memory. Leaves the stack as
   it was. */
void op_open_watchdog (lua_State *L);

OP_END_DECLARATIONS

#endif
