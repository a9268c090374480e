/*
** The zipcode syntax that the API checks, and a matcher for it.
*/
#include "zipcodes.h"

#include <assert.h>

/* In the order of the country code. */
/* clang-format off */
static const op_zip_rule rules[] = {
  {"AT", "^A-####$", "A-1010"},
  {"BE", "^####$", "1000"},
  {"CY", "^CY-####$", "CY-1010"},
  {"CZ", "^###_##$", "110 00"},
  {"DE", "^#####$", "10115"},
  {"DK", "^####$", "1050"},
  {"EE", "^#####$", "10111"},
  {"ES", "^#####$", "28001"},
  {"FI", "^#####$", "00100"},
  {"FR", "#####", "75001"},
  {"GB", "^@##? ?#@@$|^@@##? ?#@@$|^@@#@ ?#@@$|^@#@ ?#@@$", "SW1A 1AA"},
  {"GR", "^###_?##$", "105 57"},
  {"HU", "^####$", "1051"},
  {"IT", "^#####$", "00184"},
  {"LT", "^LT-#####$", "LT-01100"},
  {"LU", "^L-####$", "L-1111"},
  {"LV", "^LV-####$", "LV-1010"},
  {"MT", "^@@@ ?####$", "VLT 1117"},
  {"NL", "^####_?&&$", "3032 AC"},
  {"PL", "^##-?###$", "00-950"},
  {"PT", "^####-###$", "1000-001"},
  {"RO", "^######$", "010011"},
  {"SE", "^###_##$", "172 66"},
  {"SK", "^SK-###_##$", "SK-811 01"}
};
/* clang-format on */

/* Halves the table until one rule is left. */
const op_zip_rule *op_zip_rule_of (const char *country, size_t n) {
  size_t low = 0;
  size_t high = sizeof(rules) / sizeof(rules[0]);
  if (n != 2) return NULL;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const op_zip_rule *rule = &rules[middle];
    int order = (unsigned char)country[0] - (unsigned char)rule->country[0];
    if (order == 0) order = (unsigned char)country[1] - (unsigned char)rule->country[1];
    if (order == 0) return rule;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

/*
** True if byte 'c' is one that the pattern byte 'p' stands for. Digits come first: most
** places of most patterns are one, and this runs once a customer.
*/
static int stands_for (char p, char c) {
  int upper;
  if (p == '#') return c >= '0' && c <= '9';
  upper = (c >= 'A' && c <= 'Z');
  switch (p) {
    case '@':
      return upper;
    case '&':
      return upper || (c >= 'a' && c <= 'z');
    case '_':
      return c == ' ' || (c >= '\t' && c <= '\r');
    default:
      return c == p;
  }
}

/*
** True if the pattern 'p' (past any '^', up to '|' or NUL) matches the text from 's' on,
** which ends at 'end'. Calls itself only at a '?', so its depth is bounded by the number
** of those in one pattern, 2 at most.
*/
static int match_here (const char *p, const char *s, const char *end) {
  while (*p != '\0' && *p != '|') {
    if (*p == '$') return s == end;
    if (p[1] == '?') {
      if (s != end && stands_for(*p, *s) && match_here(p + 2, s + 1, end)) return 1;
      p += 2; /* go on as if it were missing */
    }
    else {
      if (s == end || !stands_for(*p, *s)) return 0;
      p++;
      s++;
    }
  }
  return 1;
}

/* True if the one pattern at 'p' matches somewhere it may in the text 's' to 'end'. */
static int match_pattern (const char *p, const char *s, const char *end) {
  if (*p == '^') return match_here(p + 1, s, end);
  for (;;) {
    if (match_here(p, s, end)) return 1;
    if (s == end) return 0;
    s++;
  }
}

int op_zip_matches (const op_zip_rule *rule, const char *s, size_t n) {
  const char *p;
  assert(rule != NULL);
  p = rule->pattern;
  for (;;) {
    if (match_pattern(p, s, s + n)) return 1;
    while (*p != '\0' && *p != '|') p++;
    if (*p == '\0') return 0;
    p++; /* over the '|' */
  }
}
