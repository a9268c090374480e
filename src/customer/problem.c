/*
** The path of a problem, and its message.
*/
#include "checker.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../text/signs.h"
#include "../text/utf8.h"

int op_note_fill (op_note *note, const char *code, op_severity severity, const char *format, ...) {
  va_list arguments;
  note->code = code;
  note->severity = severity;
  va_start(arguments, format);
  (void)vsnprintf(note->text, sizeof note->text, format, arguments);
  va_end(arguments);
  return 0;
}

/* Bytes of "<U+10FFFF>" and of what ends an excerpt behind it. */
#define HIDDEN_MAX 10
#define END_MAX (3 + 1 + 1)

/* Writes the character at 's' as <U+200B> if it is invisible; returns its length, or 0 if it is visible. */
static size_t quote_hidden (char *out, const char *s, size_t len) {
  unsigned code = 0;
  size_t bytes = op_utf8_next(s, len, &code);
  if (bytes == 0 || op_sign_of(code) == OP_SIGN_SEEN) return 0;
  (void)snprintf(out, HIDDEN_MAX + 1, "<U+%04X>", code & 0x1FFFFF);
  return bytes;
}

/* Room for one more escape ('\xFF'), an ellipsis, the quote and the end. */
#define TAIL (4 + 3 + 1 + 1)

const char *op_quote (char quoted[OP_QUOTED], const char *s, size_t len) {
  static const char hex[] = "0123456789ABCDEF";
  size_t i, used = 0, at;
  int as_is =
      op_text_scan(s, len, 0, &at) == OP_TEXT_FINE; /* then characters beyond ASCII may be shown */
  quoted[used++] = '"';
  for (i = 0; i < len; i++) {
    unsigned char byte = (unsigned char)s[i];
    int starts_character = !as_is || (byte & 0xC0) != 0x80;
    if (starts_character && used + TAIL > OP_QUOTED - 4) break;
    if (as_is && byte >= 0xC2) {
      size_t hidden;
      if (used + HIDDEN_MAX + END_MAX > OP_QUOTED) break;
      hidden = quote_hidden(quoted + used, s + i, len - i);
      if (hidden > 0) {
        used += strlen(quoted + used);
        i += hidden - 1;
        continue;
      }
    }
    if (byte == '"' || byte == '\\') {
      quoted[used++] = '\\';
      quoted[used++] = (char)byte;
    }
    else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !as_is)) {
      quoted[used++] = '\\';
      quoted[used++] = 'x';
      quoted[used++] = hex[byte >> 4];
      quoted[used++] = hex[byte & 15];
    }
    else {
      quoted[used++] = (char)byte;
    }
  }
  if (i < len) {
    quoted[used++] = '.';
    quoted[used++] = '.';
    quoted[used++] = '.';
  }
  quoted[used++] = '"';
  quoted[used] = '\0';
  return quoted;
}

/* A step is at most a name and its dot; a quoted key and an index are shorter. */
#define PATH_MAX_BYTES (OP_MAX_DEPTH * (OP_MAX_KEY + 1) + 1)
#define MESSAGE_MAX_BYTES 640

/* A text that is being built; a part that does not fit is cut off. */
typedef struct message_writer {
  char *s;
  size_t size, used;
} message_writer;

static void add_text (message_writer *w, const char *s, size_t len) {
  size_t room = w->size - w->used - 1;
  if (len > room) len = room;
  memcpy(w->s + w->used, s, len);
  w->used += len;
  w->s[w->used] = '\0';
}

static int is_plain_name (const char *s, size_t len) {
  size_t i;
  for (i = 0; i < len; i++) {
    char ch = s[i];
    int letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
    if (!letter && !(i > 0 && ch >= '0' && ch <= '9')) return 0;
  }
  return len > 0 && len <= OP_MAX_KEY;
}

/* Adds the step from one level to its current member. */
static void add_step (message_writer *w, const op_level *level) {
  char text[OP_QUOTED];
  if (level->key == NULL) {
    add_text(w, text, (size_t)snprintf(text, sizeof text, "[%zu]", level->index));
  }
  else if (is_plain_name(level->key, level->key_len)) {
    if (w->used > 0) add_text(w, ".", 1);
    add_text(w, level->key, level->key_len);
  }
  else {
    op_quote(text, level->key, level->key_len);
    add_text(w, "[", 1);
    add_text(w, text, strlen(text));
    add_text(w, "]", 1);
  }
}

/* The rank of that step among its siblings: known members first, in the order of the tree. */
static uint64_t step_rank (const op_level *level) {
  if (level->key == NULL) return level->index < 0xFFFE ? level->index : 0xFFFE;
  if (level->member == NULL || level->field == NULL || level->field->members == NULL) return 0xFFFF;
  return (uint64_t)(level->member - level->field->members) + 1;
}

/* Reports a problem at the place to which the current members of the first 'depth' levels lead. */
static void report (op_checker *c, size_t depth, const op_field *field, unsigned api_code,
                    const op_note *note) {
  char path[PATH_MAX_BYTES], message[MESSAGE_MAX_BYTES];
  message_writer w;
  op_problem problem;
  size_t i;
  w.s = path;
  w.size = sizeof path;
  w.used = 0;
  path[0] = '\0';
  problem.rank = 0;
  for (i = 0; i < depth; i++) {
    add_step(&w, &c->levels[i]);
    if (i < 4) problem.rank |= step_rank(&c->levels[i]) << (48 - 16 * i);
  }
  w.s = message;
  w.size = sizeof message;
  w.used = 0;
  message[0] = '\0';
  add_text(&w, note->text, strlen(note->text));
  if (field != NULL) {
    add_text(&w, "; expected ", 11);
    add_text(&w, field->expected, strlen(field->expected));
    if (field->example != NULL) {
      add_text(&w, ", such as \"", 11);
      add_text(&w, field->example, strlen(field->example));
      add_text(&w, "\"", 1);
    }
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
                                                    : "an object";
  op_note note;
  op_note_fill(&note, "type", OP_ERROR, "must be %s, not %s", wanted, given);
  op_report(c, member, member != NULL ? member->api_invalid : 0, &note);
}

void op_point_at (op_checker *c, const op_field *member) {
  op_level *level = c->top;
  level->member = member;
  level->key = member->name;
  level->key_len = member->name_len;
}

void op_report_table (op_checker *c, const op_note *note) {
  assert(c->depth > 0);
  report(c, c->depth - 1, NULL, 0, note);
}
