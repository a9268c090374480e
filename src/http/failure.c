/*
** What libcurl's results mean to a caller.
*/
#include "private.h"

#include <assert.h>

/* Results that are not listed are of kind network. Among them is a stream that HTTP/2 resets: it corresponds
   to a closed connection in HTTP/1.1. */
static const struct {
  CURLcode code;
  op_failure_kind kind;
} kinds_of_codes[] = {
  { CURLE_OPERATION_TIMEDOUT, OP_FAILURE_TIMEOUT },
  { CURLE_SSL_CONNECT_ERROR, OP_FAILURE_TLS },
  { CURLE_SSL_ENGINE_NOTFOUND, OP_FAILURE_TLS },
  { CURLE_SSL_ENGINE_SETFAILED, OP_FAILURE_TLS },
  { CURLE_SSL_ENGINE_INITFAILED, OP_FAILURE_TLS },
  { CURLE_SSL_CERTPROBLEM, OP_FAILURE_TLS },
  { CURLE_SSL_CIPHER, OP_FAILURE_TLS },
  { CURLE_PEER_FAILED_VERIFICATION, OP_FAILURE_TLS },
  { CURLE_USE_SSL_FAILED, OP_FAILURE_TLS },
  { CURLE_SSL_CACERT_BADFILE, OP_FAILURE_TLS },
  { CURLE_SSL_SHUTDOWN_FAILED, OP_FAILURE_TLS },
  { CURLE_SSL_CRL_BADFILE, OP_FAILURE_TLS },
  { CURLE_SSL_ISSUER_ERROR, OP_FAILURE_TLS },
  { CURLE_SSL_PINNEDPUBKEYNOTMATCH, OP_FAILURE_TLS },
  { CURLE_SSL_INVALIDCERTSTATUS, OP_FAILURE_TLS },
  { CURLE_SSL_CLIENTCERT, OP_FAILURE_TLS },
  { CURLE_UNSUPPORTED_PROTOCOL, OP_FAILURE_PROTOCOL },
  { CURLE_FAILED_INIT, OP_FAILURE_PROTOCOL },
  { CURLE_URL_MALFORMAT, OP_FAILURE_PROTOCOL },
  { CURLE_NOT_BUILT_IN, OP_FAILURE_PROTOCOL },
  { CURLE_WEIRD_SERVER_REPLY, OP_FAILURE_PROTOCOL },
  { CURLE_WRITE_ERROR, OP_FAILURE_PROTOCOL },
  { CURLE_OUT_OF_MEMORY, OP_FAILURE_PROTOCOL },
  { CURLE_BAD_FUNCTION_ARGUMENT, OP_FAILURE_PROTOCOL },
  { CURLE_BAD_CONTENT_ENCODING, OP_FAILURE_PROTOCOL },
  { CURLE_FILESIZE_EXCEEDED, OP_FAILURE_PROTOCOL },
};

static const char *const kind_names[] = { "none", "network",  "timeout",
                                          "tls",  "protocol", "cancelled" };

op_failure_kind op_failure_of (CURLcode code) {
  size_t i;
  if (code == CURLE_OK) return OP_FAILURE_NONE;
  for (i = 0; i < sizeof(kinds_of_codes) / sizeof(kinds_of_codes[0]); i++) {
    if (kinds_of_codes[i].code == code) return kinds_of_codes[i].kind;
  }
  return OP_FAILURE_NETWORK;
}

int op_failure_ends_connection (CURLcode code) {
  return code == CURLE_OUT_OF_MEMORY || code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
         code == CURLE_HTTP2;
}

const char *op_failure_name (op_failure_kind kind) {
  assert((size_t)kind < sizeof(kind_names) / sizeof(kind_names[0]));
  return kind_names[kind];
}
