/*
** Numbers and their texts, the same in every locale. The C library's functions depend on the locale: in German 1.5 is
** written 1,5.
*/
#ifndef OP_NUMBER_H
#define OP_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Bytes that op_number_write needs at most, the NUL at the end included. */
#define OP_NUMBER_ROOM 40

/* Writes a number with so many significant digits, 17 at most, as "%g" does in the C locale. Returns the length. */
size_t op_number_write (char *to, int digits, double number);

/* The same with the fewest digits, 15 or more, that are read back as the same number. */
size_t op_number_write_shortest (char *to, double number);

/* A number at the beginning of a text: a sign or none, digits with at most one point among them, an exponent or none. */
typedef struct op_number {
  size_t length;  /* 0 if there is none */
  int is_integer; /* it has neither point nor exponent */
  int is_json;    /* JSON allows it: not "+1", "01", ".5" or "1." */
} op_number;

void op_number_scan (const char *s, size_t n, op_number *found);

/* Bytes that op_number_read needs beyond the length of its text. */
#define OP_NUMBER_READ_ROOM 16

/* The double nearest to a number that was scanned; infinite if it is too large. 'room' is for a copy of it. */
double op_number_read (const char *s, size_t n, char *room);

/* An integer that was scanned. Returns 0 if it has more than 64 bits. */
int op_number_integer (const char *s, size_t n, int64_t *integer);

OP_END_DECLARATIONS

#endif
