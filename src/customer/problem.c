/*
** Where a problem is, and in which words.
*/
#include "problem.h"

#include <stdio.h>
#include <string.h>

/* A step is at most a name and its dot; a quoted key and an index are shorter. */
#define PATH_MAX_BYTES (OP_MAX_DEPTH * (OP_MAX_KEY + 1) + 1)
#define MESSAGE_MAX_BYTES 640

/* A text under construction; what does not fit is cut off. */
typedef struct writer {
  char *s;
  size_t size, used;
} writer;

static void put (writer *w, const char *s, size_t len) {
  size_t room = w->size - w->used - 1;
  if (len > room) len = room;
  memcpy(w->s + w->used, s, len);
  w->used += len;
  w->s[w->used] = '\0';
}

static int is_name (const char *s, size_t len) {
  size_t i;
  for (i = 0; i < len; i++) {
    char ch = s[i];
    int letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
    if (!letter && !(i > 0 && ch >= '0' && ch <= '9')) return 0;
  }
  return len > 0 && len <= OP_MAX_KEY;
}

/* Adds the step from one level to its current member, as Lua would write it. */
static void put_step (writer *w, const op_level *level) {
  char text[OP_QUOTED];
  if (level->key == NULL) {
    put(w, text, (size_t)snprintf(text, sizeof text, "[%zu]", level->index));
  }
  else if (is_name(level->key, level->key_len)) {
    if (w->used > 0) put(w, ".", 1);
    put(w, level->key, level->key_len);
  }
  else {
    op_quote(text, level->key, level->key_len);
    put(w, "[", 1);
    put(w, text, strlen(text));
    put(w, "]", 1);
  }
}

/* Where that step is among its siblings: known members first, in the order of the tree. */
static uint64_t step_rank (const op_level *level) {
  if (level->key == NULL) return level->index < 0xFFFE ? level->index : 0xFFFE;
  if (level->member == NULL || level->field == NULL || level->field->members == NULL) return 0xFFFF;
  return (uint64_t)(level->member - level->field->members) + 1;
}

/* Reports on the place that the first `depth` levels' current members lead to. */
static void report (op_checker *c, size_t depth, const op_field *field, unsigned api_code,
                    const op_note *note) {
  char path[PATH_MAX_BYTES], message[MESSAGE_MAX_BYTES];
  writer w;
  op_problem problem;
  size_t i;
  w.s = path;
  w.size = sizeof path;
  w.used = 0;
  path[0] = '\0';
  problem.rank = 0;
  for (i = 0; i < depth; i++) {
    put_step(&w, &c->levels[i]);
    if (i < 4) problem.rank |= step_rank(&c->levels[i]) << (48 - 16 * i);
  }
  w.s = message;
  w.size = sizeof message;
  w.used = 0;
  message[0] = '\0';
  put(&w, note->text, strlen(note->text));
  if (field != NULL) {
    put(&w, "; expected ", 11);
    put(&w, field->expected, strlen(field->expected));
    put(&w, ", such as ", 10);
    put(&w, field->example, strlen(field->example));
  }
  problem.path = path;
  problem.code = note->code;
  problem.severity = note->severity;
  problem.message = message;
  problem.api_code = api_code;
  c->problems++;
  if (note->severity == OP_ERROR) c->errors++;
  c->sink(c->data, &problem);
}

void op_report (op_checker *c, const op_field *field, unsigned api_code, const op_note *note) {
  report(c, c->depth, field, api_code, note);
}

void op_report_error (op_checker *c, const op_field *field, unsigned api_code, const char *code,
                      const char *text) {
  op_note note;
  op_note_fill(&note, code, OP_ERROR, "%s", text);
  report(c, c->depth, field, api_code, &note);
}

void op_report_type (op_checker *c, const char *given) {
  const op_field *member = c->top->member;
  const char *wanted = member == NULL               ? "a value that JSON has"
                       : member->shape == OP_STRING ? "a string"
                       : member->shape == OP_ARRAY  ? "an array"
                                                    : "a table of named members";
  op_note note;
  op_note_fill(&note, "type", OP_ERROR, "must be %s, not %s", wanted, given);
  op_report(c, member, member != NULL ? member->api_invalid : 0, &note);
}

void op_point_at (op_checker *c, const op_field *member) {
  op_level *level = &c->levels[c->depth - 1];
  level->member = member;
  level->key = member->name;
  level->key_len = member->name_len;
}

void op_report_table (op_checker *c, const op_note *note) {
  report(c, c->depth - 1, NULL, 0, note);
}
