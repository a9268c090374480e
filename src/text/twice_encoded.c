/*
** Text that was converted to UTF-8 twice. See twice_encoded.h.
** Correct text can have capitals and signs of Windows-1252 side by side, too: a quotation mark after "OMÄ", a trade
** mark after "CAFÈ". So a sequence counts only if it gives a character that names have. It counts less if its signs are
** ones that often follow words.
*/
#include "twice_encoded.h"

#include <stdint.h>
#include <string.h>

#include "ascii.h"
#include "utf8.h"

/* Weight of a sequence that correct text never has; also the sum at which a text counts as encoded twice. */
#define CERTAIN 3

/* Weight of a sequence that correct text may have. */
#define DOUBTFUL 1

/* From 0x80 to 0x9F; the rest is as in Unicode. */
static const uint16_t windows_1252[] = {
  0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
  0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* Signs that follow a word without a blank, or that are blanks. */
static const uint16_t after_words[] = {
  0x00A0, 0x00A9, 0x00AA, 0x00AB, 0x00AE, 0x00B0, 0x00B2, 0x00B3, 0x00B4, 0x00B7, 0x00B9, 0x00BA,
  0x00BB, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x203A, 0x2122,
};

/* Code points that are likely in names: a sequence that gives one of them is probably an encoded character. */
static const struct likely_range {
  unsigned first, last;
} likely_codes[] = {
  { 0x00A0, 0x017F }, { 0x0218, 0x021B }, { 0x0300, 0x030C }, { 0x0323, 0x0328 },
  { 0x0386, 0x03CE }, { 0x0401, 0x0491 }, { 0x05D0, 0x05EA }, { 0x0600, 0x06FF },
  { 0x0900, 0x0EFF }, { 0x10A0, 0x11FF }, { 0x1E00, 0x1EFF }, { 0x2010, 0x2122 },
  { 0x3000, 0x9FFF }, { 0xAC00, 0xD7A3 }, { 0xFEFF, 0xFFEE }, { 0x1F300, 0x1FAFF },
};

/* A sequence of UTF-8 whose bytes are characters of a text. */
typedef struct byte_sequence {
  size_t len; /* bytes of the text */
  char bytes[4];
  size_t n;      /* how many bytes it stands for */
  unsigned last; /* the last character */
  int doubtful;  /* all characters but the first are such as follow words */
} byte_sequence;

unsigned op_windows_1252 (unsigned byte) {
  return byte >= 0x80 && byte <= 0x9F ? windows_1252[byte - 0x80] : byte;
}

/* The byte of a character in Windows-1252, or 0 if it has none above ASCII. */
static unsigned byte_of (unsigned code) {
  unsigned i;
  if (code >= 0xA0 && code <= 0xFF) return code;
  for (i = 0; i < 32 && code > 0xFF; i++) {
    if (windows_1252[i] == code) return 0x80 + i;
  }
  return 0;
}

/* 'is_later': the character follows such a sign, where a degree or an ordinal indicator makes no sense. */
static int follows_words (unsigned code, int is_later) {
  size_t i;
  if (is_later && (code == 0xAA || (code >= 0xB0 && code <= 0xBA))) return 0;
  for (i = 0; i < sizeof(after_words) / sizeof(after_words[0]); i++) {
    if (after_words[i] == code) return 1;
  }
  return 0;
}

static int is_likely (unsigned code) {
  size_t i;
  for (i = 0; i < sizeof(likely_codes) / sizeof(likely_codes[0]); i++) {
    if (code >= likely_codes[i].first && code <= likely_codes[i].last) return 1;
  }
  return 0;
}

/* Reads the sequence that begins at 's'; returns 0 if there is none. */
static int read_sequence (const char *s, size_t n, byte_sequence *q) {
  unsigned code, byte;
  size_t len, wanted;
  q->len = op_utf8_next(s, n, &code);
  byte = byte_of(code);
  if (byte < 0xC2 || byte > 0xF4) return 0;
  wanted = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  q->bytes[0] = (char)byte;
  q->doubtful = 1;
  for (q->n = 1; q->n < wanted; q->n++) {
    if (q->len == n) return 0;
    len = op_utf8_next(s + q->len, n - q->len, &q->last);
    byte = byte_of(q->last);
    if (byte < 0x80 || byte > 0xBF) return 0;
    q->bytes[q->n] = (char)byte;
    q->doubtful = q->doubtful && follows_words(q->last, q->n > 1);
    q->len += len;
  }
  return op_utf8_next(q->bytes, wanted, &code) == wanted && is_likely(code);
}

static int is_small (char c) { return c >= 'a' && c <= 'z'; }

/*
** Whether the letters around a doubtful sequence make it certain. In correct text no capital follows a small letter,
** and no letter follows such a sign, except an apostrophe or a dash.
*/
static int is_within_word (const byte_sequence *q, char before, char after) {
  int apostrophe = q->last == 0x2018 || q->last == 0x2019 || q->last == 0xB4;
  int dash = q->last == 0x2013 || q->last == 0x2014;
  if (q->n == 3) return is_small(before) && is_small(after) && !apostrophe && !dash;
  if (q->n != 2) return 0;
  if (is_small(before)) return 1;
  if (q->last == 0xA0) return 0; /* a blank */
  if (is_small(after) && !apostrophe) return 1;
  return q->bytes[0] == '\xC3' && op_is_letter(after) &&
         !dash; /* few words end in a capital A with a tilde */
}

static int weight (const byte_sequence *q, char before, char after) {
  int certain = !q->doubtful || q->bytes[0] == '\xC2' || is_within_word(q, before, after);
  return certain ? CERTAIN : DOUBTFUL;
}

/*
** Whether a capital A with a tilde ends a word of small letters. It is then a small a with a grave accent, whose second
** byte, a no-break space, was cut off or became a blank.
*/
static int is_cut_grave (const char *s, size_t n, char before) {
  return n >= 2 && memcmp(s, "\xC3\x83", 2) == 0 && is_small(before) && (n == 2 || s[2] == ' ');
}

/* The byte at 'i', which may be -1 or 'n'; a blank where there is none. */
static char letter_at (const char *s, size_t n, size_t i) {
  if (i >= n) return ' ';
  return s[i];
}

size_t op_undo_second_encoding (const char *s, size_t n, char *out) {
  size_t i = 0, used = 0;
  int found = 0;
  byte_sequence q;
  while (i < n) {
    if (i > 0 && is_cut_grave(s + i, n - i, s[i - 1])) {
      found += CERTAIN;
      out[used++] = '\xC3';
      out[used++] = '\xA0';
      i += 2;
      continue;
    }
    if ((unsigned char)s[i] >= 0x80 && read_sequence(s + i, n - i, &q)) {
      found += weight(&q, letter_at(s, n, i - 1), letter_at(s, n, i + q.len));
      memcpy(out + used, q.bytes, q.n);
      used += q.n;
      i += q.len;
      continue;
    }
    do out[used++] = s[i++];
    while (i < n && ((unsigned char)s[i] & 0xC0) == 0x80);
  }
  return found >= CERTAIN ? used : 0;
}

/* A Cyrillic text with so many such sequences was read wrongly. Correct text may have one or two, such as a Cyrillic
   capital R or S before a letter that only Serbian or Ukrainian has. */
#define SEQUENCES 3

/* From 0x80 to 0xBF in Windows-1251. */
static const uint16_t windows_1251[] = {
  0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
  0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
  0x2013, 0x2014, 0x0098, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
  0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
  0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
  0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457,
};

/* The byte of a character in Windows-1251, from 0x80 to 0xBF, or 0. */
static unsigned later_byte_of (unsigned code) {
  unsigned i;
  for (i = 0; i < sizeof(windows_1251) / sizeof(windows_1251[0]); i++) {
    if (windows_1251[i] == code) return 0x80 + i;
  }
  return 0;
}

size_t op_undo_cyrillic_encoding (const char *s, size_t n, char *out) {
  size_t i = 0, used = 0, len, found = 0;
  unsigned first, second, byte;
  while (i < n) {
    len = op_utf8_next(s + i, n - i, &first);
    if ((first == 0x0420 || first == 0x0421) && i + len < n) { /* 0xD0 and 0xD1 */
      size_t more = op_utf8_next(s + i + len, n - i - len, &second);
      byte = later_byte_of(second);
      if (byte != 0) {
        out[used++] = first == 0x0420 ? '\xD0' : '\xD1';
        out[used++] = (char)byte;
        i += len + more;
        found++;
        continue;
      }
    }
    memcpy(out + used, s + i, len);
    used += len;
    i += len;
  }
  return found >= SEQUENCES ? used : 0;
}
