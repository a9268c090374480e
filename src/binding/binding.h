/*
** The binding: what module.c opens, and what the binding's files share. Only this folder and src/host include lua.h.
**
** A function raises an error only if its comment says so. It leaves the stack unchanged unless its comment says
** otherwise.
*/
#ifndef OP_BINDING_H
#define OP_BINDING_H

#include "../customer/body.h"
#include "../include/openprovider/customer.h"
#include "../include/openprovider/http.h"
#include "../include/openprovider/linkage.h"
#include "../text/number.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Raises Lua's own error for memory that has run out: without a position, so that callers recognize it. */
static inline int op_memory_error (lua_State *L) {
  lua_pushliteral(L, "not enough memory");
  return lua_error(L);
}

/*
** What module.c opens. Each sets its functions in the table at the top of the stack, and can raise if memory runs out.
** op_open_check comes first: it sets 'empty_array', which others give their functions as an upvalue.
*/
void op_open_check (lua_State *L);         /* check, body, empty_array */
void op_open_cells (lua_State *L);         /* cell_reader */
void op_open_fields (lua_State *L);        /* fields, extension_fields */
void op_open_files (lua_State *L);         /* file_status, read_private, lock_private ... */
void op_open_fingerprint (lua_State *L);   /* fingerprint, fnv128, folded_fnv128, number_of */
void op_open_json (lua_State *L);          /* mark_numbers, unmark_numbers */
void op_open_memory (lua_State *L);        /* newest, seen */
void op_open_number (lua_State *L);        /* number, number_text, exact_text, as_integer */
void op_open_plain (lua_State *L);         /* plain */
void op_open_pool (lua_State *L);          /* pool, _CURL_VERSION, _TLS */
void op_open_sliding_count (lua_State *L); /* sliding_count */
void op_open_system (lua_State *L);        /* pid, process, now, sleep, is_terminal ... */
void op_open_tables (lua_State *L);        /* country, zipcode, leftovers, is_plain ... */
void op_open_text (lua_State *L);          /* lower, upper, fold, nearest, is_utf8, decoder ... */
void op_open_watchdog (lua_State *L);      /* stream_sockets, watchdog */

/*
** fields.c: functions that walk over a customer have as upvalues the empty array, the blocks (a userdata), and a table of
** the names of the members that the field tree knows, as Lua strings that are there already.
*/
#define OP_UPVALUE_EMPTY_ARRAY 1
#define OP_UPVALUE_BLOCKS 2

/* The names of an object's members: the bytes of these strings. */
typedef struct op_name_block {
  const op_field *object;
  const char *const *names;
} op_name_block;

/* Pushes a function with these upvalues. The table at the top of the stack has 'empty_array'. Can raise for want of
   memory. */
void op_push_walk (lua_State *L, lua_CFunction function);

/* The block of an object of the tree. */
static inline const op_name_block *op_block_of (const op_name_block *blocks,
                                                const op_field *object) {
  while (blocks->object != object) blocks++;
  return blocks;
}

/* The number of members of the table at the stack index 't'. Needs two stack slots. */
size_t op_count_members (lua_State *L, int t);

/*
** walk.c: the walk over a customer's table, by a function of op_push_walk.
*/
typedef struct op_walk {
  lua_State *L;
  const op_name_block *blocks;
  int copies;      /* whether tables that are not canonical are copied */
  int empty_array; /* stack indices: of the value that means '[]', */
  int text;        /* and of a slot for the text's memory */
  const void *empty_array_identity;
  const void *open[OP_MAX_DEPTH]; /* the tables being walked, to find cycles */
  op_body body;
} op_walk;

/* Walks the table at the stack index 'i'; 'body' has begun. Pushes the table or, if copies are made and it is not
   canonical, its copy. Can raise if memory runs out. */
void op_walk_customer (op_walk *w, int i);

/* An op_grow for 'body', with the walk for its data. Can raise if memory runs out. */
char *op_walk_grow (void *data, char *bytes, size_t used, size_t room);

/*
** number.c
*/

/*
** Pushes a number that was scanned: as an integer if it is one and this Lua has integers. Returns 0, and pushes
** nothing, if it is too large for a double. '*is_exact', unless it is NULL, is whether json.encode writes it as the same
** text, which takes longer than all else here. Can raise if memory runs out.
*/
int op_push_number (lua_State *L, const char *s, const op_number *number, int *is_exact);

/* Pushes an exact number: a userdata with the number's text, for a number that Lua cannot represent. Two are equal if
   their texts are. Can raise if memory runs out. */
void op_push_exact_number (lua_State *L, const char *s, size_t n);

/*
** pool_call.c: a call as tables.
*/

/* Pushes field 'name' of the table at 'arg', and returns it; NULL if it is absent. Raises if it is not a string or has
   a NUL in it, and if it is 'required' and absent. */
const char *op_name_field (lua_State *L, int arg, const char *name, int required, size_t *length);

/* Field 'name' as a truth value; absent is false. Raises if it is not a boolean. */
int op_boolean_field (lua_State *L, int arg, const char *name);

/* Fills 'request' from the table at 'arg', its headers in 'headers', of which there may be one more than
   OP_HTTP_REQUEST_HEADERS_MAX. Pushes up to four values that its strings live in. Raises for anything
   that a request cannot be. */
void op_check_request (lua_State *L, int arg, op_request *request, op_header *headers);

/* A C function for a protected call. Its argument 1 is the address of a pointer to a finished call. It pushes the
   outcome of this call: a response, or nil and a failure. Can raise if memory runs out. */
int op_push_outcome (lua_State *L);

/* Makes the metatable of responses. Leaves the stack as it was. */
void op_open_outcome (lua_State *L);

/* Pushes a serial number, which a double holds exactly for longer than any process lives. Allocates nothing. */
void op_push_serial (lua_State *L, unsigned long long serial);

OP_END_DECLARATIONS

#endif
