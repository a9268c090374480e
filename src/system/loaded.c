/*
** Libraries that stay loaded.
*/
#include "loaded.h"

#include <dlfcn.h>
#include <string.h>

#include <curl/curl.h>

#if defined(RTLD_NODELETE) && defined(RTLD_NOLOAD)

/* Opens, once more and for ever, the library that has 'address'. It is found by the name it was loaded by. The program
   itself is not: that stays anyway. */
static void keep_library (const void *address) {
  Dl_info info;
  if (dladdr(address, &info) != 0 && info.dli_fname != NULL)
    (void)dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

#else /* a system that never unloads a library, or has none */

static void keep_library (const void *address) { (void)address; }

#endif

void op_loaded_keep_libcurl (void) {
  CURL *(*function)(void) = curl_easy_init;
  const void *address; /* POSIX: both kinds of pointer have one form */
  memcpy(&address, &function, sizeof address);
  keep_library(address);
}

void op_loaded_keep_own (void) {
  static const char here = 0;
  keep_library(&here);
}
