/*
** Rules for single values. A rule sees a well-formed, non-empty text without control
** characters and within its field's length.
*/
#ifndef OP_RULES_H
#define OP_RULES_H

#include "linkage.h"
#include "text.h"

OP_BEGIN_DECLARATIONS

#define OP_SCRATCH 64    /* bytes that a canonical form may need */
#define OP_NOTE_TEXT 192 /* bytes of a note's sentence, its end included */

typedef enum op_severity {
  OP_ERROR,  /* stops the call */
  OP_WARNING /* does not: what the API's documents leave open */
} op_severity;

/* What is wrong with a value: a stable code and the first half of a sentence. */
typedef struct op_note {
  const char *code;
  op_severity severity;
  char text[OP_NOTE_TEXT];
} op_note;

/*
** Returns 1 if there is nothing to say; else fills the note and returns 0. A value whose
** canonical form differs is made to point at `scratch` (OP_SCRATCH bytes), note or no note.
*/
typedef int (*op_rule)(op_text *value, char *scratch, op_note *note);

int op_rule_house_number (op_text *value, char *scratch, op_note *note);
int op_rule_country (op_text *value, char *scratch, op_note *note);
int op_rule_calling_code (op_text *value, char *scratch, op_note *note);
int op_rule_digits (op_text *value, char *scratch, op_note *note);
int op_rule_email (op_text *value, char *scratch, op_note *note);
int op_rule_locale (op_text *value, char *scratch, op_note *note);
int op_rule_date (op_text *value, char *scratch, op_note *note);
int op_rule_tag_key (op_text *value, char *scratch, op_note *note);
int op_rule_extension_name (op_text *value, char *scratch, op_note *note);

/* Fills the note, the sentence in the manner of printf; returns 0, as a rule that has one. */
int op_note_fill (op_note *note, const char *code, op_severity severity, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* A quoted excerpt of a text for a message, cut at a character's boundary, escapes made. */
#define OP_QUOTED 48
const char *op_quote (char quoted[OP_QUOTED], const char *s, size_t len);

OP_END_DECLARATIONS

#endif
