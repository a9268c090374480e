/*
** Letters and numbers that are the same in every locale.
*/
#include "any_locale.h"

#include <stdio.h>

int op_is_any_case (const char *s, const char *lower, size_t n) {
  size_t i;
  for (i = 0; i < n; i++) {
    if (op_lower(s[i]) != lower[i]) return 0;
  }
  return 1;
}

/* Whether 'c' is in a number besides its decimal point; or in "inf" and "nan". */
static int is_plain (char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || (c >= 'a' && c <= 'z');
}

/* All else is the locale's decimal point, which may have several bytes. */
size_t op_number_write (char *to, int digits, double number) {
  char text[OP_NUMBER_ROOM];
  const char *from = text;
  char *start = to;
  (void)snprintf(text, sizeof text, "%.*g", digits, number);
  while (*from != '\0') {
    if (is_plain(*from)) {
      *to++ = *from++;
    }
    else {
      *to++ = '.';
      while (*from != '\0' && !is_plain(*from)) from++;
    }
  }
  *to = '\0';
  return (size_t)(to - start);
}
