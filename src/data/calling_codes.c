/*
** Which telephone country codes the ITU has assigned.
*/
#include "calling_codes.h"

#include <stddef.h>
#include <string.h>

#include "../text/digit_pattern.h"

/* Assigned codes 'first' to 'last', both included. */
typedef struct code_range {
  unsigned short first;
  unsigned short last;
} code_range;

/* Ascending, no two ranges touching: 218 codes. */
/* clang-format off */
static const code_range code_ranges[] = {
  {1, 1}, {7, 7},
  {20, 20}, {27, 27}, {30, 34}, {36, 36}, {39, 41}, {43, 49}, {51, 58}, {60, 66},
  {81, 82}, {84, 84}, {86, 86}, {90, 95}, {98, 98},
  /* Africa, and islands of the Atlantic and Indian Oceans */
  {211, 213}, {216, 216}, {218, 218}, {220, 258}, {260, 269}, {290, 291}, {297, 299},
  /* Europe */
  {350, 359}, {370, 383}, {385, 389}, {420, 421}, {423, 423},
  /* Central and South America */
  {500, 509}, {590, 599},
  /* the Pacific */
  {670, 670}, {672, 683}, {685, 692},
  /* East Asia and global services */
  {800, 800}, {808, 808}, {850, 850}, {852, 853}, {855, 856}, {870, 870}, {878, 878},
  {880, 883}, {886, 886}, {888, 888},
  /* West and Central Asia, premium rate (979) and trials (991) */
  {960, 968}, {970, 977}, {979, 979}, {991, 996}, {998, 998}
};
/* clang-format on */

/* Halves the table until one range is left. */
int op_calling_code_assigned (unsigned code) {
  size_t low = 0;
  size_t high = sizeof(code_ranges) / sizeof(code_ranges[0]);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (code < code_ranges[middle].first)
      high = middle;
    else if (code > code_ranges[middle].last)
      low = middle + 1;
    else
      return 1;
  }
  return 0;
}

/* The Vatican's own code. It has no numbering plan, since its numbers are those of Rome. */
#define VATICAN 379

/* A calling code whose national numbers may begin with a zero. */
typedef struct zero_plan {
  unsigned short code;
  int is_usual;        /* whether those of fixed lines or mobiles do */
  const char *pattern; /* of every national number */
} zero_plan;

#define ZERO_PLAN(code, is_usual, pattern) { code, is_usual, pattern },
static const zero_plan zero_plans[] = {
#include "zero_plans.def"
};
#undef ZERO_PLAN

int op_calling_code_keeps_zero (unsigned code, const char *national, size_t n) {
  size_t i;
  if (code == VATICAN) return 1;
  for (i = 0; i < sizeof(zero_plans) / sizeof(zero_plans[0]); i++) {
    const zero_plan *plan = &zero_plans[i];
    if (plan->code != code) continue;
    if (plan->is_usual) return 1;
    return n > 0 && n <= OP_DIGITS_MAX &&
           (op_digit_pattern_match(plan->pattern, strlen(plan->pattern), national, n) >> n & 1) !=
               0;
  }
  return 0;
}
