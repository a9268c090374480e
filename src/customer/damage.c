/*
** Damaged texts: a program lost characters, encoded them twice or wrote them as HTML, or there are invisible
** characters. A text that lost characters is refused. For the others there is a warning with what was probably meant.
*/
#include <string.h>

#include "../data/html_entities.h"
#include "../text/signs.h"
#include "../text/twice_encoded.h"
#include "../text/utf8.h"
#include "checker.h"

/* How often a text may have been damaged in the same way. */
#define TIMES 3

#define ENTITY_MAX 10 /* bytes between '&' and ';' */

/* Refuses a text that lost characters; free text only gets a warning. */
static int check_lost (op_checker *c, const op_field *field, unsigned code, size_t place) {
  op_severity severity = field->flags & OP_MULTILINE ? OP_WARNING : OP_ERROR;
  op_note note;
  if (code == 0xFFFD)
    op_note_fill(&note, "spoilt", severity,
                 "has U+FFFD at character %zu, where a program lost a character: write it again",
                 place);
  else
    op_note_fill(&note, "spoilt", severity,
                 "has U+%04X at character %zu, which is not a valid character: write it again",
                 code, place);
  op_report(c, field, field->api_invalid, &note);
  return severity != OP_ERROR;
}

/* The first characters of some kinds in a text, with their code points and places (from 1). */
typedef struct odd_signs {
  unsigned lost, hidden, invisible; /* 0 if there is none */
  unsigned lone;                    /* a combining mark without a letter before it */
  size_t lost_at, invisible_at, lone_at;
  int has_seen; /* there is a visible character */
} odd_signs;

/* True for combining accents, which belong to the letter before them. */
static int is_combining (unsigned code) {
  return (code >= 0x0300 && code <= 0x036F && code != 0x034F) ||
         (code >= 0x1AB0 && code <= 0x1AFF) || (code >= 0x1DC0 && code <= 0x1DFF) ||
         (code >= 0x20D0 && code <= 0x20FF) || (code >= 0xFE20 && code <= 0xFE2F);
}

static void look_for_signs (const op_text *value, odd_signs *odd) {
  size_t i, place = 0;
  unsigned code = ' ', before;
  memset(odd, 0, sizeof *odd);
  for (i = 0; i < value->len;) {
    op_sign sign;
    before = code;
    i += op_utf8_next(value->s + i, value->len - i, &code);
    place++;
    sign = op_sign_of(code);
    if (sign == OP_SIGN_SEEN && !op_is_blank(code)) odd->has_seen = 1;
    if (sign != OP_SIGN_SEEN && odd->hidden == 0) odd->hidden = code;
    if (odd->lone == 0 && is_combining(code) && op_is_blank(before)) {
      odd->lone = code;
      odd->lone_at = place;
    }
    if (sign == OP_SIGN_LOST && odd->lost == 0) {
      odd->lost = code;
      odd->lost_at = place;
    }
    if (sign == OP_SIGN_INVISIBLE && odd->invisible == 0) {
      odd->invisible = code;
      odd->invisible_at = place;
    }
  }
}

/* Refuses a text that lost characters, or that has no visible one. Returns 0 then. */
static int check_signs (op_checker *c, const op_field *field, const odd_signs *odd) {
  op_note note;
  if (odd->lost != 0) return check_lost(c, field, odd->lost, odd->lost_at);
  if (odd->hidden == 0 || odd->has_seen || field->flags & (OP_MULTILINE | OP_EXACT_SIGNS)) return 1;
  op_note_fill(&note, "invisible", OP_ERROR, "has only invisible characters, such as U+%04X",
               odd->hidden);
  op_report(c, field, field->api_empty != 0 ? field->api_empty : field->api_invalid, &note);
  return 0;
}

/* Removes invisible characters from the ends of a text, and warns of those inside that no name has. */
static void check_hidden (op_checker *c, const op_field *field, op_text *value) {
  odd_signs odd;
  op_note note;
  char quoted[OP_QUOTED];
  op_text_trim_signs(&value->s, &value->len);
  look_for_signs(value, &odd);
  if (odd.invisible == 0) return;
  op_note_fill(&note, "invisible", OP_WARNING,
               "%s has the invisible character U+%04X at character %zu: is it meant?",
               op_quote(quoted, value->s, value->len), odd.invisible, odd.invisible_at);
  op_report(c, NULL, field->api_invalid, &note);
}

/* Warns of an accent without a letter. */
static void check_lone (op_checker *c, const op_field *field, const op_text *value,
                        const odd_signs *odd) {
  char quoted[OP_QUOTED];
  op_note note;
  if (odd->lone == 0) return;
  op_note_fill(&note, "spoilt", OP_WARNING,
               "%s has the accent U+%04X at character %zu, and no letter before it: is it meant?",
               op_quote(quoted, value->s, value->len), odd->lone, odd->lone_at);
  op_report(c, NULL, field->api_invalid, &note);
}

/* The code point in the 'n' bytes between "&#" and ";", or 0 if it is none that may be in a text. */
static unsigned code_numbered (const char *s, size_t n) {
  unsigned code = 0, base = 10, digit;
  size_t i = 0;
  if (n > 1 && (s[0] == 'x' || s[0] == 'X')) {
    base = 16;
    i = 1;
  }
  for (; i < n; i++) {
    char ch = s[i];
    digit = ch >= '0' && ch <= '9'   ? (unsigned)(ch - '0')
            : ch >= 'a' && ch <= 'f' ? (unsigned)(ch - 'a') + 10
            : ch >= 'A' && ch <= 'F' ? (unsigned)(ch - 'A') + 10
                                     : 16;
    if (digit >= base || code > 0x10FFFF) return 0;
    code = code * base + digit;
  }
  code = op_windows_1252(code); /* as browsers take 128 to 159 */
  return code < 0x20 || code == 0x7F || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)
             ? 0
             : code;
}

/* The character that the entity at '&' stands for, and its length; 0 if it is none. */
static unsigned entity_at (const char *s, size_t n, size_t *len) {
  size_t room = n - 1 < ENTITY_MAX + 1 ? n - 1 : ENTITY_MAX + 1;
  const char *end = (const char *)memchr(s + 1, ';', room);
  if (end == NULL) return 0;
  *len = (size_t)(end - s) + 1;
  if (s[1] == '#') return code_numbered(s + 2, *len - 3);
  return op_html_entity(s + 1, *len - 2);
}

/* As op_undo_second_encoding, for names and numbers of characters in HTML. */
static size_t undo_html (const char *s, size_t n, char *out) {
  size_t i = 0, used = 0, len = 0;
  unsigned code;
  while (i < n) {
    code = s[i] == '&' ? entity_at(s + i, n - i, &len) : 0;
    if (code == 0) {
      out[used++] = s[i++];
      continue;
    }
    used += op_utf8_write(code, out + used);
    i += len;
  }
  return used < n ? used : 0;
}

typedef size_t (*undo)(const char *s, size_t n, char *out);

/* Warns with the probable original text, if the text was damaged in one way; returns 1 then. Looks at the first
   OP_MAX_TEXT bytes. */
static int check_spoilt (op_checker *c, const op_field *field, const op_text *value, undo undo_it,
                         const char *manner) {
  char was[OP_MAX_TEXT], before[OP_MAX_TEXT], quoted[OP_QUOTED], meant[OP_QUOTED];
  op_note note;
  size_t n = value->len, len;
  int times;
  if (n > sizeof was) {
    n = sizeof was;
    while (((unsigned char)value->s[n] & 0xC0) == 0x80) n--;
  }
  len = undo_it(value->s, n, was);
  if (len == 0) return 0;
  for (times = 1; times < TIMES; times++) {
    size_t shorter;
    memcpy(before, was, len);
    shorter = undo_it(before, len, was);
    if (shorter == 0) {
      memcpy(was, before, len);
      break;
    }
    len = shorter;
  }
  op_note_fill(&note, "spoilt", OP_WARNING, "%s %s: was %s meant?", op_quote(quoted, value->s, n),
               manner, op_quote(meant, was, len));
  op_report(c, NULL, field->api_invalid, &note);
  return 1;
}

/* What a text may contain, judging by its bytes. */
typedef struct suspicion {
  int hidden;   /* invisible or lost characters */
  int twice;    /* a capital or a sign of Windows-1252 that may begin a sequence */
  int cyrillic; /* how many Cyrillic capitals that begin one in Windows-1251 */
} suspicion;

/* Nearly every name, with or without accents, has none of these. This finds it out cheaply. */
static void suspect (const op_text *value, suspicion *found) {
  size_t i;
  for (i = 0; i < value->len; i++) {
    unsigned char byte = (unsigned char)value->s[i];
    if (byte < 0xC2) continue;
    if (byte == 0xC3) { /* U+00C0 to U+00FF */
      unsigned char next = i + 2 < value->len ? (unsigned char)value->s[i + 2] : ' ';
      if (next >= 0x80 || value->s[i + 1] == '\x83') found->twice = 1;
    }
    else if (byte == 0xD0) {
      found->cyrillic +=
          i + 1 < value->len && (value->s[i + 1] == '\xA0' || value->s[i + 1] == '\xA1');
    }
    else if (byte == 0xC2 || byte == 0xCC || byte == 0xCD || byte == 0xD8 || byte >= 0xE0) {
      found->hidden = 1;
    }
  }
}

int op_check_damage (op_checker *c, const op_field *field, op_text *value) {
  if (!op_text_plain(value->s, value->len)) {
    odd_signs odd;
    suspicion found = { 0, 0, 0 };
    int spoilt = 0;
    suspect(value, &found);
    memset(&odd, 0, sizeof odd);
    if (found.hidden) look_for_signs(value, &odd);
    if (found.hidden && !check_signs(c, field, &odd)) return 0;
    if (field->flags & OP_EXACT_SIGNS) return 1;
    if (found.twice)
      spoilt = check_spoilt(c, field, value, op_undo_second_encoding,
                            "looks like text that was made UTF-8 twice");
    if (found.cyrillic > 1)
      spoilt = check_spoilt(c, field, value, op_undo_cyrillic_encoding,
                            "looks like UTF-8 that was read as Windows-1251") ||
               spoilt;
    check_lone(c, field, value, &odd);
    if (odd.hidden != 0 && !spoilt && !(field->flags & OP_MULTILINE)) check_hidden(c, field, value);
  }
  if (!(field->flags & OP_EXACT_SIGNS) && memchr(value->s, '&', value->len) != NULL)
    (void)check_spoilt(c, field, value, undo_html, "has characters written as in HTML");
  return 1;
}
