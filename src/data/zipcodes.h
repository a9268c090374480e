/*
** Zip codes: the syntax that the API checks (for 24 countries), and the written form in these and other countries.
**
** Source of the syntax: FACTS 2.5 (Openprovider's wiki page on the format of an address, revision of
** 18 June 2019). The patterns are that page's regular expressions, oddities kept: Austria
** wants "A-1010", Sweden wants the space, France is not anchored. Whether
** today's API still uses them is not known, so a mismatch is a reason to warn, never to
** refuse.
**
** A pattern is written so:
**
**     #      a digit, 0-9
**     @      an upper case letter, A-Z
**     &      a letter of either case, A-Z or a-z
**     _      one white space: space, tab, line feed, vertical tab, form feed, return
**     ?      after one of the above or a plain byte: that one may be missing
**     |      between complete patterns: either of them
**     ^      at the start of a pattern: matches only at the start of the text
**     $      at the end of a pattern: matches only at the end of the text
**
** and any other byte means itself. Everything is in ASCII; letters of other alphabets
** match nothing. '$' is the very end: no final newline is forgiven.
*/
#ifndef OP_ZIPCODES_H
#define OP_ZIPCODES_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_zip_rule {
  char country[3];     /* ISO 3166-1 alpha-2, upper case */
  const char *pattern; /* in the notation above */
  const char *example; /* a zipcode that matches, for messages */
} op_zip_rule;

/*
** The rule of the country with the 'n' bytes at 'country' as its alpha-2 code (upper
** case), or NULL where no syntax is known. The rule lives for ever.
*/
const op_zip_rule *op_zip_rule_of (const char *country, size_t n);

/*
** True if the 'n' bytes at 's' match 'rule' (not NULL). Any bytes may be given, NUL
** included. Time is proportional to 'n' at most, and for an anchored rule does not
** depend on 'n'.
*/
int op_zip_matches (const op_zip_rule *rule, const char *s, size_t n);

/* Bytes of the longest zip code in its right form, and of any example, NUL included. */
#define OP_ZIP_MAX 16

/*
** Writes the 'n' bytes at 's', a zip code of the country with the two bytes at 'country' as its alpha-2 code, in the form in
** which that country writes it, with a NUL at the end: capitals, blanks and hyphens, and the letters in front where the
** API wants them. Returns 0 if the country is not known, or the text does not have its letters and digits.
*/
int op_zip_write (const char *country, const char *s, size_t n, char out[OP_ZIP_MAX]);

/*
** A zip code of a country as an example; "" if the country has none, NULL if that is not known. It lives for ever.
** Source: the Universal Postal Union's addressing guides.
*/
const char *op_zip_example (const char *country);

OP_END_DECLARATIONS

#endif
