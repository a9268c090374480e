/*
** The e-mail address. Accepted: 'local@domain', where the local part is a dot-atom of RFC 5322 3.2.3 and the domain is
** one of domain.c. Both may have any visible characters beyond ASCII except blanks (RFC 6531), in UTF-8. Not accepted:
** quoted local parts, address literals and comments. They are legal in mail, but no registry takes them.
*/
#include <string.h>

#include "../text/ascii.h"
#include "../text/signs.h"
#include "../text/utf8.h"
#include "checker.h"

/* 'atext' of RFC 5322, or a byte of a character beyond ASCII. */
static int is_atom_byte (char ch) {
  if (op_is_alnum(ch) || (unsigned char)ch >= 0x80) return 1;
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
      if (!is_atom_byte(s[i])) return 0;
      atom++;
    }
  }
  return atom > 0;
}

/* The ASCII form of a full-width character, or of a full stop that IDNA once took for a dot; 0 for other characters. */
static char plain_sign (unsigned code) {
  if (code >= 0xFF01 && code <= 0xFF5E) return (char)(code - 0xFEE0);
  if (code == 0x3002 || code == 0xFF61 || code == 0xFE52 || code == 0x2024) return '.';
  if (code == 0x037E) return ';';
  return code == 0xFE6B ? '@' : '\0';
}

/* Whether a code point is in a script where ZWJ and ZWNJ change the shape of letters: Arabic, or one of India and its
   neighbours. */
static int is_shaped (unsigned code) {
  return (code >= 0x0600 && code <= 0x06FF) || (code >= 0x0750 && code <= 0x077F) ||
         (code >= 0x08A0 && code <= 0x0DFF);
}

/* Where a character is, for a message. */
typedef struct character {
  unsigned code, before, after; /* the code points around it, or 0 */
  size_t place;                 /* from 1 */
  const char *side;             /* of the @ */
} character;

/* Notes a character that must not be in an address. Returns 1 if the character is fine. */
static int check_character (const character *ch, const char *quoted, op_note *note) {
  op_sign sign = op_sign_of(ch->code);
  char plain = plain_sign(ch->code);
  if (plain != '\0')
    return op_note_fill(note, "format", OP_ERROR, "%s has U+%04X at character %zu%s: write \"%c\"",
                        quoted, ch->code, ch->place, ch->side, plain);
  if (sign == OP_SIGN_JOINER && is_shaped(ch->before) && is_shaped(ch->after))
    return op_note_fill(note, "invisible", OP_WARNING,
                        "%s has the invisible character U+%04X at character %zu%s: is it meant?",
                        quoted, ch->code, ch->place, ch->side);
  if (sign != OP_SIGN_SEEN)
    return op_note_fill(note, "invisible", OP_ERROR,
                        "%s has the invisible character U+%04X at character %zu%s: remove it",
                        quoted, ch->code, ch->place, ch->side);
  if (op_is_blank(ch->code))
    return op_note_fill(note, "format", OP_ERROR, "%s has a blank in it, U+%04X at character %zu%s",
                        quoted, ch->code, ch->place, ch->side);
  return 1;
}

/*
** Looks for characters beyond ASCII that are forbidden, or in doubtful places. An error has priority over a
** warning. Returns 1 if there are none.
*/
static int check_characters (const op_text *value, op_note *note) {
  const char *at = (const char *)memchr(value->s, '@', value->len);
  character ch = { 0, 0, 0, 0, "" };
  op_note found;
  char quoted[OP_QUOTED];
  size_t i = 0, len;
  int fine = 1;
  op_quote(quoted, value->s, value->len);
  while (i < value->len) {
    ch.before = ch.code;
    ch.after = 0;
    len = op_utf8_next(value->s + i, value->len - i, &ch.code);
    ch.place++;
    if (i + len < value->len)
      (void)op_utf8_next(value->s + i + len, value->len - i - len, &ch.after);
    if (at != NULL) ch.side = value->s + i < at ? ", before the @" : ", after the @";
    i += len;
    if (ch.code < 0x80 || check_character(&ch, quoted, &found)) continue;
    if (fine || found.severity == OP_ERROR) *note = found;
    if (found.severity == OP_ERROR) return 0;
    fine = 0;
  }
  return fine;
}

/* Notes that a domain is not valid, or too long. */
static int check_domain (const op_text *value, const char *s, size_t n, op_note *note) {
  op_domain domain;
  const char *form = op_text_plain(s, n) ? "" : " in its xn-- form";
  char quoted[OP_QUOTED];
  if (!op_domain_check(s, n, &domain))
    return op_note_fill(note, "format", OP_ERROR, "%s has no valid domain after the @",
                        op_quote(quoted, value->s, value->len));
  if (domain.longest_label > OP_MAX_LABEL)
    return op_note_fill(
        note, "format", OP_ERROR,
        "%s has no valid domain after the @: a part takes %zu characters%s, at most %d fit",
        op_quote(quoted, value->s, value->len), domain.longest_label, form, OP_MAX_LABEL);
  if (domain.length > OP_MAX_DOMAIN)
    return op_note_fill(
        note, "format", OP_ERROR,
        "%s has no valid domain after the @: it takes %zu characters%s, at most %d fit",
        op_quote(quoted, value->s, value->len), domain.length, form, OP_MAX_DOMAIN);
  return 1;
}

int op_rule_email (op_text *value, char *scratch, op_note *note) {
  const char *s = value->s;
  size_t n = value->len, local;
  const char *at = (const char *)memchr(s, '@', n);
  char quoted[OP_QUOTED];
  int fine = op_text_plain(s, n) || check_characters(value, note);
  (void)scratch;
  if (!fine && note->severity == OP_ERROR) return 0;
  if (at == NULL) {
    return op_note_fill(note, "format", OP_ERROR, "%s has no @", op_quote(quoted, s, n));
  }
  local = (size_t)(at - s);
  if (memchr(at + 1, '@', n - local - 1) != NULL)
    return op_note_fill(note, "format", OP_ERROR, "%s has more than one @", op_quote(quoted, s, n));
  if (memchr(s, ' ', n) != NULL)
    return op_note_fill(note, "format", OP_ERROR, "%s has a blank in it", op_quote(quoted, s, n));
  if (local > OP_MAX_EMAIL_LOCAL)
    return op_note_fill(note, "too_long", OP_ERROR, "has %zu bytes before the @, at most %d fit",
                        local, OP_MAX_EMAIL_LOCAL);
  if (!is_dot_atom(s, local))
    return op_note_fill(note, "format", OP_ERROR, "%s is malformed before the @",
                        op_quote(quoted, s, n));
  return check_domain(value, at + 1, n - local - 1, note) ? fine : 0;
}
