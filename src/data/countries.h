/*
** The countries of ISO 3166-1, also by other names and codes.
**
** Source: ISO 3166-1, all 249 officially assigned alpha-2 codes (countries.def). The
** other names have their sources in country_names.def and country_translations.def.
** The API takes alpha-2 in upper case (FACTS 2.3, address.country); a name fails there.
*/
#ifndef OP_COUNTRIES_H
#define OP_COUNTRIES_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_country {
  char alpha2[3];   /* upper case */
  const char *name; /* in English, UTF-8 */
} op_country;

/*
** The country whose alpha-2 code is the 'n' bytes at 's', upper case only, or NULL if
** ISO 3166-1 assigns no such code. Takes constant time. The result lives for ever.
*/
const op_country *op_country_find (const char *s, size_t n);

/*
** The country that has exactly the 'n' bytes at 's' for its alpha-2 or alpha-3 code, another code in use ("UK"), or a
** name in one of several languages. Case, accents, spaces, punctuation and titles ("Republic of") do not count. NULL if
** there is none. Constant time for alpha-2 in upper case; otherwise it searches the whole table.
*/
const op_country *op_country_named (const char *s, size_t n);

/*
** The country that a caller probably meant by the 'n' bytes at 's', or NULL if nothing is
** close, or if two countries are equally close. Understands what op_country_named does, and
** names with a few wrong letters (see edit_distance.h). Made for error messages: it searches the whole table, so first
** try op_country_find. Returns at once for a text that is longer than any country name.
*/
const op_country *op_country_guess (const char *s, size_t n);

OP_END_DECLARATIONS

#endif
