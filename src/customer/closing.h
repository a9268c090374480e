/*
** Checks that need several members of an object: made when it closes, on the values that the
** checker kept by role. The field tree names them; the object is the innermost open one.
*/
#ifndef OP_CLOSING_H
#define OP_CLOSING_H

#include "../include/openprovider/customer.h"
#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Does the postal code look like one of that country? */
void op_closing_address (op_checker *c, const op_field *object);

/* Is there a leading zero in the area code, and are there too many digits? */
void op_closing_phone (op_checker *c, const op_field *object);

/* Are the fields known for that extension? */
void op_closing_extension (op_checker *c, const op_field *object);

OP_END_DECLARATIONS

#endif
