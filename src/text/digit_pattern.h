/*
** Patterns of numbering plans: regular expressions over digits. They have digits, \d, sets such as [02-5], groups (...)
** and (?:...), |, ?, {2}, {2,5} and $.
**
** All ways are followed at once: where a match may have got to is a set of places, a bit each, so that a pattern costs at
** most as much as it is long with its repetitions written out, whatever the digits are. What no match gets to is skipped,
** and not looked at for mistakes.
** Nothing is allocated and nothing is kept.
*/
#ifndef OP_DIGIT_PATTERN_H
#define OP_DIGIT_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Digits that a text may have. */
#define OP_DIGITS_MAX 62

/* What op_digit_pattern_match returns for what is no pattern. No set of places has all bits. */
#define OP_DIGITS_NO_PATTERN UINT64_MAX

/*
** Where matches of a pattern end that begin with the first digit: bit 'n' is set if one has 'n' digits. The text has at
** most OP_DIGITS_MAX digits, and digits alone.
*/
uint64_t op_digit_pattern_match (const char *pattern, size_t pattern_length, const char *digits,
                                 size_t n);

OP_END_DECLARATIONS

#endif
