/*
** tables_compare.c
** Compares the data tables of the C core with the files they were written from. The
** formats of the files are in tables_check.c, which runs this.
*/

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "data/countries.h"
#include "data/extensions.h"
#include "tables_check.h"
#include "data/zipcodes.h"

#define LINE_MAX_BYTES 4096
#define TEXT_MAX 32

static int zip_matches (const op_zip_rule *rule, const char *s) {
  return op_zip_matches(rule, s, strlen(s));
}

/* Cuts 'line' at its first tab and at its end; returns the second column ("" if none). */
static char *columns (char *line) {
  char *tab;
  line[strcspn(line, "\r\n")] = '\0';
  tab = strchr(line, '\t');
  if (tab == NULL) return line + strlen(line);
  *tab = '\0';
  return tab + 1;
}

/* Writes the regular expression 're' to 'out' with \d and \s as POSIX has them. */
static void to_posix (char *out, size_t size, const char *re) {
  int bracket = 0;
  size_t n = 0;
  for (; *re != '\0' && n + 16 < size; re++) {
    const char *class_name;
    if (*re != '\\') {
      bracket = (*re == '[') ? 1 : (*re == ']') ? 0 : bracket;
      out[n++] = *re;
      continue;
    }
    re++;
    class_name = (*re == 'd') ? "[:digit:]" : "[:space:]";
    n += (size_t)sprintf(out + n, bracket ? "%s" : "[%s]", class_name);
  }
  out[n] = '\0';
}

/* True if our rule and the POSIX expression say the same of 's'. */
static int agree (const op_zip_rule *rule, const regex_t *re, const char *s) {
  int ours = zip_matches(rule, s);
  int theirs = (regexec(re, s, 0, NULL, 0) == 0);
  if (ours != theirs)
    printf("# %s: \"%s\" ours %d, expression %d\n", rule->country, s, ours, theirs);
  return ours == theirs;
}

static char any_byte (void) {
  static const char bytes[] = "0123456789AZQazqALYCTVSK-- \t\n\v\f\r_?#@&|^$.\xc3\xa9";
  return bytes[pick(sizeof(bytes) - 1)];
}

/* Turns a pattern into a text that it matches: a random choice at each place. */
static void fill_in (char *out, const char *pattern) {
  unsigned bars = 0, skip;
  const char *p;
  size_t n = 0;
  for (p = pattern; *p != '\0'; p++) bars += (*p == '|');
  for (skip = pick(bars + 1), p = pattern; skip > 0; p++) skip -= (*p == '|');
  for (; *p != '\0' && *p != '|'; p++) {
    static const char spaces[] = " \t\n\v\f\r";
    if (*p == '^' || *p == '$' || *p == '?' || (p[1] == '?' && pick(2))) continue;
    switch (*p) {
      case '#':
        out[n++] = (char)('0' + pick(10));
        break;
      case '@':
        out[n++] = (char)('A' + pick(26));
        break;
      case '&':
        out[n++] = (char)((pick(2) ? 'a' : 'A') + pick(26));
        break;
      case '_':
        out[n++] = spaces[pick(6)];
        break;
      default:
        out[n++] = *p;
        break;
    }
  }
  out[n] = '\0';
}

/* Changes 's' at one random place: a byte put in, taken out, changed, or swapped. */
static void spoil (char *s) {
  size_t n = strlen(s), at = pick((unsigned)n + 1);
  char swap;
  switch (pick(4)) {
    case 0:
      memmove(s + at + 1, s + at, n - at + 1);
      s[at] = any_byte();
      break;
    case 1:
      if (at < n) memmove(s + at, s + at + 1, n - at);
      break;
    case 2:
      if (at < n) s[at] = any_byte();
      break;
    default:
      if (at + 1 < n) {
        swap = s[at];
        s[at] = s[at + 1];
        s[at + 1] = swap;
      }
      break;
  }
}

/* Runs a rule and the documented expression over many texts. */
static int same_language (const op_zip_rule *rule, const regex_t *re) {
  int round, good = 1, hits = 0;
  for (round = 0; round < 20000 && good; round++) {
    char s[TEXT_MAX];
    unsigned i, n = pick(11);
    fill_in(s, rule->pattern);
    hits += (regexec(re, s, 0, NULL, 0) == 0);
    good &= agree(rule, re, s);
    spoil(s);
    good &= agree(rule, re, s);
    spoil(s);
    good &= agree(rule, re, s);
    for (i = 0; i < n; i++) s[i] = any_byte();
    s[n] = '\0';
    good &= agree(rule, re, s);
  }
  return good && hits == round;
}

void compare_zipcodes (FILE *f) {
  char line[LINE_MAX_BYTES], posix[LINE_MAX_BYTES], what[64];
  int rows = 0;
  if (fgets(line, sizeof(line), f) == NULL) /* the heading */
    line[0] = '\0';
  while (fgets(line, sizeof(line), f) != NULL) {
    regex_t re;
    const char *expression = columns(line);
    const op_zip_rule *rule = op_zip_rule_of(line, strlen(line));
    to_posix(posix, sizeof(posix), expression);
    rows++;
    sprintf(what, "zip syntax of %.2s agrees with the expression", line);
    if (rule == NULL || regcomp(&re, posix, REG_EXTENDED | REG_NOSUB) != 0) {
      check(0, what);
      continue;
    }
    check(same_language(rule, &re), what);
    regfree(&re);
  }
  check(rows == 24, "24 zip expressions were compared");
}

void compare_extensions (FILE *f) {
  char line[LINE_MAX_BYTES];
  size_t rows = 0;
  int good = 1;
  if (fgets(line, sizeof(line), f) == NULL) /* the heading */
    line[0] = '\0';
  while (fgets(line, sizeof(line), f) != NULL) {
    columns(line);
    rows++;
    good &= (op_extension_field_find(line, strlen(line)) != NULL);
  }
  check(good && rows + 3 == op_extension_field_count(),
        "the extension fields are those of the file, and three that its clients send");
}

void compare_countries (FILE *f) {
  char line[LINE_MAX_BYTES];
  int rows = 0, good = 1;
  while (fgets(line, sizeof(line), f) != NULL) {
    if (line[0] == '#') continue;
    columns(line);
    rows++;
    good &= (op_country_find(line, strlen(line)) != NULL);
  }
  check(good && rows == 249, "the countries are those of the file");
}
