/*
** Addresses that need no normalisation.
*/
#ifndef OP_PLAIN_ADDRESS_H
#define OP_PLAIN_ADDRESS_H

#include "../include/openprovider/customer.h"
#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/*
** True if no part of an address has to be split or rewritten: the street has no digits, the house number has only
** digits, and the zip code is in the form of its country. If that form is not known, any zip code will do.
*/
int op_address_is_plain (const op_text *street, const op_text *number, const op_text *country,
                         const op_text *zipcode);

OP_END_DECLARATIONS

#endif
