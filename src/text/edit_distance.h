/*
** The distance between two names, for "did you mean". Pure functions; nothing is
** allocated and nothing is kept.
**
** Source: the distance is the restricted Damerau-Levenshtein distance, also called
** optimal string alignment: the fewest insertions, deletions, replacements and swaps of
** neighbours, where no piece of text is edited twice.
*/
#ifndef OP_EDIT_DISTANCE_H
#define OP_EDIT_DISTANCE_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Longest name that is compared, in bytes. Every field and country name is shorter. */
#define OP_SUGGEST_MAX 64

/*
** Distance between the 'na' bytes at 'a' and the 'nb' bytes at 'b', ASCII letters compared
** without regard to case. A distance over 'limit' is returned as 'limit' + 1, and so is
** any comparison with a name longer than OP_SUGGEST_MAX. A 'limit' over OP_SUGGEST_MAX
** counts as OP_SUGGEST_MAX. A small limit makes it fast: ask for no more than is needed.
*/
unsigned op_edit_distance (const char *a, size_t na, const char *b, size_t nb, unsigned limit);

/*
** True if a name at 'distance' from what was typed, itself 'len' bytes long, is near
** enough to be suggested: one edit in a name shorter than 5 bytes, two below 10, three
** from there on, and never as many edits as there are bytes. Countries are
** compared more strictly (countries.c). Among several near names the caller takes the nearest.
*/
int op_suggestion_close (unsigned distance, size_t len);

OP_END_DECLARATIONS

#endif
