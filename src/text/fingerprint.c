/*
** Fingerprints of texts.
*/
#include <string.h>

#include "fingerprint.h"

#define PRIME UINT64_C(1099511628211)

/* 2^64 by the golden ratio, which spreads well (Knuth, The Art of Computer Programming, 6.4). */
#define GOLDEN UINT64_C(11400714819323198485)

uint64_t op_fingerprint_add_number (uint64_t before, uint64_t number) {
  uint64_t hash = before;
  size_t i;
  for (i = 0; i < sizeof number; i++) {
    hash = (hash ^ (number & 0xff)) * PRIME;
    number >>= 8;
  }
  return hash;
}

uint64_t op_fingerprint_add (uint64_t before, const char *bytes, size_t len) {
  uint64_t hash = before;
  size_t i;
  for (i = 0; i < len; i++) hash = (hash ^ (unsigned char)bytes[i]) * PRIME;
  return op_fingerprint_add_number(hash, len); /* the length ends it */
}

/* The upper bits of a product depend on all lower bits; the shift makes the lower bits depend on them, too. */
static uint64_t add_word (uint64_t before, uint64_t word) {
  uint64_t product = (before ^ word) * GOLDEN;
  return product ^ (product >> 32);
}

uint64_t op_fingerprint_add_here (uint64_t before, const char *bytes, size_t len) {
  uint64_t hash = add_word(before, len), word;
  for (; len >= sizeof word; bytes += sizeof word, len -= sizeof word) {
    memcpy(&word, bytes, sizeof word);
    hash = add_word(hash, word);
  }
  word = 0;
  memcpy(&word, bytes, len);
  return add_word(hash, word);
}

/* The prime of 128 bits is 2^88 and this. */
#define FNV128_PRIME_LOW UINT64_C(0x13b)
#define FNV128_PRIME_SHIFT (88 - 64)

#define LOWER_HALF UINT64_C(0xffffffff)

/* Multiplies by the prime, modulo 2^128. The lower word is multiplied by halves, to get the carry. */
static void times_prime (op_fnv128 *hash) {
  uint64_t low = (hash->lower & LOWER_HALF) * FNV128_PRIME_LOW;
  uint64_t high = (hash->lower >> 32) * FNV128_PRIME_LOW + (low >> 32);
  uint64_t upper = hash->upper * FNV128_PRIME_LOW + (high >> 32);
  hash->upper = upper + (hash->lower << FNV128_PRIME_SHIFT);
  hash->lower = (high << 32) | (low & LOWER_HALF);
}

void op_fnv128_of (const char *bytes, size_t len, op_fnv128 *hash) {
  size_t i;
  hash->upper = UINT64_C(0x6c62272e07bb0142);
  hash->lower = UINT64_C(0x62b821756295c58d);
  for (i = 0; i < len; i++) {
    hash->lower ^= (unsigned char)bytes[i];
    times_prime(hash);
  }
}
