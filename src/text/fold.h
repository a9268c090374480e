/*
** Text without differences that do not matter in a name: the case of letters, and whether a letter with a mark is one
** character or two.
*/
#ifndef OP_FOLD_H
#define OP_FOLD_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/*
** Writes the 'n' bytes of UTF-8 at 's' to 'out', in small letters and composed, and returns how many bytes that are:
** never more than 'n', for which 'out' has room. It must not overlap 's'. The same in every locale.
**
** Letters of the Latin, Greek and Cyrillic alphabets become small: U+0041 to U+017F, U+0386 to U+03AB, U+0400 to U+052F,
** U+1E00 to U+1EFF, and the letters of U+0180 to U+0233 that fold.c lists. Final sigma is sigma, the long s is s, and the
** capital sharp s (U+1E9E) is the small one, which is not ss. A small letter and a mark after it become one character as
** compositions.def says. All other characters, and bytes that are no UTF-8, stay as they are.
**
** References that customers have at the API are made with this (see openprovider.exactly_once.automatic): what
** it gives for a text must never change.
*/
size_t op_fold (const char *s, size_t n, char *out);

/* What op_letters returns if there is not enough room. */
#define OP_NO_ROOM ((size_t)-1)

/*
** Writes only the letters and digits of the 'n' bytes of UTF-8 at 's' to 'out', which has 'room' bytes. Returns the
** number of bytes written: never more than three times 'n'. Letters are small, and those of the Latin, Greek and
** Cyrillic alphabets have no marks: "São Tomé" and "Sao Tome" give the same. A sharp s becomes "ss", and '&' becomes
** "and". For names that are compared and not stored.
*/
size_t op_letters (const char *s, size_t n, char *out, size_t room);

OP_END_DECLARATIONS

#endif
