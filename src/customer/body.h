/*
** The functions of a body that the binding's walk needs, besides the events of customer.h.
*/
#ifndef OP_BODY_H
#define OP_BODY_H

#include "../text/fingerprint.h"
#include "fields.h"

OP_BEGIN_DECLARATIONS

/* Starts a body that gets its memory from 'grow'; op_body_free then does nothing. */
void op_body_begin_in (op_body *body, unsigned options, op_problem_sink sink, void *data,
                       op_grow grow, void *grow_data);

/* Starts a body that writes no text: its events only check. */
void op_body_begin_silent (op_body *body, op_mode mode, unsigned options, op_problem_sink sink,
                           void *data);

/*
** A number that is the same on this machine for customers with the same company, first name, last name and e-mail address,
** whatever the case of letters, and signs aside. Others have another one, but for a chance of one in 10^19.
*/
unsigned long long op_body_who (const op_body *body);

/* The same without a body: the number with one text more, in the order of the tree. It begins with OP_NOBODY. */
unsigned long long op_add_who (unsigned long long before, const char *s, size_t len);

#define OP_NOBODY OP_FINGERPRINT_EMPTY

/*
** Events of a driver that walks by the tree. For each object it first gives the known members in the order of the tree,
** by op_body_known and op_body_known_string, which work like those of fields.h. Then it calls op_body_others, and then
** gives the other members. So the reference's marker gets the place of the comments.
*/
op_shape op_body_known (op_body *body, const op_field *member);
op_verdict op_body_known_string (op_body *body, const op_field *member, const char *s, size_t len,
                                 op_text *canonical);
void op_body_others (op_body *body);

OP_END_DECLARATIONS

#endif
