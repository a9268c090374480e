/*
** Patterns of numbering plans: regular expressions over digits. They have digits, \d, sets such as [02-5], groups (...)
** and (?:...), |, ?, {2}, {2,5} and $.
** All alternatives are followed at once: the places that a match can reach are a set of bits. So the time is at most
** proportional to the length of the pattern with its repetitions written out, for any digits. A part that no match can
** reach is skipped, and not checked for mistakes.
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

/* What op_digit_pattern_match returns for a pattern that is not valid. No set of places has all bits. */
#define OP_DIGITS_NO_PATTERN UINT64_MAX

/*
** The ends of all matches that begin with the first digit: bit 'n' is set if a match has 'n' digits. The text has at
** most OP_DIGITS_MAX digits, and nothing else.
*/
uint64_t op_digit_pattern_match (const char *pattern, size_t pattern_length, const char *digits,
                                 size_t n);

OP_END_DECLARATIONS

#endif
