/*
** The distance between two names.
*/
#include "edit_distance.h"

#include <stdint.h>
#include <string.h>

#include "ascii.h"

/* Distances fit a byte, as no name is longer than OP_SUGGEST_MAX. */
typedef unsigned char distance_row[OP_SUGGEST_MAX + 1];

/* One edit is allowed for this many bytes, and at most this many edits. */
#define BYTES_PER_EDIT 5
#define MOST_EDITS 3

static unsigned least (unsigned x, unsigned y) { return (x < y) ? x : y; }

/*
** Fills row 'i' (1 or more): distances of the first 'i' bytes of 'a' to every prefix of
** 'b'. 'above' is the row before it, 'above2' the one before that (not read for i = 1).
** Returns the smallest distance in the row.
*/
static unsigned fill_row (unsigned char *row, const unsigned char *above,
                          const unsigned char *above2, const char *a, size_t i, const char *b,
                          size_t nb) {
  size_t j;
  unsigned smallest = (unsigned)i;
  row[0] = (unsigned char)i;
  for (j = 1; j <= nb; j++) {
    int same = (op_lower(a[i - 1]) == op_lower(b[j - 1]));
    unsigned d = above[j - 1] + (same ? 0u : 1u);
    d = least(d, above[j] + 1u);
    d = least(d, row[j - 1] + 1u);
    if (i > 1 && j > 1 && op_lower(a[i - 1]) == op_lower(b[j - 2]) &&
        op_lower(a[i - 2]) == op_lower(b[j - 1]))
      d = least(d, above2[j - 2] + 1u);
    row[j] = (unsigned char)d;
    smallest = least(smallest, d);
  }
  return smallest;
}

/* A bit for each letter that is in a text; some letters share one. */
static uint32_t letters_in (const char *s, size_t n) {
  uint32_t letters = 0;
  size_t i;
  for (i = 0; i < n; i++) letters |= UINT32_C(1) << ((unsigned char)op_lower(s[i]) & 31u);
  return letters;
}

static unsigned count_bits (uint32_t bits) {
  unsigned count = 0;
  for (; bits != 0; bits &= bits - 1) count++;
  return count;
}

/* An edit adds at most one letter and removes at most one. If more letters differ than that, the texts are too far
   apart. */
static int has_other_letters (const char *a, size_t na, const char *b, size_t nb, unsigned limit) {
  uint32_t in_a = letters_in(a, na), in_b = letters_in(b, nb);
  return count_bits(in_a & ~in_b) > limit || count_bits(in_b & ~in_a) > limit;
}

unsigned op_edit_distance (const char *a, size_t na, const char *b, size_t nb, unsigned limit) {
  distance_row rows[3];
  unsigned smallest_above = 0;
  size_t i, j;
  limit = least(limit, OP_SUGGEST_MAX);
  if (na > OP_SUGGEST_MAX || nb > OP_SUGGEST_MAX) return limit + 1;
  if ((na > nb ? na - nb : nb - na) > limit) return limit + 1;
  if (has_other_letters(a, na, b, nb, limit)) return limit + 1;
  memset(rows, 0, sizeof(rows));
  for (j = 0; j <= nb; j++) rows[0][j] = (unsigned char)j;
  for (i = 1; i <= na; i++) {
    /* for i = 1 the row two above is rows[2], which fill_row does not read */
    unsigned smallest = fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, i, b, nb);
    /* a swap reaches back two rows, so both must be beyond the limit */
    if (smallest > limit && smallest_above > limit) return limit + 1;
    smallest_above = smallest;
  }
  return least(rows[na % 3][nb], limit + 1);
}

int op_suggestion_close (unsigned distance, size_t len) {
  size_t edits = 1 + len / BYTES_PER_EDIT;
  if (edits > MOST_EDITS) edits = MOST_EDITS;
  return distance <= edits && distance < len;
}
