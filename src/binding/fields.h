/*
** core.fields and core.extension_fields: the field descriptors as Lua tables, for the
** documentation and for the mapping from the API's codes to fields.
*/
#ifndef OP_BINDING_FIELDS_H
#define OP_BINDING_FIELDS_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Sets both functions in the table at the top of the stack. */
void op_open_fields (lua_State *L);

OP_END_DECLARATIONS

#endif
