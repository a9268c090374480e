/*
** The newest of many texts.
** Keys are numbered in their order. A ring has the last 'size' keys: the hash of each, and the number of the previous
** key whose hash is in the same bucket. A bucket has the number of its last key. So a walk through a bucket goes from
** newer to older keys, and ends at the first one whose place in the ring belongs to another key now. Nothing is ever
** removed.
*/
#include "newest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../text/fingerprint.h"

typedef struct numbered_key {
  uint64_t hash;
  uint64_t before; /* in its bucket; 0: none */
} numbered_key;

struct op_newest {
  uint64_t added; /* how many keys: the number of the last one */
  size_t size;
  size_t buckets; /* a power of two */
  numbered_key *ring;
  uint64_t *last; /* of each bucket */
};

op_newest *op_newest_new (size_t size) {
  op_newest *newest = (op_newest *)calloc(1, sizeof *newest);
  if (newest == NULL) return NULL;
  newest->size = size;
  for (newest->buckets = 1; newest->buckets * 2 <= size; newest->buckets *= 2)
    ;
  newest->ring = (numbered_key *)calloc(size, sizeof *newest->ring);
  newest->last = (uint64_t *)calloc(newest->buckets, sizeof *newest->last);
  if (newest->ring != NULL && newest->last != NULL) return newest;
  op_newest_free(newest);
  return NULL;
}

void op_newest_free (op_newest *newest) {
  if (newest == NULL) return;
  free(newest->last);
  free(newest->ring);
  free(newest);
}

/* The place in the ring, from 0, of the key with this number. */
static size_t place_of_number (const op_newest *newest, uint64_t number) {
  return (size_t)((number - 1) % newest->size);
}

static uint64_t hash_of (const char *key, size_t len) {
  return op_fingerprint_add_here(OP_FINGERPRINT_EMPTY, key, len);
}

static uint64_t *bucket_of (const op_newest *newest, uint64_t hash) {
  return &newest->last[hash & (newest->buckets - 1)];
}

size_t op_newest_add (op_newest *newest, const char *key, size_t len) {
  uint64_t hash = hash_of(key, len), *bucket = bucket_of(newest, hash);
  size_t place = place_of_number(newest, ++newest->added);
  newest->ring[place].hash = hash;
  newest->ring[place].before = *bucket;
  *bucket = newest->added;
  return place + 1;
}

size_t op_newest_find (const op_newest *newest, const char *key, size_t len) {
  uint64_t hash = hash_of(key, len), number = *bucket_of(newest, hash);
  while (number != 0 && newest->added - number < newest->size) {
    size_t place = place_of_number(newest, number);
    if (newest->ring[place].hash == hash) return place + 1;
    number = newest->ring[place].before;
  }
  return 0;
}
