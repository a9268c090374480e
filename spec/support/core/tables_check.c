/*
** tables_check.c
** Checks the data tables of the C core. Prints TAP lines; the exit status is 0 if every
** line is "ok". `make tables` builds it with the core's own files alone, and runs it.
**
** Each of up to three arguments is a file to compare a table with; "-" skips it:
**   1. zip syntax: country, tab, regular expression, after a heading line; every rule is
**      then run against POSIX regcomp over many texts
**   2. extension fields: the name first, then a tab, after a heading line
**   3. countries: code, tab, anything; lines with '#' are comments (the time zone
**      database's iso3166.tab is such a file)
*/

#include <stdio.h>
#include <string.h>

#include "data/calling_codes.h"
#include "data/countries.h"
#include "data/extensions.h"
#include "text/edit_distance.h"
#include "tables_check.h"
#include "data/zipcodes.h"

static int count = 0;
static int failed = 0;
static unsigned long seed = 20240229;

/* See tables_check.h. */
void check (int good, const char *what) {
  count++;
  if (!good) failed++;
  printf("%sok %d - %s\n", good ? "" : "not ", count, what);
}

/* See tables_check.h. */
unsigned pick (unsigned n) {
  seed = (seed * 1103515245ul + 12345ul) & 0x7ffffffful;
  return (unsigned)(seed >> 8) % n;
}

static const op_country *guess (const char *s) { return op_country_guess(s, strlen(s)); }

/* True if 's' is taken for the country 'code', or for none if 'code' is NULL. */
static int guesses (const char *s, const char *code) {
  const op_country *c = guess(s);
  int good = (code == NULL) ? c == NULL : c != NULL && strcmp(c->alpha2, code) == 0;
  if (!good) printf("# %s: got %s, expected %s\n", s, c ? c->alpha2 : "none", code ? code : "none");
  return good;
}

/* Distance of two strings within 'limit'. */
static unsigned distance (const char *a, const char *b, unsigned limit) {
  return op_edit_distance(a, strlen(a), b, strlen(b), limit);
}

static void check_suggest (void) {
  char longest[OP_SUGGEST_MAX + 1];
  memset(longest, 'a', sizeof(longest));
  check(distance("", "", 3) == 0 && distance("", "abc", 3) == 3 && distance("abc", "", 3) == 3,
        "the distance to an empty name is the length");
  check(distance("Street", "sTREET", 3) == 0, "case does not count");
  check(distance("adress", "address", 3) == 1 && distance("fisrt_name", "first_name", 3) == 1,
        "a missing byte and a swap are one edit each");
  check(distance("ca", "abc", 3) == 3 && distance("kitten", "sitting", 5) == 3,
        "no piece of text is edited twice");
  check(distance("kitten", "sitting", 2) == 3 && distance("abcdef", "uvwxyz", 2) == 3 &&
            distance("a", "abcdef", 2) == 3,
        "what is over the limit comes back as limit + 1");
  check(op_edit_distance(longest, OP_SUGGEST_MAX, longest, OP_SUGGEST_MAX, 3) == 0 &&
            op_edit_distance(longest, OP_SUGGEST_MAX + 1, longest, OP_SUGGEST_MAX + 1, 3) == 4,
        "64 bytes are compared, 65 are not");
  check(distance("abc", "xyz", (unsigned)-1) == 3 &&
            op_edit_distance(longest, 65, longest, 1, (unsigned)-1) == OP_SUGGEST_MAX + 1,
        "the largest limit does not wrap");
  check(op_suggestion_close(1, 3) && !op_suggestion_close(1, 1) && !op_suggestion_close(2, 4) &&
            op_suggestion_close(2, 6) && op_suggestion_close(3, 10) && !op_suggestion_close(4, 60),
        "one edit is near below 5 bytes, two below 10, three at most");
}

/* The distance by its recurrence alone, for short names. */
static unsigned plain_distance (const char *a, const char *b) {
  unsigned d[9][9];
  size_t na = strlen(a), nb = strlen(b), i, j;
  for (i = 0; i <= na; i++) {
    for (j = 0; j <= nb; j++) {
      unsigned best = (unsigned)(i + j);
      if (i > 0 && d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
      if (j > 0 && d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
      if (i > 0 && j > 0 && d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) < best)
        best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
          d[i - 2][j - 2] + 1 < best)
        best = d[i - 2][j - 2] + 1;
      d[i][j] = best;
    }
  }
  return d[na][nb];
}

static void check_suggest_random (void) {
  int wrong = 0, round;
  for (round = 0; round < 50000; round++) {
    char text[2][9];
    unsigned k, i, limit = pick(9), d;
    for (k = 0; k < 2; k++) {
      unsigned n = pick(9);
      for (i = 0; i < n; i++) text[k][i] = (char)('a' + pick(3));
      text[k][n] = '\0';
    }
    d = plain_distance(text[0], text[1]);
    wrong += (distance(text[0], text[1], limit) != (d > limit ? limit + 1 : d));
  }
  check(wrong == 0, "50,000 random pairs at random limits agree with the plain recurrence");
}

/* Every name in a row of other names leads to its country. */
static int row_guesses (const char *code, const char *names) {
  int good = 1;
  while (*names != '\0') {
    char name[OP_SUGGEST_MAX + 1];
    size_t len = strcspn(names, "|");
    memcpy(name, names, len);
    name[len] = '\0';
    good &= guesses(name, code);
    names += len + (names[len] == '|');
  }
  return good;
}

/* One entry of countries.def is found by its code and guessed by all it is called. */
static int entry_found (const char *code, const char *alpha3, const char *name) {
  const op_country *c = op_country_find(code, 2);
  return c != NULL && strcmp(c->alpha2, code) == 0 && strcmp(c->name, name) == 0 &&
         strlen(alpha3) == 3 && guesses(alpha3, code) && guesses(name, code);
}

static void check_countries (void) {
  int found = 0, lower_found = 0, good = 1, ascending = 1;
  unsigned a, b;
  const char *previous = "";
  for (a = 0; a < 256; a++) {
    for (b = 0; b < 256; b++) {
      char s[2], upper[2];
      s[0] = (char)a;
      s[1] = (char)b;
      found += (op_country_find(s, 2) != NULL);
      if (a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z') {
        upper[0] = (char)(a - 32);
        upper[1] = (char)(b - 32);
        if (op_country_find(upper, 2) != NULL)
          lower_found += (op_country_guess(s, 2) == op_country_find(upper, 2));
      }
    }
  }
  check(found == 249, "of all pairs of bytes, 249 are country codes");
  check(lower_found == 249, "each of them is guessed in lower case");
#define X(x, y, alpha3, name) \
  good &= entry_found(#x #y, alpha3, name); \
  ascending &= (strcmp(previous, #x #y) < 0); \
  previous = #x #y;
#include "data/countries.def"
#undef X
  check(ascending, "the countries ascend by code");
  check(good, "each country is found by code, and guessed by alpha-3 and name");
  good = 1;
#define X(x, y, names) good &= row_guesses(#x #y, names);
#include "data/country_names.def"
#include "data/country_translations.def"
#undef X
  check(good, "each other name leads to its country");
  check(op_country_find("NLD", 3) == NULL && op_country_find("N", 1) == NULL &&
            op_country_find("", 0) == NULL && op_country_find("UK", 2) == NULL,
        "other lengths and UK are no codes");
}

static void check_guesses (void) {
  static const char *const known[][2] = { { "UK", "GB" },
                                          { "EL", "GR" },
                                          { "nl", "NL" },
                                          { " NL ", "NL" },
                                          { "n.l.", "NL" },
                                          { "usa", "US" },
                                          { "U.S.A.", "US" },
                                          { "United Kingdom", "GB" },
                                          { "THE UNITED KINGDOM", "GB" },
                                          { "Unted Kingdom", "GB" },
                                          { "england", "GB" },
                                          { "holland", "NL" },
                                          { "Nederland", "NL" },
                                          { "The Netherlands", "NL" },
                                          { "Netherlands, The", "NL" },
                                          { "Netherland", "NL" },
                                          { "Deutschland", "DE" },
                                          { "Germny", "DE" },
                                          { "Gremany", "DE" },
                                          { "Belgie", "BE" },
                                          { "Belgi\xc3\xab", "BE" },
                                          { "\xc3\x96sterreich", "AT" },
                                          { "Espa\xc3\xb1"
                                            "a",
                                            "ES" },
                                          { "Turkey", "TR" },
                                          { "T\xc3\xbcrkiye", "TR" },
                                          { "turkiye", "TR" },
                                          { "\xc4\x8c"
                                            "esko",
                                            "CZ" },
                                          { "Cote d'Ivoire", "CI" },
                                          { "Ivory Coast", "CI" },
                                          { "Trinidad & Tobago", "TT" },
                                          { "Republic of Ireland", "IE" },
                                          { "Kingdom of the Netherlands", "NL" },
                                          { "Republic of Korea", "KR" },
                                          { "Republic of China", "TW" },
                                          { "Iran", "IR" },
                                          { "Niger", "NE" },
                                          { "Nigeria", "NG" },
                                          { "Swizerland", "CH" },
                                          { "Luxemburg", "LU" },
                                          { "Phillipines", "PH" },
                                          { "Congo, The Democratic Republic of the", "CD" },
                                          { "South Georgia", "GS" } };
  static const char *const unknown[] = {
    "XX",   "ZZ",       "QQQ",    "QQQQ",           "",     " ",       "the",
    "123",  "\xff\xfe", "\xc3",   "Atlantis",       "Irax", "unknown", "nowhere",
    "null", "none",     "Europe", "European Union", "EU",   "Kosovo",  "test"
  };
  char big[4096];
  size_t i;
  int good = 1;
  for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) good &= guesses(known[i][0], known[i][1]);
  check(good, "what people write for a country is understood");
  good = 1;
  for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) good &= guesses(unknown[i], NULL);
  check(good, "nothing is suggested for what is no country, or for two alike");
  memset(big, 'a', sizeof(big));
  check(op_country_guess(big, sizeof(big)) == NULL && op_country_guess(big, 64) == NULL &&
            op_country_guess(big, 61) == NULL && op_country_guess("N\0L", 3) == NULL,
        "long text and a NUL are harmless");
  memset(big, '&', sizeof(big));
  check(op_country_guess(big, 128) == NULL, "text that grows when made comparable is harmless");
}

static void check_calling_codes (void) {
  static const unsigned yes[] = { 1,   7,   31,  39,  44,  247, 262, 378, 379, 383, 421, 599, 692,
                                  800, 808, 870, 878, 881, 882, 883, 886, 888, 970, 979, 998 };
  static const unsigned no[] = { 0,   2,   3,   4,   5,   6,   8,    9,    21,
                                 28,  35,  42,  50,  59,  67,  80,   97,   99,
                                 210, 259, 270, 384, 422, 671, 684,  699,  801,
                                 871, 875, 879, 969, 997, 999, 1000, 1242, (unsigned)-1 };
  unsigned code, assigned = 0;
  size_t i;
  int good = 1;
  for (code = 0; code < 2000; code++) assigned += (unsigned)op_calling_code_assigned(code);
  for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) good &= op_calling_code_assigned(yes[i]);
  for (i = 0; i < sizeof(no) / sizeof(no[0]); i++) good &= !op_calling_code_assigned(no[i]);
  check(assigned == 218, "218 calling codes are assigned");
  check(good, "known assigned and spare calling codes are told apart");
}

static int zip_matches (const op_zip_rule *rule, const char *s) {
  return op_zip_matches(rule, s, strlen(s));
}

static void check_zipcodes (void) {
  static const char *const pairs[][3] = {
    /* country, matches, does not */
    { "SE", "172 66", "17266" },  { "AT", "A-1010", "1010" },      { "FR", "F-75001 x", "7500" },
    { "GR", "10557", "105 57 " }, { "GB", "M1 1AE", "SW1A  1AA" }, { "NL", "3032ac", "3032" },
    { "PL", "00950", "00--950" }, { "MT", "VLT1117", "vlt1117" },  { "GB", "W1A0AX", "w1a 0ax" }
  };
  int found = 0, good = 1;
  char code[3] = "";
  size_t i;
  for (code[0] = 'A'; code[0] <= 'Z'; code[0]++) {
    for (code[1] = 'A'; code[1] <= 'Z'; code[1]++) {
      const op_zip_rule *rule = op_zip_rule_of(code, 2);
      if (rule == NULL) continue;
      found++;
      good &= (strcmp(rule->country, code) == 0 && zip_matches(rule, rule->example) &&
               op_country_find(code, 2) != NULL && !zip_matches(rule, ""));
    }
  }
  check(found == 24, "24 countries have a zip syntax");
  check(good, "each of them is a country and takes its own example, none the empty text");
  check(op_zip_rule_of("US", 2) == NULL && op_zip_rule_of("N", 1) == NULL &&
            op_zip_rule_of("nl", 2) == NULL && op_zip_rule_of("", 0) == NULL,
        "others have none");
  good = 1;
  for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
    const op_zip_rule *rule = op_zip_rule_of(pairs[i][0], 2);
    good &= zip_matches(rule, pairs[i][1]) && !zip_matches(rule, pairs[i][2]);
  }
  good &= !op_zip_matches(op_zip_rule_of("DE", 2), "10115\0", 6);
  check(good, "the odd cases go as the documented expressions say");
}

static void check_extensions (void) {
  size_t n = op_extension_field_count(), i;
  const op_extension_field *f;
  int good = 1, clean = 1;
  for (i = 0; i < n; i++) {
    f = op_extension_field_at(i);
    good &= (op_extension_field_find(f->name, strlen(f->name)) == f);
    good &= (op_extension_field_find(f->name, strlen(f->name) - 1) != f);
    if (i > 0) good &= (strcmp(op_extension_field_at(i - 1)->name, f->name) < 0);
    clean &= (f->tlds[0] != '.' && f->tlds[0] != ' ' && strstr(f->tlds, " .") == NULL &&
              strstr(f->tlds, "  ") == NULL && strchr(f->tlds, ',') == NULL);
    clean &= (f->tlds[0] == '\0' || f->tlds[strlen(f->tlds) - 1] != ' ');
  }
  check(n == 62, "62 extension fields are known");
  check(good, "they ascend by name, and each is found by exactly its name");
  check(clean, "their extensions are written without dots in front, one space between");
  check(op_extension_field_find("", 0) == NULL && op_extension_field_find("zzz", 3) == NULL &&
            op_extension_field_find("Vat", 3) == NULL &&
            op_extension_field_find("vat\0", 4) == NULL,
        "other names are not found");
  f = op_extension_field_find("legal_type", 10);
  check(
      op_extension_field_applies(f, "uk", 2) && op_extension_field_applies(f, "org.uk", 6) &&
          op_extension_field_applies(f, "CO.UK", 5) && op_extension_field_applies(f, "ltd.uk", 6) &&
          !op_extension_field_applies(f, "o.uk", 4) && !op_extension_field_applies(f, "", 0) &&
          !op_extension_field_applies(f, "uk co.uk", 8) && !op_extension_field_applies(f, ".uk", 3),
      "a field applies to the extensions that are named, and to no part of one");
  f = op_extension_field_find("community_id", 12);
  check(op_extension_field_applies(f, "ru", 2), "a field of which nothing is said applies to all");
  f = op_extension_field_find("birth_date", 10);
  check(f->format == OP_FORMAT_DATE && op_extension_field_applies(f, "xn--p1ai", 8) &&
            op_extension_field_applies(f, "ac.vn", 5),
        "birth_date is a date, of .ru and .vn");
}

/* Runs 'compare' on the file 'path'; "-" is none. */
static void with_file (const char *path, void (*compare)(FILE *f)) {
  FILE *f;
  if (strcmp(path, "-") == 0) return;
  f = fopen(path, "r");
  if (f == NULL) {
    check(0, path);
    return;
  }
  compare(f);
  fclose(f);
}

int main (int argc, char **argv) {
  check_suggest();
  check_suggest_random();
  check_countries();
  check_guesses();
  check_calling_codes();
  check_zipcodes();
  check_extensions();
  if (argc > 1) with_file(argv[1], compare_zipcodes);
  if (argc > 2) with_file(argv[2], compare_extensions);
  if (argc > 3) with_file(argv[3], compare_countries);
  printf("1..%d\n", count);
  return failed != 0;
}
