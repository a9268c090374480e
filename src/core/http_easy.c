/*
** A libcurl handle with everything set that no request changes.
*/
#include <stdio.h>
#include <string.h>

#include "http_private.h"

/* libcurl's defaults that matter are here too, so that they are ours whatever becomes of them. */
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
  { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS },
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

/* Whether it is too late to send the request: libcurl counts from when it begins with it, and the process may be
   stopped at any point. Whoever made the call has reckoned with its end, and may do something else by now. */
static int is_too_late (op_call *call) {
  if (op_clock_ms() < call->deadline) return 0;
  call->refusal = OP_FAILURE_TIMEOUT;
  call->refusal_message = "the call's time was over before it was sent";
  return 1;
}

/* libcurl is about to send the request, perhaps for a second time: it does so by itself when a
   kept-alive connection dies without an answer. A body's seek callback stops most of that, but
   not what has no body. Setting `sent` here is right for those. */
static int before_sending (void *user, char *peer_ip, char *own_ip, int peer_port, int own_port) {
  op_call *call = (op_call *)user;
  (void)peer_ip;
  (void)own_ip;
  (void)peer_port;
#ifndef OP_PLANT_POSTFIELDS
  if (call->sent) {
    call->refusal = OP_FAILURE_NETWORK;
    call->refusal_message = "the connection was closed without an answer";
    return CURL_PREREQFUNC_ABORT;
  }
  if (is_too_late(call)) return CURL_PREREQFUNC_ABORT;
  if (call->body_length > 0)
    op_socket_gather(call, own_port);
  else
#else
  (void)own_port;
#endif
    call->sent = 1;
  return CURL_PREREQFUNC_OK;
}

/* Give libcurl the next bytes of the body. From here on the server may have them. */
static size_t read_body (char *to, size_t one, size_t room, void *user) {
  op_call *call = (op_call *)user;
  size_t length = call->body_length - call->body_taken;
  room *= one;
  if (length > room) length = room;
  if (length > 0) {
    if (!call->sent && is_too_late(call)) return CURL_READFUNC_ABORT;
    memcpy(to, call->body + call->body_taken, length);
    call->body_taken += length;
    call->sent = 1;
  }
  return length;
}

/* libcurl asks for a seek when it wants to send a body again: measured, a POST on a kept-alive
   connection that the server closed arrived twice, with result 0. Refusing makes it give up with
   CURLE_SEND_FAIL_REWIND. */
static int seek_body (void *user, curl_off_t offset, int origin) {
  op_call *call = (op_call *)user;
  if (origin != SEEK_SET || offset < 0 || (size_t)offset > call->body_length)
    return CURL_SEEKFUNC_FAIL;
  if (call->body_taken > 0) return CURL_SEEKFUNC_FAIL;
  call->body_taken = (size_t)offset;
  return CURL_SEEKFUNC_OK;
}

/* Trust `ca_file`, or the system's file. The system's folder of certificates is left out: with one
   libcurl does not keep what it has parsed, and each connection costs 35 ms instead of 3. */
static int set_trust (CURL *easy, const op_pool *pool) {
  const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
  if (pool->ca_file != NULL) {
    if (curl_easy_setopt(easy, CURLOPT_CAINFO, pool->ca_file) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, pool->ca_file) != CURLE_OK)
      return 0;
  }
  else if (built->cainfo == NULL)
    return 1; /* a libcurl that knows the folder only */
  curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
  return 1;
}

static int set_constants (CURL *easy) {
  size_t i;
  for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
    CURLcode code = curl_easy_setopt(easy, constants[i].option, constants[i].value);
    if (code != CURLE_OK && code != CURLE_UNKNOWN_OPTION && code != CURLE_NOT_BUILT_IN) return 0;
  }
  return 1;
}

static int set_strings (CURL *easy, const op_pool *pool) {
  if (pool->proxy != NULL && curl_easy_setopt(easy, CURLOPT_PROXY, pool->proxy) != CURLE_OK)
    return 0;
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https") == CURLE_OK;
}

static void set_callbacks (CURL *easy, op_call *call) {
  curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_sending);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, call);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_body);
  curl_easy_setopt(easy, CURLOPT_READDATA, call);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_body);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, call);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, op_answer_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, op_answer_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, op_socket_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, call->pool);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, op_socket_limit);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, call);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, op_socket_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, call->pool);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)OP_HTTP_BODY_MAX);
}

CURL *op_easy_new (op_call *call) {
  CURL *easy = curl_easy_init();
  if (easy == NULL) return NULL;
  if (!set_constants(easy) || !set_strings(easy, call->pool) || !set_trust(easy, call->pool)) {
    curl_easy_cleanup(easy);
    return NULL;
  }
  set_callbacks(easy, call);
  return easy;
}
