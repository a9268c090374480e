/*
** core.file_status: what a file is, whatever its name.
*/
#ifndef OP_BINDING_FILE_STATUS_H
#define OP_BINDING_FILE_STATUS_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Sets the function in the table at the top of the stack. Can raise for want of memory. Leaves the stack as
   it was. */
void op_open_file_status (lua_State *L);

OP_END_DECLARATIONS

#endif
