/*
** The e-mail address. Accepted: 'local@domain', the local part a dot-atom of RFC 5322 3.2.3, the
** domain at least two labels of letters, digits and inner hyphens, the last one not all digits;
** in both, any character beyond ASCII that is no blank (RFC 6531), in UTF-8. Not accepted: quoted
** local parts, address literals, comments: legal in mail, but no registry takes them.
*/
#include <string.h>

#include "../text/utf8.h"
#include "checker.h"

static int is_alphanumeric (unsigned char ch) {
  return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/* 'atext' of RFC 5322, or a byte of a character beyond ASCII. */
static int is_atom_byte (unsigned char ch) {
  if (is_alphanumeric(ch) || ch >= 0x80) return 1;
  return ch != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", ch) != NULL;
}

/* Atoms joined by single dots. */
static int is_dot_atom (const char *s, size_t n) {
  size_t i, atom = 0;
  for (i = 0; i < n; i++) {
    if (s[i] == '.') {
      if (atom == 0) return 0;
      atom = 0;
    }
    else {
      if (!is_atom_byte((unsigned char)s[i])) return 0;
      atom++;
    }
  }
  return atom > 0;
}

static int is_domain (const char *s, size_t n) {
  size_t i, label = 0, dots = 0;
  int digits = 1; /* the current label has nothing else */
  for (i = 0; i <= n; i++) {
    unsigned char ch = i < n ? (unsigned char)s[i] : '.';
    if (ch == '.') {
      if (label == 0 || label > OP_MAX_LABEL || s[i - 1] == '-') return 0;
      if (i == n) return dots > 0 && !digits;
      dots++;
      label = 0;
      digits = 1;
    }
    else {
      if (!is_alphanumeric(ch) && ch < 0x80 && (ch != '-' || label == 0)) return 0;
      if (ch < '0' || ch > '9') digits = 0;
      label++;
    }
  }
  return 0;
}

int op_rule_email (op_text *value, char *scratch, op_note *note) {
  const char *s = value->s;
  size_t n = value->len, local;
  const char *at = (const char *)memchr(s, '@', n);
  char quoted[OP_QUOTED];
  (void)scratch;
  if (at == NULL) {
    return op_note_fill(note, "format", OP_ERROR, "%s has no @", op_quote(quoted, s, n));
  }
  local = (size_t)(at - s);
  if (memchr(at + 1, '@', n - local - 1) != NULL)
    return op_note_fill(note, "format", OP_ERROR, "%s has more than one @", op_quote(quoted, s, n));
  if (memchr(s, ' ', n) != NULL || (!op_text_plain(s, n) && op_text_has_blank(s, n)))
    return op_note_fill(note, "format", OP_ERROR, "%s has a blank in it", op_quote(quoted, s, n));
  if (local > OP_MAX_EMAIL_LOCAL)
    return op_note_fill(note, "too_long", OP_ERROR, "has %zu bytes before the @, at most %d fit",
                        local, OP_MAX_EMAIL_LOCAL);
  if (!is_dot_atom(s, local))
    return op_note_fill(note, "format", OP_ERROR, "%s is malformed before the @",
                        op_quote(quoted, s, n));
  if (!is_domain(at + 1, n - local - 1))
    return op_note_fill(note, "format", OP_ERROR, "%s has no valid domain after the @",
                        op_quote(quoted, s, n));
  return 1;
}
