/*
** The members of tables: known ones, those that are refused by name, and those that pass through.
*/
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../text/utf8.h"
#include "checker.h"

/* Notes that the announced member is refused. */
static op_shape refuse_member (op_level *level) {
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
                  "is not a valid name of a member; expected UTF-8 without control "
                  "characters, such as \"street\"");
  return 1;
}

/* Reports that an object has no such member, with a suggestion or the list of its members. */
static void report_unknown (op_checker *c, const op_field *object, const char *key, size_t len) {
  const op_field *meant = op_field_nearest(object, key, len);
  op_severity severity = object->flags & OP_OPEN ? OP_WARNING : OP_ERROR;
  const char *of = c->depth == 1             ? "a customer"
                   : object->name[0] != '\0' ? object->name
                                             : "an element of this array";
  op_note note;
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

/* The announced member is one that the open object has. */
static op_shape accept_member (op_checker *c, op_level *level, const op_field *member) {
  level->member = member;
  level->seen |= UINT64_C(1) << (member - level->field->members);
  if (c->mode == OP_UPDATE && member->flags & OP_CREATE_ONLY) {
    op_report_error(c, NULL, 0, "not_updatable",
                    "cannot be changed: the API keeps it as it was created; make a new customer "
                    "instead");
    return refuse_member(level);
  }
  return (op_shape)member->shape;
}

/* The announced member is unknown in the open table. */
static op_shape pass_or_refuse (op_checker *c, op_level *level, const char *key, size_t len) {
  const op_field *object = level->field;
  if (bad_key(c, key, len)) return refuse_member(level);
  if (level->passing == 0) level->passing = 1; /* for those that are not refused below */
  if (object != NULL && object->flags & OP_EXTENSION) {
    level->member = op_extension_member(c, key, len);
    return level->member != NULL ? OP_STRING : OP_ANY;
  }
  if (object == NULL || c->options & OP_ALLOW_UNKNOWN) return OP_ANY;
  if (object->flags & OP_OPEN) {
    if (op_field_nearest(object, key, len) != NULL) report_unknown(c, object, key, len);
    return OP_ANY;
  }
  report_unknown(c, object, key, len);
  return refuse_member(level);
}

/* Makes a member, or with a NULL key an element, current before anything is known about it. */
static void announce_member (op_level *level, const char *key, size_t len) {
  level->key = key;
  level->key_len = len;
  level->member = NULL;
  level->skipping = 0;
}

op_shape op_check_member (op_checker *c, const char *key, size_t len) {
  op_level *level = c->top;
  const op_field *member;
  announce_member(level, key, len);
  if (too_many(c, level)) return refuse_member(level);
  if (level->is_array) {
    op_report_error(c, level->field, 0, "type", "is a named member in an array");
    return refuse_member(level);
  }
  member = level->field != NULL ? op_field_member(level->field, key, len) : NULL;
  return member != NULL ? accept_member(c, level, member) : pass_or_refuse(c, level, key, len);
}

op_shape op_check_known (op_checker *c, const op_field *member) {
  op_level *level = c->top;
  assert(level->field != NULL && member >= level->field->members &&
         member < level->field->members + level->field->n_members);
  announce_member(level, member->name, member->name_len);
  if (too_many(c, level)) return refuse_member(level);
  return accept_member(c, level, member);
}

op_shape op_check_element (op_checker *c, size_t index) {
  op_level *level = c->top;
  announce_member(level, NULL, 0);
  level->index = index;
  if (too_many(c, level)) return refuse_member(level);
  if (!level->is_array) {
    op_report_error(c, NULL, 0, "unknown", "has no name; the members of this object have names");
    return refuse_member(level);
  }
  if (index > level->highest) level->highest = index;
  if (level->field == NULL) return OP_ANY;
  level->member = level->field->members;
  return (op_shape)level->member->shape;
}

void op_check_odd_key (op_checker *c, const char *type) {
  op_level *level = c->top;
  op_note note;
  announce_member(level, NULL, 0);
  refuse_member(level);
  if (too_many(c, level)) return;
  op_note_fill(&note, "unknown", OP_ERROR, "has a member whose key is a %s; JSON has only names",
               type);
  op_report_table(c, &note);
}
