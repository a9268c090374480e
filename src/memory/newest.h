/*
** The newest of many texts: which of them were there, in bounded memory and outside of Lua's. A table would cost each
** create more, and its collector would look at all of it again and again.
*/
#ifndef OP_NEWEST_H
#define OP_NEWEST_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_newest op_newest;

/* One with room for 'size' keys, 1 or more. NULL if memory runs out. */
op_newest *op_newest_new (size_t size);

/* Free it; NULL is fine. */
void op_newest_free (op_newest *newest);

/* Add a key, which takes the place of the oldest one where there is no more room. Returns its place, from 1 to 'size'. */
size_t op_newest_add (op_newest *newest, const char *key, size_t len);

/* The place of a key, of the last one if it was added more than once; 0 if it is not there. Keys are told apart by 64
   bits of a hash: with ten thousand others, the chance that a new key has the hash of another one is 1 in 10^15. */
size_t op_newest_find (const op_newest *newest, const char *key, size_t len);

OP_END_DECLARATIONS

#endif
