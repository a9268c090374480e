/*
** core.read_private, core.write_private and core.look_at_private: a small file for its owner alone.
** core.lock_private and core.lock_byte: locks between processes, by such a file.
** core.private_folder, core.private_folder_among_others and core.user: where such files are.
*/
#ifndef OP_BINDING_PRIVATE_FILE_H
#define OP_BINDING_PRIVATE_FILE_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Sets the functions in the table at the top of the stack. Can raise for want of memory. Leaves the
   stack as it was. */
void op_open_private_file (lua_State *L);

OP_END_DECLARATIONS

#endif
