/*
** Scanning text that is not all printable ASCII, byte by byte.
*/
#include "utf8.h"

#include <assert.h>

#include "signs.h"

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
    len = p[i] < 0x80 ? 1 : sequence(p + i, n - i);
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

size_t op_utf8_next (const char *s, size_t n, unsigned *code) {
  const unsigned char *p = (const unsigned char *)s;
  size_t len = sequence(p, n), i;
  if (len == 0) {
    *code = 0;
    return 0;
  }
  *code = len == 1 ? p[0] : p[0] & (0xFFu >> (len + 1));
  for (i = 1; i < len; i++) *code = *code << 6 | (p[i] & 0x3Fu);
  return len;
}

size_t op_utf8_write (unsigned code, char *out) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = (char)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 0x3F));
  out[2] = (char)(0x80 | (code >> 6 & 0x3F));
  out[3] = (char)(0x80 | (code & 0x3F));
  return 4;
}

size_t op_utf8_characters (const char *s, size_t n) {
  size_t i, length = 0;
  for (i = 0; i < n; i++) length += ((unsigned char)s[i] & 0xC0) != 0x80;
  return length;
}

int op_is_blank (unsigned code) {
  if (code < 0x80) return code == ' ' || (code >= '\t' && code <= '\r');
  return code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200B) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

static int is_cut (unsigned code) {
  op_sign sign = op_sign_of(code);
  return sign == OP_SIGN_INVISIBLE || sign == OP_SIGN_DIRECTION || op_is_blank(code);
}

static void trim (const char **s, size_t *n, int (*is)(unsigned)) {
  const char *p = *s;
  size_t from = 0, to = *n, len, at;
  unsigned code;
  while (from < to && (len = op_utf8_next(p + from, to - from, &code)) > 0 && is(code)) from += len;
  while (to > from) {
    at = to - 1;
    while (at > from && ((unsigned char)p[at] & 0xC0) == 0x80)
      at--; /* to the first byte of a character */
    len = op_utf8_next(p + at, to - at, &code);
    if (at + len != to || !is(code)) break;
    to = at;
  }
  *s += from;
  *n = to - from;
}

void op_text_trim (const char **s, size_t *n) { trim(s, n, op_is_blank); }

void op_text_trim_signs (const char **s, size_t *n) { trim(s, n, is_cut); }
