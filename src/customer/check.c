/*
** The open tables, from the customer inwards, and the checks when one closes.
*/
#include <string.h>

#include "checker.h"

/* Does not compile for more roles than a checker keeps values of. */
typedef char roles_have_room[OP_ROLES <= OP_KEPT_VALUES ? 1 : -1];

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
  c->marker_bytes = 0;
  c->depth = 0;
  push(c, &op_customer, 0);
}

/* Drops the values kept for another object. Objects with cross checks are not nested, so one store is enough. */
static void forget_kept (op_checker *c) {
  size_t i;
  for (i = 0; i < OP_ROLES; i++) c->kept[i].len = 0;
  memset(c->has_field, 0, sizeof c->has_field);
}

int op_check_open (op_checker *c, int is_array) {
  op_level *level = c->top;
  const op_field *member = level->member;
  if (level->skipping) return 0;
  if (member != NULL && member->shape != (is_array ? OP_ARRAY : OP_OBJECT)) {
    op_report_type(c, is_array ? "an array" : "an object");
    return 0;
  }
  if (c->depth == OP_MAX_DEPTH) {
    op_note note;
    op_note_fill(&note, "too_deep", OP_ERROR, "is nested in %d objects and arrays; expected fewer",
                 OP_MAX_DEPTH);
    op_report(c, NULL, 0, &note);
    return 0;
  }
  push(c, member, is_array);
  if (member != NULL && member->cross_check != NULL) forget_kept(c);
  return 1;
}

/* The number of the lowest bit set in 'bits', which are not 0. */
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
** Reports required members that are missing or empty. In an update nothing is missing, except
** inside arrays, whose elements are replaced as a whole.
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
               "their number",
               level->count, level->highest);
  op_report_table(c, &note);
}

/* True if an optional object has no known member with a value. */
static int is_void (const op_checker *c, const op_level *level) {
  const op_field *object = level->field;
  return object != NULL && !level->is_array && !(object->flags & (OP_REQUIRED | OP_OPEN)) &&
         c->elements == 0 && level->seen == level->empty;
}

/* Closes the innermost open table. */
static op_verdict pop (op_checker *c) {
  op_level *level = c->top;
  op_verdict verdict = OP_KEEP;
  if (level->is_array) {
    check_holes(c, level);
    c->elements--;
  }
  else if (is_void(c, level)) {
    if (c->mode == OP_CREATE && !level->passing) verdict = OP_DROP;
  }
  else if (level->field != NULL) {
    if (level->field->members != NULL) check_required(c, level);
    if (level->field->cross_check != NULL) level->field->cross_check(c, level->field);
  }
  c->depth--;
  if (c->depth > 0) c->top = level - 1;
  return verdict;
}

op_verdict op_check_close (op_checker *c) { return c->depth > 1 ? pop(c) : OP_KEEP; }

size_t op_check_end (op_checker *c) {
  while (c->depth > 0) pop(c);
  return c->errors;
}
