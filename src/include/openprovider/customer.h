/*
** The checker of customers: a stream of events in, problems and canonical forms out.
**
** The driver walks its own representation of a customer (a Lua table, parsed JSON, a fuzzer's
** bytes) in any order of members:
**
**     op_check_begin(&checker, mode, 0, sink, data);
**     for each member of the customer, or of any object or array opened below it
**       op_check_member(&checker, key, len);      (op_check_element in an array)
**       exactly one of op_check_string, op_check_integer, op_check_real, op_check_boolean,
**         op_check_null, op_check_other, or op_check_open ... op_check_close
**     errors = op_check_end(&checker);
**
** The checker lives on the caller's stack, allocates nothing, calls nothing but the sink, and
** may be abandoned at any moment. It keeps pointers to the names of the members that are open,
** so these must stay until their value is done; values are not kept.
** Give each member once. The checker does not notice a member that is given twice: a driver whose
** source can have it twice, such as JSON, must refuse that itself.
** Paths and messages do not use the notation of any language. A path has the names of members, and the
** numbers of elements from 1.
** Private parts are here only because the size of a checker must be known. Semantic versioning covers
** only the codes of problems: everything else in this header may change with any version.
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
**   invisible      an invisible character
**   spoilt         characters that were lost, or encoded twice, or written as HTML
**   too_long, too_many, too_deep   over a limit, see the end; too_long as a warning: over one of registries
**   cycle          an object or an array inside itself
**   holes          an array whose indices are not 1 to n
*/
#ifndef OP_CUSTOMER_H
#define OP_CUSTOMER_H

#include <stddef.h>
#include <stdint.h>

#include "linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_mode {
  OP_CREATE, /* a whole customer; null is absent */
  OP_UPDATE  /* changes to one: nothing is required, null clears a field */
} op_mode;

/* What a member's value has to be. */
typedef enum op_shape {
  OP_STRING,
  OP_OBJECT,
  OP_ARRAY,
  OP_ANY,    /* passed through: anything that JSON can carry */
  OP_NOTHING /* refused already: the value need not be given */
} op_shape;

/* A run of bytes owned by somebody else; not terminated. */
typedef struct op_text {
  const char *s;
  size_t len;
} op_text;

/* Option bits of op_check_begin. */
#define OP_ALLOW_UNKNOWN 1u /* unknown members pass through wherever they are */

typedef enum op_severity {
  OP_ERROR,  /* stops the call */
  OP_WARNING /* does not stop it: the API's documents leave it open */
} op_severity;

/* A problem of one member. The strings live only until the sink returns. */
typedef struct op_problem {
  const char *path; /* 'address.country', 'tags[2].value'; "" is the customer itself */
  const char *code; /* one of those above */
  op_severity severity;
  const char *message; /* a sentence to be read after the path */
  unsigned api_code;   /* what the API would have answered (FACTS 3.3), or 0 if not known */
  uint64_t rank;       /* orders problems as the customer's fields are ordered */
} op_problem;

/* Receives each problem when it is found; may leave by longjmp. Never NULL. */
typedef void (*op_problem_sink)(void *data, const op_problem *problem);

/* What to do with a value. */
typedef enum op_verdict {
  OP_KEEP,    /* keep it unchanged (or it was refused: then there is a problem) */
  OP_REPLACE, /* its canonical form differs and is in '*canonical' */
  OP_DROP     /* it counts as absent: null, or only blanks; never for an array's element */
} op_verdict;

/* Private: sizes of what a checker holds. */
#define OP_MAX_DEPTH 16 /* objects and arrays inside each other; the API's own schema needs four */
#define OP_MAX_EXTENSION_FIELDS 256 /* members that are known of all extensions' data */
#define OP_KEPT_VALUES 7            /* values of an object that are needed when it closes */
#define OP_SCRATCH 64               /* bytes that a canonical form may need */

/* Private: a field of the tree that describes a customer. */
typedef struct op_field op_field;

/* Private: an open object or array. */
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
  int passing;  /* not 0: unknown members were given */
} op_level;

/* Private: a short copy of a value that is needed when its object closes. */
typedef struct op_kept {
  unsigned char len; /* bytes in 's', all characters whole */
  unsigned char cut; /* true if the value has more: it is longer than any that matters */
  char s[OP_SCRATCH];
} op_kept;

/* A checker; its members are private, but for the two counts. */
typedef struct op_checker {
  op_mode mode;
  unsigned options;
  op_problem_sink sink;
  void *data;
  size_t errors;       /* problems that are errors */
  size_t problems;     /* all that were reported */
  int elements;        /* open arrays */
  size_t marker_bytes; /* that comments have beside the caller's own: see op_body_mark */
  size_t depth;        /* open objects and arrays; the customer is levels[0] */
  op_level *top;       /* the innermost of them */
  op_level levels[OP_MAX_DEPTH];
  op_kept kept[OP_KEPT_VALUES];
  unsigned char has_field[OP_MAX_EXTENSION_FIELDS]; /* whether the open extension's data has it */
  char digits[24];
  char scratch[OP_SCRATCH];
} op_checker;

/* Starts with the customer open. */
void op_check_begin (op_checker *c, op_mode mode, unsigned options, op_problem_sink sink,
                     void *data);

/*
** Announces a member of the innermost open object, or an element (from 1) of the innermost open
** array; announcing the wrong kind is a problem. Returns what its value has to be; after
** OP_NOTHING no value need be given, and one that is given is ignored.
*/
op_shape op_check_member (op_checker *c, const char *key, size_t len);
op_shape op_check_element (op_checker *c, size_t index);

/* Reports a member whose key is no string and no index, of the given type. */
void op_check_odd_key (op_checker *c, const char *type);

/*
** The value of the announced member. A replacement is in '*canonical', which may point into the
** checker or into the given text, and is good until the next event.
*/
op_verdict op_check_string (op_checker *c, const char *s, size_t len, op_text *canonical);
op_verdict op_check_integer (op_checker *c, long long value, op_text *canonical);
op_verdict op_check_real (op_checker *c, double value, op_text *canonical);
void op_check_boolean (op_checker *c);    /* stays as it is */
op_verdict op_check_null (op_checker *c); /* never OP_REPLACE */

/* A value of a type that JSON does not have, named as in "not a function". */
void op_check_other (op_checker *c, const char *type);

/* An object or an array that is one of those it is inside of. */
void op_check_cycle (op_checker *c);

/* Opens an object or an array. False if it is refused; then its contents are not given and it is not closed. */
int op_check_open (op_checker *c, int is_array);

/* Closes the innermost open object or array, but for the customer. Never OP_REPLACE. */
op_verdict op_check_close (op_checker *c);

/* Closes the customer, and first whatever is still open. Returns how many errors were reported;
   warnings do not count. */
size_t op_check_end (op_checker *c);

/*
** A body: a checker that also writes the customer as the JSON text of a create.
**
**     op_body_begin(&body, 0, sink, data);
**     for each member ... the same events as above, named op_body_...
**     if (op_body_end(&body) == 0) text = op_body_text(&body, &length);
**     op_body_free(&body);
** The text has the members in the order in which they are given, with each value in its canonical form and without
** members that count as absent. So a driver that gives the same customer in the same order gets the same bytes.
** The caller provides the memory of a body, and must not move it. A body allocates only if the text needs more than
** OP_BODY_ROOM bytes.
*/

#define OP_BODY_ROOM 2048

/*
** Private: returns memory of 'room' bytes that begins with the 'used' bytes at 'bytes', or NULL. It owns 'bytes' if it
** returned them before. May leave by longjmp.
*/
typedef char *(*op_grow)(void *data, char *bytes, size_t used, size_t room);

/* Private: a JSON text that is being written. */
typedef struct op_json_text {
  char *bytes;
  size_t used, room;
  op_grow grow; /* NULL: the memory is malloc's */
  void *data;
  int is_cut; /* memory ran out, and the text is not complete */
  char first[OP_BODY_ROOM];
} op_json_text;

/* A body; its members are private. */
typedef struct op_body {
  op_checker checker;
  int is_written;         /* false if it only checks */
  unsigned long long who; /* see op_body_who */
  const op_field *marked; /* where the marker is still to be written, or NULL */
  op_text marker;
  size_t began[OP_MAX_DEPTH]; /* where the text of each open object or array begins */
  op_json_text text;
} op_body;

/* Starts with the customer open, as op_check_begin does for OP_CREATE. */
void op_body_begin (op_body *body, unsigned options, op_problem_sink sink, void *data);

/*
** Puts a line that is not the caller's own, such as the marker of a reference, before the customer's comments. Without
** comments, they are only this line. Its bytes count with those of the comments, and must stay valid until the end.
** Returns 0 for an empty text and for one of more than OP_MAX_MARKER bytes. Call it before the first member.
*/
int op_body_mark (op_body *body, const char *marker, size_t len);

#define OP_MAX_MARKER 256

/* The events: each calls the event of the checker with the same name, and writes the resulting value. For what JSON
   does not have, use the events of 'body->checker': op_check_odd_key, op_check_other, op_check_cycle. */
op_shape op_body_member (op_body *body, const char *key, size_t len);
op_shape op_body_element (op_body *body, size_t index);
op_verdict op_body_string (op_body *body, const char *s, size_t len, op_text *canonical);
op_verdict op_body_integer (op_body *body, long long value, op_text *canonical);
op_verdict op_body_real (op_body *body, double value, op_text *canonical);
void op_body_boolean (op_body *body, int value);
op_verdict op_body_null (op_body *body);
int op_body_open (op_body *body, int is_array);
op_verdict op_body_close (op_body *body);

/* Ends the text, and closes what is still open. Returns how many errors were reported. */
size_t op_body_end (op_body *body);

/*
** The text of a body that was ended: UTF-8, not terminated, valid until op_body_free. NULL if there were errors, or if
** memory ran out.
*/
const char *op_body_text (const op_body *body, size_t *len);

/* Frees the text. */
void op_body_free (op_body *body);

/*
** The limits. The API documents none of them (FACTS 6.1), so they are generous: they exist so that a
** mistake (a file read into a field, an object inside itself) is reported here and not sent.
*/
#define OP_MAX_TEXT 1024        /* bytes in a one-line field */
#define OP_MAX_LONG_TEXT 65535  /* bytes in comments and in members passed through unchecked */
#define OP_MAX_KEY 64           /* bytes in a member's name; the longest known one has 41 */
#define OP_MAX_EMAIL 254        /* bytes; RFC 5321 4.5.3.1.3 less the angle brackets */
#define OP_MAX_EMAIL_LOCAL 64   /* bytes before the @; RFC 5321 4.5.3.1.1 */
#define OP_MAX_LABEL 63         /* bytes in a label of a domain name; RFC 1035 2.3.4 */
#define OP_MAX_DOMAIN 253       /* bytes in a domain name as it is written; RFC 1035 2.3.4 */
#define OP_MAX_PHONE_DIGITS 15  /* digits of a whole number; ITU-T E.164 6.1 */
#define OP_MAX_MEMBERS 1000     /* members of one object; there are fewer extensions than that */
#define OP_MAX_KNOWN_MEMBERS 64 /* members that the tree knows of one object: bits of a uint64_t */

OP_END_DECLARATIONS

#endif
