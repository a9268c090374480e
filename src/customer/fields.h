/*
** The customer, described once: a static tree of field descriptors. The checks for create and
** update, the suggestions, the error texts, the mapping from the API's error codes back to a
** field, and the field documentation all come from this tree.
*/
#ifndef OP_FIELDS_H
#define OP_FIELDS_H

#include "../include/openprovider/customer.h"
#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Properties of a field. */
#define OP_REQUIRED 1u       /* must be there, and not blank */
#define OP_CREATE_ONLY 2u    /* the API cannot change it later (FACTS 2.8, 'Update') */
#define OP_MULTILINE 4u      /* may have line breaks and tabs */
#define OP_OPEN 8u           /* an object whose unknown members pass through (FACTS 2.6, 2.7) */
#define OP_EXTENSION 16u     /* an object whose known members are those of extensions.h */
#define OP_MAY_HAVE_ZERO 32u /* an area code whose leading zero is a warning */
#define OP_EXACT_SIGNS 64u   /* a text whose rule looks at invisible characters, at its ends, too */
#define OP_LISTED 128u       /* a text that is one of some values, which extensions.h has */
#define OP_MARKED 256u /* a text that a reference's marker may stand before, on a line of its own */
#define OP_WHO 512u    /* a text that says who the customer is */

/* Fields that are checked together when their object closes. */
typedef enum op_role {
  OP_NO_ROLE,
  OP_COUNTRY,
  OP_ZIPCODE,
  OP_CALLING_CODE,
  OP_AREA_CODE,
  OP_SUBSCRIBER,
  OP_EXTENSION_NAME,
  OP_ROLES /* how many */
} op_role;

struct op_note;

/*
** A rule for a single value (checker.h). It gets a well-formed, non-empty text without control characters and within
** its field's length. Returns 1 if the value is fine; otherwise fills the note and returns 0. If the canonical form
** differs, the value is made to point to it in 'scratch' (OP_SCRATCH bytes), with or without a note.
*/
typedef int (*op_rule)(op_text *value, char *scratch, struct op_note *note);

/* A check of several members of an object, made when it closes (checker.h), with the values that were kept by role. */
typedef void (*op_cross_check)(op_checker *c, const op_field *object);

struct op_field {
  const char *name; /* its key; "" for the customer and for an array's element */
  unsigned char name_len;
  unsigned char shape;        /* an op_shape */
  unsigned short flags;       /* OP_REQUIRED and the like */
  unsigned char role;         /* an op_role */
  unsigned char n_members;    /* objects: at most OP_MAX_KNOWN_MEMBERS; arrays: 1, the element */
  unsigned short api_empty;   /* the API's code for an empty value (FACTS 3.3), or 0 */
  unsigned short api_invalid; /* its code for an invalid value, or 0 */
  unsigned max_bytes;         /* strings */
  unsigned max_characters;    /* strings: registries may refuse more; 0 where no document says so */
  op_rule rule;               /* strings: a further check, or NULL */
  op_cross_check cross_check; /* objects: a further check, or NULL */
  const char *expected;       /* what it is, as in "expected the city" */
  const char *example;        /* strings: a valid value; NULL for all else */
  const op_field *members;
};

/* The root of the tree. */
extern const op_field op_customer;

/* The member of an object called 'key', or NULL. */
const op_field *op_field_member (const op_field *object, const char *key, size_t len);

/* The member whose name is nearest to 'key', or NULL if none is near. */
const op_field *op_field_nearest (const op_field *object, const char *key, size_t len);

/*
** Events of the checker for a driver that walks by the tree, in place of those of customer.h.
*/

/*
** The same as op_check_member for a driver that knows the descriptor already: 'member' must be
** one of op_check_object's. Saves the search.
*/
op_shape op_check_known (op_checker *c, const op_field *member);

/* op_check_known and op_check_string in one call, for the most frequent event. */
op_verdict op_check_known_string (op_checker *c, const op_field *member, const char *s, size_t len,
                                  op_text *canonical);

/* The descriptor of the innermost open table; NULL where everything passes through. */
static inline const op_field *op_check_object (const op_checker *c) { return c->top->field; }

OP_END_DECLARATIONS

#endif
