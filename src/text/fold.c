/*
** Small letters of UTF-8. See fold.h.
*/
#include "fold.h"

#include <stdint.h>
#include <string.h>

#include "ascii.h"
#include "utf8.h"

/* Capitals 'first' to 'last', every 'step'th; their small letters are 'distance' further on. */
typedef struct capitals {
  uint16_t first, last, step;
  int distance;
} capitals;

/* A letter, and the two characters that make it. */
typedef struct composition {
  uint16_t mark, base, letter;
} composition;

static const composition compositions[] = {
#include "compositions.def"
};

/* Source: the simple case foldings of the Unicode Character Database. In the order of the letters. */
/* clang-format off */
static const capitals capital_ranges[] = {
  /* Latin-1 */
  { 0x00C0, 0x00D6, 1, 32 }, { 0x00D8, 0x00DE, 1, 32 },
  /* Latin Extended-A: U+0130 becomes i, the long s becomes s */
  { 0x0100, 0x012E, 2, 1 }, { 0x0130, 0x0130, 1, -199 }, { 0x0132, 0x0136, 2, 1 },
  { 0x0139, 0x0147, 2, 1 }, { 0x014A, 0x0176, 2, 1 }, { 0x0178, 0x0178, 1, -121 },
  { 0x0179, 0x017D, 2, 1 }, { 0x017F, 0x017F, 1, -268 },
  /* Latin Extended-B: the letters of Vietnamese and Romanian, and those with marks */
  { 0x01A0, 0x01A4, 2, 1 }, { 0x01AF, 0x01AF, 1, 1 }, { 0x01B7, 0x01B7, 1, 219 },
  { 0x01CD, 0x01DB, 2, 1 }, { 0x01DE, 0x01EE, 2, 1 }, { 0x01F4, 0x01F4, 1, 1 },
  { 0x01F8, 0x021E, 2, 1 }, { 0x0222, 0x0232, 2, 1 },
  /* Greek, and final sigma */
  { 0x0386, 0x0386, 1, 38 }, { 0x0388, 0x038A, 1, 37 }, { 0x038C, 0x038C, 1, 64 },
  { 0x038E, 0x038F, 1, 63 }, { 0x0391, 0x03A1, 1, 32 }, { 0x03A3, 0x03AB, 1, 32 },
  { 0x03C2, 0x03C2, 1, 1 },
  /* Cyrillic */
  { 0x0400, 0x040F, 1, 80 }, { 0x0410, 0x042F, 1, 32 }, { 0x0460, 0x0480, 2, 1 },
  { 0x048A, 0x04BE, 2, 1 }, { 0x04C0, 0x04C0, 1, 15 }, { 0x04C1, 0x04CD, 2, 1 },
  { 0x04D0, 0x052E, 2, 1 },
  /* Latin Extended Additional: the long s with a dot, the capital sharp s */
  { 0x1E00, 0x1E94, 2, 1 }, { 0x1E9B, 0x1E9B, 1, -58 }, { 0x1E9E, 0x1E9E, 1, -7615 },
  { 0x1EA0, 0x1EFE, 2, 1 },
};
/* clang-format on */

/* Letters without removable marks, and how people write them on keyboards without them; and '&'. */
typedef struct spelling {
  uint16_t letter;
  char text[4];
} spelling;

static const spelling spellings[] = {
  { '&', "and" }, { 0xDF, "ss" }, { 0xE6, "ae" }, { 0xF0, "d" },  { 0xF8, "o" },   { 0xFE, "th" },
  { 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" }, { 0x142, "l" }, { 0x153, "oe" },
};

#define SPELLINGS (sizeof(spellings) / sizeof(spellings[0]))
#define RANGES (sizeof(capital_ranges) / sizeof(capital_ranges[0]))
#define COMPOSITIONS (sizeof(compositions) / sizeof(compositions[0]))

static unsigned small_letter (unsigned code) {
  size_t i;
  for (i = 0; i < RANGES && code >= capital_ranges[i].first; i++) {
    if (code <= capital_ranges[i].last &&
        (code - capital_ranges[i].first) % capital_ranges[i].step == 0)
      return (unsigned)((int)code + capital_ranges[i].distance);
  }
  return code;
}

/* The letter that 'base' and a mark after it make, or 0 if they make none. */
static unsigned composed (unsigned base, unsigned mark) {
  size_t low = 0, high = COMPOSITIONS;
  if (mark < 0x0300 || mark > 0x036F) return 0;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const composition *c = &compositions[middle];
    if (c->mark == mark && c->base == base) return c->letter;
    if (c->mark < mark || (c->mark == mark && c->base < base))
      low = middle + 1;
    else
      high = middle;
  }
  return 0;
}

/* No small letter is longer than its capital, and none with a mark is longer than the two characters that make it. */
size_t op_fold (const char *s, size_t n, char *out) {
  size_t i = 0, len = 0, last_at = 0; /* where the last character was written */
  unsigned last = 0, code, letter;    /* that character, or 0 if there is none */
  while (i < n) {
    size_t used = 0;
    if ((unsigned char)s[i] < 0x80) {
      last_at = len;
      out[len++] = op_lower(s[i++]);
      last = (unsigned char)out[last_at];
      continue;
    }
    used = op_utf8_next(s + i, n - i, &code);
    if (used == 0) {
      out[len++] = s[i++];
      last = 0;
      continue;
    }
    i += used;
    letter = (last != 0) ? composed(last, code) : 0;
    if (letter != 0)
      len = last_at;
    else
      letter = small_letter(code);
    last_at = len;
    last = letter;
    len += op_utf8_write(letter, out + len);
  }
  return len;
}

/* A small letter without its marks; it may have two. */
static unsigned unmarked (unsigned letter) {
  size_t i;
  for (i = 0; i < COMPOSITIONS && letter >= 0x80; i++) {
    if (compositions[i].letter == letter) return unmarked(compositions[i].base);
  }
  return letter;
}

/* True for a blank, a mark, punctuation, or another sign that is no letter and no digit. */
static int is_left_out (unsigned code) {
  if (code < 0x80) return !op_is_digit((char)code) && !(code >= 'a' && code <= 'z');
  return code < 0xC0 || code == 0xD7 || code == 0xF7 || (code >= 0x0300 && code <= 0x036F) ||
         (code >= 0x2000 && code <= 0x206F) || code == 0x3000 || code == 0xFEFF;
}

/* Writes a small letter, or nothing for a sign, to 'out'. Returns the length. */
static size_t letter_alone (unsigned code, char out[4]) {
  size_t i;
  for (i = 0; i < SPELLINGS; i++) {
    if (spellings[i].letter != code) continue;
    memcpy(out, spellings[i].text, sizeof(spellings[i].text));
    return strlen(out);
  }
  return is_left_out(code) ? 0 : op_utf8_write(code, out);
}

size_t op_letters (const char *s, size_t n, char *out, size_t room) {
  size_t i = 0, len = 0;
  while (i < n) {
    char letter[4];
    unsigned code = (unsigned char)op_lower(s[i]);
    size_t used = 1, more = 1;
    if (code >= 0x80 && (used = op_utf8_next(s + i, n - i, &code)) != 0)
      code = unmarked(small_letter(code));
    if (used == 0) { /* not UTF-8: it stays */
      letter[0] = s[i];
      used = 1;
    }
    else
      more = letter_alone(code, letter);
    if (more > room - len) return OP_NO_ROOM;
    memcpy(out + len, letter, more);
    len += more;
    i += used;
  }
  return len;
}
