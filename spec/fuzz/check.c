/*
** Fuzzes the checker: an input is a tree of members, written as events, in any order that a driver
** may give them in.
**
** Each tree is checked three times. Members that the open object is known to have are announced by
** their descriptor, then by their name: both must find the same. And what is canonical must be a
** fixed point: if there were no errors, the tree with all replacements made is checked again, and
** nothing is replaced then. Names and values are given in memory of exactly their size, which is
** freed as soon as the checker's contract allows it.
*/
#include "include/openprovider/customer.h"

#include <stdlib.h>
#include <string.h>

#include "check_tree.h"
#include "expect.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_PROBLEMS 5000 /* a member has a few at most */
#define MAX_PATH_BYTES (OP_MAX_DEPTH * (OP_MAX_KEY + 1))
#define MAX_MESSAGE_BYTES 639

/* Problems --------------------------------------------------------------------------------- */

typedef struct found {
  char *line; /* severity, code, path and message */
  uint64_t rank;
} found;

typedef struct findings {
  size_t count, errors;
  int too_many; /* tables were not looked at as a whole */
  found all[MAX_PROBLEMS];
} findings;

static int is_line (const char *s) {
  size_t len = strlen(s), at;
  return op_text_plain(s, len) || op_text_scan(s, len, 0, &at) == OP_TEXT_FINE;
}

static void keep_problem (void *data, const op_problem *problem) {
  findings *list = (findings *)data;
  size_t room;
  found *one = &list->all[list->count];
  EXPECT(strlen(problem->path) <= MAX_PATH_BYTES && is_line(problem->path));
  EXPECT(strlen(problem->message) <= MAX_MESSAGE_BYTES && is_line(problem->message));
  EXPECT(problem->message[0] != '\0' && problem->code[0] != '\0');
  EXPECT(problem->severity == OP_ERROR || problem->severity == OP_WARNING);
  EXPECT(list->count < MAX_PROBLEMS);
  room = strlen(problem->path) + strlen(problem->message) + strlen(problem->code) + 40;
  one->line = (char *)malloc(room);
  EXPECT(one->line != NULL);
  snprintf(one->line, room, "%d %u %s %s: %s", (int)problem->severity, problem->api_code,
           problem->code, problem->path, problem->message);
  one->rank = problem->rank;
  list->count++;
  if (problem->severity == OP_ERROR) list->errors++;
  if (strcmp(problem->code, "too_many") == 0) list->too_many = 1;
}

static void forget_problems (findings *list) {
  size_t i;
  for (i = 0; i < list->count; i++) free(list->all[i].line);
  list->count = list->errors = 0;
  list->too_many = 0;
}

static int has_problem (const findings *list, const char *line) {
  size_t i;
  for (i = 0; i < list->count; i++) {
    if (strcmp(list->all[i].line, line) == 0) return 1;
  }
  return 0;
}

/* Checking --------------------------------------------------------------------------------- */

typedef enum manner {
  AS_KNOWN,     /* known members by their descriptors */
  AS_NAMED,     /* the same by their names, and the verdicts have to be the same */
  AS_CANONICAL, /* by their names, with all verdicts carried out, and none is left */
  AS_ANYTHING   /* the same where there are errors, so that there may be some left */
} manner;

typedef struct run {
  op_checker checker;
  manner how;
  int leaves_open; /* the tables around the last member of all are left to op_check_end */
  char *held[OP_MAX_DEPTH + 1];
  size_t n_held; /* keys of tables that stay open */
} run;

static void note_verdict (run *w, fuzz_node *n, op_verdict verdict, const op_text *canonical) {
  if (verdict == OP_REPLACE) {
    int multiline = n->known && n->known->flags & OP_MULTILINE;
    size_t at;
    EXPECT(canonical->len <= FUZZ_TEXT_BYTES);
    if (w->how == AS_KNOWN) {
      n->canonical = fuzz_copy(canonical->s, canonical->len);
      n->canonical_len = canonical->len;
    }
    EXPECT(op_text_scan(canonical->s, canonical->len, multiline, &at) == OP_TEXT_FINE);
    if (w->how == AS_NAMED)
      EXPECT(n->canonical_len == canonical->len &&
             memcmp(n->canonical, canonical->s, canonical->len) == 0);
  }
  if (w->how == AS_KNOWN) n->verdict = verdict;
  if (w->how == AS_NAMED) EXPECT(n->verdict == verdict);
  if (w->how == AS_CANONICAL) EXPECT(verdict == OP_KEEP);
}

static void give_members (run *w, fuzz_node *parent, int is_last);

static void give_table (run *w, fuzz_node *n, int is_last) {
  op_text none = { "", 0 };
  if (!op_check_open(&w->checker, n->kind == ARRAY)) return;
  EXPECT(w->checker.depth <= OP_MAX_DEPTH);
  give_members(w, n, is_last);
  if (!(is_last && w->leaves_open)) note_verdict(w, n, op_check_close(&w->checker), &none);
}

static void give_text (run *w, fuzz_node *n, const char *s, size_t len, int at_once) {
  char *given = fuzz_copy(s, len);
  op_text canonical = { "", 0 };
  op_verdict verdict = at_once
                           ? op_check_known_string(&w->checker, n->known, given, len, &canonical)
                           : op_check_string(&w->checker, given, len, &canonical);
  note_verdict(w, n, verdict, &canonical);
  free(given);
}

static void give_value (run *w, fuzz_node *n, int is_last) {
  op_checker *c = &w->checker;
  op_text canonical = { "", 0 };
  if (n->verdict == OP_REPLACE && w->how >= AS_CANONICAL) {
    give_text(w, n, n->canonical, n->canonical_len, 0);
    return;
  }
  switch (n->kind) {
    case TEXT:
      give_text(w, n, n->text, n->text_len, 0);
      break;
    case INTEGER:
      note_verdict(w, n, op_check_integer(c, n->integer, &canonical), &canonical);
      break;
    case REAL:
      note_verdict(w, n, op_check_real(c, n->real, &canonical), &canonical);
      break;
    case BOOLEAN:
      op_check_boolean(c);
      break;
    case NOTHING: {
      op_verdict verdict = op_check_null(c);
      EXPECT(verdict != OP_REPLACE);
      note_verdict(w, n, verdict, &canonical);
      break;
    }
    case OTHER:
      op_check_other(c, "function");
      break;
    case CYCLE:
      op_check_cycle(c);
      break;
    case OBJECT:
    case ARRAY:
      give_table(w, n, is_last);
  }
}

/* Announces a member; the key is in memory of its own, `*key`. */
static op_shape announce (run *w, fuzz_node *n, char **key) {
  *key = NULL;
  switch (n->how) {
    case BY_INDEX:
      return op_check_element(&w->checker, n->index);
    case BY_ODD_KEY:
      op_check_odd_key(&w->checker, "boolean");
      return OP_NOTHING;
    default:
      if (w->how == AS_KNOWN && n->known != NULL) return op_check_known(&w->checker, n->known);
      *key = fuzz_copy(n->key, n->key_len);
      return op_check_member(&w->checker, *key, n->key_len);
  }
}

/* The descriptor that a member was read with counts only if that object is the one that is open. */
static int is_of_open_object (const run *w, const fuzz_node *n) {
  const op_field *object = op_check_object(&w->checker);
  return n->known != NULL && object != NULL && object->shape == OP_OBJECT &&
         !w->checker.top->is_array && n->known >= object->members &&
         n->known < object->members + object->n_members;
}

static void give_member (run *w, fuzz_node *n, int is_last) {
  char *key;
  op_shape shape;
  if (w->how == AS_KNOWN && n->kind == TEXT && n->known != NULL) {
    give_text(w, n, n->text, n->text_len, 1);
    return;
  }
  shape = announce(w, n, &key);
  EXPECT(shape >= OP_STRING && shape <= OP_NOTHING);
  if (shape != OP_NOTHING) {
    give_value(w, n, is_last);
  }
  else if (n->insists || (n->kind == TEXT && n->known != NULL)) {
    size_t problems = w->checker.problems;
    give_value(w, n, 0);
    EXPECT(w->checker.problems == problems);
  }
  if (key == NULL) return;
  if (is_last && w->leaves_open && w->n_held <= OP_MAX_DEPTH)
    w->held[w->n_held++] = key;
  else
    free(key);
}

static void give_members (run *w, fuzz_node *parent, int is_last) {
  fuzz_node *n;
  for (n = parent->first; n != NULL; n = n->next) {
    if (n->verdict == OP_DROP && w->how >= AS_CANONICAL) continue;
    if (w->how == AS_KNOWN && n->known != NULL && !is_of_open_object(w, n)) n->known = NULL;
    give_member(w, n, is_last && n->next == NULL);
  }
}

/* Checks the tree; what is said about it is in `*said`. */
static void check_tree (fuzz_node *root, manner how, unsigned flags, findings *said) {
  run w;
  size_t errors;
  w.how = how;
  w.leaves_open = (flags & 4) != 0;
  w.n_held = 0;
  op_check_begin(&w.checker, flags & 1 ? OP_UPDATE : OP_CREATE, flags & 2 ? OP_ALLOW_UNKNOWN : 0,
                 keep_problem, said);
  give_members(&w, root, 1);
  EXPECT(op_check_close(&w.checker) == OP_KEEP || w.leaves_open);
  errors = op_check_end(&w.checker);
  EXPECT(errors == said->errors && w.checker.errors == errors);
  EXPECT(w.checker.problems == said->count && w.checker.depth == 0);
  while (w.n_held > 0) free(w.held[--w.n_held]);
}

static findings first, second;

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size) {
  unsigned flags = size > 0 ? data[0] : 0;
  fuzz_node root;
  size_t i;
  memset(&root, 0, sizeof root);
  fuzz_tree_read(&root, data + (size > 0), size - (size > 0));
  check_tree(&root, AS_KNOWN, flags, &first);
  check_tree(&root, AS_NAMED, flags, &second);
  EXPECT(first.count == second.count);
  for (i = 0; i < first.count; i++) {
    EXPECT(strcmp(first.all[i].line, second.all[i].line) == 0);
    EXPECT(first.all[i].rank == second.all[i].rank);
  }
  forget_problems(&second);
  if (!(flags & 4)) {
    check_tree(&root, first.errors == 0 ? AS_CANONICAL : AS_ANYTHING, flags, &second);
    EXPECT(first.errors > 0 || second.errors == 0);
    for (i = 0; first.errors == 0 && i < second.count; i++)
      EXPECT(has_problem(&first, second.all[i].line));
    forget_problems(&second);
  }
  forget_problems(&first);
  fuzz_tree_free(&root);
  return 0;
}
