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
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extensions.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_NODES 1200
#define MAX_NESTING 24       /* deeper than the checker goes */
#define MAX_PROBLEMS 5000    /* a member has a few at most */
#define MAX_TEXT_BYTES 70000 /* of all values: long ones are slow */
#define MAX_PATH_BYTES (OP_MAX_DEPTH * (OP_MAX_KEY + 1))
#define MAX_MESSAGE_BYTES 639

#define EXPECT(what) \
  do { \
    if (!(what)) fail(__LINE__, #what); \
  } while (0)

static void fail (int line, const char *what) {
  fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, line, what);
  abort();
}

static void *allocate (size_t size) {
  void *p = calloc(size > 0 ? size : 1, 1);
  if (p == NULL) abort();
  return p;
}

/* A copy of exactly that size. */
static char *copy_of (const char *s, size_t len) {
  char *copy = (char *)malloc(len);
  if (copy == NULL) abort();
  if (len > 0) memcpy(copy, s, len);
  return copy;
}

/* The tree --------------------------------------------------------------------------------- */

typedef enum announcement { BY_NAME, BY_INDEX, BY_ODD_KEY } announcement;

typedef enum value_kind {
  TEXT,
  INTEGER,
  REAL,
  BOOLEAN,
  NOTHING,
  OTHER,
  CYCLE,
  OBJECT,
  ARRAY
} value_kind;

typedef struct node {
  struct node *next, *first, *last; /* its sibling, and the members of a table */
  announcement how;
  value_kind kind;
  int insists;           /* gives its value even where none is wanted */
  const op_field *known; /* the descriptor of the member, if the object around it has it */
  char *key, *text;
  size_t key_len, text_len, index;
  long long integer;
  double real;
  op_verdict verdict;
  char *canonical; /* of a replaced value */
  size_t canonical_len;
} node;

typedef struct reader {
  const uint8_t *at;
  size_t left;
  size_t nodes, text_bytes;
} reader;

static unsigned next_byte (reader *r) {
  if (r->left == 0) return 0;
  r->left--;
  return *r->at++;
}

static uint64_t next_word (reader *r) {
  uint64_t word = 0;
  int i;
  for (i = 0; i < 8; i++) word = word << 8 | next_byte(r);
  return word;
}

/* The next bytes, their number before them. */
static char *next_text (reader *r, size_t *len) {
  char *text;
  *len = next_byte(r);
  if (*len > r->left) *len = r->left;
  text = copy_of((const char *)r->at, *len);
  r->at += *len;
  r->left -= *len;
  return text;
}

/* A short text again and again, up to a length at which the checker's mind may change. */
static void read_long_text (reader *r, node *n) {
  static const size_t lengths[] = { OP_MAX_KEY,       OP_MAX_KEY + 1,      OP_MAX_EMAIL,
                                    OP_MAX_EMAIL + 1, OP_MAX_TEXT,         OP_MAX_TEXT + 1,
                                    OP_MAX_LONG_TEXT, OP_MAX_LONG_TEXT + 1 };
  size_t wanted = lengths[next_byte(r) & 7], len, i;
  char *piece = next_text(r, &len);
  if (len == 0 || wanted + r->text_bytes > MAX_TEXT_BYTES) wanted = len;
  n->text_len = wanted;
  r->text_bytes += wanted;
  n->text = (char *)allocate(wanted);
  for (i = 0; i < wanted; i++) n->text[i] = piece[i % len];
  free(piece);
}

/* The example of a text, which is written in Lua's notation. */
static void take_example (node *n, const op_field *field) {
  const char *s = field->example;
  size_t len = strlen(s);
  EXPECT(len >= 2 && s[0] == '"' && s[len - 1] == '"');
  n->text = copy_of(s + 1, len - 2);
  n->text_len = len - 2;
}

static void read_members (reader *r, node *parent, const op_field *field, int nesting);

static void read_table (reader *r, node *n, value_kind kind, const op_field *field, int nesting) {
  int fits = field != NULL && field->shape == (kind == OBJECT ? OP_OBJECT : OP_ARRAY);
  n->kind = kind;
  if (nesting < MAX_NESTING) read_members(r, n, fits ? field : NULL, nesting + 1);
}

/* Reads a value that `field`, unless it is NULL, describes. */
static void read_value (reader *r, node *n, unsigned kind, const op_field *field, int nesting) {
  uint64_t word;
  switch (kind) {
    case 0: /* what is wanted there */
    case 1:
      if (field != NULL && field->shape == OP_STRING)
        take_example(n, field);
      else if (field != NULL)
        read_table(r, n, field->shape == OP_OBJECT ? OBJECT : ARRAY, field, nesting);
      else
        n->text = next_text(r, &n->text_len);
      break;
    case 4:
      read_long_text(r, n);
      break;
    case 5:
      n->kind = INTEGER;
      n->integer = (signed char)next_byte(r);
      break;
    case 6:
      n->kind = INTEGER;
      n->integer = (long long)next_word(r);
      break;
    case 7:
      n->kind = REAL;
      word = next_word(r);
      memcpy(&n->real, &word, sizeof n->real);
      break;
    case 8:
      n->kind = REAL;
      n->real = (double)(long long)next_word(r) / (double)(1 << next_byte(r) % 8);
      break;
    case 9:
      n->kind = BOOLEAN;
      break;
    case 10:
      n->kind = NOTHING;
      break;
    case 11:
      n->kind = OTHER;
      break;
    case 12:
      n->kind = CYCLE;
      break;
    case 13:
      read_table(r, n, OBJECT, field, nesting);
      break;
    case 14:
      read_table(r, n, ARRAY, field, nesting);
      break;
    default:
      n->text = next_text(r, &n->text_len);
  }
}

static void name_it (node *n, const char *name, size_t len) {
  n->key = copy_of(name, len);
  n->key_len = len;
}

/* Reads how the member is announced; returns its descriptor, or NULL. */
static const op_field *read_announcement (reader *r, node *n, const node *before, unsigned how,
                                          const op_field *object) {
  const op_field *of_object = object != NULL && object->shape == OP_OBJECT ? object : NULL;
  switch (how) {
    case 0:
    case 1:
      if (of_object != NULL && of_object->n_members > 0) {
        n->known = &of_object->members[next_byte(r) % of_object->n_members];
        name_it(n, n->known->name, n->known->name_len);
        return n->known;
      }
      /* FALLTHROUGH */
    case 2:
      n->key = next_text(r, &n->key_len);
      if (of_object != NULL) n->known = op_field_member(of_object, n->key, n->key_len);
      return n->known;
    case 3: {
      const char *name = op_extension_field_at(next_byte(r) % op_extension_field_count())->name;
      name_it(n, name, strlen(name));
      if (of_object != NULL) n->known = op_field_member(of_object, n->key, n->key_len);
      return n->known;
    }
    case 4:
      n->how = BY_INDEX;
      n->index = before != NULL && before->how == BY_INDEX ? before->index + 1 : 1;
      break;
    case 5:
      n->how = BY_INDEX;
      n->index = (next_byte(r) << 8 | next_byte(r)) + 1;
      break;
    default:
      n->how = BY_ODD_KEY;
  }
  return n->how == BY_INDEX && object != NULL && object->shape == OP_ARRAY ? object->members : NULL;
}

static node *append (reader *r, node *parent) {
  node *n = (node *)allocate(sizeof *n);
  if (parent->last != NULL)
    parent->last->next = n;
  else
    parent->first = n;
  parent->last = n;
  r->nodes++;
  return n;
}

/* Appends the last member again and again, elements with indices that go on: limits are high. Not a
   known one: its rule would be asked a thousand times. */
static void repeat (reader *r, node *parent, size_t times) {
  const node *model = parent->last;
  if (model == NULL || model->kind != TEXT || model->known != NULL) return;
  for (; times > 0 && r->nodes < MAX_NODES; times--) {
    node *n = append(r, parent);
    n->how = model->how;
    name_it(n, model->key, model->key_len);
    n->text = copy_of(model->text, model->text_len);
    n->text_len = model->text_len;
    n->index = model->index + 1;
    model = n;
  }
}

/*
** Reads members up to one that closes their table, or the end: a byte whose low three bits say how
** the member is announced, the next four what its value is.
*/
static void read_members (reader *r, node *parent, const op_field *field, int nesting) {
  while (r->left > 0 && r->nodes < MAX_NODES) {
    unsigned code = next_byte(r), how = code & 7, kind = code >> 3 & 15;
    const op_field *member;
    const node *before = parent->last;
    node *n;
    if (how == 7) {
      if (kind != 15) return;
      repeat(r, parent, next_byte(r) * 8);
      continue;
    }
    n = append(r, parent);
    n->insists = code >> 7;
    member = read_announcement(r, n, before, how, field);
    read_value(r, n, kind, member, nesting);
  }
}

static void free_members (node *parent) {
  node *n = parent->first;
  while (n != NULL) {
    node *next = n->next;
    free_members(n);
    free(n->key);
    free(n->text);
    free(n->canonical);
    free(n);
    n = next;
  }
}

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
  one->line = (char *)allocate(room);
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

static void note_verdict (run *w, node *n, op_verdict verdict, const op_text *canonical) {
  if (verdict == OP_REPLACE) {
    size_t at;
    EXPECT(canonical->len <= MAX_TEXT_BYTES);
    if (w->how == AS_KNOWN) {
      n->canonical = copy_of(canonical->s, canonical->len);
      n->canonical_len = canonical->len;
    }
    EXPECT(op_text_scan(canonical->s, canonical->len, 0, &at) == OP_TEXT_FINE);
    if (w->how == AS_NAMED)
      EXPECT(n->canonical_len == canonical->len &&
             memcmp(n->canonical, canonical->s, canonical->len) == 0);
  }
  if (w->how == AS_KNOWN) n->verdict = verdict;
  if (w->how == AS_NAMED) EXPECT(n->verdict == verdict);
  if (w->how == AS_CANONICAL) EXPECT(verdict == OP_KEEP);
}

static void give_members (run *w, node *parent, int is_last);

static void give_table (run *w, node *n, int is_last) {
  op_text none = { "", 0 };
  if (!op_check_open(&w->checker, n->kind == ARRAY)) return;
  EXPECT(w->checker.depth <= OP_MAX_DEPTH);
  give_members(w, n, is_last);
  if (!(is_last && w->leaves_open)) note_verdict(w, n, op_check_close(&w->checker), &none);
}

static void give_text (run *w, node *n, const char *s, size_t len, int at_once) {
  char *given = copy_of(s, len);
  op_text canonical = { "", 0 };
  op_verdict verdict = at_once
                           ? op_check_known_string(&w->checker, n->known, given, len, &canonical)
                           : op_check_string(&w->checker, given, len, &canonical);
  note_verdict(w, n, verdict, &canonical);
  free(given);
}

static void give_value (run *w, node *n, int is_last) {
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
static op_shape announce (run *w, node *n, char **key) {
  *key = NULL;
  switch (n->how) {
    case BY_INDEX:
      return op_check_element(&w->checker, n->index);
    case BY_ODD_KEY:
      op_check_odd_key(&w->checker, "boolean");
      return OP_NOTHING;
    default:
      if (w->how == AS_KNOWN && n->known != NULL) return op_check_known(&w->checker, n->known);
      *key = copy_of(n->key, n->key_len);
      return op_check_member(&w->checker, *key, n->key_len);
  }
}

/* The descriptor that a member was read with counts only if that object is the one that is open. */
static int is_of_open_object (const run *w, const node *n) {
  const op_field *object = op_check_object(&w->checker);
  return n->known != NULL && object != NULL && object->shape == OP_OBJECT &&
         !w->checker.top->is_array && n->known >= object->members &&
         n->known < object->members + object->n_members;
}

static void give_member (run *w, node *n, int is_last) {
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

static void give_members (run *w, node *parent, int is_last) {
  node *n;
  for (n = parent->first; n != NULL; n = n->next) {
    if (n->verdict == OP_DROP && w->how >= AS_CANONICAL) continue;
    if (w->how == AS_KNOWN && n->known != NULL && !is_of_open_object(w, n)) n->known = NULL;
    give_member(w, n, is_last && n->next == NULL);
  }
}

/* Checks the tree; what is said about it is in `*said`. */
static void check_tree (node *root, manner how, unsigned flags, findings *said) {
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
  reader r;
  node root;
  unsigned flags;
  size_t i;
  memset(&r, 0, sizeof r);
  memset(&root, 0, sizeof root);
  r.at = data;
  r.left = size;
  flags = next_byte(&r);
  read_members(&r, &root, &op_customer, 0);
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
  free_members(&root);
  return 0;
}
