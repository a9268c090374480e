/*
** Domain names of e-mail addresses: at least two labels of letters, digits and inner hyphens, the last one not all digits;
** or of any characters beyond ASCII. A label with such characters is measured as what stands in the DNS for it, its A-label
** (RFC 5890 2.3.2.1): small letters, written in Punycode (RFC 3492).
*/
#include <string.h>

#include "../text/ascii.h"
#include "../text/fold.h"
#include "../text/utf8.h"
#include "checker.h"

/* The parameters of Punycode: RFC 3492 5. */
enum {
  BASE = 36,
  T_MIN = 1,
  T_MAX = 26,
  SKEW = 38,
  DAMP = 700,
  FIRST_BIAS = 72,
  FIRST_CODE = 0x80
};

#define PREFIX 4 /* bytes of "xn--" */

/* RFC 3492 6.1. */
static unsigned adapted_bias (unsigned delta, unsigned points, int is_first) {
  unsigned k = 0;
  delta = is_first ? delta / DAMP : delta / 2;
  delta += delta / points;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) delta /= BASE - T_MIN;
  return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* How many digits a delta takes: the loop of RFC 3492 6.3. */
static size_t digits_of_delta (unsigned delta, unsigned bias) {
  unsigned k, t;
  size_t digits = 1;
  for (k = BASE;; k += BASE, digits++) {
    t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
    if (delta < t) return digits;
    delta = (delta - t) / (BASE - t);
  }
}

/* The least of the code points that is 'at_least' or more, or ~0 if there is none. */
static unsigned least_code (const unsigned *codes, size_t n, unsigned at_least) {
  unsigned least = ~0u;
  size_t i;
  for (i = 0; i < n; i++) {
    if (codes[i] >= at_least && codes[i] < least) least = codes[i];
  }
  return least;
}

/*
** The length of code points in Punycode: RFC 3492 6.3. There are fewer than OP_MAX_EMAIL of them, so no delta is too large
** for 32 bits.
*/
static size_t punycode_length (const unsigned *codes, size_t n) {
  unsigned code = FIRST_CODE, delta = 0, bias = FIRST_BIAS, handled = 0, basic, next;
  size_t i, length;
  for (i = 0; i < n; i++) handled += codes[i] < FIRST_CODE;
  basic = handled;
  length = basic > 0 ? basic + 1 : 0; /* and the hyphen after them */
  for (; handled < n; delta++, code++) {
    next = least_code(codes, n, code);
    delta += (next - code) * (handled + 1);
    code = next;
    for (i = 0; i < n; i++) {
      if (codes[i] < code) delta++;
      if (codes[i] != code) continue;
      length += digits_of_delta(delta, bias);
      bias = adapted_bias(delta, handled + 1, handled == basic);
      delta = 0;
      handled++;
    }
  }
  return length;
}

/* The length of a label in the DNS. It is well-formed UTF-8 of OP_MAX_EMAIL bytes at most. */
static size_t label_length (const char *s, size_t n) {
  char folded[OP_MAX_EMAIL];
  unsigned codes[OP_MAX_EMAIL];
  size_t i, count = 0;
  if (op_text_plain(s, n)) return n;
  n = op_fold(s, n, folded);
  for (i = 0; i < n; count++) i += op_utf8_next(folded + i, n - i, &codes[count]);
  return PREFIX + punycode_length(codes, count);
}

/* Whether a label's bytes are right; '*digits' says whether they are all digits. */
static int is_label (const char *s, size_t n, int *digits) {
  size_t i;
  *digits = 1;
  if (n == 0 || s[0] == '-' || s[n - 1] == '-') return 0;
  for (i = 0; i < n; i++) {
    if (!op_is_alnum(s[i]) && s[i] != '-' && (unsigned char)s[i] < 0x80) return 0;
    if (!op_is_digit(s[i])) *digits = 0;
  }
  return 1;
}

int op_domain_check (const char *s, size_t n, op_domain *domain) {
  const char *end = s + n;
  size_t total = 0, labels = 0, longest = 0, length;
  int digits = 0;
  for (;; s++) {
    const char *dot = (const char *)memchr(s, '.', (size_t)(end - s));
    const char *label_end = dot != NULL ? dot : end;
    if (!is_label(s, (size_t)(label_end - s), &digits)) return 0;
    length = label_length(s, (size_t)(label_end - s));
    if (length > longest) longest = length;
    total += length + (labels++ > 0); /* and the dot before it */
    s = label_end;
    if (dot == NULL) break;
  }
  domain->longest_label = longest;
  domain->length = total;
  return labels > 1 && !digits;
}
