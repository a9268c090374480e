/*
** What a string is made of: well-formed UTF-8 without NUL and control characters, or not.
*/
#ifndef OP_TEXT_H
#define OP_TEXT_H

#include <stddef.h>

/* A run of bytes owned by somebody else; not terminated. */
typedef struct op_text {
  const char *s;
  size_t len;
} op_text;

typedef enum op_text_fault {
  OP_TEXT_FINE,
  OP_TEXT_ENCODING,  /* not UTF-8: stray byte, overlong form, surrogate, beyond U+10FFFF */
  OP_TEXT_CONTROL    /* NUL, another C0 or C1 control, or DEL */
} op_text_fault;

/*
** Scans `n` bytes at `s`; with `multiline`, tab, line feed and carriage return are allowed.
** On a fault `*at` is the offset of its first byte; otherwise `*at` is left alone.
*/
op_text_fault op_text_scan (const char *s, size_t n, int multiline, size_t *at);

/* True if the text, which must be well-formed, has nothing but blanks (Unicode's included). */
int op_text_blank (const char *s, size_t n);

/* True if the text, which must be well-formed, has a blank in it. */
int op_text_has_blank (const char *s, size_t n);

/* True if the bytes are well-formed UTF-8, controls and all. */
int op_utf8_valid (const char *s, size_t n);

#endif
