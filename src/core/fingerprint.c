/*
** Fingerprints of texts.
*/
#include "fingerprint.h"

#define PRIME UINT64_C(1099511628211)

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
