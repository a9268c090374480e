/*
** A clock that only goes forward and is the same for all processes of the machine. If the system has such a clock, it
** also goes on while the machine sleeps.
*/
#ifndef OP_STEADY_CLOCK_H
#define OP_STEADY_CLOCK_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

long long op_clock_ms (void);
double op_clock_seconds (void);

OP_END_DECLARATIONS

#endif
