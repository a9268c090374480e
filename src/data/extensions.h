/*
** The members that an extension's 'data' may have (extension_additional_data), the
** top-level domains each is meant for, and the values that documents have for it.
**
** Source: FACTS 2.7 and 7.1: the 59 keys of Openprovider's PHP client of June 2026, with the
** extensions that the swagger of January 2024 names in each one's title, as corrected by later
** versions of its clients; for .hu the wiki page on per-extension data. Its module for WHMCS
** sends three more keys. The API adds keys several times a year, so a key that is not here, an
** extension that is not named, or another value is at most a reason to warn.
*/
#ifndef OP_EXTENSIONS_H
#define OP_EXTENSIONS_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_extension_format {
  OP_FORMAT_TEXT,
  OP_FORMAT_DATE,         /* YYYY-MM-DD */
  OP_FORMAT_EMAIL,        /* an e-mail address */
  OP_FORMAT_COUNTRY,      /* ISO 3166-1 alpha-2 */
  OP_FORMAT_CALLING_CODE, /* with its plus sign */
  OP_FORMAT_DIGITS,
  OP_FORMAT_VALUES /* one of the field's values */
} op_extension_format;

typedef struct op_extension_field {
  const char *name; /* as the API spells it */
  const char *tlds; /* extensions it is for, without leading dots, separated by one
                         space, "*.in" for all second levels; "" where no document says */
  op_extension_format format;
  const char
      *values; /* OP_FORMAT_VALUES: all that documents name, separated by one space; else NULL */
} op_extension_field;

/* The field named by the 'n' bytes at 's', or NULL. The result lives for ever. */
const op_extension_field *op_extension_field_find (const char *s, size_t n);

/*
** True if field 'f' (not NULL) is for the extension in the 'n' bytes at 'tld', written
** without a leading dot ("co.uk") and in any case, or if no document says what it is for.
*/
int op_extension_field_applies (const op_extension_field *f, const char *tld, size_t n);

/* How many fields are known, and the one at 'i' (below that count), in order of name. */
size_t op_extension_field_count (void);
const op_extension_field *op_extension_field_at (size_t i);

OP_END_DECLARATIONS

#endif
