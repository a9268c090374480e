/*
** Numbers and their texts, the same in every locale.
*/
#include "number.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether 'c' is in a number besides its decimal point; or in "inf" and "nan". */
static int is_plain (char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || (c >= 'a' && c <= 'z');
}

/* Copies a number that snprintf wrote. Bytes that are not plain are the locale's decimal point, which may have several.
   */
static size_t with_point (char *to, const char *from) {
  char *start = to;
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

size_t op_number_write (char *to, int digits, double number) {
  char text[OP_NUMBER_ROOM];
  (void)snprintf(text, sizeof text, "%.*g", digits, number);
  return with_point(to, text);
}

size_t op_number_write_shortest (char *to, double number) {
  char text[OP_NUMBER_ROOM];
  int digits = 15;
  do {
    (void)snprintf(text, sizeof text, "%.*g", digits, number);
  } while (++digits <= 17 && strtod(text, NULL) != number);
  return with_point(to, text);
}

static size_t count_digits (const char *s, const char *end) {
  const char *start = s;
  while (s < end && *s >= '0' && *s <= '9') s++;
  return (size_t)(s - start);
}

static int is_sign (char c) { return c == '+' || c == '-'; }

void op_number_scan (const char *s, size_t n, op_number *found) {
  const char *at = s, *end;
  size_t whole, fraction;
  found->length = 0;
  found->is_integer = found->is_json = 0;
  if (n == 0) return; /* 's' may be NULL */
  end = s + n;
  if (at < end && is_sign(*at)) at++;
  whole = count_digits(at, end);
  found->is_integer = 1;
  found->is_json = whole > 0 && *s != '+' && (whole == 1 || *at != '0');
  at += whole;
  if (at < end && *at == '.') {
    fraction = count_digits(at + 1, end);
    if (whole + fraction == 0) return;
    at += 1 + fraction;
    found->is_integer = 0;
    found->is_json = found->is_json && fraction > 0;
  }
  else if (whole == 0) {
    return;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    const char *exponent = at + 1;
    size_t digits;
    if (exponent < end && is_sign(*exponent)) exponent++;
    digits = count_digits(exponent, end);
    if (digits > 0) {
      at = exponent + digits;
      found->is_integer = 0;
    }
  }
  found->length = (size_t)(at - s);
}

double op_number_read (const char *s, size_t n, char *room) {
  const char *point = (const char *)memchr(s, '.', n);
  size_t before = point != NULL ? (size_t)(point - s) : n;
  char *to = room + before;
  memcpy(room, s, before);
  if (point != NULL) {
    const char *its_point = nl_langinfo(RADIXCHAR);
    size_t length = strlen(its_point);
    if (length < OP_NUMBER_READ_ROOM) {
      memcpy(to, its_point, length);
      to += length;
    }
    memcpy(to, point + 1, n - before - 1);
    to += n - before - 1;
  }
  *to = '\0';
  return strtod(room, NULL);
}

int op_number_integer (const char *s, size_t n, int64_t *integer) {
  int is_negative = *s == '-';
  uint64_t value = 0;
  const char *end = s + n;
  if (is_sign(*s)) s++;
  while (s < end && *s == '0') s++;
  if (end - s > 19) return 0; /* digits of the largest; so many never overflow an unsigned one */
  while (s < end) value = value * 10 + (uint64_t)(*s++ - '0');
  if (value > (uint64_t)INT64_MAX + (uint64_t)is_negative) return 0;
  *integer = is_negative && value > 0 ? -(int64_t)(value - 1) - 1 : (int64_t)value;
  return 1;
}
