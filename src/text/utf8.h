/*
** Whether a string is well-formed UTF-8 without NUL and control characters.
*/
#ifndef OP_UTF8_H
#define OP_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_text_fault {
  OP_TEXT_FINE,
  OP_TEXT_ENCODING, /* not UTF-8: stray byte, overlong form, surrogate, beyond U+10FFFF */
  OP_TEXT_CONTROL   /* NUL, another C0 or C1 control, or DEL */
} op_text_fault;

#define OP_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/*
** True if all eight bytes of a word are in 0x20..0x7E and none is 'sign': any other has, or gets from one of the
** sums, its high bit. (A borrow or a carry can only come from a byte that is itself outside.)
*/
static inline int op_plain_word (uint64_t w, unsigned char sign) {
  return ((w | (w - OP_EACH(0x20)) | (w + OP_EACH(0x01)) | ((w ^ OP_EACH(sign)) - OP_EACH(0x01))) &
          OP_EACH(0x80)) == 0;
}

/*
** True if all 'n' bytes are printable ASCII and none of them is 'sign'. Words may overlap, for a byte seen twice does no
** harm.
*/
static inline int op_text_plain_without (const char *s, size_t n, unsigned char sign) {
  uint64_t w;
  uint32_t low, high;
  size_t i;
  if (n >= 8) {
    for (i = 0; i + 8 < n; i += 8) {
      memcpy(&w, s + i, 8);
      if (!op_plain_word(w, sign)) return 0;
    }
    memcpy(&w, s + n - 8, 8);
    return op_plain_word(w, sign);
  }
  if (n >= 4) {
    memcpy(&low, s, 4);
    memcpy(&high, s + n - 4, 4);
    return op_plain_word(low | (uint64_t)high << 32, sign);
  }
  for (i = 0; i < n; i++) {
    if ((unsigned char)s[i] - 0x20u > 0x5Eu || (unsigned char)s[i] == sign) return 0;
  }
  return 1;
}

/* True if all 'n' bytes are printable ASCII, as almost all text is: then there is no more to ask about them. */
static inline int op_text_plain (const char *s, size_t n) {
  return op_text_plain_without(s, n, '\0');
}

/*
** Scans 'n' bytes at 's'; with 'multiline', tab, line feed and carriage return are allowed.
** On a fault '*at' is the offset of its first byte; otherwise '*at' is left alone.
*/
op_text_fault op_text_scan (const char *s, size_t n, int multiline, size_t *at);

/* The length and the code point of the character at 's', where 'n' > 0 bytes are available; both 0 if it is not UTF-8.
   */
size_t op_utf8_next (const char *s, size_t n, unsigned *code);

/* Writes a code point, of four bytes at most, and returns its length. */
size_t op_utf8_write (unsigned code, char *out);

/* How many characters the text has, which must be well-formed. */
size_t op_utf8_characters (const char *s, size_t n);

/* True if the code point is a blank: Unicode's, the zero width space and the byte order mark among them. */
int op_is_blank (unsigned code);

/* Removes the blanks at both ends. The text need not be well-formed. */
void op_text_trim (const char **s, size_t *n);

/* The same for blanks, controls of direction and other characters that are never part of a name: see signs.h. */
void op_text_trim_signs (const char **s, size_t *n);

/* The number of bytes at the start that are complete characters of well-formed UTF-8, including controls. */
size_t op_utf8_length (const char *s, size_t n);

/* True if all bytes are. */
int op_utf8_valid (const char *s, size_t n);

OP_END_DECLARATIONS

#endif
