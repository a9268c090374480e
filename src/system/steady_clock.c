/*
** A clock that only goes forward.
*/
#include "steady_clock.h"

#include <time.h>

/* All systems have CLOCK_MONOTONIC; some restricted environments have no other one. */
static void read_clock (struct timespec *now) {
#ifdef CLOCK_BOOTTIME
  if (clock_gettime(CLOCK_BOOTTIME, now) == 0) return;
#endif
  (void)clock_gettime(CLOCK_MONOTONIC, now);
}

long long op_clock_ms (void) {
  struct timespec now;
  read_clock(&now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double op_clock_seconds (void) {
  struct timespec now;
  read_clock(&now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
