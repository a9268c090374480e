/*
** Matching digits with the patterns of numbering plans.
*/
#include "digit_pattern.h"

#include "ascii.h"

/* Groups in groups, at most. */
#define MAX_DEPTH 16

typedef struct op_digit_matcher {
  const char *at, *end; /* of the pattern */
  uint64_t places[10];  /* of each digit in the text */
  uint64_t last;        /* the place after the text */
  int is_wrong;         /* the pattern is not valid */
} op_digit_matcher;

static int next_is (const op_digit_matcher *m, char sign) {
  return m->at < m->end && *m->at == sign;
}

static int take_sign (op_digit_matcher *m, char sign) {
  if (!next_is(m, sign)) return 0;
  m->at++;
  return 1;
}

static int is_digit_sign (const op_digit_matcher *m) {
  return m->at < m->end && op_is_digit(*m->at);
}

/* A number of a repetition, no larger than there are places. */
static unsigned take_number (op_digit_matcher *m) {
  unsigned number = 0;
  if (!is_digit_sign(m)) m->is_wrong = 1;
  while (is_digit_sign(m)) {
    number = number * 10 + (unsigned)(*m->at++ - '0');
    if (number > OP_DIGITS_MAX) number = OP_DIGITS_MAX;
  }
  return number;
}

/* How often the element before may occur. */
static void take_quantity (op_digit_matcher *m, unsigned *least, unsigned *most) {
  *least = *most = 1;
  if (take_sign(m, '?')) {
    *least = 0;
  }
  else if (take_sign(m, '{')) {
    *least = *most = take_number(m);
    if (take_sign(m, ',')) *most = take_number(m);
    if (!take_sign(m, '}')) m->is_wrong = 1;
  }
}

/* The places of all digits from one to another. */
static uint64_t places_of (const op_digit_matcher *m, char from, char to) {
  uint64_t places = 0;
  for (; from <= to; from++) places |= m->places[from - '0'];
  return places;
}

/* The places of the digits in a set. Its '[' was read. */
static uint64_t take_set (op_digit_matcher *m) {
  uint64_t places = 0;
  while (!m->is_wrong && !take_sign(m, ']')) {
    char first;
    if (take_sign(m, '\\')) {
      if (!take_sign(m, 'd')) m->is_wrong = 1;
      places |= places_of(m, '0', '9');
    }
    else if (is_digit_sign(m)) {
      first = *m->at++;
      if (take_sign(m, '-')) {
        if (is_digit_sign(m))
          places |= places_of(m, first, *m->at++);
        else
          m->is_wrong = 1;
      }
      else {
        places |= places_of(m, first, first);
      }
    }
    else {
      m->is_wrong = 1;
    }
  }
  return places;
}

static uint64_t match_alternatives (op_digit_matcher *m, uint64_t from, int depth);

/* The places to which a group leads from some places. Its '(' was read. */
static uint64_t match_group (op_digit_matcher *m, uint64_t from, int depth) {
  uint64_t to;
  if (take_sign(m, '?') && !take_sign(m, ':')) m->is_wrong = 1;
  to = match_alternatives(m, from, depth + 1);
  if (!take_sign(m, ')')) m->is_wrong = 1;
  return to;
}

/* The same with its repetitions; the pattern is then after the quantity. */
static uint64_t match_groups (op_digit_matcher *m, uint64_t from, int depth) {
  const char *inside = m->at, *behind;
  unsigned least, most, count;
  uint64_t one = match_group(m, from, depth), found;
  take_quantity(m, &least, &most);
  behind = m->at;
  found = (least == 0) ? from : 0;
  for (count = 1; count <= most && !m->is_wrong; count++) {
    if (count > 1) {
      m->at = inside;
      one = match_group(m, one, depth);
    }
    if (count >= least) found |= one;
    if (one == 0) break;
  }
  m->at = behind;
  return found;
}

/* The places to which the next digit may lead. */
static uint64_t match_digits (op_digit_matcher *m, uint64_t from, uint64_t digits) {
  unsigned least, most, count;
  uint64_t found;
  take_quantity(m, &least, &most);
  found = (least == 0) ? from : 0;
  for (count = 1; count <= most; count++) {
    from = (from & digits) << 1;
    if (count >= least) found |= from;
  }
  return found;
}

/* Skip a sequence that no match can reach. */
static void skip_sequence (op_digit_matcher *m) {
  size_t open = 0;
  for (; m->at < m->end; m->at++) {
    if (*m->at == '(') {
      open++;
    }
    else if (open == 0) {
      if (*m->at == '|' || *m->at == ')') return;
    }
    else if (*m->at == ')') {
      open--;
    }
  }
}

static uint64_t match_sequence (op_digit_matcher *m, uint64_t from, int depth) {
  while (!m->is_wrong && m->at < m->end && *m->at != '|' && *m->at != ')') {
    if (from == 0) {
      skip_sequence(m);
    }
    else if (is_digit_sign(m)) {
      char digit = *m->at++;
      from = match_digits(m, from, places_of(m, digit, digit));
    }
    else if (take_sign(m, '\\')) {
      if (!take_sign(m, 'd')) m->is_wrong = 1;
      from = match_digits(m, from, places_of(m, '0', '9'));
    }
    else if (take_sign(m, '[')) {
      from = match_digits(m, from, take_set(m));
    }
    else if (take_sign(m, '$')) {
      from &= m->last;
    }
    else if (take_sign(m, '(')) {
      from = match_groups(m, from, depth);
    }
    else {
      m->is_wrong = 1;
    }
  }
  return from;
}

static uint64_t match_alternatives (op_digit_matcher *m, uint64_t from, int depth) {
  uint64_t found;
  if (depth > MAX_DEPTH) m->is_wrong = 1;
  if (m->is_wrong) return 0;
  found = match_sequence(m, from, depth);
  while (take_sign(m, '|')) found |= match_sequence(m, from, depth);
  return found;
}

uint64_t op_digit_pattern_match (const char *pattern, size_t pattern_length, const char *digits,
                                 size_t n) {
  op_digit_matcher m = { pattern, pattern + pattern_length, { 0 }, UINT64_C(1) << n, 0 };
  uint64_t found;
  size_t i;
  for (i = 0; i < n; i++) m.places[digits[i] - '0'] |= UINT64_C(1) << i;
  found = match_alternatives(&m, 1, 0);
  return (m.is_wrong || m.at != m.end) ? OP_DIGITS_NO_PATTERN : found;
}
