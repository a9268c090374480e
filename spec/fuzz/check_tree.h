/*
** A customer as bytes describe it: a tree of members, known and unknown, with values of any kind.
*/
#ifndef OP_FUZZ_CHECK_TREE_H
#define OP_FUZZ_CHECK_TREE_H

#include "customer/fields.h"

#define FUZZ_TEXT_BYTES 70000 /* of all values together: long ones are slow */

typedef enum fuzz_announcement { BY_NAME, BY_INDEX, BY_ODD_KEY } fuzz_announcement;

typedef enum fuzz_kind {
  TEXT,
  INTEGER,
  REAL,
  BOOLEAN,
  NOTHING,
  OTHER,
  CYCLE,
  OBJECT,
  ARRAY
} fuzz_kind;

typedef struct fuzz_node {
  struct fuzz_node *next, *first, *last; /* its sibling, and the members of a table */
  fuzz_announcement how;
  fuzz_kind kind;
  int insists;           /* gives its value even where none is wanted */
  const op_field *known; /* the descriptor of the member, if the object around it has it */
  char *key, *text;
  size_t key_len, text_len, index;
  long long integer;
  double real;
  op_verdict verdict;
  char *canonical; /* of a replaced value */
  size_t canonical_len;
} fuzz_node;

/* Reads the members of a customer into `root`, which is zeroed. Every input is one. */
void fuzz_tree_read (fuzz_node *root, const uint8_t *data, size_t size);

/* Frees what is below `root`. */
void fuzz_tree_free (fuzz_node *root);

/* A copy in memory of exactly that size. */
char *fuzz_copy (const char *s, size_t len);

#endif
