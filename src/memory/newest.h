/*
** The newest of many texts: which of them were there, in bounded memory and outside of Lua's. What Lua kept for long
** among its short-lived values would cost each create time: its collector would look at all of it again and again, and
** its memory would be in pieces.
*/
#ifndef OP_NEWEST_H
#define OP_NEWEST_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_newest op_newest;

typedef struct op_newest_text {
  const char *s;
  size_t length;
} op_newest_text;

/* One with room for 'size' keys, 1 or more. NULL for want of memory. */
op_newest *op_newest_new (size_t size);

/* Free it; NULL is fine. */
void op_newest_free (op_newest *newest);

/* Add a key, which takes the place of the oldest one where there is no more room, with copies of the two texts that belong
   to it; NULL: it has none. Returns its place, from 1 to 'size', or 0 for want of memory: then it is as it was. */
size_t op_newest_add (op_newest *newest, const op_newest_text *key, const op_newest_text texts[2]);

/* The place of a key, of the last one if it was added more than once; 0 if it is not there. Keys are told apart by 64
   bits of a hash: among ten thousand others a new one has that of another by a chance of one in 10^15. */
size_t op_newest_find (const op_newest *newest, const op_newest_text *key);

/* The texts of the key in a place, the second behind the first, good until the next key is added. Returns 0 if it has none. */
int op_newest_texts (const op_newest *newest, size_t place, op_newest_text texts[2]);

OP_END_DECLARATIONS

#endif
