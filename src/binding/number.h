/*
** core.number, core.number_text, core.exact_text, core.as_integer: numbers and texts, the same in every locale.
*/
#ifndef OP_BINDING_NUMBER_H
#define OP_BINDING_NUMBER_H

#include "../text/any_locale.h"
#include "compat.h"

OP_BEGIN_DECLARATIONS

/*
** Pushes a number that was scanned: an integer where this Lua has them and it is one. Returns 0, and pushes nothing, if
** it is beyond all doubles. `*is_exact` is whether json.encode writes it as the same text. Can raise for want of memory.
*/
int op_push_number (lua_State *L, const char *s, const op_number *number, int *is_exact);

/* Pushes an exact number: a userdata that is the number's text, for one that no number of Lua's stands for. Two are equal
   if their texts are. Can raise for want of memory. */
void op_push_exact_number (lua_State *L, const char *s, size_t n);

/* Sets the functions in the table at the top of the stack. Can raise for want of memory. Leaves the stack as it was. */
void op_open_number (lua_State *L);

OP_END_DECLARATIONS

#endif
