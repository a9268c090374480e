/*
** The values of members: texts, values that become texts, and other values.
*/
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../data/leftovers.h"
#include "../text/number.h"
#include "../text/utf8.h"
#include "checker.h"

/* Below this number a double holds every integer exactly. */
#define EXACT_INTEGERS 9007199254740992.0 /* 2^53 */

/* The name of a control character, for messages. */
static const char *control_name (char character) {
  if (character == '\n' || character == '\r') return "line break";
  return character == '\t' ? "TAB" : "control character";
}

/* Reports what is wrong with the byte at a place of a value. */
static void bad_text (op_checker *c, const op_field *member, op_text_fault fault, char byte,
                      size_t at) {
  op_note note;
  if (fault == OP_TEXT_ENCODING)
    op_note_fill(&note, "encoding", OP_ERROR, "is not UTF-8 from byte %zu on", at + 1);
  else
    op_note_fill(&note, "control", OP_ERROR, "has a %s at byte %zu", control_name(byte), at + 1);
  op_report(c, member, member != NULL ? member->api_invalid : 0, &note);
}

/* Keeps a copy of a value, or of its beginning, for the checks when its object closes. */
static void keep_value (op_checker *c, int role, const op_text *value) {
  op_kept *kept = &c->kept[role];
  size_t len = value->len;
  kept->cut = len > sizeof kept->s;
  if (kept->cut) {
    len = sizeof kept->s;
    while (((unsigned char)value->s[len] & 0xC0) == 0x80) len--; /* back to a complete character */
  }
  kept->len = (unsigned char)len;
  memcpy(kept->s, value->s, len);
}

static void mark_empty (op_level *level) {
  const op_field *object = level->field;
  if (object != NULL && object->members != NULL && !level->is_array)
    level->empty |= UINT64_C(1) << (level->member - object->members);
}

/* True if a text may begin or end with a blank, by the bytes at its ends. */
static int may_have_blank_ends (const op_text *value) {
  unsigned char first, last;
  if (value->len == 0) return 0;
  first = (unsigned char)value->s[0];
  last = (unsigned char)value->s[value->len - 1];
  return first <= ' ' || first >= 0x80 || last <= ' ' || last >= 0x80;
}

/* The verdict on an empty text. If the member is optional, it counts as absent; in an update it clears the field. */
static op_verdict absent (op_checker *c, const op_field *member) {
  op_level *level = c->top;
  const op_field *object = level->field;
  if (member->flags & OP_REQUIRED || c->mode != OP_CREATE || level->is_array) {
    mark_empty(level);
    return OP_REPLACE;
  }
  if (object->members != NULL) level->seen &= ~(UINT64_C(1) << (member - object->members));
  return OP_DROP;
}

/* Warns about a text that registries may refuse. A text has no more characters than bytes. */
static void check_length (op_checker *c, const op_field *field, const op_text *value) {
  size_t length;
  op_note note;
  if (field->max_characters == 0 || value->len <= field->max_characters) return;
  length = op_utf8_characters(value->s, value->len);
  if (length <= field->max_characters) return;
  op_note_fill(&note, "too_long", OP_WARNING,
               "has %zu characters; registries may refuse more than %u", length,
               field->max_characters);
  op_report(c, NULL, field->api_invalid, &note);
}

/* Warns about a word that programs write for a missing value: somebody may really have that name. */
static void report_leftover (op_checker *c, const op_field *field, const op_text *value,
                             op_leftover kind) {
  char quoted[OP_QUOTED];
  op_note note;
  op_note_fill(&note, "leftover", OP_WARNING, "%s %s", op_quote(quoted, value->s, value->len),
               op_leftover_message(kind));
  op_report(c, NULL, field->api_invalid, &note);
}

/*
** Checks a string against its field, without the blanks at its ends. Returns OP_REPLACE if '*value' now is its
** canonical form, OP_DROP if it is an optional member and nothing is left of it, and OP_KEEP if it was refused.
*/
static op_verdict check_text (op_checker *c, const op_field *member, op_text *value) {
  static const op_field any = {
    .name = "",
    .shape = OP_STRING,
    .flags = OP_MULTILINE,
    .max_bytes = OP_MAX_LONG_TEXT,
  };
  const op_field *field = member != NULL ? member : &any;
  op_text_fault fault;
  op_leftover left;
  op_note note;
  const char *given = value->s;
  size_t at = 0, marker = field->flags & OP_MARKED ? c->marker_bytes : 0;
  if (member != NULL && may_have_blank_ends(value)) op_text_trim(&value->s, &value->len);
  if (value->len > field->max_bytes - marker) {
    op_note_fill(&note, "too_long", OP_ERROR, "has %zu bytes, at most %u fit", value->len + marker,
                 field->max_bytes);
    op_report(c, member, field->api_invalid, &note);
    return OP_KEEP;
  }
  if (!op_text_plain(value->s, value->len)) {
    fault = op_text_scan(value->s, value->len, (field->flags & OP_MULTILINE) != 0, &at);
    if (fault != OP_TEXT_FINE) {
      bad_text(c, member, fault, value->s[at], at + (size_t)(value->s - given));
      return OP_KEEP;
    }
  }
  if (value->len == 0 && member != NULL) return absent(c, member);
  if (member != NULL && !op_check_damage(c, field, value)) return OP_KEEP;
  check_length(c, field, value);
  if (field->flags & OP_LISTED) op_check_listed(c, value);
  left = member != NULL ? op_leftover_of(value->s, value->len) : OP_NOT_LEFT;
  if (field->rule != NULL && !field->rule(value, c->scratch, &note)) {
    if (note.severity == OP_ERROR || left == OP_NOT_LEFT)
      op_report(c, field, field->api_invalid, &note);
    if (note.severity == OP_ERROR) return OP_KEEP;
  }
  if (left != OP_NOT_LEFT) report_leftover(c, field, value, left);
  if (field->role != OP_NO_ROLE) keep_value(c, field->role, value);
  return OP_REPLACE;
}

op_verdict op_check_string (op_checker *c, const char *s, size_t len, op_text *canonical) {
  op_level *level = c->top;
  op_verdict verdict;
  if (level->skipping) return OP_KEEP;
  if (level->member != NULL && level->member->shape != OP_STRING) {
    op_report_type(c, "a string");
    return OP_KEEP;
  }
  canonical->s = s;
  canonical->len = len;
  verdict = check_text(c, level->member, canonical);
  return verdict == OP_REPLACE && canonical->s == s && canonical->len == len ? OP_KEEP : verdict;
}

/*
** Nearly every string of nearly every customer is valid and canonical; this finds that out in
** one pass. False if there may be a problem, or if its rule has another form for it.
*/
static int is_fine (op_checker *c, const op_field *member, const char *s, size_t len) {
  op_text value;
  op_note note;
  if (member->shape != OP_STRING || len == 0 || len + c->marker_bytes > member->max_bytes) return 0;
  if (member->max_characters != 0 && len > member->max_characters) return 0;
  if (!op_text_plain_without(s, len, '&') || s[0] == ' ' || s[len - 1] == ' ') return 0;
  if (member->flags & OP_CREATE_ONLY && c->mode == OP_UPDATE) return 0;
  if (op_leftover_of(s, len) != OP_NOT_LEFT) return 0;
  value.s = s;
  value.len = len;
  if (member->rule != NULL &&
      (!member->rule(&value, c->scratch, &note) || value.s != s || value.len != len))
    return 0;
  if (member->role != OP_NO_ROLE) keep_value(c, member->role, &value);
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
    op_report_type(c, "a number");
    return OP_KEEP;
  }
  canonical->s = c->digits;
  canonical->len = (size_t)snprintf(c->digits, sizeof c->digits, "%lld", value);
  return check_text(c, level->member, canonical);
}

op_verdict op_check_real (op_checker *c, double value, op_text *canonical) {
  op_level *level = c->top;
  op_note note;
  if (level->skipping) return OP_KEEP;
  if (level->member != NULL && level->member->shape != OP_STRING) {
    op_report_type(c, "a number");
    return OP_KEEP;
  }
  if (fabs(value) < EXACT_INTEGERS && floor(value) == value)
    return op_check_integer(c, (long long)value, canonical);
  if (isnan(value))
    op_note_fill(&note, "type", OP_ERROR, "must be a string, not the number nan; pass a string");
  else if (isfinite(value) && floor(value) == value)
    op_note_fill(&note, "precision", OP_ERROR,
                 "is a number of 2^53 or more, which may have lost digits; pass a string");
  else {
    char number[OP_NUMBER_ROOM];
    (void)op_number_write(number, 6, value);
    op_note_fill(&note, "type", OP_ERROR, "must be a string, not the number %s; pass a string",
                 number);
  }
  op_report(c, level->member, level->member != NULL ? level->member->api_invalid : 0, &note);
  return OP_KEEP;
}

void op_check_boolean (op_checker *c) {
  op_level *level = c->top;
  if (!level->skipping && level->member != NULL) op_report_type(c, "a boolean");
}

op_verdict op_check_null (op_checker *c) {
  op_level *level = c->top;
  const op_field *member = level->member;
  if (level->skipping || member == NULL) return OP_KEEP;
  if (level->is_array) {
    op_report_type(c, "null");
    return OP_KEEP;
  }
  if (c->mode == OP_CREATE || (c->elements > 0 && !(level->field->flags & OP_EXTENSION))) {
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
  op_report_type(c, given);
}

void op_check_cycle (op_checker *c) {
  if (c->top->skipping) return;
  op_report_error(c, c->top->member, 0, "cycle", "contains itself");
}
