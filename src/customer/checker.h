/*
** What the files of the checker share.
*/
#ifndef OP_CHECKER_H
#define OP_CHECKER_H

#include "fields.h"

OP_BEGIN_DECLARATIONS

/*
** problem.c: messages and their paths.
*/

#define OP_NOTE_TEXT 192 /* bytes of a note's sentence, its end included */

/* What is wrong with a value: a stable code and the first half of a sentence. */
typedef struct op_note {
  const char *code;
  op_severity severity;
  char text[OP_NOTE_TEXT];
} op_note;

/* Fills the note; the sentence is formatted as by printf. Returns 0, as a rule with a note does. */
int op_note_fill (op_note *note, const char *code, op_severity severity, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* A quoted excerpt of a text for a message: complete characters, with escapes, and invisible ones as <U+200B>. */
#define OP_QUOTED 48
const char *op_quote (char quoted[OP_QUOTED], const char *s, size_t len);

/*
** Reports a note on the current member of the innermost open table. 'field', if not NULL, adds
** what was expected and an example. A value's sentence ends with its text, without a full stop.
*/
void op_report (op_checker *c, const op_field *field, unsigned api_code, const op_note *note);

/* The same in one call, for an error. */
void op_report_error (op_checker *c, const op_field *field, unsigned api_code, const char *code,
                      const char *text);

/* Reports that the current member's value is of a wrong type, named as in "not a number". */
void op_report_type (op_checker *c, const char *given);

/* Makes 'member' the current one of the innermost open table, to report a problem of it. */
void op_point_at (op_checker *c, const op_field *member);

/* Reports a note on the innermost open table itself. */
void op_report_table (op_checker *c, const op_note *note);

/*
** domain.c: the domain of an e-mail address.
*/

typedef struct op_domain {
  size_t longest_label; /* characters of its longest label in the DNS; OP_MAX_LABEL are allowed */
  size_t length;        /* of all of it in the DNS; OP_MAX_DOMAIN are allowed */
} op_domain;

/* True if it has the form of a domain name; lengths are not checked. 's' is well-formed UTF-8 of OP_MAX_EMAIL bytes at
   most. */
int op_domain_check (const char *s, size_t n, op_domain *domain);

/*
** damage.c: texts that a program has damaged.
*/

/*
** Reports damage in a well-formed text without blanks at its ends, and removes controls of direction and similar
** characters from its ends. Returns 0 if the text is refused. Printable ASCII without '&' is never damaged.
*/
int op_check_damage (op_checker *c, const op_field *field, op_text *value);

/*
** extension.c: the data of extensions.
*/

/* The descriptor of a member of the open extension's data. Reports an unknown one, and returns NULL. */
const op_field *op_extension_member (op_checker *c, const char *key, size_t len);

/* Warns if the current member's value is none of the documented ones; gives it the documented letter case. */
void op_check_listed (op_checker *c, op_text *value);

/*
** rules.c, email.c, names.c: rules for single values, each an op_rule.
*/

/* A person's name must have a letter. A question mark in place of a letter is an error there, in other lines a warning.
   */
int op_rule_person (op_text *value, char *scratch, op_note *note);
int op_rule_line (op_text *value, char *scratch, op_note *note);

int op_rule_house_number (op_text *value, char *scratch, op_note *note);
int op_rule_country (op_text *value, char *scratch, op_note *note);
int op_rule_calling_code (op_text *value, char *scratch, op_note *note);
int op_rule_digits (op_text *value, char *scratch, op_note *note);
int op_rule_email (op_text *value, char *scratch, op_note *note);
int op_rule_locale (op_text *value, char *scratch, op_note *note);
int op_rule_date (op_text *value, char *scratch, op_note *note);
int op_rule_tag_key (op_text *value, char *scratch, op_note *note);
int op_rule_extension_name (op_text *value, char *scratch, op_note *note);

/*
** cross_checks.c: checks that need several members of an object, each an op_cross_check. The object is the innermost
** open one.
*/

/* Does the postal code look like one of that country? */
void op_cross_check_address (op_checker *c, const op_field *object);

/* Is there a leading zero in the area code, and are there too many digits? */
void op_cross_check_phone (op_checker *c, const op_field *object);

/* Are the fields known for that extension? In extension.c. */
void op_cross_check_extension (op_checker *c, const op_field *object);

OP_END_DECLARATIONS

#endif
