/*
** The checker's state machine: which table is open, which member is announced, what it may be.
*/
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "extensions.h"
#include "problem.h"
#include "suggest.h"

/* The largest double below which every integer has a double of its own. */
#define EXACT_INTEGERS 9007199254740992.0 /* 2^53 */

#define EVERY_MEMBER (~UINT64_C(0)) /* a bit for each of the members that an object can have */

static void push (op_checker *c, const op_field *field, int is_array) {
  op_level *level = &c->levels[c->depth++];
  c->top = level;
  memset(level, 0, sizeof *level);
  level->field = field;
  level->is_array = is_array;
  if (is_array) c->elements++;
}

void op_check_begin (op_checker *c, op_mode mode, unsigned options, op_problem_sink sink,
                     void *data) {
  c->mode = mode;
  c->options = options;
  c->sink = sink;
  c->data = data;
  c->errors = c->problems = 0;
  c->elements = 0;
  c->depth = 0;
  push(c, &op_customer, 0);
}

/* Members ----------------------------------------------------------------------------------- */

/* Notes that the announced member is refused. */
static op_shape refuse (op_level *level) {
  level->skipping = 1;
  return OP_NOTHING;
}

/* Counts a member; reports the first one too many. */
static int too_many (op_checker *c, op_level *level) {
  if (++level->count <= OP_MAX_MEMBERS) return 0;
  if (level->count == OP_MAX_MEMBERS + 1) {
    op_note note;
    op_note_fill(&note, "too_many", OP_ERROR, "has more than %d members; expected as many at most",
                 OP_MAX_MEMBERS);
    op_report_table(c, &note);
  }
  return 1;
}

/* Reports a key that cannot be sent; returns true if it did. */
static int bad_key (op_checker *c, const char *key, size_t len) {
  size_t at = 0;
  op_text_fault fault;
  if (len > OP_MAX_KEY) {
    op_report_error(c, NULL, 0, "too_long",
                    "is too long for a member's name; expected at most 64 bytes, such as "
                    "\"street\"");
    return 1;
  }
  fault = op_text_scan(key, len, 0, &at);
  if (fault == OP_TEXT_FINE) return 0;
  op_report_error(c, NULL, 0, fault == OP_TEXT_ENCODING ? "encoding" : "control",
                  "is no valid name of a member; expected UTF-8 without control "
                  "characters, such as \"street\"");
  return 1;
}

/* Says that an object has no such member, and which is meant or which there are. */
static void report_unknown (op_checker *c, const op_field *object, const char *key, size_t len) {
  const op_field *meant = op_field_nearest(object, key, len);
  op_severity severity = object->flags & OP_OPEN ? OP_WARNING : OP_ERROR;
  const char *of = c->depth == 1 ? "a customer" : c->levels[c->depth - 2].key;
  op_note note;
  if (of == NULL) of = "an element of this array";
  if (meant != NULL) {
    op_note_fill(&note, "unknown", severity, "is not a member of %s; did you mean \"%s\"?", of,
                 meant->name);
  }
  else {
    size_t used, i;
    op_note_fill(&note, "unknown", severity, "is not a member of %s, which has", of);
    used = strlen(note.text);
    for (i = 0; i < object->n_members && used < sizeof note.text; i++) {
      used += (size_t)snprintf(note.text + used, sizeof note.text - used, "%s %s",
                               i == 0 ? "" : ",", object->members[i].name);
    }
  }
  op_report(c, NULL, 0, &note);
}

/* An unknown member of an extension's data passes, with a word if it looks like a known one. */
static void doubt_extension_member (op_checker *c, const char *key, size_t len) {
  size_t i, best = 0;
  unsigned nearest = ~0u;
  op_note note;
  for (i = 0; i < op_extension_field_count(); i++) {
    const char *name = op_extension_field_at(i)->name;
    unsigned distance = op_edit_distance(key, len, name, strlen(name), 3);
    if (distance < nearest) {
      nearest = distance;
      best = i;
    }
  }
  if (!op_suggestion_close(nearest, len)) return;
  op_note_fill(&note, "unknown", OP_WARNING,
               "is no known field of an extension; did you mean \"%s\"?",
               op_extension_field_at(best)->name);
  op_report(c, NULL, 0, &note);
}

static const op_field extension_text = {
  .name = "",
  .shape = OP_STRING,
  .flags = OP_MULTILINE,
  .max_bytes = OP_MAX_LONG_TEXT,
  .expected = "a string",
  .example = "\"...\"",
};
static const op_field extension_date = {
  .name = "",
  .shape = OP_STRING,
  .max_bytes = OP_MAX_TEXT,
  .rule = op_rule_date,
  .expected = "a date of the form YYYY-MM-DD",
  .example = "\"1970-02-28\"",
};
static const op_field extension_email = {
  .name = "",
  .shape = OP_STRING,
  .max_bytes = OP_MAX_EMAIL,
  .rule = op_rule_email,
  .expected = "an e-mail address",
  .example = "\"jan@example.com\"",
};

/* The descriptor for a member of an extension's data, or NULL for one that is not known. */
static const op_field *extension_member (op_checker *c, const char *key, size_t len) {
  const op_extension_field *known = op_extension_field_find(key, len);
  if (known == NULL) {
    if (!(c->options & OP_ALLOW_UNKNOWN)) doubt_extension_member(c, key, len);
    return NULL;
  }
  c->extension_members |= UINT64_C(1) << (known - op_extension_field_at(0));
  if (strcmp(known->format, "date") == 0) return &extension_date;
  if (strcmp(known->format, "email") == 0) return &extension_email;
  return &extension_text;
}

/* The announced member is one that the open object has. */
static op_shape accept (op_checker *c, op_level *level, const op_field *member) {
  level->member = member;
  level->seen |= UINT64_C(1) << (member - level->field->members);
  if (c->mode == OP_UPDATE && member->flags & OP_CREATE_ONLY) {
    op_report_error(c, NULL, 0, "not_updatable",
                    "cannot be changed: the API keeps it as it was created; make a new customer "
                    "instead");
    return refuse(level);
  }
  return (op_shape)member->shape;
}

/* The announced member is none that the open table is known to have. */
static op_shape pass_or_refuse (op_checker *c, op_level *level, const char *key, size_t len) {
  const op_field *object = level->field;
  if (bad_key(c, key, len)) return refuse(level);
  if (object != NULL && object->flags & OP_EXTENSION) {
    level->member = extension_member(c, key, len);
    return level->member != NULL ? OP_STRING : OP_ANY;
  }
  if (object == NULL || c->options & OP_ALLOW_UNKNOWN) return OP_ANY;
  if (object->flags & OP_OPEN) {
    if (op_field_nearest(object, key, len) != NULL) report_unknown(c, object, key, len);
    return OP_ANY;
  }
  report_unknown(c, object, key, len);
  return refuse(level);
}

/* Makes a member current, before anything is known about it. */
static void announce (op_level *level, const char *key, size_t len) {
  level->key = key;
  level->key_len = len;
  level->member = NULL;
  level->skipping = 0;
}

op_shape op_check_member (op_checker *c, const char *key, size_t len) {
  op_level *level = c->top;
  const op_field *member;
  announce(level, key, len);
  if (too_many(c, level)) return refuse(level);
  if (level->is_array) {
    op_report_error(c, level->field, 0, "type", "is a named member in an array");
    return refuse(level);
  }
  member = level->field != NULL ? op_field_member(level->field, key, len) : NULL;
  return member != NULL ? accept(c, level, member) : pass_or_refuse(c, level, key, len);
}

op_shape op_check_known (op_checker *c, const op_field *member) {
  op_level *level = c->top;
  announce(level, member->name, member->name_len);
  if (too_many(c, level)) return refuse(level);
  return accept(c, level, member);
}

op_shape op_check_element (op_checker *c, size_t index) {
  op_level *level = c->top;
  level->key = NULL;
  level->index = index;
  level->member = NULL;
  level->skipping = 0;
  if (too_many(c, level)) return refuse(level);
  if (!level->is_array) {
    op_report_error(c, NULL, 0, "unknown", "has no name; the members of this table have names");
    return refuse(level);
  }
  if (index > level->highest) level->highest = index;
  if (level->field == NULL) return OP_ANY;
  level->member = level->field->members;
  return (op_shape)level->member->shape;
}

void op_check_odd_key (op_checker *c, const char *type) {
  op_level *level = c->top;
  op_note note;
  if (too_many(c, level)) return;
  op_note_fill(&note, "unknown", OP_ERROR, "has a member whose key is a %s; JSON has only names",
               type);
  op_report_table(c, &note);
}

/* Values ------------------------------------------------------------------------------------ */

/* Reports a value of a wrong type, in the words of "must be ..., not ...". */
static void wrong_type (op_checker *c, const char *given) {
  const op_field *member = c->top->member;
  const char *wanted = member == NULL               ? "a value that JSON has"
                       : member->shape == OP_STRING ? "a string"
                       : member->shape == OP_ARRAY  ? "an array"
                                                    : "a table of named members";
  op_note note;
  op_note_fill(&note, "type", OP_ERROR, "must be %s, not %s", wanted, given);
  op_report(c, member, member != NULL ? member->api_invalid : 0, &note);
}

/* Reports what is wrong with the bytes of a value. */
static void bad_text (op_checker *c, const op_field *member, op_text_fault fault, size_t at) {
  op_note note;
  if (fault == OP_TEXT_ENCODING)
    op_note_fill(&note, "encoding", OP_ERROR, "is not UTF-8 from byte %zu on", at + 1);
  else
    op_note_fill(&note, "control", OP_ERROR, "has a control character at byte %zu", at + 1);
  op_report(c, member, member != NULL ? member->api_invalid : 0, &note);
}

/* Keeps a copy of a value for when its object closes. */
static void keep (op_checker *c, int role, const op_text *value) {
  op_kept *kept = &c->kept[role];
  if (value->len > sizeof kept->s) {
    kept->len = 255;
  }
  else {
    kept->len = (unsigned char)value->len;
    memcpy(kept->s, value->s, value->len);
  }
}

/* Forgets the values kept for another object: those that look at them are not nested. */
static void forget (op_checker *c) {
  size_t i;
  for (i = 0; i < OP_ROLES; i++) c->kept[i].len = 0;
  c->extension_members = 0;
}

static void mark_empty (op_level *level) {
  const op_field *object = level->field;
  if (object != NULL && object->members != NULL && !level->is_array)
    level->empty |= UINT64_C(1) << (level->member - object->members);
}

/* op_text_blank, decided by the first byte for almost every text there is. */
static int is_blank (const op_text *value) {
  unsigned char first = (unsigned char)value->s[0];
  return (first <= ' ' || first >= 0x80) && op_text_blank(value->s, value->len);
}

/* Checks a string against its field; `*value` may be replaced by a canonical form. */
static void check_text (op_checker *c, const op_field *member, op_text *value) {
  static const op_field any = {
    .name = "",
    .shape = OP_STRING,
    .flags = OP_MULTILINE,
    .max_bytes = OP_MAX_LONG_TEXT,
  };
  const op_field *field = member != NULL ? member : &any;
  op_text_fault fault;
  op_note note;
  size_t at = 0;
  if (value->len > field->max_bytes) {
    op_note_fill(&note, "too_long", OP_ERROR, "has %zu bytes, at most %u fit", value->len,
                 field->max_bytes);
    op_report(c, member, field->api_invalid, &note);
    return;
  }
  if (!op_text_plain(value->s, value->len)) {
    fault = op_text_scan(value->s, value->len, (field->flags & OP_MULTILINE) != 0, &at);
    if (fault != OP_TEXT_FINE) {
      bad_text(c, member, fault, at);
      return;
    }
  }
  if (value->len == 0 || (field->flags & OP_REQUIRED && is_blank(value))) {
    if (member != NULL) mark_empty(c->top);
    return;
  }
  if (field->rule != NULL && !field->rule(value, c->scratch, &note)) {
    op_report(c, field, field->api_invalid, &note);
    if (note.severity == OP_ERROR) return;
  }
  if (field->role != OP_NO_ROLE) keep(c, field->role, value);
}

op_verdict op_check_string (op_checker *c, const char *s, size_t len, op_text *canonical) {
  op_level *level = c->top;
  if (level->skipping) return OP_KEEP;
  if (level->member != NULL && level->member->shape != OP_STRING) {
    wrong_type(c, "a string");
    return OP_KEEP;
  }
  canonical->s = s;
  canonical->len = len;
  check_text(c, level->member, canonical);
  return canonical->s == s ? OP_KEEP : OP_REPLACE;
}

/*
** Nearly every string of nearly every customer has nothing to be said about it; this finds that
** out in one go. False if there may be something, or if the rule has another form for it.
*/
static int is_fine (op_checker *c, const op_field *member, const char *s, size_t len) {
  op_text value;
  op_note note;
  if (member->shape != OP_STRING || len == 0 || len > member->max_bytes) return 0;
  if (!op_text_plain(s, len) || s[0] == ' ') return 0;
  if (member->flags & OP_CREATE_ONLY && c->mode == OP_UPDATE) return 0;
  value.s = s;
  value.len = len;
  if (member->rule != NULL && (!member->rule(&value, c->scratch, &note) || value.s != s)) return 0;
  if (member->role != OP_NO_ROLE) keep(c, member->role, &value);
  return 1;
}

op_verdict op_check_known_string (op_checker *c, const op_field *member, const char *s, size_t len,
                                  op_text *canonical) {
  op_level *level = c->top;
  if (level->count < OP_MAX_MEMBERS && is_fine(c, member, s, len)) {
    level->count++;
    level->seen |= UINT64_C(1) << (member - level->field->members);
    return OP_KEEP;
  }
  op_check_known(c, member);
  return op_check_string(c, s, len, canonical);
}

op_verdict op_check_integer (op_checker *c, long long value, op_text *canonical) {
  op_level *level = c->top;
  if (level->skipping) return OP_KEEP;
  if (level->member != NULL && level->member->shape != OP_STRING) {
    wrong_type(c, "a number");
    return OP_KEEP;
  }
  canonical->s = c->digits;
  canonical->len = (size_t)snprintf(c->digits, sizeof c->digits, "%lld", value);
  check_text(c, level->member, canonical);
  return OP_REPLACE;
}

op_verdict op_check_real (op_checker *c, double value, op_text *canonical) {
  op_level *level = c->top;
  op_note note;
  if (level->skipping) return OP_KEEP;
  if (level->member != NULL && level->member->shape != OP_STRING) {
    wrong_type(c, "a number");
    return OP_KEEP;
  }
  if (fabs(value) < EXACT_INTEGERS && floor(value) == value)
    return op_check_integer(c, (long long)value, canonical);
  if (isnan(value))
    op_note_fill(&note, "type", OP_ERROR, "must be a string, not the number nan; pass a string");
  else if (isfinite(value) && floor(value) == value)
    op_note_fill(&note, "precision", OP_ERROR,
                 "is a number of 2^53 or more, which may have lost digits; pass a string");
  else
    op_note_fill(&note, "type", OP_ERROR, "must be a string, not the number %g; pass a string",
                 value);
  op_report(c, level->member, level->member != NULL ? level->member->api_invalid : 0, &note);
  return OP_KEEP;
}

void op_check_boolean (op_checker *c) {
  op_level *level = c->top;
  if (!level->skipping && level->member != NULL) wrong_type(c, "a boolean");
}

op_verdict op_check_null (op_checker *c) {
  op_level *level = c->top;
  const op_field *member = level->member;
  if (level->skipping || member == NULL) return OP_KEEP;
  if (level->is_array) {
    wrong_type(c, "null");
    return OP_KEEP;
  }
  if (c->mode == OP_CREATE || c->elements > 0) {
    if (level->field->members != NULL)
      level->seen &= ~(UINT64_C(1) << (member - level->field->members));
    return OP_DROP;
  }
  if (member->flags & OP_REQUIRED)
    op_report_error(c, member, member->api_empty, "empty", "is required and cannot be cleared");
  return OP_KEEP;
}

void op_check_other (op_checker *c, const char *type) {
  char given[40];
  if (c->top->skipping) return;
  snprintf(given, sizeof given, "a %s", type);
  wrong_type(c, given);
}

void op_check_cycle (op_checker *c) {
  if (c->top->skipping) return;
  op_report_error(c, c->top->member, 0, "cycle", "is a table that contains itself");
}

/* Tables ------------------------------------------------------------------------------------ */

int op_check_open (op_checker *c, int is_array) {
  op_level *level = c->top;
  const op_field *member = level->member;
  if (level->skipping) return 0;
  if (member != NULL && member->shape != (is_array ? OP_ARRAY : OP_OBJECT)) {
    wrong_type(c, member->shape == OP_STRING ? "a table"
                  : is_array                 ? "an array"
                                             : "a table of named members");
    return 0;
  }
  if (c->depth == OP_MAX_DEPTH) {
    op_note note;
    op_note_fill(&note, "too_deep", OP_ERROR, "is a table inside %d others; expected fewer",
                 OP_MAX_DEPTH);
    op_report(c, NULL, 0, &note);
    return 0;
  }
  push(c, member, is_array);
  if (member != NULL && member->closing != NULL) forget(c);
  return 1;
}

/* The number of the lowest bit set in `bits`, which are not 0. */
static size_t lowest_bit (uint64_t bits) {
#if defined(__GNUC__)
  return (size_t)__builtin_ctzll(bits);
#else
  size_t i = 0;
  while (!(bits >> i & 1)) i++;
  return i;
#endif
}

/*
** Reports required members that are missing or empty. In an update only what is there counts,
** except inside arrays, whose elements are replaced as a whole.
*/
static void check_required (op_checker *c, op_level *level) {
  const op_field *object = level->field;
  int partial = c->mode == OP_UPDATE && c->elements == 0;
  uint64_t lacking = (~level->seen | level->empty) & (EVERY_MEMBER >> (64 - object->n_members));
  op_note note;
  if (level->count > OP_MAX_MEMBERS) return; /* not all of them were looked at */
  for (; lacking != 0; lacking &= lacking - 1) {
    size_t i = lowest_bit(lacking);
    const op_field *member = &object->members[i];
    if (!(member->flags & OP_REQUIRED)) continue;
    if (level->seen >> i & 1)
      op_note_fill(&note, "empty", OP_ERROR, "is required and must not be empty");
    else if (!partial)
      op_note_fill(&note, "missing", OP_ERROR, "is required");
    else
      continue;
    op_point_at(c, member);
    op_report(c, member, member->api_empty, &note);
  }
}

/* Reports an array whose indices have gaps. */
static void check_holes (op_checker *c, const op_level *level) {
  op_note note;
  if (level->highest <= level->count || level->count > OP_MAX_MEMBERS) return;
  op_note_fill(&note, "holes", OP_ERROR,
               "is an array of %zu elements with indices up to %zu; expected indices from 1 to "
               "their number, such as { { ... }, { ... } }",
               level->count, level->highest);
  op_report_table(c, &note);
}

/* True if an object that need not be there has no member that says anything. */
static int is_void (const op_checker *c, const op_level *level) {
  const op_field *object = level->field;
  return object != NULL && !level->is_array && !(object->flags & (OP_REQUIRED | OP_OPEN)) &&
         c->elements == 0 && level->seen == level->empty;
}

op_verdict op_check_close (op_checker *c) {
  op_level *level = c->top;
  op_verdict verdict = OP_KEEP;
  if (level->is_array) {
    check_holes(c, level);
    c->elements--;
  }
  else if (is_void(c, level)) {
    if (c->mode == OP_CREATE) verdict = OP_DROP;
  }
  else if (level->field != NULL) {
    if (level->field->members != NULL) check_required(c, level);
    if (level->field->closing != NULL) level->field->closing(c, level->field);
  }
  c->depth--;
  if (c->depth > 0) c->top = level - 1;
  return verdict;
}

size_t op_check_end (op_checker *c) {
  while (c->depth > 1) op_check_close(c);
  op_check_close(c);
  return c->errors;
}
