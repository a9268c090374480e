/*
** The body of a create: for each event of the checker, the JSON that is written.
*/
#include <string.h>

#include "../text/ascii.h"
#include "../text/fold.h"
#include "body.h"
#include "json_text.h"

/* The field that a reference's marker stands in. */
static const op_field *marked_field (void) {
  const op_field *field = op_customer.members;
  while (!(field->flags & OP_MARKED)) field++;
  return field;
}

static void begin (op_body *b, op_grow grow, void *grow_data) {
  b->is_written = 1;
  b->who = OP_NOBODY;
  b->marked = NULL;
  op_json_begin(&b->text, grow, grow_data);
  op_json_byte(&b->text, '{');
}

void op_body_begin (op_body *b, unsigned options, op_problem_sink sink, void *data) {
  op_check_begin(&b->checker, OP_CREATE, options, sink, data);
  begin(b, NULL, NULL);
}

void op_body_begin_in (op_body *b, unsigned options, op_problem_sink sink, void *data, op_grow grow,
                       void *grow_data) {
  op_check_begin(&b->checker, OP_CREATE, options, sink, data);
  begin(b, grow, grow_data);
}

void op_body_begin_silent (op_body *b, op_mode mode, unsigned options, op_problem_sink sink,
                           void *data) {
  op_check_begin(&b->checker, mode, options, sink, data);
  b->is_written = 0;
  b->who = OP_NOBODY;
  b->marked = NULL;
}

int op_body_mark (op_body *b, const char *marker, size_t len) {
  if (len == 0 || len > OP_MAX_MARKER) return 0;
  b->marked = marked_field();
  b->marker.s = marker;
  b->marker.len = len;
  b->checker.marker_bytes = len + 1; /* with the end of its line */
  return 1;
}

void op_body_free (op_body *b) {
  if (b->is_written) op_json_free(&b->text);
}

const char *op_body_text (const op_body *b, size_t *len) {
  if (!b->is_written || b->text.is_cut || b->checker.errors > 0) return NULL;
  *len = b->text.used;
  return b->text.bytes;
}

/* Writing ------------------------------------------------------------------------------------ */

/* After an error the text is no longer needed. */
static inline int is_writing (const op_body *b) { return b->is_written && b->checker.errors == 0; }

/* Writes the marker where no comments were given. */
static void write_marker (op_body *b) {
  if (b->marked == NULL) return;
  op_json_plain_name(&b->text, b->marked->name, b->marked->name_len);
  op_json_string(&b->text, b->marker.s, b->marker.len);
  b->marked = NULL;
}

/* True if a text is ASCII. */
static int is_ascii (const char *s, size_t len) {
  unsigned char all = 0;
  size_t i;
  for (i = 0; i < len; i++) all |= (unsigned char)s[i];
  return all < 0x80;
}

unsigned long long op_add_who (unsigned long long before, const char *s, size_t len) {
  char folded[OP_MAX_TEXT], letters[OP_MAX_TEXT];
  size_t used = 0, i;
  if (len > OP_MAX_TEXT) len = OP_MAX_TEXT; /* the checker lets no longer one pass */
  if (!is_ascii(s, len)) {
    len = op_fold(s, len, folded);
    s = folded;
  }
  for (i = 0; i < len; i++) {
    letters[used] = op_lower(s[i]);
    used += op_is_alnum(s[i]) || (unsigned char)s[i] >= 0x80;
  }
  return op_fingerprint_add_here(before, letters, used);
}

unsigned long long op_body_who (const op_body *b) { return b->who; }

/* Writes the text of a member, which 'member' describes unless it is NULL. */
static void write_text (op_body *b, const op_field *member, const op_text *value) {
  if (member != NULL && (member->flags & OP_WHO)) b->who = op_add_who(b->who, value->s, value->len);
  if (member == NULL || member != b->marked) {
    op_json_string(&b->text, value->s, value->len);
    return;
  }
  if (value->len > 0)
    op_json_two_lines(&b->text, &b->marker, value);
  else
    op_json_string(&b->text, b->marker.s, b->marker.len);
  b->marked = NULL;
}

/* Writes what stands before the value of the announced member. */
static void begin_member (op_body *b) {
  const op_level *level = b->checker.top;
  if (level->is_array)
    op_json_element(&b->text);
  else
    op_json_name(&b->text, level->key != NULL ? level->key : "", level->key_len);
}

/* Writes the announced member, a text, as the checker wants it. */
static op_verdict write_member (op_body *b, op_verdict verdict, const op_text *value) {
  if (is_writing(b) && verdict != OP_DROP) {
    begin_member(b);
    write_text(b, b->checker.top->member, value);
  }
  return verdict;
}

/* Events ------------------------------------------------------------------------------------- */

op_shape op_body_member (op_body *b, const char *key, size_t len) {
  return op_check_member(&b->checker, key, len);
}

op_shape op_body_element (op_body *b, size_t index) { return op_check_element(&b->checker, index); }

op_verdict op_body_string (op_body *b, const char *s, size_t len, op_text *canonical) {
  op_verdict verdict = op_check_string(&b->checker, s, len, canonical);
  op_text given = { s, len };
  return write_member(b, verdict, verdict == OP_REPLACE ? canonical : &given);
}

/* A number that is neither refused nor dropped has a canonical form, which is a text. */
op_verdict op_body_integer (op_body *b, long long value, op_text *canonical) {
  return write_member(b, op_check_integer(&b->checker, value, canonical), canonical);
}

op_verdict op_body_real (op_body *b, double value, op_text *canonical) {
  return write_member(b, op_check_real(&b->checker, value, canonical), canonical);
}

void op_body_boolean (op_body *b, int value) {
  op_check_boolean(&b->checker);
  if (!is_writing(b)) return;
  begin_member(b);
  op_json_word(&b->text, value ? "true" : "false");
}

op_verdict op_body_null (op_body *b) {
  op_verdict verdict = op_check_null(&b->checker);
  if (is_writing(b) && verdict != OP_DROP) {
    begin_member(b);
    op_json_word(&b->text, "null");
  }
  return verdict;
}

int op_body_open (op_body *b, int is_array) {
  size_t began;
  if (!is_writing(b)) return op_check_open(&b->checker, is_array);
  began = b->text.used;
  begin_member(b);
  op_json_byte(&b->text, is_array ? '[' : '{');
  if (op_check_open(&b->checker, is_array)) {
    b->began[b->checker.depth - 1] = began;
    return 1;
  }
  b->text.used = began;
  return 0;
}

op_verdict op_body_close (op_body *b) {
  size_t depth = b->checker.depth;
  int is_array = b->checker.top->is_array;
  op_verdict verdict = op_check_close(&b->checker);
  if (!is_writing(b) || depth < 2) return verdict;
  if (verdict == OP_DROP)
    b->text.used = b->began[depth - 1];
  else
    op_json_byte(&b->text, is_array ? ']' : '}');
  return verdict;
}

size_t op_body_end (op_body *b) {
  while (b->checker.depth > 1) op_body_close(b);
  if (is_writing(b)) {
    write_marker(b);
    op_json_byte(&b->text, '}');
  }
  return op_check_end(&b->checker);
}

/* Events by the tree ------------------------------------------------------------------------- */

/* The marker's place is passed if a field behind it comes. */
static inline void pass_marker (op_body *b, const op_field *member) {
  if (b->marked != NULL && b->checker.depth == 1 && member > b->marked) write_marker(b);
}

op_shape op_body_known (op_body *b, const op_field *member) {
  pass_marker(b, member);
  return op_check_known(&b->checker, member);
}

op_verdict op_body_known_string (op_body *b, const op_field *member, const char *s, size_t len,
                                 op_text *canonical) {
  op_verdict verdict = op_check_known_string(&b->checker, member, s, len, canonical);
  op_text given = { s, len };
  if (!is_writing(b)) return verdict;
  pass_marker(b, member);
  if (verdict == OP_DROP) return verdict;
  op_json_plain_name(&b->text, member->name, member->name_len);
  write_text(b, member, verdict == OP_REPLACE ? canonical : &given);
  return verdict;
}

void op_body_others (op_body *b) {
  if (b->checker.depth == 1) write_marker(b);
}
