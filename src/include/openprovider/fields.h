/*
** The customer, described once: a static tree of field descriptors. The checks for create and
** update, the suggestions, the error texts, the mapping from the API's error codes back to a
** field, and the field documentation all come from this tree.
*/
#ifndef OP_FIELDS_H
#define OP_FIELDS_H

#include "linkage.h"
#include "rules.h"

OP_BEGIN_DECLARATIONS

/* What a member's value has to be. */
typedef enum op_shape {
  OP_STRING,
  OP_OBJECT,
  OP_ARRAY,
  OP_ANY,    /* passed through: anything that JSON can carry */
  OP_NOTHING /* refused already: the value need not be given */
} op_shape;

/* Properties of a field. */
#define OP_REQUIRED 1u       /* must be there, and not blank */
#define OP_CREATE_ONLY 2u    /* the API cannot change it later (FACTS 2.8, 'Update') */
#define OP_MULTILINE 4u      /* may have line breaks and tabs */
#define OP_OPEN 8u           /* an object whose unknown members pass through (FACTS 2.6, 2.7) */
#define OP_EXTENSION 16u     /* an object whose known members are those of extensions.h */
#define OP_MAY_HAVE_ZERO 32u /* an area code whose leading zero is a warning */

/* Fields that are looked at together when their object closes. */
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

typedef struct op_field op_field;
struct op_checker;

/* A check across an object's members, made when it closes (closing.h). */
typedef void (*op_closing)(struct op_checker *c, const op_field *object);

struct op_field {
  const char *name; /* its key; "" for the customer and for an array's element */
  unsigned char name_len;
  unsigned char shape;        /* an op_shape */
  unsigned char flags;        /* OP_REQUIRED and the like */
  unsigned char role;         /* an op_role */
  unsigned char n_members;    /* objects: at most OP_MAX_KNOWN_MEMBERS; arrays: 1, the element */
  unsigned short api_empty;   /* the API's code for an empty value (FACTS 3.3), or 0 */
  unsigned short api_invalid; /* its code for an invalid value, or 0 */
  unsigned max_bytes;         /* strings */
  op_rule rule;               /* strings: a further check, or NULL */
  op_closing closing;         /* objects: a further check, or NULL */
  const char *expected;       /* what it is, as in "expected the city" */
  const char *example;        /* a valid value, in Lua's notation */
  const op_field *members;
};

/* The root of the tree. */
extern const op_field op_customer;

/* The member of an object called `key`, or NULL. */
const op_field *op_field_member (const op_field *object, const char *key, size_t len);

/* The member whose name is nearest to `key`, or NULL if none is near. */
const op_field *op_field_nearest (const op_field *object, const char *key, size_t len);

OP_END_DECLARATIONS

#endif
