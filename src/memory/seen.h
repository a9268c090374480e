/*
** Remembers which texts were seen, and where: a table of hashes outside Lua's memory, with 16 bytes for each text. A
** Lua table would be four times as large, and the garbage collector would scan all of it again and again.
*/
#ifndef OP_SEEN_H
#define OP_SEEN_H

#include <stddef.h>
#include <stdint.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_seen op_seen;

/* Where a text was seen, and 16 bits of the hash of each text that belongs to it; 0 is none. */
typedef struct op_sighting {
  uint32_t line; /* 1 or more */
  uint16_t marks[2];
} op_sighting;

/* An empty one. NULL if memory runs out. */
op_seen *op_seen_new (void);

/* Free it; NULL is fine. */
void op_seen_free (op_seen *seen);

/* Where a text was seen, good until another one is added; NULL: it was not. Texts are told apart by 64 bits of a hash:
   with a million others, the chance that a new text has the hash of another one is 1 in 10^13. */
const op_sighting *op_seen_find (const op_seen *seen, const char *s, size_t length);

/* Add a text that was not seen. Returns 0 if memory runs out: then nothing has changed. */
int op_seen_add (op_seen *seen, const char *s, size_t length, const op_sighting *sighting);

/* A mark of what belongs to a text: not 0. */
uint16_t op_seen_mark (const char *s, size_t length);

OP_END_DECLARATIONS

#endif
