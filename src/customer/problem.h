/*
** The reporting of problems, for the checker's own files.
*/
#ifndef OP_PROBLEM_H
#define OP_PROBLEM_H

#include "../include/openprovider/customer.h"
#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/*
** Reports a note on the current member of the innermost open table. `field`, if not NULL, adds
** what was expected and an example. A value's sentence ends with its text, without a full stop.
*/
void op_report (op_checker *c, const op_field *field, unsigned api_code, const op_note *note);

/* The same in one go, for an error. */
void op_report_error (op_checker *c, const op_field *field, unsigned api_code, const char *code,
                      const char *text);

/* Reports that the current member's value is of a wrong type, named as in "not a number". */
void op_report_type (op_checker *c, const char *given);

/* Makes `member` the current one of the innermost open table, to report on it. */
void op_point_at (op_checker *c, const op_field *member);

/* Reports a note on the innermost open table itself. */
void op_report_table (op_checker *c, const op_note *note);

OP_END_DECLARATIONS

#endif
