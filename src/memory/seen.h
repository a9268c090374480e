/*
** Which texts were seen, and where: a table of hashes outside of Lua's memory, with 16 bytes for each text. As a table of
** Lua's it would be four times as large, and Lua's collector would look at all of it again and again.
*/
#ifndef OP_SEEN_H
#define OP_SEEN_H

#include <stddef.h>
#include <stdint.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_seen op_seen;

/* Where a text was seen, and 16 bits of two hashes of what belongs to it: 0 is nothing. */
typedef struct op_sighting {
  uint32_t line; /* 1 or more */
  uint16_t marks[2];
} op_sighting;

/* An empty one. NULL for want of memory. */
op_seen *op_seen_new (void);

/* Free it; NULL is fine. */
void op_seen_free (op_seen *seen);

/* Where a text was seen, good until another one is added; NULL: it was not. Texts are told apart by 64 bits of a hash:
   among a million others a new one has that of another by a chance of one in 10^13. */
const op_sighting *op_seen_find (const op_seen *seen, const char *s, size_t length);

/* Add a text that was not seen. Returns 0 for want of memory: then nothing has changed. */
int op_seen_add (op_seen *seen, const char *s, size_t length, const op_sighting *sighting);

/* A mark of what belongs to a text: not 0. */
uint16_t op_seen_mark (const char *s, size_t length);

OP_END_DECLARATIONS

#endif
