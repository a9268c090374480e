/*
** Fingerprints of texts, to tell whether two calls are the same without keeping them.
*/
#ifndef OP_FINGERPRINT_H
#define OP_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

#define OP_FINGERPRINT_EMPTY UINT64_C(14695981039346656037)

/*
** Adds 'len' bytes and an end mark to the fingerprint 'before': "a", "bc" and "ab", "c" differ.
** FNV-1a of 64 bits: good enough for texts that nobody makes collide on
** purpose.
*/
uint64_t op_fingerprint_add (uint64_t before, const char *bytes, size_t len);

/* The same with a number in place of bytes. It is the same on every machine. */
uint64_t op_fingerprint_add_number (uint64_t before, uint64_t number);

/* A faster one, with eight bytes at a time. Other machines may give another result, so it must not be stored. The last
   bytes count as if zeros followed. */
uint64_t op_fingerprint_add_here (uint64_t before, const char *bytes, size_t len);

/*
** FNV-1a of 128 bits (RFC 9923): the upper half, then the lower one. It is stored in references that are made from a
** customer, so it must never change.
*/
typedef struct op_fnv128 {
  uint64_t upper;
  uint64_t lower;
} op_fnv128;

void op_fnv128_of (const char *bytes, size_t len, op_fnv128 *hash);

OP_END_DECLARATIONS

#endif
