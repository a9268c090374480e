/*
** Which texts were seen: a hash table with open addressing.
*/
#include "seen.h"

#include <stdlib.h>

#include "../text/fingerprint.h"

/* Slots of a new table, a power of two. */
#define SEEN_SLOTS ((size_t)1024)

/* At least one of this many slots is always free, so that a search looks at few slots. */
#define SEEN_SPARE 8

typedef struct seen_slot {
  uint64_t hash;
  op_sighting sighting; /* line 0: it is free */
} seen_slot;

struct op_seen {
  seen_slot *slots;
  size_t size; /* a power of two */
  size_t used;
};

op_seen *op_seen_new (void) {
  op_seen *seen = (op_seen *)calloc(1, sizeof *seen);
  if (seen == NULL) return NULL;
  seen->size = SEEN_SLOTS;
  seen->slots = (seen_slot *)calloc(seen->size, sizeof *seen->slots);
  if (seen->slots != NULL) return seen;
  free(seen);
  return NULL;
}

void op_seen_free (op_seen *seen) {
  if (seen == NULL) return;
  free(seen->slots);
  free(seen);
}

static uint64_t seen_hash (const char *s, size_t length) {
  return op_fingerprint_add_here(OP_FINGERPRINT_EMPTY, s, length);
}

/* The slot with a hash, or the free one that is for it. */
static seen_slot *slot_of (const op_seen *seen, uint64_t hash) {
  size_t i = (size_t)hash;
  for (;; i++) {
    seen_slot *slot = &seen->slots[i & (seen->size - 1)];
    if (slot->sighting.line == 0 || slot->hash == hash) return slot;
  }
}

const op_sighting *op_seen_find (const op_seen *seen, const char *s, size_t length) {
  const seen_slot *slot = slot_of(seen, seen_hash(s, length));
  return (slot->sighting.line != 0) ? &slot->sighting : NULL;
}

/* Have twice as many slots. Returns 0 if memory runs out. */
static int grow_seen (op_seen *seen) {
  op_seen larger = { NULL, seen->size * 2, seen->used };
  size_t i;
  if (larger.size > (size_t)-1 / sizeof *seen->slots) return 0;
  larger.slots = (seen_slot *)calloc(larger.size, sizeof *larger.slots);
  if (larger.slots == NULL) return 0;
  for (i = 0; i < seen->size; i++) {
    const seen_slot *slot = &seen->slots[i];
    if (slot->sighting.line != 0) *slot_of(&larger, slot->hash) = *slot;
  }
  free(seen->slots);
  *seen = larger;
  return 1;
}

int op_seen_add (op_seen *seen, const char *s, size_t length, const op_sighting *sighting) {
  uint64_t hash = seen_hash(s, length);
  seen_slot *slot;
  if (seen->used >= seen->size - seen->size / SEEN_SPARE && !grow_seen(seen)) return 0;
  slot = slot_of(seen, hash);
  if (slot->sighting.line == 0) seen->used++;
  slot->hash = hash;
  slot->sighting = *sighting;
  return 1;
}

uint16_t op_seen_mark (const char *s, size_t length) {
  uint16_t mark = (uint16_t)(seen_hash(s, length) & 0xffff);
  return (mark != 0) ? mark : 1;
}
