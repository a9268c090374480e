/*
** The names of the members that the field tree knows, for functions that walk over a customer.
*/
#include "binding.h"

#include <assert.h>

/* Objects in the field tree, at most. */
#define MAX_OBJECTS 16

/*
** Pushes the names of the members of 'field' and of all objects below it, a block each. Returns how
** many blocks there are now.
*/
static int push_names (lua_State *L, const op_field *field, op_name_block *blocks, int n,
                       int *next) {
  size_t i;
  if (field->members == NULL) return n;
  if (field->shape == OP_OBJECT) {
    assert(n < MAX_OBJECTS);
    blocks[n].object = field;
    blocks[n++].first = *next;
    for (i = 0; i < field->n_members; i++) lua_pushstring(L, field->members[i].name);
    *next += field->n_members;
  }
  for (i = 0; i < field->n_members; i++) n = push_names(L, &field->members[i], blocks, n, next);
  return n;
}

void op_push_walk (lua_State *L, lua_CFunction function) {
  op_name_block *blocks;
  int next = OP_UPVALUE_NAMES;
  luaL_checkstack(L, 255, "names of the fields"); /* as many upvalues as a function can have */
  lua_getfield(L, -1, "empty_array");
  blocks = (op_name_block *)lua_newuserdata(L, MAX_OBJECTS * sizeof *blocks);
  push_names(L, &op_customer, blocks, 0, &next);
  lua_pushcclosure(L, function, next - 1);
}

size_t op_count_members (lua_State *L, int t) {
  size_t count = 0;
  lua_pushnil(L);
  while (lua_next(L, t)) {
    count++;
    lua_pop(L, 1);
  }
  return count;
}
