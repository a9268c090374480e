/*
** Which telephone country codes the ITU has assigned.
**
** Source: ITU-T, "List of ITU-T Recommendation E.164 assigned country codes", annex to
** the ITU Operational Bulletin (edition of 15 November 2016, and 383 for Kosovo, which
** the bulletin announced in December 2016). Counted as assigned: codes of countries and
** territories, 379 (held for the Vatican), the global services (800, 808, 870, 878, 881,
** 888, 979) and the shared codes for groups, networks and trials (388, 882, 883, 991).
** 970 is printed as "reserved" but is in daily use in Palestine, so it counts.
** Not counted: spare codes, the codes held for the maritime mobile service (875-877), for
** national non-commercial purposes (879), for a future global service (999), and 969.
** New codes do appear: a code unknown here is a reason to warn, never to refuse.
*/
#ifndef OP_CALLING_CODES_H
#define OP_CALLING_CODES_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/*
** True if 'code' (the digits after the plus sign, as a number: 31 for +31) is an assigned
** country code. Area codes inside a shared code (+1 242) are not country codes. 'code' may be
** any number; outside 1..999 the answer is no.
*/
int op_calling_code_assigned (unsigned code);

/*
** True if a leading zero may belong to a national number of that code. Such a zero is also dialled from abroad: "06" in
** Rome and "07" in Abidjan, where many numbers begin so, and "02100" in Oslo, where only numbers of that form do. In
** other countries a leading zero is dialled only inside the country. The national number has 'n' digits and nothing
** else. Where only some numbers have such a zero, the answer is no if 'n' is 0. Outside 1..999 the answer is no.
** Source: libphonenumber, see zero_plans.def.
*/
int op_calling_code_keeps_zero (unsigned code, const char *national, size_t n);

OP_END_DECLARATIONS

#endif
