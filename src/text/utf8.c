/*
** Scanning text that is not all printable ASCII, byte by byte.
*/
#include "utf8.h"

#include <assert.h>

/*
** The length of the well-formed UTF-8 sequence at 's', of which 'n' > 0 bytes are there, or 0.
** The bounds of the second byte are those of the Unicode Standard, table 3-7: they alone keep
** out overlong forms, surrogates and what lies beyond U+10FFFF.
*/
static size_t sequence (const unsigned char *s, size_t n) {
  unsigned char lead = s[0], low = 0x80, high = 0xBF;
  size_t len, i;
  assert(n > 0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (n < len) return 0;
  if (lead == 0xE0)
    low = 0xA0;
  else if (lead == 0xED)
    high = 0x9F;
  else if (lead == 0xF0)
    low = 0x90;
  else if (lead == 0xF4)
    high = 0x8F;
  if (s[1] < low || s[1] > high) return 0;
  for (i = 2; i < len; i++) {
    if ((s[i] & 0xC0) != 0x80) return 0;
  }
  return len;
}

static int is_control (const unsigned char *s, size_t len, int multiline) {
  if (len == 2) return s[0] == 0xC2 && s[1] < 0xA0; /* C1, U+0080 to U+009F */
  if (len > 1) return 0;
  if (multiline && (s[0] == '\t' || s[0] == '\n' || s[0] == '\r')) return 0;
  return s[0] < 0x20 || s[0] == 0x7F;
}

op_text_fault op_text_scan (const char *s, size_t n, int multiline, size_t *at) {
  const unsigned char *p = (const unsigned char *)s;
  size_t i, len;
  for (i = 0; i < n; i += len) {
    len = sequence(p + i, n - i);
    if (len == 0 || is_control(p + i, len, multiline)) {
      *at = i;
      return len == 0 ? OP_TEXT_ENCODING : OP_TEXT_CONTROL;
    }
  }
  return OP_TEXT_FINE;
}

static int ascii8 (const char *s) {
  uint64_t w;
  memcpy(&w, s, 8);
  return (w & OP_EACH(0x80)) == 0;
}

size_t op_utf8_length (const char *s, size_t n) {
  const unsigned char *p = (const unsigned char *)s;
  size_t i = 0, len;
  while (i < n) {
    if (i + 8 <= n && ascii8(s + i)) {
      i += 8;
    }
    else {
      len = sequence(p + i, n - i);
      if (len == 0) return i;
      i += len;
    }
  }
  return n;
}

int op_utf8_valid (const char *s, size_t n) { return op_utf8_length(s, n) == n; }

/*
** The length of the blank at 's', or 0 if it is none: ASCII blanks, no-break space, U+1680,
** the spaces U+2000 to U+200B, U+2028, U+2029, U+202F, U+205F, U+3000 and the byte order mark.
*/
static size_t blank (const unsigned char *s, size_t n) {
  if (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r')) return 1;
  if (n >= 2 && s[0] == 0xC2 && s[1] == 0xA0) return 2;
  if (n < 3) return 0;
  if (s[0] == 0xE1 && s[1] == 0x9A && s[2] == 0x80) return 3;
  if (s[0] == 0xE2 && s[1] == 0x80)
    return s[2] <= 0x8B || s[2] == 0xA8 || s[2] == 0xA9 || s[2] == 0xAF ? 3 : 0;
  if (s[0] == 0xE2 && s[1] == 0x81 && s[2] == 0x9F) return 3;
  if (s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80) return 3;
  if (s[0] == 0xEF && s[1] == 0xBB && s[2] == 0xBF) return 3;
  return 0;
}

void op_text_trim (const char **s, size_t *n) {
  const unsigned char *p = (const unsigned char *)*s;
  size_t from = 0, to = *n, len, at;
  while (from < to && (len = blank(p + from, to - from)) > 0) from += len;
  while (to > from) {
    at = to - 1;
    while (at > from && (p[at] & 0xC0) == 0x80) at--; /* to the first byte of a character */
    len = blank(p + at, to - at);
    if (len == 0 || at + len != to) break;
    to = at;
  }
  *s += from;
  *n = to - from;
}

int op_text_has_blank (const char *s, size_t n) {
  const unsigned char *p = (const unsigned char *)s;
  size_t i;
  for (i = 0; i < n; i++) {
    if (blank(p + i, n - i) != 0) return 1;
  }
  return 0;
}
