/*
** The data of extensions. Their members pass through, known or not, because the API gets new ones several times a year.
** A member that documents do not have for that extension is a warning, and so is a value that they do not have.
*/
#include <stdio.h>
#include <string.h>

#include "../data/extensions.h"
#include "../text/ascii.h"
#include "../text/edit_distance.h"
#include "checker.h"

#define LISTED 96       /* bytes of a list in a message, at most */
#define MOST_UNKNOWN 10 /* unknown members of one extension's data that are reported */

/* Values ------------------------------------------------------------------------------------- */

/* Documents about values are a reason to warn, not to refuse. */
static int only_warn (int fine, op_note *note) {
  if (!fine) note->severity = OP_WARNING;
  return fine;
}

static int doubt_date (op_text *value, char *scratch, op_note *note) {
  return only_warn(op_rule_date(value, scratch, note), note);
}

static int doubt_country (op_text *value, char *scratch, op_note *note) {
  return only_warn(op_rule_country(value, scratch, note), note);
}

static int doubt_calling_code (op_text *value, char *scratch, op_note *note) {
  return only_warn(op_rule_calling_code(value, scratch, note), note);
}

static int doubt_digits (op_text *value, char *scratch, op_note *note) {
  size_t i;
  char quoted[OP_QUOTED];
  (void)scratch;
  for (i = 0; i < value->len; i++) {
    if (!op_is_digit(value->s[i]))
      return op_note_fill(note, "format", OP_WARNING, "%s has more than digits in it",
                          op_quote(quoted, value->s, value->len));
  }
  return 1;
}

#define MEMBER(flags, max, rule, expected, example) \
  { "", 0, OP_STRING, flags, OP_NO_ROLE, 0, 0, 0, max, 0, rule, NULL, expected, example, NULL }

/* The descriptors of members by their op_extension_format. */
static const op_field known_members[] = {
  MEMBER(OP_MULTILINE, OP_MAX_LONG_TEXT, NULL, "a string", "..."),
  MEMBER(0, OP_MAX_TEXT, doubt_date, "a date of the form YYYY-MM-DD", "1970-02-28"),
  MEMBER(OP_EXACT_SIGNS, OP_MAX_EMAIL, op_rule_email, "an e-mail address", "jan@example.com"),
  MEMBER(0, OP_MAX_TEXT, doubt_country, "an ISO 3166-1 alpha-2 country code", "NL"),
  MEMBER(0, OP_MAX_TEXT, doubt_calling_code, "the country calling code with a plus sign", "+7"),
  MEMBER(0, OP_MAX_TEXT, doubt_digits, "digits", "770001"),
  MEMBER(OP_LISTED, OP_MAX_TEXT, NULL, "one of the documented values", NULL),
};

/* The documented value that the text is, in any letter case; or NULL. */
static const char *listed_value (const char *values, const op_text *value) {
  const char *one = values;
  size_t len, i;
  for (; *one != '\0'; one += len + (one[len] == ' ')) {
    len = strcspn(one, " ");
    for (i = 0; i < len && i < value->len; i++) {
      if (op_upper(value->s[i]) != one[i]) break;
    }
    if (i == len && len == value->len) return one;
  }
  return NULL;
}

/* Writes a list of words, separated by blanks, with commas between them; what does not fit is "and others". */
static const char *list_words (char list[LISTED], const char *words) {
  size_t used = 0;
  list[0] = '\0';
  while (*words != '\0') {
    size_t len = strcspn(words, " ");
    if (used + strlen(", ") + len + sizeof(" and others") > LISTED) {
      (void)snprintf(list + used, LISTED - used, " and others");
      break;
    }
    used += (size_t)snprintf(list + used, LISTED - used, "%s%.*s", used > 0 ? ", " : "", (int)len,
                             words);
    words += len + (words[len] == ' ');
  }
  return list;
}

void op_check_listed (op_checker *c, op_text *value) {
  const op_extension_field *known = op_extension_field_find(c->top->key, c->top->key_len);
  const char *found = listed_value(known->values, value);
  char quoted[OP_QUOTED], list[LISTED];
  op_note note;
  if (found == NULL) {
    op_note_fill(&note, "format", OP_WARNING, "%s is not one of the documented values: %s",
                 op_quote(quoted, value->s, value->len), list_words(list, known->values));
    op_report(c, NULL, 0, &note);
  }
  else if (memcmp(found, value->s, value->len) != 0) {
    value->s = found;
  }
}

/* Members ------------------------------------------------------------------------------------ */

/* Writes a name in lower case and without underscores, since programs spell it differently; returns its length. */
static size_t plain_name (char plain[OP_SUGGEST_MAX], const char *s, size_t n) {
  size_t i, used = 0;
  for (i = 0; i < n && used < OP_SUGGEST_MAX; i++) {
    if (s[i] != '_' && s[i] != '-') plain[used++] = op_lower(s[i]);
  }
  return used;
}

/* The distance of a member's name from a field's: 0 if it is a part of it or differs only in spelling. */
static unsigned distance_of (const char *key, size_t len, const char *name) {
  char one[OP_SUGGEST_MAX], other[OP_SUGGEST_MAX];
  size_t n = plain_name(one, key, len), m = plain_name(other, name, strlen(name)), i;
  if (n == m && memcmp(one, other, n) == 0) return 0;
  for (i = 0; n >= 5 && i + n <= m; i++) {
    if (memcmp(other + i, one, n) == 0) return 0;
  }
  return op_edit_distance(key, len, name, strlen(name), 3);
}

/* The field that was probably meant, or NULL. If several are equally near, one that is for the open extension. */
static const op_extension_field *meant_field (const op_checker *c, const char *key, size_t len) {
  const op_kept *tld = &c->kept[OP_EXTENSION_NAME];
  const op_extension_field *best = NULL;
  unsigned nearest = ~0u;
  size_t i;
  int fits = 0;
  for (i = 0; i < op_extension_field_count(); i++) {
    const op_extension_field *field = op_extension_field_at(i);
    unsigned distance = distance_of(key, len, field->name);
    int its = op_extension_field_applies(field, tld->s, tld->len);
    if (!op_suggestion_close(distance, len) || distance > nearest) continue;
    if (distance == nearest && (fits || !its)) continue;
    best = field;
    nearest = distance;
    fits = its;
  }
  return best;
}

/* Writes the names of an extension's fields; "" if none are known, or the extension is not. */
static const char *list_fields (char list[LISTED], const op_kept *tld) {
  char words[OP_MAX_TEXT];
  size_t i, used = 0;
  words[0] = '\0';
  for (i = 0; i < op_extension_field_count() && tld->len > 0; i++) {
    const op_extension_field *field = op_extension_field_at(i);
    if (field->tlds[0] == '\0' || !op_extension_field_applies(field, tld->s, tld->len)) continue;
    if (used + strlen(field->name) + 2 > sizeof words) break;
    used += (size_t)snprintf(words + used, sizeof words - used, "%s%s", used > 0 ? " " : "",
                             field->name);
  }
  return list_words(list, words);
}

static void doubt_member (op_checker *c, const char *key, size_t len) {
  const op_extension_field *meant = meant_field(c, key, len);
  const op_kept *tld = &c->kept[OP_EXTENSION_NAME];
  char list[LISTED];
  op_note note;
  if (meant != NULL)
    op_note_fill(&note, "unknown", OP_WARNING,
                 "is not a known field of an extension; did you mean \"%s\"?", meant->name);
  else if (*list_fields(list, tld) != '\0')
    op_note_fill(&note, "unknown", OP_WARNING, "is not a known field of an extension; %.*s has %s",
                 (int)tld->len, tld->s, list);
  else
    op_note_fill(&note, "unknown", OP_WARNING,
                 "is not a known field of an extension; it is sent unchanged");
  op_report(c, NULL, 0, &note);
}

const op_field *op_extension_member (op_checker *c, const char *key, size_t len) {
  const op_extension_field *known = op_extension_field_find(key, len);
  if (known == NULL) {
    if (!(c->options & OP_ALLOW_UNKNOWN) && c->top->passing++ <= MOST_UNKNOWN)
      doubt_member(c, key, len);
    return NULL;
  }
  c->has_field[known - op_extension_field_at(0)] = 1;
  return &known_members[known->format];
}

/* Warns about a field that no document has for that extension (FACTS 2.7): it may be meant for another one. */
void op_cross_check_extension (op_checker *c, const op_field *object) {
  const op_kept *name = &c->kept[OP_EXTENSION_NAME];
  const op_field *data = &object->members[1];
  size_t i;
  char list[LISTED];
  op_note note;
  if (name->len == 0 || name->cut) return;
  for (i = 0; i < op_extension_field_count(); i++) {
    const op_extension_field *field = op_extension_field_at(i);
    if (!c->has_field[i]) continue;
    if (op_extension_field_applies(field, name->s, name->len)) continue;
    op_note_fill(&note, "extension", OP_WARNING, "has %s, which is documented for %s, not for %.*s",
                 field->name, list_words(list, field->tlds), (int)name->len, name->s);
    op_point_at(c, data);
    op_report(c, NULL, 0, &note);
  }
}
