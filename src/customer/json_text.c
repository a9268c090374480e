/*
** A JSON text that is written from its beginning to its end.
*/
#include <stdlib.h>
#include <string.h>

#include "json_text.h"

/* The longest escape, that of a control character: a backslash, 'u' and four digits. */
#define ESCAPE_BYTES 6

#define WORD_BYTES sizeof(uint64_t)

/* Memory ------------------------------------------------------------------------------------- */

void op_json_begin (op_json_text *text, op_grow grow, void *data) {
  text->bytes = text->first;
  text->used = 0;
  text->room = sizeof text->first;
  text->grow = grow;
  text->data = data;
  text->is_cut = 0;
}

void op_json_free (op_json_text *text) {
  if (text->bytes != text->first && text->grow == NULL) free(text->bytes);
  op_json_begin(text, text->grow, text->data);
}

/* As an op_grow, with malloc's memory. */
static char *grow_by_malloc (op_json_text *text, size_t room) {
  char *bytes;
  if (text->bytes != text->first) return (char *)realloc(text->bytes, room);
  bytes = (char *)malloc(room);
  if (bytes != NULL) memcpy(bytes, text->bytes, text->used);
  return bytes;
}

/* Makes room for so many bytes more. Returns 0 if there is no memory; then the text is cut off here. */
static int grow_text (op_json_text *text, size_t bytes) {
  size_t room = text->room;
  char *grown = NULL;
  while (room - text->used < bytes && room <= SIZE_MAX / 2) room *= 2;
  if (room - text->used >= bytes && !text->is_cut)
    grown = text->grow != NULL ? text->grow(text->data, text->bytes, text->used, room)
                               : grow_by_malloc(text, room);
  if (grown == NULL) {
    text->is_cut = 1;
    return 0;
  }
  text->bytes = grown;
  text->room = room;
  return 1;
}

static inline int has_bytes_left (op_json_text *text, size_t bytes) {
  return text->room - text->used >= bytes || grow_text(text, bytes);
}

/* Strings ------------------------------------------------------------------------------------ */

/* The character after the backslash for each byte that needs an escape; 'u' for an escape with the byte's number. JSON
   does not require one for DEL, but a text may be shown on a terminal. */
static const char escapes[256] = {
  ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
  [0] = 'u',   [1] = 'u',     [2] = 'u',    [3] = 'u',    [4] = 'u',    [5] = 'u',    [6] = 'u',
  [7] = 'u',   [11] = 'u',    [14] = 'u',   [15] = 'u',   [16] = 'u',   [17] = 'u',   [18] = 'u',
  [19] = 'u',  [20] = 'u',    [21] = 'u',   [22] = 'u',   [23] = 'u',   [24] = 'u',   [25] = 'u',
  [26] = 'u',  [27] = 'u',    [28] = 'u',   [29] = 'u',   [30] = 'u',   [31] = 'u',   [0x7f] = 'u'
};

/* Writes an escape where there is room for it; returns its end. */
static char *put_escape (char *to, unsigned char byte) {
  static const char digits[] = "0123456789abcdef";
  *to++ = '\\';
  *to++ = escapes[byte];
  if (escapes[byte] != 'u') return to;
  *to++ = '0';
  *to++ = '0';
  *to++ = digits[byte >> 4];
  *to++ = digits[byte & 15];
  return to;
}

#define EACH_BYTE UINT64_C(0x0101010101010101)

/* Not 0 if one of eight bytes may need an escape: a byte below n borrows when n is taken from it. */
static inline uint64_t may_need_escape (uint64_t bytes) {
  uint64_t quote = bytes ^ (EACH_BYTE * '"'), backslash = bytes ^ (EACH_BYTE * '\\'),
           del = bytes ^ (EACH_BYTE * 0x7f);
  return (((bytes - EACH_BYTE * ' ') & ~bytes) | ((quote - EACH_BYTE) & ~quote) |
          ((backslash - EACH_BYTE) & ~backslash) | ((del - EACH_BYTE) & ~del)) &
         (EACH_BYTE * 0x80);
}

/* Copies the bytes at the beginning of a text that need no escape, eight at a time where possible. Returns their
   number. */
static size_t copy_plain (char *to, const char *s, size_t len) {
  size_t i = 0;
  uint64_t bytes;
  for (; len - i >= WORD_BYTES; i += WORD_BYTES) {
    memcpy(&bytes, s + i, WORD_BYTES);
    if (may_need_escape(bytes) != 0) break;
    memcpy(to + i, &bytes, WORD_BYTES);
  }
  for (; i < len && escapes[(unsigned char)s[i]] == '\0'; i++) to[i] = s[i];
  return i;
}

/* Writes the content of a string, without the quotes. */
static void put_content (op_json_text *text, const char *s, size_t len) {
  while (has_bytes_left(text, len + ESCAPE_BYTES)) {
    char *to = text->bytes + text->used;
    size_t plain = copy_plain(to, s, len);
    text->used += plain;
    if (plain == len) return;
    text->used += (size_t)(put_escape(to + plain, (unsigned char)s[plain]) - (to + plain));
    s += plain + 1;
    len -= plain + 1;
  }
}

void op_json_string (op_json_text *text, const char *s, size_t len) {
  char *to;
  size_t plain;
  if (!has_bytes_left(text, len + 2)) return;
  to = text->bytes + text->used;
  *to++ = '"';
  plain = copy_plain(to, s, len);
  text->used += plain + 1;
  if (plain < len) put_content(text, s + plain, len - plain);
  op_json_byte(text, '"');
}

void op_json_two_lines (op_json_text *text, const op_text *first, const op_text *second) {
  op_json_byte(text, '"');
  put_content(text, first->s, first->len);
  put_content(text, "\n", 1);
  put_content(text, second->s, second->len);
  op_json_byte(text, '"');
}

/* All else ----------------------------------------------------------------------------------- */

void op_json_byte (op_json_text *text, char byte) {
  if (has_bytes_left(text, 1)) text->bytes[text->used++] = byte;
}

void op_json_word (op_json_text *text, const char *word) {
  size_t len = strlen(word);
  if (!has_bytes_left(text, len)) return;
  memcpy(text->bytes + text->used, word, len);
  text->used += len;
}

/* Writes a comma, unless an object or an array begins right before. The text must not be empty. */
static void put_comma (op_json_text *text) {
  char before = text->bytes[text->used - 1];
  if (before != '{' && before != '[') op_json_byte(text, ',');
}

void op_json_name (op_json_text *text, const char *name, size_t len) {
  put_comma(text);
  op_json_string(text, name, len);
  op_json_byte(text, ':');
}

void op_json_plain_name (op_json_text *text, const char *name, size_t len) {
  char *to;
  if (!has_bytes_left(text, len + sizeof ",\"\":")) return;
  put_comma(text);
  to = text->bytes + text->used;
  *to++ = '"';
  memcpy(to, name, len);
  to += len;
  *to++ = '"';
  *to++ = ':';
  text->used = (size_t)(to - text->bytes);
}

void op_json_element (op_json_text *text) { put_comma(text); }
