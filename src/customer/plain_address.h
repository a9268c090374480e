/*
** Addresses that are right as they are given.
*/
#ifndef OP_PLAIN_ADDRESS_H
#define OP_PLAIN_ADDRESS_H

#include "../include/openprovider/customer.h"
#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/*
** True if no part of an address has to be split or written in another way: the street has no digit, the house number has
** nothing else, and the zip code is written as its country writes it. A country whose form is not known has no other.
*/
int op_address_is_plain (const op_text *street, const op_text *number, const op_text *country,
                         const op_text *zipcode);

OP_END_DECLARATIONS

#endif
