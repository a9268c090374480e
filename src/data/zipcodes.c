/*
** The zipcode syntax that the API checks, and a matcher for it.
*/
#include "zipcodes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../text/ascii.h"

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

/* As bsearch wants it: a code before a row that begins with one. */
static int compare_countries (const void *code, const void *row) {
  const unsigned char *a = (const unsigned char *)code, *b = (const unsigned char *)row;
  return a[0] != b[0] ? (int)a[0] - (int)b[0] : (int)a[1] - (int)b[1];
}

const op_zip_rule *op_zip_rule_of (const char *country, size_t n) {
  if (n != 2) return NULL;
  return (const op_zip_rule *)bsearch(country, rules, sizeof(rules) / sizeof(rules[0]),
                                      sizeof(rules[0]), compare_countries);
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

/*
** The form of a country's codes: '#' is a digit, '@' a letter, '*' either, and any other character itself. '|'
** separates forms. 'sign' is what people write before the code in letters from abroad, instead of the alpha-2 code.
*/
typedef struct zip_form {
  char country[3];
  const char *form;
  const char *example;
  const char *sign;
} zip_form;

#define BRITISH "@# #@@|@## #@@|@@# #@@|@@## #@@|@@#@ #@@|@#@ #@@"

/* In the order of the country code. */
/* clang-format off */
static const zip_form forms[] = {
  { "AD", "AD###", "AD500", "" },
  { "AL", "####", "1001", "" },
  { "AM", "####", "0010", "" },
  { "AR", "####|@####@@@", "C1002AAB", "" },
  { "AT", "A-####", "A-1010", "A" },
  { "AU", "####", "2000", "" },
  { "AX", "#####", "22100", "" },
  { "AZ", "AZ ####", "AZ 1000", "" },
  { "BA", "#####", "71000", "" },
  { "BE", "####", "1000", "B" },
  { "BG", "####", "1000", "" },
  { "BR", "#####-###", "01310-100", "" },
  { "BY", "######", "220030", "" },
  { "CA", "@#@ #@#", "K1A 0B1", "" },
  { "CH", "####", "8001", "" },
  { "CL", "#######", "8320000", "" },
  { "CN", "######", "100000", "" },
  { "CO", "######", "110111", "" },
  { "CY", "CY-####", "CY-1010", "" },
  { "CZ", "### ##", "110 00", "" },
  { "DE", "#####", "10115", "D" },
  { "DK", "####", "1050", "" },
  { "DZ", "#####", "16000", "" },
  { "EE", "#####", "10111", "" },
  { "EG", "#####", "11511", "" },
  { "ES", "#####", "28001", "E" },
  { "FI", "#####", "00100", "FIN" },
  { "FO", "###", "100", "" },
  { "FR", "#####", "75001", "F" },
  { "GB", BRITISH, "SW1A 1AA", "" },
  { "GE", "####", "0105", "" },
  { "GF", "#####", "97300", "" },
  { "GG", BRITISH, "GY1 1AA", "" },
  { "GL", "####", "3900", "" },
  { "GP", "#####", "97100", "" },
  { "GR", "### ##", "105 57", "" },
  { "HR", "#####", "10000", "" },
  { "HU", "####", "1051", "H" },
  { "ID", "#####", "10110", "" },
  { "IE", "@#* ****", "D02 AF30", "" },
  { "IL", "#######", "9614303", "" },
  { "IM", BRITISH, "IM1 1AA", "" },
  { "IN", "######", "110001", "" },
  { "IS", "###", "101", "" },
  { "IT", "#####", "00184", "I" },
  { "JE", BRITISH, "JE2 3AB", "" },
  { "JP", "###-####", "100-0001", "" },
  { "KE", "#####", "00100", "" },
  { "KR", "#####", "04524", "" },
  { "KZ", "######", "010000", "" },
  { "LI", "####", "9490", "FL" },
  { "LK", "#####", "00100", "" },
  { "LT", "LT-#####", "LT-01100", "" },
  { "LU", "L-####", "L-1111", "L" },
  { "LV", "LV-####", "LV-1010", "" },
  { "MA", "#####", "10000", "" },
  { "MC", "#####", "98000", "" },
  { "MD", "MD-####", "MD-2001", "" },
  { "ME", "#####", "81000", "" },
  { "MK", "####", "1000", "" },
  { "MQ", "#####", "97200", "" },
  { "MT", "@@@ ####", "VLT 1117", "" },
  { "MX", "#####", "06000", "" },
  { "MY", "#####", "50000", "" },
  { "NC", "#####", "98800", "" },
  { "NG", "######", "100001", "" },
  { "NL", "#### @@", "3032 AC", "" },
  { "NO", "####", "0150", "N" },
  { "NZ", "####", "6011", "" },
  { "PE", "#####", "15001", "" },
  { "PF", "#####", "98713", "" },
  { "PH", "####", "1000", "" },
  { "PK", "#####", "44000", "" },
  { "PL", "##-###", "00-950", "" },
  { "PR", "#####|#####-####", "00901", "" },
  { "PT", "####-###", "1000-001", "P" },
  { "RE", "#####", "97400", "" },
  { "RO", "######", "010011", "" },
  { "RS", "#####", "11000", "" },
  { "RU", "######", "101000", "" },
  { "SA", "#####|#####-####", "11564", "" },
  { "SE", "### ##", "172 66", "S" },
  { "SG", "######", "018956", "" },
  { "SI", "####", "1000", "SLO" },
  { "SK", "SK-### ##", "SK-811 01", "" },
  { "SM", "#####", "47890", "" },
  { "TH", "#####", "10200", "" },
  { "TN", "####", "1000", "" },
  { "TR", "#####", "34000", "" },
  { "TW", "###|#####|######", "100", "" },
  { "UA", "#####", "01001", "" },
  { "US", "#####|#####-####", "90210", "" },
  { "UY", "#####", "11000", "" },
  { "VA", "#####", "00120", "" },
  { "VN", "#####|######", "10000", "" },
  { "YT", "#####", "97600", "" },
  { "ZA", "####", "0001", "" }
};

/* Countries without zip codes, in order. */
static const char without_codes[] =
  "AEAGAOAWBFBIBJBOBQBSBWBZCDCFCGCICKCMCWDJDMERFJGDGHGMGQGYHKKIKMKPMLMOMRNRNUQARWSBSCSLSRSTSXSYTDTGTKTOTVUGVUYEZW";
/* clang-format on */

static const zip_form *form_of (const char *country) {
  return (const zip_form *)bsearch(country, forms, sizeof(forms) / sizeof(forms[0]),
                                   sizeof(forms[0]), compare_countries);
}

/* Capitals and digits of a written code. */
typedef struct zip_signs {
  char text[OP_ZIP_MAX];
  size_t len;
} zip_signs;

/* Returns 0 for a text with characters that codes do not have, or with too many. */
static int take_signs (zip_signs *signs, const char *s, size_t n) {
  size_t i;
  signs->len = 0;
  for (i = 0; i < n; i++) {
    char c = op_upper(s[i]);
    if (c == ' ' || c == '-' || c == '.' || (c >= '\t' && c <= '\r')) continue;
    if ((unsigned char)c == 0xC2 && i + 1 < n &&
        (unsigned char)s[i + 1] == 0xA0) { /* no-break space */
      i++;
      continue;
    }
    if (!op_is_alnum(c)) return 0;
    if (signs->len == sizeof(signs->text)) return 0;
    signs->text[signs->len++] = c;
  }
  return signs->len > 0;
}

/* Removes letters of the country before the digits: "D-10115". */
static void drop_sign (zip_signs *signs, const char *sign) {
  size_t len = strlen(sign);
  if (len == 0 || signs->len <= len || memcmp(signs->text, sign, len) != 0) return;
  if (!op_is_digit(signs->text[len])) return;
  signs->len -= len;
  memmove(signs->text, signs->text + len, signs->len);
}

static int fits (char form, char c) {
  if (form == '#') return op_is_digit(c);
  return form == '*' || !op_is_digit(c);
}

/* Writes the signs in one form, which ends at '|' or NUL. Returns 0 if they do not fit. */
static int write_in_form (const char *form, const zip_signs *signs, char out[OP_ZIP_MAX]) {
  size_t used = 0, len = 0;
  for (; *form != '\0' && *form != '|'; form++) {
    if (len + 1 == OP_ZIP_MAX) return 0;
    if (*form != '#' && *form != '@' && *form != '*') {
      out[len++] = *form;
      continue;
    }
    if (used == signs->len || !fits(*form, signs->text[used])) return 0;
    out[len++] = signs->text[used++];
  }
  out[len] = '\0';
  return used == signs->len;
}

int op_zip_write (const char *country, const char *s, size_t n, char out[OP_ZIP_MAX]) {
  const zip_form *found = form_of(country);
  const char *form;
  zip_signs signs;
  if (found == NULL || !take_signs(&signs, s, n)) return 0;
  if (strchr(found->form, '@') == NULL || found->form[0] == '#') {
    drop_sign(&signs, found->country);
    drop_sign(&signs, found->sign);
  }
  for (form = found->form; form != NULL; form = strchr(form, '|')) {
    if (*form == '|') form++;
    if (write_in_form(form, &signs, out)) return 1;
  }
  return 0;
}

const char *op_zip_example (const char *country) {
  const zip_form *found = form_of(country);
  const char *without;
  if (found != NULL) return found->example;
  for (without = without_codes; *without != '\0'; without += 2) {
    if (memcmp(without, country, 2) == 0) return "";
  }
  return NULL;
}
