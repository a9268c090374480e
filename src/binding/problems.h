/*
** The list of problems that core.check returns: a Lua array in the order of the customer's fields.
*/
#ifndef OP_BINDING_PROBLEMS_H
#define OP_BINDING_PROBLEMS_H

#include "../include/openprovider/linkage.h"
#include "compat.h"

#include "../include/openprovider/customer.h"

OP_BEGIN_DECLARATIONS

/* Problems kept; the others are only counted. */
#define OP_MAX_PROBLEMS 100

/* A list under construction; lives on the caller's C stack. */
typedef struct problem_list {
  lua_State *L;
  int index;   /* stack index of the array, or of nil while there is none */
  size_t kept; /* problems in it */
  uint64_t ranks[OP_MAX_PROBLEMS];
  unsigned char is_error[OP_MAX_PROBLEMS];
} problem_list;

/* Starts an empty list; the stack slot at `index` has to hold nil. */
void op_problem_list_init (problem_list *list, lua_State *L, int index);

/*
** The checker's sink, `data` the list: keeps the problem in its place, and of all the first
** OP_MAX_PROBLEMS, warnings giving way to errors. Needs four stack slots; leaves the stack as it
** was. May raise out of memory.
*/
void op_problem_keep (void *data, const op_problem *problem);

OP_END_DECLARATIONS

#endif
