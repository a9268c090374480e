/*
** Letters and numbers that are the same in every locale. The C library's own are the locale's: in Turkish "I" is no "i",
** and in German 1.5 is written 1,5.
*/
#ifndef OP_ANY_LOCALE_H
#define OP_ANY_LOCALE_H

#include <stddef.h>

#include "linkage.h"

OP_BEGIN_DECLARATIONS

/* A letter of ASCII in lower or upper case; any other byte as it is. */
static inline char op_lower (char c) { return (char)((c >= 'A' && c <= 'Z') ? c - 'A' + 'a' : c); }
static inline char op_upper (char c) { return (char)((c >= 'a' && c <= 'z') ? c - 'a' + 'A' : c); }

/* True if the 'n' bytes at 's' are, in whatever case, the first 'n' of 'lower', which is in lower case. */
int op_is_any_case (const char *s, const char *lower, size_t n);

/* Bytes that op_number_write needs at most, the NUL at the end included. */
#define OP_NUMBER_ROOM 40

/* Writes a number with so many significant digits, 17 at most, as "%g" does in the C locale. Returns the length. */
size_t op_number_write (char *to, int digits, double number);

OP_END_DECLARATIONS

#endif
