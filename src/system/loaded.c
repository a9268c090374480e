/*
** Libraries that stay loaded.
*/
#include "loaded.h"

#include <dlfcn.h>
#include <string.h>

#include <curl/curl.h>

#if defined(RTLD_NODELETE) && defined(RTLD_NOLOAD)
#define FOR_EVER RTLD_NODELETE

/* Opens once more the library that has 'address', by the name it was loaded by. NULL for the program itself. */
static void *open_again (const void *address, int how) {
  Dl_info info;
  if (dladdr(address, &info) == 0 || info.dli_fname == NULL) return NULL;
  return dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | how);
}

#else /* a system that never unloads a library, or has none */
#define FOR_EVER 0

static void *open_again (const void *address, int how) {
  (void)address;
  (void)how;
  return NULL;
}

#endif

static const void *address_in_libcurl (void) {
  CURL *(*function)(void) = curl_easy_init;
  const void *address; /* POSIX: both kinds of pointer have one form */
  memcpy(&address, &function, sizeof address);
  return address;
}

void op_loaded_keep_libcurl (void) { (void)open_again(address_in_libcurl(), FOR_EVER); }

void *op_loaded_find (const char *name) {
  void *library = open_again(address_in_libcurl(), 0);
  void *found = dlsym(library != NULL ? library : RTLD_DEFAULT, name);
  if (library != NULL) (void)dlclose(library);
  return found;
}

void op_loaded_keep_own (void) {
  static const char here = 0;
  (void)open_again(&here, FOR_EVER);
}
