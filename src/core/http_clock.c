/*
** The clock of timeouts.
*/
#include <time.h>

#include "http_private.h"

#ifdef CLOCK_BOOTTIME
#define STEADY_CLOCK CLOCK_BOOTTIME
#else
#define STEADY_CLOCK CLOCK_MONOTONIC
#endif

long long op_clock_ms (void) {
  struct timespec now;
  clock_gettime(STEADY_CLOCK, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
