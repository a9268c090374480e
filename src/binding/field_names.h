/*
** What functions that walk over a customer share: the names of the members that the field tree knows, as Lua strings
** that are there already.
*/
#ifndef OP_BINDING_FIELD_NAMES_H
#define OP_BINDING_FIELD_NAMES_H

#include "../include/openprovider/fields.h"
#include "../include/openprovider/linkage.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/* Where the names of an object's members are among the upvalues. */
typedef struct name_block {
  const op_field *object;
  int first;
} name_block;

/* Upvalues of such a function: the empty array, the blocks (a userdata), then the names. */
#define OP_UPVALUE_EMPTY_ARRAY 1
#define OP_UPVALUE_BLOCKS 2
#define OP_UPVALUE_NAMES 3

/* Pushes a function with these upvalues. The table at the top of the stack has `empty_array`. Can raise for want of
   memory. */
void op_push_walk (lua_State *L, lua_CFunction function);

/* Which upvalue is the name of the first member of an object of the tree; the other names follow. */
static inline int op_first_name (const name_block *blocks, const op_field *object) {
  while (blocks->object != object) blocks++;
  return blocks->first;
}

/* How many members the table at the stack index `t` has. Needs two stack slots; leaves the stack as it was. */
size_t op_count_members (lua_State *L, int t);

OP_END_DECLARATIONS

#endif
