/*
** The reporting of problems, for the checker's own files. Codes are part of the interface:
**
**   missing        a required member is not there
**   empty          a required member is empty or only blanks, or cleared
**   type           a value of another type
**   unknown        a member that the object does not have
**   format         malformed, or none of the values allowed
**   leading_zero   an area code with its trunk prefix
**   unassigned     a calling code that ITU has not assigned
**   zipcode        not the syntax that the API checks for that country
**   extension      a field that no document knows for that extension
**   not_updatable  a member that the API cannot change
**   precision      a number that may have lost digits
**   encoding       not UTF-8
**   control        NUL or another control character
**   too_long, too_many, too_deep   over a limit of limits.h
**   cycle          a table inside itself
**   holes          an array whose indices are not 1 to n
*/
#ifndef OP_PROBLEM_H
#define OP_PROBLEM_H

#include "check.h"

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

#endif
