/*
** Which telephone country codes the ITU has assigned.
*/
#include "calling_codes.h"

#include <stddef.h>

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

int op_calling_code_keeps_zero (unsigned code) {
  switch (code) {
    case 39:  /* Italy */
    case 225: /* Ivory Coast */
    case 226: /* Burkina Faso */
    case 229: /* Benin */
    case 241: /* Gabon */
    case 242: /* Congo */
    case 250: /* Rwanda */
    case 378: /* San Marino */
    case 379: /* Vatican */
    case 992: /* Tajikistan */
      return 1;
    default:
      return 0;
  }
}
