/*
** What spreadsheets and databases write in place of a value. See leftovers.h.
*/
#include "leftovers.h"

#include <string.h>

typedef struct leftover {
  const char *text;
  size_t len;
  op_leftover kind;
} leftover;

#define EMPTY(text) \
  { text, sizeof(text) - 1, OP_LEFT_EMPTY }
#define FORMULA(text) \
  { text, sizeof(text) - 1, OP_LEFT_FORMULA }

/* The errors of formulas are those of Excel and LibreOffice in English, German, French, Spanish, Italian and Dutch. */
/* clang-format off */
static const leftover leftover_list[] = {
  EMPTY("NULL"), EMPTY("null"), EMPTY("\\N"), EMPTY("\\n"), EMPTY("(null)"), EMPTY("(NULL)"),
  EMPTY("<null>"), EMPTY("<NULL>"), EMPTY("[NULL]"), EMPTY("[null]"), EMPTY("N/A"), EMPTY("n/a"),
  EMPTY("N/a"), EMPTY("<NA>"), EMPTY("NaN"), EMPTY("nan"), EMPTY("NaT"), EMPTY("undefined"),
  EMPTY("[object Object]"), EMPTY("#N/A N/A"),
  FORMULA("#N/A"), FORMULA("#REF!"), FORMULA("#VALUE!"), FORMULA("#NAME?"), FORMULA("#DIV/0!"),
  FORMULA("#NUM!"), FORMULA("#NULL!"), FORMULA("#SPILL!"), FORMULA("#CALC!"), FORMULA("#FIELD!"),
  FORMULA("#BLOCKED!"), FORMULA("#UNKNOWN!"), FORMULA("#GETTING_DATA"), FORMULA("#CONNECT!"),
  FORMULA("#BUSY!"), FORMULA("#ERROR!"), FORMULA("#NV"), FORMULA("#BEZUG!"), FORMULA("#WERT!"),
  FORMULA("#ZAHL!"), FORMULA("#N/D"), FORMULA("#N/V"), FORMULA("#\xC2\xA1VALOR!"),
  FORMULA("#\xC2\xA1REF!"), FORMULA("#\xC2\xA1NUM!"), FORMULA("#\xC2\xA1\x44IV/0!"),
  FORMULA("#VALEUR!"), FORMULA("#NOM?"), FORMULA("#NOMBRE!"), FORMULA("#NOMBRE?"),
  FORMULA("#VALOR!"), FORMULA("#WAARDE!"), FORMULA("#VERW!"), FORMULA("#NAAM?"), FORMULA("#RIF!"),
  FORMULA("#VALORE!"), FORMULA("#NOME?"), FORMULA("#DEEL/0!"), FORMULA("#GETAL!"),
  FORMULA("#LEEG!"),
};
/* clang-format on */

#define LEFTOVERS (sizeof(leftover_list) / sizeof(leftover_list[0]))

/* True for "####", which spreadsheets show in a column that is too narrow. */
static int is_too_wide (const char *s, size_t n) {
  size_t i = 0;
  while (i < n && s[i] == '#') i++;
  return i == n && n >= 3;
}

/* True if the first two bytes are those of a leftover, which hardly any other text has. */
static int may_be_left (const char *s) {
  switch (s[0]) {
    case 'N':
    case 'n':
      return s[1] == 'U' || s[1] == 'u' || s[1] == '/' || s[1] == 'a';
    case 'u':
      return s[1] == 'n';
    case '\\':
    case '(':
    case '<':
    case '[':
    case '#':
      return 1;
    default:
      return 0;
  }
}

op_leftover op_leftover_of (const char *s, size_t n) {
  size_t i;
  if (n < 2 || !may_be_left(s)) return OP_NOT_LEFT;
  for (i = 0; i < LEFTOVERS; i++) {
    if (leftover_list[i].len == n && memcmp(leftover_list[i].text, s, n) == 0)
      return leftover_list[i].kind;
  }
  return is_too_wide(s, n) ? OP_LEFT_EMPTY : OP_NOT_LEFT;
}

const char *op_leftover_message (op_leftover kind) {
  return kind == OP_LEFT_FORMULA
             ? "is an error of a formula: write the value"
             : "stands for a value that is missing: leave it empty, or write the value";
}

const char *op_leftover_at (size_t i) { return i < LEFTOVERS ? leftover_list[i].text : NULL; }
