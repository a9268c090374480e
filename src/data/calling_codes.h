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
** country code. Area codes inside a shared code (+1 242) are no country codes. Any number
** may be asked for; outside 1..999 the answer is no.
*/
int op_calling_code_assigned (unsigned code);

/*
** True if a first zero may belong to a national number of that code, which is then dialled from abroad, too: "06" in
** Rome, "07" in Abidjan, where many numbers begin so, and "02100" in Oslo, where only numbers of that form do. Elsewhere a
** first zero is dialled inside the country only. The national number is 'n' digits, and digits alone; of codes where only
** some begin so the answer is no if 'n' is 0. Outside 1..999 the answer is no. The source is libphonenumber: see
** zero_plans.def.
*/
int op_calling_code_keeps_zero (unsigned code, const char *national, size_t n);

OP_END_DECLARATIONS

#endif
