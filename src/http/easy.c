/*
** A libcurl handle with everything set that no request changes.
*/
#include <stdio.h>
#include <string.h>

#include "private.h"

/* Defaults of libcurl that matter are set here, too, in case another version changes them. */
static const struct {
  CURLoption option;
  long value;
} constants[] = {
  { CURLOPT_SSL_VERIFYPEER, 1 },
  { CURLOPT_SSL_VERIFYHOST, 2 },
  { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
  { CURLOPT_PROXY_SSL_VERIFYPEER, 1 },
  { CURLOPT_PROXY_SSL_VERIFYHOST, 2 },
  { CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
  { CURLOPT_PIPEWAIT, 0 }, /* measured: a call that waits for another's never times out */
  { CURLOPT_HTTP09_ALLOWED, 0 },
  { CURLOPT_FOLLOWLOCATION, 0 },              /* the token must not go where an answer says */
  { CURLOPT_HEADEROPT, CURLHEADER_SEPARATE }, /* the token is not for a proxy */
  { CURLOPT_SUPPRESS_CONNECT_HEADERS, 1 },
  { CURLOPT_NETRC, CURL_NETRC_IGNORED },
  { CURLOPT_NOSIGNAL, 1 },
  { CURLOPT_NOPROGRESS, 1 },
  { CURLOPT_LOW_SPEED_LIMIT, OP_HTTP_LOW_SPEED_BYTES },
  { CURLOPT_LOW_SPEED_TIME, OP_HTTP_LOW_SPEED_SECONDS },
  { CURLOPT_MAXAGE_CONN, OP_HTTP_IDLE_SECONDS },
#if LIBCURL_VERSION_NUM >= 0x075700
  { CURLOPT_QUICK_EXIT, 1 }, /* a call that is over must not wait for a resolver that hangs */
#endif
  { CURLOPT_TCP_NODELAY, 1 },
  { CURLOPT_TCP_KEEPALIVE, 1 },
  { CURLOPT_TCP_KEEPIDLE, OP_HTTP_KEEPALIVE_SECONDS },
  { CURLOPT_TCP_KEEPINTVL, OP_HTTP_KEEPALIVE_SECONDS },
  { CURLOPT_UPLOAD_BUFFERSIZE, 16384 } /* the least there is; a customer has 1,000 bytes */
};

/* Whether it is too late to send the request. libcurl's own time begins when it starts the request, and the process may
   have been stopped meanwhile. The caller relies on the end of the call, and may have gone on to something else. */
static int is_too_late (op_call *call) {
  if (op_clock_ms() < call->deadline) return 0;
  call->refusal = OP_FAILURE_TIMEOUT;
  call->refusal_message = "the call's time was over before it was sent";
  return 1;
}

/* Whether the connection was used before. */
static int is_reused (const op_call *call) {
  long connects = 0;
  curl_easy_getinfo(call->easy, CURLINFO_NUM_CONNECTS, &connects);
  return connects == 0;
}

/* Whether the answer on a connection that was used before may belong to another request. HTTP/2 numbers its frames. */
static int may_answer_another (const op_call *call, const op_socket *s) {
  if (op_reuse_is_unsafe(call->pool, s)) return 1;
  return s != NULL && (s->is_http1 || !call->pool->http2) && op_tls_has_pending(call->easy);
}

/*
** libcurl is about to send the request, perhaps for a second time: it repeats a request by itself if a kept connection
** dies without an answer. Measured: a POST on a connection that the server closed arrived twice, with result 0.
*/
static int before_sending (void *user, char *peer_ip, char *own_ip, int peer_port, int own_port) {
  op_call *call = (op_call *)user;
  op_socket *s;
#ifndef OP_PLANT_SEND_TWICE
  if (call->sent) {
    call->refusal = OP_FAILURE_NETWORK;
    call->refusal_message = "the connection was closed without an answer";
    return CURL_PREREQFUNC_ABORT;
  }
#endif
  if (is_too_late(call)) return CURL_PREREQFUNC_ABORT;
  s = op_reuse_find(call->pool, own_ip, own_port, peer_ip, peer_port);
  if (is_reused(call) && may_answer_another(call, s)) {
    if (s != NULL && (s->is_http1 || !call->pool->http2))
      op_socket_condemn(s); /* with HTTP/2, answers to other requests may be waiting */
    call->is_unsafe = 1;
    return CURL_PREREQFUNC_ABORT;
  }
  if (s != NULL) {
    op_socket_set_limit(s, call);
    call->connection = s->serial;
  }
  call->sent = 1;
  return CURL_PREREQFUNC_OK;
}

/* The result of setting up a handle. */
typedef struct setup {
  CURL *easy;
  int no_memory;
  const char *lacks; /* what this libcurl cannot do, and no call goes without; NULL: nothing */
} setup;

/* Note the result of setting an option. 'lacks' is the message if this libcurl does not have the option or this value
   of it. NULL: that does not matter, because the option only switches off something that this libcurl does not have. */
static void note_result (setup *s, CURLcode code, const char *lacks) {
  if (code == CURLE_OK) return;
  if (code == CURLE_OUT_OF_MEMORY)
    s->no_memory = 1;
  else if (lacks != NULL)
    s->lacks = lacks;
  else if (code != CURLE_UNKNOWN_OPTION && code != CURLE_NOT_BUILT_IN &&
           code != CURLE_UNSUPPORTED_PROTOCOL)
    s->lacks = "this libcurl refuses a setting that every call needs";
}

/* Trust 'ca_file', or the system's file. The system's folder of certificates is left out: with one
   libcurl does not keep what it has parsed, and each connection costs 35 ms instead of 3. */
static void set_trust (setup *s, const op_pool *pool) {
  const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
  if (pool->ca_file != NULL) {
    note_result(s, curl_easy_setopt(s->easy, CURLOPT_CAINFO, pool->ca_file),
                "this libcurl cannot check certificates by a file (option ca_file)");
    note_result(s, curl_easy_setopt(s->easy, CURLOPT_PROXY_CAINFO, pool->ca_file), NULL);
  }
  else if (built->cainfo == NULL)
    return; /* a libcurl that knows the folder only */
  note_result(s, curl_easy_setopt(s->easy, CURLOPT_CAPATH, NULL), NULL);
  note_result(s, curl_easy_setopt(s->easy, CURLOPT_PROXY_CAPATH, NULL), NULL);
}

static void set_constants (setup *s) {
  size_t i;
  for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
    note_result(s, curl_easy_setopt(s->easy, constants[i].option, constants[i].value), NULL);
}

/* For a libcurl without proxies. */
static void set_strings (setup *s, const op_pool *pool) {
  static const char too_old[] = "this libcurl is too old, or it has no TLS";
  if (pool->proxy != NULL)
    note_result(s, curl_easy_setopt(s->easy, CURLOPT_PROXY, pool->proxy),
                (pool->proxy[0] != '\0') ? "this libcurl cannot use a proxy" : NULL);
  note_result(s, curl_easy_setopt(s->easy, CURLOPT_PROTOCOLS_STR, "http,https"), too_old);
  note_result(s, curl_easy_setopt(s->easy, CURLOPT_REDIR_PROTOCOLS_STR, "https"), too_old);
}

/* With HTTP/1.1 it is known for each request whether it was sent; with HTTP/2 the requests on a connection fail
   together. A libcurl without HTTP/2 uses HTTP/1.1. */
static void set_version (setup *s, const op_pool *pool) {
  long version = pool->http2 ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1;
  note_result(s, curl_easy_setopt(s->easy, CURLOPT_HTTP_VERSION, version), NULL);
}

/* Options that are required: without them it would not be known what was sent, or what was answered. */
static void set_callbacks (setup *s, op_call *call) {
  static const char too_old[] = "this libcurl is too old";
  CURL *easy = s->easy;
  note_result(s, curl_easy_setopt(easy, CURLOPT_PRIVATE, call), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_sending), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_PREREQDATA, call), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, op_response_header), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_HEADERDATA, call), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, op_response_body), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_WRITEDATA, call), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, op_pool_before_name),
              too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, call->pool), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, op_socket_open), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, call->pool), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, op_socket_limit), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, call), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, op_socket_close), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, call->pool), too_old);
  note_result(s, curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)OP_HTTP_BODY_MAX),
              NULL);
}

CURL *op_easy_new (op_call *call, const char **lacks) {
  setup s = { NULL, 0, NULL };
  *lacks = NULL;
  s.easy = curl_easy_init();
  if (s.easy == NULL) return NULL;
  set_constants(&s);
  set_strings(&s, call->pool);
  set_trust(&s, call->pool);
  set_version(&s, call->pool);
  set_callbacks(&s, call);
  if (!s.no_memory && s.lacks == NULL) return s.easy;
  curl_easy_cleanup(s.easy);
  if (!s.no_memory) *lacks = s.lacks;
  return NULL;
}
