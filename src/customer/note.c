/*
** The wording of notes.
*/
#include "../include/openprovider/rules.h"

#include <stdarg.h>
#include <stdio.h>

int op_note_fill (op_note *note, const char *code, op_severity severity, const char *format, ...) {
  va_list arguments;
  note->code = code;
  note->severity = severity;
  va_start(arguments, format);
  (void)vsnprintf(note->text, sizeof note->text, format, arguments);
  va_end(arguments);
  return 0;
}

/* Room for one more escape (`\xFF`), an ellipsis, the quote and the end. */
#define TAIL (4 + 3 + 1 + 1)

const char *op_quote (char quoted[OP_QUOTED], const char *s, size_t len) {
  static const char hex[] = "0123456789ABCDEF";
  size_t i, used = 0, at;
  int as_is = op_text_scan(s, len, 0, &at) == OP_TEXT_FINE; /* what is beyond ASCII may be shown */
  quoted[used++] = '"';
  for (i = 0; i < len; i++) {
    unsigned char byte = (unsigned char)s[i];
    int starts_character = !as_is || (byte & 0xC0) != 0x80;
    if (starts_character && used + TAIL > OP_QUOTED - 4) break;
    if (byte == '"' || byte == '\\') {
      quoted[used++] = '\\';
      quoted[used++] = (char)byte;
    }
    else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !as_is)) {
      quoted[used++] = '\\';
      quoted[used++] = 'x';
      quoted[used++] = hex[byte >> 4];
      quoted[used++] = hex[byte & 15];
    }
    else {
      quoted[used++] = (char)byte;
    }
  }
  if (i < len) {
    quoted[used++] = '.';
    quoted[used++] = '.';
    quoted[used++] = '.';
  }
  quoted[used++] = '"';
  quoted[used] = '\0';
  return quoted;
}
