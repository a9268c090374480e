/*
** Bytes that a TLS library has read ahead. They are in its memory, so the socket does not show them. Measured: libcurl
** 8.22 lets OpenSSL read ahead, and does not examine a connection again that it examined within the last second. So a
** second answer in the same packet became the answer to the next request.
*/
#include <pthread.h>
#include <string.h>

#include "private.h"
#include "../system/loaded.h"

typedef int (*openssl_look)(const void *session);
typedef size_t (*gnutls_look)(void *session);

static pthread_once_t looks_once = PTHREAD_ONCE_INIT;
static openssl_look look_in_openssl; /* NULL: not available; so are those below */
static gnutls_look look_in_gnutls;

/* libcurl is linked with the TLS library. This module is not, and does not know which one it is. */
static void find_looks (void) {
  void *openssl = op_loaded_find("SSL_has_pending");
  void *gnutls = op_loaded_find("gnutls_record_check_pending");
  memcpy(&look_in_openssl, &openssl,
         sizeof openssl); /* POSIX: both kinds of pointer have one form */
  memcpy(&look_in_gnutls, &gnutls, sizeof gnutls);
}

int op_tls_has_pending (CURL *easy) {
  const struct curl_tlssessioninfo *session = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == NULL ||
      session->internals == NULL)
    return 0;
  pthread_once(&looks_once, find_looks);
  if (session->backend == CURLSSLBACKEND_OPENSSL && look_in_openssl != NULL)
    return look_in_openssl(session->internals) != 0;
  if (session->backend == CURLSSLBACKEND_GNUTLS && look_in_gnutls != NULL)
    return look_in_gnutls(session->internals) != 0;
  return 0;
}
