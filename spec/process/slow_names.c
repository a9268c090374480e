/*
** A resolver that takes five seconds for each name, to be loaded before the C library's own (LD_PRELOAD).
*/
#include <netdb.h>
#include <unistd.h>

int getaddrinfo (const char *name, const char *service, const struct addrinfo *hints,
                 struct addrinfo **found) {
  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  sleep(5);
  return EAI_NONAME;
}
