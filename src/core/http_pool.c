/*
** The pool: libcurl's multi handle, the calls it carries, and the process they belong to.
*/
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "http_private.h"

/* libcurl's global state: the only one of this library, set up once and never torn down, since
   the process may use libcurl elsewhere. */
static pthread_once_t libcurl_once = PTHREAD_ONCE_INIT;
static int libcurl_ready;

static void start_libcurl (void) {
  libcurl_ready = (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

const char *op_http_version (void) { return curl_version_info(CURLVERSION_NOW)->version; }

/* Copy 's' to '*to'; NULL stays NULL. Returns 0 for want of memory. */
static int copy_option (char **to, const char *s) {
  if (s == NULL) return 1;
  *to = strdup(s);
  return *to != NULL;
}

op_pool *op_pool_new (const op_pool_options *options) {
  op_pool *pool;
  pthread_once(&libcurl_once, start_libcurl);
  if (!libcurl_ready) return NULL;
  pool = (op_pool *)calloc(1, sizeof(op_pool));
  if (pool == NULL) return NULL;
  pool->owner = getpid();
  pool->allow_insecure_http = options->allow_insecure_http;
  if (!copy_option(&pool->ca_file, options->ca_file) ||
      !copy_option(&pool->proxy, options->proxy)) {
    op_pool_free(pool);
    return NULL;
  }
  return pool;
}

/* Drop the libcurl handles of all calls in a list. */
static void abandon_handles (op_call_list *list) {
  op_call *call;
  for (call = list->first; call != NULL; call = call->next) call->easy = NULL;
}

/* In a child of fork(): close the descriptors, and leave libcurl's handles where they are. */
static void follow_fork (op_pool *pool) {
  int state;
  if (pool->owner == getpid()) return;
  pool->owner = getpid();
  op_socket_abandon(pool);
  pool->multi = NULL;
  for (state = 0; state < OP_CALL_STATES; state++) abandon_handles(&pool->calls[state]);
  while (pool->calls[OP_CALL_FLYING].first != NULL) {
    op_call *call = pool->calls[OP_CALL_FLYING].first;
    call->sent = 1; /* the parent goes on with it */
    op_call_fail(call, OP_FAILURE_NETWORK, "the process was forked while the call was in flight");
  }
}

void op_pool_free (op_pool *pool) {
  op_sigpipe guard;
  int state;
  if (pool == NULL) return;
  follow_fork(pool);
  op_sigpipe_block(&guard);
  while (pool->calls[OP_CALL_FLYING].first != NULL)
    op_pool_cancel(pool, pool->calls[OP_CALL_FLYING].first);
  for (state = 0; state < OP_CALL_STATES; state++) {
    while (pool->calls[state].first != NULL) op_call_free(pool->calls[state].first);
  }
  if (pool->multi != NULL)
    curl_multi_cleanup(pool->multi); /* closes the connections, so the sockets go after it */
  op_sigpipe_restore(&guard);
  free(pool->sockets);
  free(pool->ca_file);
  free(pool->proxy);
  free(pool);
}

/* Make the multi handle if there is none. Returns 0 for want of memory. */
static int have_multi (op_pool *pool) {
  if (pool->multi == NULL) {
    pool->multi = curl_multi_init();
    if (pool->multi == NULL) return 0;
    curl_multi_setopt(pool->multi, CURLMOPT_MAXCONNECTS, OP_HTTP_IDLE_CONNECTIONS);
    curl_multi_setopt(pool->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  }
  return 1;
}

/* Submit; the body is copied if 'copy'. Assumes that SIGPIPE is blocked. */
static op_http_status start (op_pool *pool, const op_request *request, int copy, op_call **out) {
  const char *refused;
  op_call *call;
  *out = NULL;
  follow_fork(pool);
  if (!have_multi(pool)) return OP_HTTP_NOMEM;
  call = op_call_take(pool);
  if (call == NULL) return OP_HTTP_NOMEM;
  if (op_request_apply(call, request, copy, &refused) != OP_HTTP_OK)
    return OP_HTTP_NOMEM; /* the call stays spare */
  if (refused != NULL)
    op_call_fail(call, OP_FAILURE_PROTOCOL, refused);
  else if (curl_multi_add_handle(pool->multi, call->easy) != CURLM_OK)
    return OP_HTTP_NOMEM;
  else
    op_call_move(call, OP_CALL_FLYING);
  *out = call;
  return OP_HTTP_OK;
}

op_http_status op_pool_submit (op_pool *pool, const op_request *request, op_call **call) {
  return start(pool, request, 1, call); /* writes nothing yet, so SIGPIPE may stay as it is */
}

/* Have no further request sent over the connection of 'easy'. */
static void end_connection (op_pool *pool, CURL *easy) {
  curl_socket_t fd = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK && fd != CURL_SOCKET_BAD)
    op_socket_end(pool, fd);
}

/* Take what libcurl has finished. */
static void collect (op_pool *pool) {
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read(pool->multi, &left)) != NULL) {
    CURLcode code = message->data.result;
    CURL *easy = message->easy_handle;
    char *call = NULL;
    if (message->msg != CURLMSG_DONE) continue;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call);
    if (op_failure_ends_connection(code)) end_connection(pool, easy);
    curl_multi_remove_handle(pool->multi, easy); /* 'message' is gone now */
    op_call_finish((op_call *)(void *)call, code);
  }
}

/* Everything fails when libcurl itself does, which it only says for want of memory. */
static void fail_all (op_pool *pool) {
  while (pool->calls[OP_CALL_FLYING].first != NULL) {
    op_call *call = pool->calls[OP_CALL_FLYING].first;
    curl_multi_remove_handle(pool->multi, call->easy);
    call->sent = 1;
    op_call_fail(call, OP_FAILURE_NETWORK, "libcurl could not go on");
  }
}

/* Move all calls on without waiting. */
static void step (op_pool *pool) {
  int running;
  CURLMcode code = curl_multi_perform(pool->multi, &running);
  op_socket_push(pool);
  if (code != CURLM_OK)
    fail_all(pool);
  else
    collect(pool);
}

/* Sleep until libcurl has something to do, at most 'timeout_ms'. */
static void rest (op_pool *pool, int timeout_ms) {
  if (curl_multi_poll(pool->multi, NULL, 0, timeout_ms, NULL) != CURLM_OK) fail_all(pool);
}

#ifdef CLOCK_BOOTTIME
#define STEADY_CLOCK CLOCK_BOOTTIME /* goes on while the machine sleeps */
#else
#define STEADY_CLOCK CLOCK_MONOTONIC
#endif

long long op_clock_ms (void) {
  struct timespec now;
  clock_gettime(STEADY_CLOCK, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is left until 'deadline' (negative: none), at most one poll's length. */
static int rest_ms (long long deadline) {
  long long left;
  if (deadline < 0) return OP_HTTP_POLL_MS;
  left = deadline - op_clock_ms();
  if (left < 0) return 0;
  return (left < OP_HTTP_POLL_MS) ? (int)left : OP_HTTP_POLL_MS;
}

/* op_pool_wait, with SIGPIPE blocked. */
static void wait_finished (op_pool *pool, long long deadline) {
  for (;;) {
    int sleep_ms;
    step(pool);
    if (pool->calls[OP_CALL_DONE].first != NULL || pool->calls[OP_CALL_FLYING].first == NULL)
      return;
    sleep_ms = rest_ms(deadline);
    if (sleep_ms == 0) return;
    rest(pool, sleep_ms);
  }
}

size_t op_pool_wait (op_pool *pool, int timeout_ms) {
  follow_fork(pool);
  if (pool->calls[OP_CALL_FLYING].first != NULL) {
    op_sigpipe guard;
    op_sigpipe_block(&guard);
    wait_finished(pool, (timeout_ms < 0) ? -1 : op_clock_ms() + timeout_ms);
    op_sigpipe_restore(&guard);
  }
  return pool->calls[OP_CALL_DONE].count;
}

op_call *op_pool_next (op_pool *pool) {
  op_call *call = pool->calls[OP_CALL_DONE].first;
  if (call != NULL) op_call_move(call, OP_CALL_HELD);
  return call;
}

size_t op_pool_in_flight (const op_pool *pool) { return pool->calls[OP_CALL_FLYING].count; }

op_call *op_pool_find (const op_pool *pool, const void *name) {
  op_call *call = pool->calls[OP_CALL_FLYING].first;
  while (call != NULL && call != name) call = call->next;
  return call;
}

void op_pool_cancel (op_pool *pool, op_call *call) {
  op_sigpipe guard;
  follow_fork(pool);
  if (call->state != OP_CALL_FLYING) return;
  op_sigpipe_block(&guard);
  curl_multi_remove_handle(pool->multi, call->easy);
  op_sigpipe_restore(&guard);
  op_call_fail(call, OP_FAILURE_CANCELLED, "the call was cancelled");
}

#ifdef OP_PLANT_RACE
static unsigned long performed; /* a global that all threads write */
#endif

op_http_status op_pool_perform (op_pool *pool, const op_request *request, op_call **call) {
  op_sigpipe guard;
  op_http_status status;
#ifdef OP_PLANT_RACE
  performed++;
#endif
  op_sigpipe_block(&guard);
  status = start(pool, request, 0, call);
  if (status == OP_HTTP_OK) {
    while ((*call)->state == OP_CALL_FLYING) {
      step(pool);
      if ((*call)->state == OP_CALL_FLYING) rest(pool, OP_HTTP_POLL_MS);
    }
    op_call_move(*call, OP_CALL_HELD);
  }
  op_sigpipe_restore(&guard);
  return status;
}
