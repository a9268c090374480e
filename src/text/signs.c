/*
** Invisible characters. See signs.h.
*/
#include "signs.h"

#include <stddef.h>
#include <stdint.h>

typedef struct sign_range {
  uint32_t first, last;
  op_sign sign;
} sign_range;

/* In the order of the code points. */
static const sign_range sign_ranges[] = {
  { 0x00AD, 0x00AD, OP_SIGN_INVISIBLE }, /* soft hyphen */
  { 0x034F, 0x034F, OP_SIGN_MODIFIER },  /* combining grapheme joiner */
  { 0x061C, 0x061C, OP_SIGN_DIRECTION }, /* Arabic letter mark */
  { 0x115F, 0x1160, OP_SIGN_MODIFIER },  /* fillers in a syllable of Hangul */
  { 0x17B4, 0x17B5, OP_SIGN_MODIFIER },  /* Khmer inherent vowels */
  { 0x180B, 0x180F, OP_SIGN_MODIFIER },  /* Mongolian variation selectors */
  { 0x200B, 0x200B, OP_SIGN_INVISIBLE }, /* zero width space */
  { 0x200C, 0x200D, OP_SIGN_JOINER },    /* zero width non-joiner and joiner */
  { 0x200E, 0x200F, OP_SIGN_DIRECTION }, /* left-to-right and right-to-left mark */
  { 0x2028, 0x202E, OP_SIGN_INVISIBLE }, /* ends of lines and paragraphs, overrides of direction */
  { 0x2060, 0x206F, OP_SIGN_INVISIBLE }, /* word joiner, isolates, what is deprecated */
  { 0x2800, 0x2800, OP_SIGN_INVISIBLE }, /* Braille pattern without dots */
  { 0x3164, 0x3164, OP_SIGN_INVISIBLE }, /* Hangul filler */
  { 0xE000, 0xF8FF, OP_SIGN_LOST },      /* for private use */
  { 0xFDD0, 0xFDEF, OP_SIGN_LOST },      /* noncharacters */
  { 0xFE00, 0xFE0F, OP_SIGN_MODIFIER },  /* variation selectors */
  { 0xFEFF, 0xFEFF, OP_SIGN_INVISIBLE }, /* byte order mark */
  { 0xFFA0, 0xFFA0, OP_SIGN_INVISIBLE }, /* half-width Hangul filler */
  { 0xFFF0, 0xFFFB, OP_SIGN_INVISIBLE }, /* interlinear annotations */
  { 0xFFFC, 0xFFFF, OP_SIGN_LOST },      /* in place of objects and characters, noncharacters */
  { 0x13430, 0x1345F, OP_SIGN_INVISIBLE }, /* controls of hieroglyphs */
  { 0x1BCA0, 0x1BCA3, OP_SIGN_INVISIBLE }, /* controls of shorthand */
  { 0x1D173, 0x1D17A, OP_SIGN_INVISIBLE }, /* controls of music */
  { 0xE0000, 0xE001F, OP_SIGN_INVISIBLE }, /* language tag */
  { 0xE0020, 0xE007F, OP_SIGN_MODIFIER },  /* tags, as in the flags of regions */
  { 0xE0080, 0xE00FF, OP_SIGN_INVISIBLE },
  { 0xE0100, 0xE01EF, OP_SIGN_MODIFIER }, /* variation selectors */
  { 0xE01F0, 0xE0FFF, OP_SIGN_INVISIBLE },
};

op_sign op_sign_of (unsigned code) {
  size_t i;
  if (code < 0xAD) return OP_SIGN_SEEN;
  for (i = 0; i < sizeof(sign_ranges) / sizeof(sign_ranges[0]); i++) {
    if (code < sign_ranges[i].first) break;
    if (code <= sign_ranges[i].last) return sign_ranges[i].sign;
  }
  return (code & 0xFFFE) == 0xFFFE || code >= 0xF0000 ? OP_SIGN_LOST
                                                      : OP_SIGN_SEEN; /* private use */
}
