/*
** The letters of ASCII, the same in every locale. The C library's functions depend on the locale: in Turkish the small
** letter of "I" is not "i".
*/
#ifndef OP_ASCII_H
#define OP_ASCII_H

#include <stddef.h>

/* A letter of ASCII in lower or upper case; any other byte as it is. */
static inline char op_lower (char c) { return (char)((c >= 'A' && c <= 'Z') ? c - 'A' + 'a' : c); }
static inline char op_upper (char c) { return (char)((c >= 'a' && c <= 'z') ? c - 'a' + 'A' : c); }

static inline int op_is_digit (char c) { return c >= '0' && c <= '9'; }
static inline int op_is_letter (char c) { return op_lower(c) >= 'a' && op_lower(c) <= 'z'; }
static inline int op_is_alnum (char c) { return op_is_digit(c) || op_is_letter(c); }

/* True if the 'n' bytes at 's' are, in whatever case, the first 'n' of 'lower', which is in lower case. */
static inline int op_is_any_case (const char *s, const char *lower, size_t n) {
  size_t i;
  for (i = 0; i < n; i++) {
    if (op_lower(s[i]) != lower[i]) return 0;
  }
  return 1;
}

#endif
