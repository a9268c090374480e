/*
** A resolver that takes so many milliseconds for each name as SLOW_NAMES says, 5000 by default, to be loaded before
** the C library's own (LD_PRELOAD).
*/
#include <netdb.h>
#include <stdlib.h>
#include <time.h>

int getaddrinfo (const char *name, const char *service, const struct addrinfo *hints,
                 struct addrinfo **found) {
  const char *given = getenv("SLOW_NAMES");
  long ms = (given != NULL) ? strtol(given, NULL, 10) : 5000;
  struct timespec left;
  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  left.tv_sec = ms / 1000;
  left.tv_nsec = ms % 1000 * 1000000;
  while (nanosleep(&left, &left) != 0)
    ;
  return EAI_NONAME;
}
