/*
** What spreadsheets and databases write in place of a value: NULL, #N/A, #REF!.
*/
#ifndef OP_LEFTOVERS_H
#define OP_LEFTOVERS_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_leftover {
  OP_NOT_LEFT,
  OP_LEFT_EMPTY,  /* stands for a value that is missing */
  OP_LEFT_FORMULA /* is an error of a formula */
} op_leftover;

/* What a whole text is. */
op_leftover op_leftover_of (const char *s, size_t n);

/* The message about it, as the end of a sentence. */
const char *op_leftover_message (op_leftover kind);

/* The leftover with a number, from 0 on; NULL after the last one. */
const char *op_leftover_at (size_t i);

OP_END_DECLARATIONS

#endif
