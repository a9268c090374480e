/*
** Reads a customer from bytes.
*/
#include "check_tree.h"

#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "data/extensions.h"

#define MAX_NODES 1200 /* more than one table may have */
#define MAX_NESTING 24 /* deeper than the checker goes */

static void *allocate (size_t size) {
  void *p = calloc(size > 0 ? size : 1, 1);
  if (p == NULL) abort();
  return p;
}

char *fuzz_copy (const char *s, size_t len) {
  char *copy = (char *)malloc(len);
  if (copy == NULL) abort();
  if (len > 0) memcpy(copy, s, len);
  return copy;
}

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
  text = fuzz_copy((const char *)r->at, *len);
  r->at += *len;
  r->left -= *len;
  return text;
}

/* A short text again and again, up to a length at which the checker's mind may change. */
static void read_long_text (reader *r, fuzz_node *n) {
  static const size_t lengths[] = { OP_MAX_KEY,       OP_MAX_KEY + 1,      OP_MAX_EMAIL,
                                    OP_MAX_EMAIL + 1, OP_MAX_TEXT,         OP_MAX_TEXT + 1,
                                    OP_MAX_LONG_TEXT, OP_MAX_LONG_TEXT + 1 };
  size_t wanted = lengths[next_byte(r) & 7], len, i;
  char *piece = next_text(r, &len);
  if (len == 0 || wanted + r->text_bytes > FUZZ_TEXT_BYTES) wanted = len;
  n->text_len = wanted;
  r->text_bytes += wanted;
  n->text = (char *)allocate(wanted);
  for (i = 0; i < wanted; i++) n->text[i] = piece[i % len];
  free(piece);
}

/* The example of a text. */
static void take_example (fuzz_node *n, const op_field *field) {
  n->text_len = strlen(field->example);
  n->text = fuzz_copy(field->example, n->text_len);
}

static void read_members (reader *r, fuzz_node *parent, const op_field *field, int nesting);

static void read_table (reader *r, fuzz_node *n, fuzz_kind kind, const op_field *field,
                        int nesting) {
  int fits = field != NULL && field->shape == (kind == OBJECT ? OP_OBJECT : OP_ARRAY);
  n->kind = kind;
  if (nesting < MAX_NESTING) read_members(r, n, fits ? field : NULL, nesting + 1);
}

/* Reads a value that `field`, unless it is NULL, describes. */
static void read_value (reader *r, fuzz_node *n, unsigned kind, const op_field *field,
                        int nesting) {
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

static void name_it (fuzz_node *n, const char *name, size_t len) {
  n->key = fuzz_copy(name, len);
  n->key_len = len;
}

/* Reads how the member is announced; returns its descriptor, or NULL. */
static const op_field *read_announcement (reader *r, fuzz_node *n, const fuzz_node *before,
                                          unsigned how, const op_field *object) {
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

static fuzz_node *append (reader *r, fuzz_node *parent) {
  fuzz_node *n = (fuzz_node *)allocate(sizeof *n);
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
static void repeat (reader *r, fuzz_node *parent, size_t times) {
  const fuzz_node *model = parent->last;
  if (model == NULL || model->kind != TEXT || model->known != NULL) return;
  for (; times > 0 && r->nodes < MAX_NODES; times--) {
    fuzz_node *n = append(r, parent);
    n->how = model->how;
    name_it(n, model->key, model->key_len);
    n->text = fuzz_copy(model->text, model->text_len);
    n->text_len = model->text_len;
    n->index = model->index + 1;
    model = n;
  }
}

/*
** Reads members up to one that closes their table, or the end: a byte whose low three bits say how
** the member is announced, the next four what its value is.
*/
static void read_members (reader *r, fuzz_node *parent, const op_field *field, int nesting) {
  while (r->left > 0 && r->nodes < MAX_NODES) {
    unsigned code = next_byte(r), how = code & 7, kind = code >> 3 & 15;
    const op_field *member;
    const fuzz_node *before = parent->last;
    fuzz_node *n;
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

void fuzz_tree_free (fuzz_node *root) {
  fuzz_node *n = root->first;
  while (n != NULL) {
    fuzz_node *next = n->next;
    fuzz_tree_free(n);
    free(n->key);
    free(n->text);
    free(n->canonical);
    free(n);
    n = next;
  }
}

void fuzz_tree_read (fuzz_node *root, const uint8_t *data, size_t size) {
  reader r;
  memset(&r, 0, sizeof r);
  r.at = data;
  r.left = size;
  read_members(&r, root, &op_customer, 0);
}
