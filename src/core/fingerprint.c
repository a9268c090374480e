/*
** Fingerprints of texts.
*/
#include "fingerprint.h"

#define PRIME UINT64_C(1099511628211)

uint64_t op_fingerprint_add (uint64_t before, const char *bytes, size_t len) {
  uint64_t hash = before;
  size_t i;
  for (i = 0; i < len; i++) hash = (hash ^ (unsigned char)bytes[i]) * PRIME;
  for (i = 0; i < sizeof len; i++) { /* the length ends it */
    hash = (hash ^ (len & 0xff)) * PRIME;
    len >>= 8;
  }
  return hash;
}
