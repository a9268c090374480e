/*
** The checker of customers: a stream of events in, problems and canonical forms out.
**
** The driver walks its own representation of a customer (a Lua table, parsed JSON, a fuzzer's
** bytes) in any order of members:
**
**     op_check_begin(&checker, mode, 0, sink, data);
**     for each member of the customer, or of any table opened below it
**       op_check_member(&checker, key, len);      (op_check_element in an array)
**       exactly one of op_check_string, op_check_integer, op_check_real, op_check_boolean,
**         op_check_null, op_check_other, or op_check_open ... op_check_close
**     errors = op_check_end(&checker);
**
** The checker lives on the caller's stack, allocates nothing, calls nothing but the sink, and
** may be abandoned at any moment. It keeps pointers to the names of the members that are open,
** so these must stay until their value is done; values are not kept.
**
** A member is to be given once. The checker does not report one that is given again: a driver whose
** source can have it twice, as JSON has, refuses that by itself.
**
** Messages and paths are in Lua's notation: an array begins at 1, an example of a table is
** `{ ... }`, and what JSON calls an object is a table of named members.
**
** Public are op_problem and its sink, op_verdict, op_mode, the option bits and the functions here;
** op_shape and op_field in fields.h, op_severity in rules.h, op_text in text.h. All else is for the
** library's own files, or there because the size of a checker has to be known. But for the codes of
** problems, none of it is covered by semantic versioning: it may change with any version.
**
** The codes of problems are part of the interface:
**
**   missing        a required member is not there
**   empty          a required member is empty or only blanks, or cleared
**   type           a value of another type
**   unknown        a member that the object does not have
**   format         malformed, or none of the values allowed
**   leading_zero   an area code with its trunk prefix
**   unassigned     a calling code that ITU has not assigned
**   zipcode        not the syntax that the API checks for that country
**   extension      a field that no document knows for that extension
**   not_updatable  a member that the API cannot change
**   precision      a number that may have lost digits
**   encoding       not UTF-8
**   control        NUL or another control character
**   too_long, too_many, too_deep   over a limit of limits.h
**   cycle          a table inside itself
**   holes          an array whose indices are not 1 to n
*/
#ifndef OP_CHECK_H
#define OP_CHECK_H

#include <stdint.h>

#include "fields.h"
#include "limits.h"
#include "linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_mode {
  OP_CREATE, /* a whole customer; null is absent */
  OP_UPDATE  /* changes to one: nothing is required, null clears a field */
} op_mode;

/* Option bits of op_check_begin. */
#define OP_ALLOW_UNKNOWN 1u /* unknown members pass through wherever they are */

/* Something to say about one member. The strings live only until the sink returns. */
typedef struct op_problem {
  const char *path; /* `address.country`, `tags[2].value`; "" is the customer itself */
  const char *code; /* one of those above */
  op_severity severity;
  const char *message; /* a sentence to be read after the path */
  unsigned api_code;   /* what the API would have answered (FACTS 3.3), or 0 if not known */
  uint64_t rank;       /* orders problems as the customer's fields are ordered */
} op_problem;

/* Receives each problem as it is found; may leave by longjmp. Never NULL. */
typedef void (*op_problem_sink)(void *data, const op_problem *problem);

/* What becomes of a value. */
typedef enum op_verdict {
  OP_KEEP,    /* it stays as it is (or was refused: then there is a problem) */
  OP_REPLACE, /* its canonical form differs and is in `*canonical` */
  OP_DROP     /* it counts as absent; an array's element never does */
} op_verdict;

/* An open table. Private, as op_kept and the members of op_checker. */
typedef struct op_level {
  const op_field *field;  /* NULL where everything passes through */
  const op_field *member; /* of the current member; NULL if it passes through */
  const char *key;        /* the current member's name, NULL in an array */
  size_t key_len;
  size_t index;   /* the current element, from 1 */
  size_t highest; /* the highest index seen */
  size_t count;   /* members seen */
  uint64_t seen;  /* known members that were given, a bit each */
  uint64_t empty; /* of these, the blank ones */
  int is_array;
  int skipping; /* the current member was refused by name */
  int passing;  /* members were given that it is not known to have */
} op_level;

/* A short copy of a value that is needed when its object closes. */
typedef struct op_kept {
  unsigned char len; /* bytes in `s`, all characters whole */
  unsigned char cut; /* true if the value has more: it is longer than any that matters */
  char s[OP_SCRATCH];
} op_kept;

typedef struct op_checker {
  op_mode mode;
  unsigned options;
  op_problem_sink sink;
  void *data;
  size_t errors;
  size_t problems;
  int elements;  /* open arrays */
  size_t depth;  /* open tables; the customer is levels[0] */
  op_level *top; /* the innermost of them */
  op_level levels[OP_MAX_DEPTH];
  op_kept kept[OP_ROLES];
  unsigned char has_field[OP_MAX_EXTENSION_FIELDS]; /* whether the open extension's data has it */
  char digits[24];
  char scratch[OP_SCRATCH];
} op_checker;

/* Starts with the customer's own table open. */
void op_check_begin (op_checker *c, op_mode mode, unsigned options, op_problem_sink sink,
                     void *data);

/*
** Announces a member of the innermost open table, which must be no array, or an element (from 1)
** of one; announcing the wrong kind is a problem. Returns what its value has to be; after
** OP_NOTHING no value need be given, and one that is given is ignored.
*/
op_shape op_check_member (op_checker *c, const char *key, size_t len);
op_shape op_check_element (op_checker *c, size_t index);

/*
** The same as op_check_member for a driver that knows the descriptor already: `member` must be
** one of op_check_object's. Spares looking it up.
*/
op_shape op_check_known (op_checker *c, const op_field *member);

/* op_check_known and op_check_string in one: the event that there are most of. */
op_verdict op_check_known_string (op_checker *c, const op_field *member, const char *s, size_t len,
                                  op_text *canonical);

/* The descriptor of the innermost open table; NULL where everything passes through. */
static inline const op_field *op_check_object (const op_checker *c) { return c->top->field; }

/* Reports a member whose key is no string and no index, of the given type. */
void op_check_odd_key (op_checker *c, const char *type);

/*
** The value of the announced member. A replacement is in `*canonical`, which may point into the
** checker or into the given text, and is good until the next event.
*/
op_verdict op_check_string (op_checker *c, const char *s, size_t len, op_text *canonical);
op_verdict op_check_integer (op_checker *c, long long value, op_text *canonical);
op_verdict op_check_real (op_checker *c, double value, op_text *canonical);
void op_check_boolean (op_checker *c);    /* stays as it is */
op_verdict op_check_null (op_checker *c); /* never OP_REPLACE */

/* A value of a type that JSON does not have, named as in "not a function". */
void op_check_other (op_checker *c, const char *type);

/* A table that is one of those it is inside of. */
void op_check_cycle (op_checker *c);

/* Opens a table. False if it is refused; then its contents are not given and it is not closed. */
int op_check_open (op_checker *c, int is_array);

/* Closes the innermost open table, but for the customer's own. Never OP_REPLACE. */
op_verdict op_check_close (op_checker *c);

/* Closes the customer, and first whatever is still open. Returns how many errors were reported;
   warnings do not count. */
size_t op_check_end (op_checker *c);

OP_END_DECLARATIONS

#endif
