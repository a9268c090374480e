/*
** A system without CLOCK_BOOTTIME, as some sandboxes are, to be loaded before the C library (LD_PRELOAD).
*/
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime (clockid_t clock, struct timespec *now) {
  if (clock == CLOCK_BOOTTIME) {
    errno = EINVAL;
    return -1;
  }
  return (int)syscall(SYS_clock_gettime, clock, now);
}
