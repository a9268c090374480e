/*
** The HTTP pool for Lua: core.pool, and the version of libcurl.
*/
#ifndef OP_BINDING_POOL_H
#define OP_BINDING_POOL_H

#include <lua.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Set `pool` and `_CURL_VERSION` in the table at the top of the stack. Can raise for want of
   memory. Leaves the stack as it was. */
void op_open_pool (lua_State *L);

/* Likewise `sleep` and `now`. */
void op_open_clock (lua_State *L);

OP_END_DECLARATIONS

#endif
