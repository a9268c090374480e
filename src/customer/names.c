/*
** Rules for names, which the API never changes later, and for the lines of an address. They find question marks in
** place of letters, and persons' names without any letter.
*/
#include "../text/ascii.h"
#include "../text/utf8.h"
#include "checker.h"

/* True for the letters of ASCII, and for all characters beyond ASCII except signs and pictures. */
static int is_name_letter (unsigned code) {
  if (code < 0x80) return op_is_letter((char)code);
  if (code < 0xC0) return code == 0xAA || code == 0xB5 || code == 0xBA;
  if (code == 0xD7 || code == 0xF7) return 0;     /* times and divided by */
  if (code >= 0x2000 && code <= 0x2BFF) return 0; /* punctuation, arrows, boxes */
  if (code >= 0x3000 && code <= 0x3020) return code == 0x3005 || code == 0x3007; /* CJK signs */
  if ((code >= 0xFF01 && code <= 0xFF20) || (code >= 0xFF3B && code <= 0xFF40) ||
      (code >= 0xFF5B && code <= 0xFF65))
    return 0;                              /* full-width signs and digits */
  return code < 0x1F000 || code > 0x1FAFF; /* pictures */
}

/* What a text has. */
#define LETTER 1u
#define LOST 2u /* a question mark in the place of a letter */

/*
** Finds letters, and question marks in place of lost letters: those before a letter, as in "M?ller" and "?zel". With
** 'any', all question marks count, since no person's name ends with one. U+00BF counts only after a letter or another
** such mark, because in Spanish it begins questions.
*/
static unsigned signs_of (const op_text *value, int any) {
  size_t i;
  unsigned code = 0, before = ' ', found = 0;
  int is_behind_mark = 0;
  for (i = 0; i < value->len; before = code) {
    i += op_utf8_next(value->s + i, value->len - i, &code);
    if (is_name_letter(code)) found |= is_behind_mark ? LETTER | LOST : LETTER;
    is_behind_mark = code == '?' || (code == 0xBF && (is_behind_mark || is_name_letter(before)));
    if (is_behind_mark && any) found |= LOST;
  }
  return found;
}

static int lost_letter (const op_text *value, op_severity severity, op_note *note) {
  char quoted[OP_QUOTED];
  return op_note_fill(note, "spoilt", severity,
                      "%s has a question mark where a program lost a letter: write it again",
                      op_quote(quoted, value->s, value->len));
}

/* True if neither mark may be in a text, as in nearly every name: the last byte of U+00BF is that of few others. */
static int has_no_mark (const op_text *value) {
  size_t i;
  for (i = 0; i < value->len; i++) {
    if (value->s[i] == '?' || value->s[i] == '\xBF') return 0;
  }
  return 1;
}

int op_rule_person (op_text *value, char *scratch, op_note *note) {
  char quoted[OP_QUOTED];
  unsigned found;
  (void)scratch;
  if (op_is_letter(value->s[0]) && has_no_mark(value)) return 1;
  found = signs_of(value, 1);
  if (!(found & LETTER))
    return op_note_fill(note, "format", OP_ERROR, "%s has no letter in it, so it is not a name",
                        op_quote(quoted, value->s, value->len));
  return found & LOST ? lost_letter(value, OP_ERROR, note) : 1;
}

int op_rule_line (op_text *value, char *scratch, op_note *note) {
  (void)scratch;
  if (has_no_mark(value) || !(signs_of(value, 0) & LOST)) return 1;
  return lost_letter(value, OP_WARNING, note);
}
