/*
** What a pool takes and gives, as Lua values.
*/
#ifndef OP_BINDING_POOL_VALUES_H
#define OP_BINDING_POOL_VALUES_H

#include "../include/openprovider/http.h"
#include "../include/openprovider/http_limits.h"
#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Like string_field, for a string that becomes C's: no NUL in it, and not absent if 'required'. */
const char *op_name_field (lua_State *L, int arg, const char *name, int required, size_t *length);

/* Field 'name' as a truth value; absent is false. Leaves the stack as it was. */
int op_boolean_field (lua_State *L, int arg, const char *name);

/* Fill 'request' from the table at 'arg', its headers in 'headers', of which there may be one more than
   OP_HTTP_REQUEST_HEADERS_MAX. Pushes up to four values that its strings live in. Raises for anything
   that a request cannot be. */
void op_check_request (lua_State *L, int arg, op_request *request, op_header *headers);

/* A C function for a protected call: its argument 1 is the address of a pointer to a finished call, of
   which it pushes the outcome: response, or nil and failure. */
int op_push_outcome (lua_State *L);

/* Push a serial number, which a double holds exactly for longer than any process lives. Allocates nothing. */
void op_push_serial (lua_State *L, unsigned long long serial);

OP_END_DECLARATIONS

#endif
