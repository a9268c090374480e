/*
** The rules of single values, except the e-mail address.
*/
#include <string.h>

#include "../data/calling_codes.h"
#include "../data/countries.h"
#include "../text/ascii.h"
#include "checker.h"

static int is_lower (char ch) { return ch >= 'a' && ch <= 'z'; }
static int is_upper (char ch) { return ch >= 'A' && ch <= 'Z'; }

/* The number of characters at the start, 'n' at most, that are of one kind. */
static size_t run (const char *s, size_t n, int (*is)(char)) {
  size_t i = 0;
  while (i < n && is(s[i])) i++;
  return i;
}

/* 'Numeric value', says the API's format page; letters go into the suffix (FACTS 2.3). */
int op_rule_house_number (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED];
  size_t digits = run(value->s, value->len, op_is_digit), i = digits + 1;
  (void)scratch;
  if (digits == value->len) return 1;
  while (i < value->len && value->s[i] == '0') i++;
  if (digits > 0 && i == value->len && i > digits + 1 &&
      (value->s[digits] == '.' || value->s[digits] == ','))
    return op_note_fill(note, "leftover", OP_WARNING,
                        "%s has a decimal point, as a spreadsheet writes numbers: write %.*s",
                        op_quote(quoted, value->s, value->len), (int)digits, value->s);
  return op_note_fill(note, "format", OP_WARNING,
                      "%s is not a number; what follows the number belongs in suffix",
                      op_quote(quoted, value->s, value->len));
}

int op_rule_country (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED];
  const op_country *meant;
  if (value->len == 2) {
    if (op_country_find(value->s, 2) != NULL) return 1;
    scratch[0] = op_upper(value->s[0]);
    scratch[1] = op_upper(value->s[1]);
    if (op_country_find(scratch, 2) != NULL) {
      value->s = scratch;
      return 1;
    }
  }
  op_quote(quoted, value->s, value->len);
  meant = op_country_guess(value->s, value->len);
  if (meant == NULL)
    return op_note_fill(note, "format", OP_ERROR, "%s is not a country code", quoted);
  return op_note_fill(note, "format", OP_ERROR,
                      "%s is not a country code; did you mean \"%s\" (%s)?", quoted, meant->alpha2,
                      meant->name);
}

/*
** '+31', or '31' or '0031', which mean the same. A code that ITU has not assigned, or with a leading zero, is
** only doubtful: the API's own examples use '+04' (FACTS 2.8). Four digits are allowed for '+1242'.
*/
int op_rule_calling_code (op_text *value, char *scratch, op_note *note) {
  const char *digits = value->s;
  size_t n = value->len, i;
  unsigned code = 0;
  char quoted[OP_QUOTED];
  if (digits[0] == '+') {
    digits++;
    n--;
  }
  else if (n > 2 && digits[0] == '0' && digits[1] == '0') {
    digits += 2;
    n -= 2;
  }
  if (n < 1 || n > 4 || run(digits, n, op_is_digit) != n) {
    return op_note_fill(note, "format", OP_ERROR, "%s is not a country calling code",
                        op_quote(quoted, value->s, value->len));
  }
  if (value->s[0] != '+') {
    scratch[0] = '+';
    memcpy(scratch + 1, digits, n);
    value->s = scratch;
    value->len = n + 1;
  }
  for (i = 0; i < n; i++) code = code * 10 + (unsigned)(digits[i] - '0');
  if (digits[0] != '0' && op_calling_code_assigned(code)) return 1;
  if (n == 4 && digits[0] == '1') {
    return op_note_fill(note, "unassigned", OP_WARNING,
                        "\"+%u\" is country code \"+1\" with area code \"%03u\" in one", code,
                        code % 1000);
  }
  return op_note_fill(note, "unassigned", OP_WARNING, "%s is not assigned by the ITU",
                      op_quote(quoted, value->s, value->len));
}

int op_rule_digits (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED];
  (void)scratch;
  if (run(value->s, value->len, op_is_digit) != value->len) {
    return op_note_fill(note, "format", OP_ERROR, "%s has more than digits in it",
                        op_quote(quoted, value->s, value->len));
  }
  if (value->len > OP_MAX_PHONE_DIGITS) {
    return op_note_fill(note, "too_long", OP_ERROR,
                        "has %zu digits; no telephone number has over %d", value->len,
                        OP_MAX_PHONE_DIGITS);
  }
  return 1;
}

static int is_of_variant (char ch) { return is_upper(ch) || op_is_digit(ch); }

/* True for the 'n' bytes after a language and a script: a region of letters or digits, then perhaps one of ICU's
   variants, as "_POSIX". */
static int is_region (const char *s, size_t n) {
  size_t i;
  if (n >= 2 && run(s, 2, is_upper) == 2)
    i = 2;
  else if (n >= 3 && run(s, 3, op_is_digit) == 3)
    i = 3;
  else
    return 0;
  return i == n || (n - i >= 5 && n - i <= 9 && s[i] == '_' &&
                    run(s + i + 1, n - i - 1, is_of_variant) == n - i - 1);
}

/* Language, then perhaps a script, then perhaps a region (FACTS 2.4). */
static int is_locale (const char *s, size_t n) {
  size_t i = run(s, n, is_lower);
  if (i < 2 || i > 3) return 0;
  if (n - i >= 5 && s[i] == '_' && is_upper(s[i + 1]) && run(s + i + 2, n - i - 2, is_lower) == 3)
    i += 5;
  if (i == n) return 1;
  if (s[i] != '_') return 0;
  return is_region(s + i + 1, n - i - 1);
}

#define LOCALE_MAX 11 /* bytes of the longest form, 'aaa_Bbbb_CC' */

/*
** The locale that was probably meant by 'nl-NL', 'NL_nl' or 'az_latn_AZ': each part gets the case that its length asks
** for. Writes at most LOCALE_MAX + 1 bytes; false if it is none.
*/
static int mend_locale (const char *s, size_t n, char *mended) {
  size_t i, start = 0, part = 0;
  if (n > LOCALE_MAX) return 0;
  for (i = 0; i < n; i++) mended[i] = (char)(s[i] == '-' ? '_' : op_lower(s[i]));
  mended[n] = '\0';
  for (i = 0; i <= n; i++) {
    if (i < n && mended[i] != '_') continue;
    if (part > 0 && i - start == 2) mended[start + 1] = op_upper(mended[start + 1]);
    if (part > 0 && (i - start == 2 || i - start == 4)) mended[start] = op_upper(mended[start]);
    start = i + 1;
    part++;
  }
  return is_locale(mended, n);
}

int op_rule_locale (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED], mended[LOCALE_MAX + 1];
  (void)scratch;
  if (is_locale(value->s, value->len)) return 1;
  op_quote(quoted, value->s, value->len);
  if (mend_locale(value->s, value->len, mended)) {
    return op_note_fill(note, "format", OP_ERROR, "%s is not a locale; did you mean \"%s\"?",
                        quoted, mended);
  }
  return op_note_fill(note, "format", OP_ERROR, "%s is not a locale", quoted);
}

/* The number in 'n' digits, or -1. */
static int digits_value (const char *s, size_t n) {
  int value = 0;
  size_t i;
  if (run(s, n, op_is_digit) != n) return -1;
  for (i = 0; i < n; i++) value = value * 10 + (s[i] - '0');
  return value;
}

static int days_in (int year, int month) {
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap);
}

static int not_of_that_form (const op_text *value, op_note *note) {
  char quoted[OP_QUOTED];
  return op_note_fill(note, "format", OP_ERROR, "%s is not of that form",
                      op_quote(quoted, value->s, value->len));
}

/* The length of the day in a date: programs add a midnight after it. */
static size_t day_length (const op_text *value) {
  size_t i;
  if (value->len <= 10 || (value->s[10] != 'T' && value->s[10] != ' ')) return value->len;
  for (i = 11; i < value->len; i++) {
    if (value->s[i] == '\0' || strchr("0:.+Z", value->s[i]) == NULL) return value->len;
  }
  return 10;
}

int op_rule_date (op_text *value, char *scratch, op_note *note) {
  const char *s = value->s;
  char quoted[OP_QUOTED];
  int year, month, day;
  (void)scratch;
  value->len = day_length(value);
  if (value->len != 10 || s[4] != '-' || s[7] != '-') return not_of_that_form(value, note);
  year = digits_value(s, 4);
  month = digits_value(s + 5, 2);
  day = digits_value(s + 8, 2);
  if (year < 0 || month < 0 || day < 0) return not_of_that_form(value, note);
  if (year == 0 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
    return op_note_fill(note, "format", OP_ERROR, "%s is not in the calendar",
                        op_quote(quoted, s, value->len));
  return 1;
}

int op_rule_tag_key (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED];
  (void)scratch;
  if (value->len == 8 && memcmp(value->s, "customer", 8) == 0) return 1;
  return op_note_fill(note, "format", OP_ERROR, "%s is not a key of a tag",
                      op_quote(quoted, value->s, value->len));
}

static int is_label_byte (char ch) { return op_is_digit(ch) || is_lower(ch) || ch == '-'; }

/* True if 's' is a domain name of lower-case labels. */
static int is_extension (const char *s, size_t n) {
  size_t i = 0, label;
  for (;;) {
    label = run(s + i, n - i, is_label_byte);
    if (label == 0 || label > OP_MAX_LABEL || s[i] == '-' || s[i + label - 1] == '-') return 0;
    i += label;
    if (i == n) return 1;
    if (s[i++] != '.') return 0;
  }
}

/* 'eu', 'co.uk', 'xn--p1ai'. Domain names have no case, so capitals become small letters. */
int op_rule_extension_name (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED];
  const char *s = value->s;
  size_t n = value->len, i;
  if (n <= OP_SCRATCH) {
    for (i = 0; i < n; i++) scratch[i] = op_lower(s[i]);
    if (is_extension(scratch, n)) {
      if (memcmp(scratch, s, n) != 0) value->s = scratch;
      return 1;
    }
    if (s[0] == '.' && is_extension(scratch + 1, n - 1)) {
      return op_note_fill(note, "format", OP_ERROR, "%s begins with a dot; write \"%.*s\"",
                          op_quote(quoted, s, n), (int)(n - 1), scratch + 1);
    }
  }
  op_quote(quoted, s, n);
  for (i = 0; i < n; i++) {
    if ((unsigned char)s[i] >= 0x80) {
      return op_note_fill(note, "format", OP_ERROR,
                          "%s is not ASCII; write its xn-- form, such as \"xn--p1ai\"", quoted);
    }
  }
  return op_note_fill(note, "format", OP_ERROR, "%s is not an extension", quoted);
}
