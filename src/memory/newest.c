/*
** The newest of many texts.
**
** Keys are numbered in their order. A ring has the last 'size' of them: of each the hash, and the number of the one
** before it whose hash is in the same bucket. A bucket has the number of its last key. So the way through a bucket goes
** from newer to older ones, and ends at the first whose place in the ring another one has got. Nothing is ever taken out.
**
** What was kept with keys is in a ring of bytes: each piece begins behind the last one, or where the ring begins if there
** is too little room before its end. The oldest go with their keys.
*/
#include "newest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../text/fingerprint.h"

/* Bytes of the first ring. A later one has a quarter more than is needed: the less memory each create writes to, the more
   else stays in the processor's caches. */
#define FIRST_ROOM ((size_t)4096)

typedef struct numbered_key {
  uint64_t hash;
  uint64_t before; /* in its bucket; 0: none */
} numbered_key;

/* Two texts, one behind the other. */
typedef struct kept_piece {
  uint64_t begin;    /* counted on and on, as if the ring had no end */
  size_t lengths[2]; /* both 0: none */
} kept_piece;

struct op_newest {
  uint64_t added; /* how many keys: the number of the last one */
  size_t size;
  size_t buckets; /* a power of two */
  numbered_key *ring;
  uint64_t *last;     /* of each bucket */
  kept_piece *pieces; /* of each place in the ring; NULL until there is one */
  char *bytes;
  size_t room;  /* of 'bytes' */
  uint64_t end; /* of the last piece */
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
  free(newest->bytes);
  free(newest->pieces);
  free(newest->last);
  free(newest->ring);
  free(newest);
}

/* The place in the ring, from 0, of the key with this number. */
static size_t place_of_number (const op_newest *newest, uint64_t number) {
  return (size_t)((number - 1) % newest->size);
}

static uint64_t hash_of (const op_newest_text *key) {
  return op_fingerprint_add_here(OP_FINGERPRINT_EMPTY, key->s, key->length);
}

static uint64_t *bucket_of (const op_newest *newest, uint64_t hash) {
  return &newest->last[hash & (newest->buckets - 1)];
}

/* Pieces ------------------------------------------------------------------------------------- */

static size_t length_of (const kept_piece *piece) { return piece->lengths[0] + piece->lengths[1]; }

static char *bytes_at (const op_newest *newest, uint64_t begin) {
  return newest->bytes + begin % newest->room;
}

/* The number of the oldest key that stays when one more is added. */
static uint64_t oldest_to_stay (const op_newest *newest) {
  return (newest->added < newest->size) ? 1 : newest->added + 2 - newest->size;
}

/* Bytes of all pieces that stay when one more is added. */
static size_t bytes_to_stay (const op_newest *newest) {
  size_t used = 0;
  uint64_t number;
  for (number = oldest_to_stay(newest); number <= newest->added; number++)
    used += length_of(&newest->pieces[place_of_number(newest, number)]);
  return used;
}

/* Have a ring in which one piece more has room, with those before it in a row. Returns 0 for want of memory. */
static int renew_bytes (op_newest *newest, size_t length) {
  size_t used = bytes_to_stay(newest), room;
  uint64_t number;
  char *bytes;
  if (length > (size_t)-1 / 4 - used) return 0;
  room = FIRST_ROOM + used + used / 4 + length;
  bytes = (char *)malloc(room);
  if (bytes == NULL) return 0;
  newest->end = 0;
  for (number = oldest_to_stay(newest); number <= newest->added; number++) {
    kept_piece *piece = &newest->pieces[place_of_number(newest, number)];
    size_t n = length_of(piece);
    if (n > 0) memcpy(bytes + newest->end, bytes_at(newest, piece->begin), n);
    piece->begin = newest->end;
    newest->end += n;
  }
  free(newest->bytes);
  newest->bytes = bytes;
  newest->room = room;
  return 1;
}

/* Where a piece of this length begins that is in one piece in the ring, if there is a ring. */
static uint64_t next_begin (const op_newest *newest, size_t length) {
  size_t left = newest->room - (size_t)(newest->end % newest->room);
  return (length <= left) ? newest->end : newest->end + left;
}

/* Whether a piece has room behind the last one. */
static int has_room (const op_newest *newest, size_t length) {
  uint64_t oldest = oldest_to_stay(newest), begin = newest->end;
  if (newest->room == 0) return 0;
  if (oldest <= newest->added) begin = newest->pieces[place_of_number(newest, oldest)].begin;
  return next_begin(newest, length) + length - begin <= newest->room;
}

/* Keep texts in a place. Returns 0 for want of memory. */
static int keep (op_newest *newest, size_t place, const op_newest_text texts[2]) {
  size_t length = texts[0].length + texts[1].length;
  kept_piece *piece;
  if (newest->pieces == NULL)
    newest->pieces = (kept_piece *)calloc(newest->size, sizeof *newest->pieces);
  if (newest->pieces == NULL) return 0;
  if (!has_room(newest, length) && !renew_bytes(newest, length)) return 0;
  piece = &newest->pieces[place];
  piece->begin = next_begin(newest, length);
  piece->lengths[0] = texts[0].length;
  piece->lengths[1] = texts[1].length;
  if (texts[0].length > 0) memcpy(bytes_at(newest, piece->begin), texts[0].s, texts[0].length);
  if (texts[1].length > 0)
    memcpy(bytes_at(newest, piece->begin) + texts[0].length, texts[1].s, texts[1].length);
  newest->end = piece->begin + length;
  return 1;
}

/* Keys --------------------------------------------------------------------------------------- */

size_t op_newest_add (op_newest *newest, const op_newest_text *key, const op_newest_text texts[2]) {
  static const op_newest_text none[2] = { { "", 0 }, { "", 0 } };
  uint64_t hash = hash_of(key), *bucket = bucket_of(newest, hash);
  size_t place = place_of_number(newest, newest->added + 1);
  if (texts == NULL && newest->pieces != NULL) texts = none;
  if (texts != NULL && !keep(newest, place, texts)) return 0;
  newest->added++;
  newest->ring[place].hash = hash;
  newest->ring[place].before = *bucket;
  *bucket = newest->added;
  return place + 1;
}

size_t op_newest_find (const op_newest *newest, const op_newest_text *key) {
  uint64_t hash = hash_of(key), number = *bucket_of(newest, hash);
  while (number != 0 && newest->added - number < newest->size) {
    size_t place = place_of_number(newest, number);
    if (newest->ring[place].hash == hash) return place + 1;
    number = newest->ring[place].before;
  }
  return 0;
}

int op_newest_texts (const op_newest *newest, size_t place, op_newest_text texts[2]) {
  const kept_piece *piece;
  if (newest->pieces == NULL) return 0;
  piece = &newest->pieces[place - 1];
  if (length_of(piece) == 0) return 0;
  texts[0].s = bytes_at(newest, piece->begin);
  texts[1].s = texts[0].s + piece->lengths[0];
  texts[0].length = piece->lengths[0];
  texts[1].length = piece->lengths[1];
  return 1;
}
