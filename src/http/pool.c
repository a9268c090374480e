/*
** The pool: libcurl's multi handle, the calls it carries, and the process they belong to.
*/
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "private.h"
#include "../system/loaded.h"

/* libcurl's global state: the only one of this library, set up once and never torn down, since
   the process may use libcurl elsewhere. */
static pthread_once_t libcurl_once = PTHREAD_ONCE_INIT;
static int libcurl_ready;

/* Whether all that libcurl sends over its connections is sent with MSG_NOSIGNAL: since 7.88 also what OpenSSL has it send.
   Other TLS libraries may write for themselves. */
static int libcurl_is_silent;

static void start_libcurl (void) {
  static const char openssl[] = "OpenSSL/";
  const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
  op_loaded_keep_libcurl();
  libcurl_ready = (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
#ifdef MSG_NOSIGNAL
  libcurl_is_silent =
      built->version_num >= 0x075800 &&
      (built->ssl_version == NULL || strncmp(built->ssl_version, openssl, strlen(openssl)) == 0);
#endif
}

/* Keep SIGPIPE from this thread until 'unguard'. */
static void guard (op_pool *pool) {
  if (pool->is_guarded) return;
  op_sigpipe_block(&pool->sigpipe);
  pool->is_guarded = 1;
}

/*
** The same, but only where libcurl may raise it. Without any connection, libcurl is about to look up a name, in a
** thread that inherits the blocked signals: the system's resolver may write to anything. It is not done always, since
** its three system calls cost more than half as much as a request.
*/
static void guard_if_needed (op_pool *pool) {
  if (!libcurl_is_silent || pool->socket_count == 0) guard(pool);
}

static void unguard (op_pool *pool) {
  if (!pool->is_guarded) return;
  pool->is_guarded = 0;
  op_sigpipe_restore(&pool->sigpipe);
}

int op_pool_before_name (void *state, void *unused, void *user) {
  (void)state;
  (void)unused;
  guard((op_pool *)user);
  return 0;
}

const char *op_http_version (void) { return curl_version_info(CURLVERSION_NOW)->version; }

const char *op_http_tls (void) {
  const char *name = curl_version_info(CURLVERSION_NOW)->ssl_version;
  return name != NULL ? name : "";
}

/* Whether the libcurl that is loaded can do HTTP/2. The headers may be those of another version. */
static int has_http2 (void) {
  return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) != 0;
}

/* Copy 's' to '*to'; NULL stays NULL. Returns 0 if memory runs out. */
static int copy_option (char **to, const char *s) {
  if (s == NULL) return 1;
  *to = strdup(s);
  return *to != NULL;
}

op_pool *op_pool_new (const op_pool_options *options) {
  static const op_pool_options defaults = { NULL, NULL, 0, 0 };
  op_pool *pool;
  if (options == NULL) options = &defaults;
  pthread_once(&libcurl_once, start_libcurl);
  if (!libcurl_ready) return NULL;
  pool = (op_pool *)calloc(1, sizeof(op_pool));
  if (pool == NULL) return NULL;
  op_process_note(&pool->owner);
  pool->events = -1;
  pool->allow_insecure_http = options->allow_insecure_http;
  pool->http2 = options->http2 && has_http2();
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

/* Fail all calls of a list; somebody may send them or has sent them. */
static void fail_list (op_call_list *list, const char *message) {
  while (list->first != NULL) {
    list->first->sent = 1;
    op_call_fail(list->first, OP_FAILURE_NETWORK, message);
  }
}

/* In a child of fork(): close the descriptors, and leave libcurl's handles where they are. */
static void after_fork (op_pool *pool) {
  static const char forked[] = "the process was forked while the call was in flight";
  int state;
  if (op_process_is(&pool->owner)) return;
  op_process_note(&pool->owner);
  op_events_close(pool);
  op_socket_abandon(pool);
  pool->multi = NULL;
  for (state = 0; state < OP_CALL_STATES; state++) abandon_handles(&pool->calls[state]);
  fail_list(&pool->calls[OP_CALL_ACTIVE], forked); /* the parent goes on with them */
  fail_list(&pool->calls[OP_CALL_QUEUED], forked);
}

/* End a call that is queued or active. Assumes that SIGPIPE is kept away. */
static void cancel (op_pool *pool, op_call *call) {
  if (call->state == OP_CALL_ACTIVE) curl_multi_remove_handle(pool->multi, call->easy);
  op_call_fail(call, OP_FAILURE_CANCELLED, "the call was cancelled");
}

void op_pool_free (op_pool *pool) {
  int state;
  if (pool == NULL) return;
  after_fork(pool);
  guard(pool);
  while (pool->calls[OP_CALL_ACTIVE].first != NULL) cancel(pool, pool->calls[OP_CALL_ACTIVE].first);
  for (state = 0; state < OP_CALL_STATES; state++) {
    while (pool->calls[state].first != NULL) op_call_free(pool->calls[state].first);
  }
  if (pool->multi != NULL)
    curl_multi_cleanup(pool->multi); /* closes the connections, so the sockets go after it */
  op_events_close(pool);
  unguard(pool);
  free(pool->sockets);
  free(pool->ca_file);
  free(pool->proxy);
  free(pool);
}

/* Make the multi handle if there is none. Returns 0 if memory runs out. */
static int have_multi (op_pool *pool) {
  if (pool->multi != NULL) return 1;
  pool->multi = curl_multi_init();
  if (pool->multi == NULL) return 0;
  op_events_open(pool);
  curl_multi_setopt(pool->multi, CURLMOPT_MAXCONNECTS, OP_HTTP_IDLE_CONNECTIONS);
  curl_multi_setopt(pool->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  return 1;
}

/* Make a call of a request, in the queue; the body is copied if 'copy'. */
static op_http_status enqueue (op_pool *pool, const op_request *request, int copy, op_call **out) {
  const char *refused;
  op_call *call;
  *out = NULL;
  after_fork(pool);
  if (!have_multi(pool)) return OP_HTTP_NOMEM;
  call = op_call_take(pool, &refused);
  if (call == NULL) return OP_HTTP_NOMEM;
  if (refused == NULL && op_request_apply(call, request, copy, &refused) != OP_HTTP_OK)
    return OP_HTTP_NOMEM; /* the call stays spare */
  if (refused != NULL)
    op_call_fail(call, OP_FAILURE_PROTOCOL, refused);
  else
    op_call_move(call, OP_CALL_QUEUED);
  *out = call;
  return OP_HTTP_OK;
}

op_http_status op_pool_submit (op_pool *pool, const op_request *request,
                               unsigned long long *serial) {
  op_call *call;
  op_http_status status = enqueue(pool, request, 1, &call);
  *serial = (call != NULL) ? call->serial : 0;
  return status;
}

/* Hand a queued call to libcurl, with the time that is left to it. */
static void start (op_pool *pool, op_call *call) {
  if (!op_call_keep_deadline(call))
    op_call_fail(call, OP_FAILURE_TIMEOUT, "the call's time was over before it was sent");
  else if (curl_multi_add_handle(pool->multi, call->easy) != CURLM_OK)
    op_call_fail(call, OP_FAILURE_NETWORK, "libcurl could not start the call");
  else
    op_call_move(call, OP_CALL_ACTIVE);
}

/* Hand a call to libcurl again. Nothing of it was sent, because the kept connection was not safe. A new one is. */
static void start_afresh (op_pool *pool, op_call *call) {
  call->is_unsafe = 0;
  call->error[0] = '\0';
  op_call_want_fresh(call, 1);
  start(pool, call);
}

/* How much one step does at most. */
typedef struct step_size {
  int starts; /* calls */
  int events; /* connections */
} step_size;

static const step_size small_step = { OP_HTTP_STARTS_A_STEP, OP_HTTP_EVENTS_A_STEP };
static const step_size large_step = { OP_HTTP_STARTS_A_WAIT, OP_HTTP_EVENTS_A_WAIT };

/* Start queued calls, in their order. */
static void start_some (op_pool *pool, int most) {
  for (; most > 0 && pool->calls[OP_CALL_QUEUED].first != NULL; most--)
    start(pool, pool->calls[OP_CALL_QUEUED].first);
}

/* See to it that no further request is sent over a connection, if it still exists. */
static void condemn (op_socket *s) {
  if (s != NULL) op_socket_condemn(s);
}

/* The same for the connection of 'easy'. */
static void end_connection (op_pool *pool, CURL *easy) {
  curl_socket_t fd = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK && fd != CURL_SOCKET_BAD)
    condemn(op_socket_of(pool, fd));
}

/* Whether an answer may be the API's own, which is an object of JSON. */
static int is_object (const op_bytes *body) {
  size_t i;
  for (i = 0; i < body->used; i++) {
    char c = body->at[i];
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return c == '{';
  }
  return 0;
}

/* Look at the answer to 'call' if it is a failure. One that is not the API's own may belong to another request. Then
   nothing more is sent on its connection, even before the caller sees the answer. An earlier answer on that connection
   may be looked at only after this one. */
static void judge_answer (op_pool *pool, const op_call *call) {
  op_socket *s = op_socket_numbered(pool, call->connection);
  if (s == NULL || s->held_by != call->serial) return;
  s->held_by = 0;
  if (!is_object(&call->response_body)) op_socket_condemn(s);
}

/* libcurl has an answer to a call, or has given it up. */
static void end_call (op_pool *pool, op_call *call, CURLcode code) {
  if (call->is_unsafe)
    start_afresh(pool, call);
  else
    op_call_finish(call, code);
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
    judge_answer(pool, (op_call *)(void *)call);
    end_call(pool, (op_call *)(void *)call, code);
  }
}

/* If libcurl itself fails, which happens only when memory runs out, all calls fail. The multi handle may be useless
   then: the next request makes a new one. The event queue stays, because a program's loop may use it. */
static void fail_all (op_pool *pool) {
  while (pool->calls[OP_CALL_ACTIVE].first != NULL) {
    op_call *call = pool->calls[OP_CALL_ACTIVE].first;
    curl_multi_remove_handle(pool->multi, call->easy);
    call->sent = 1;
    op_call_fail(call, OP_FAILURE_NETWORK, "libcurl could not go on");
  }
  while (pool->calls[OP_CALL_QUEUED].first != NULL)
    op_call_fail(pool->calls[OP_CALL_QUEUED].first, OP_FAILURE_NETWORK, "libcurl could not go on");
  curl_multi_cleanup(pool->multi);
  pool->multi = NULL;
}

/* Work on the calls; wait for at most 'wait_ms' until there is something to do. Assumes that SIGPIPE
   is blocked. */
static void step (op_pool *pool, step_size size, int wait_ms) {
  CURLMcode code = op_events_are_late(pool) ? op_overdue_catch_up(pool) : CURLM_OK;
  start_some(pool, size.starts);
  if (pool->calls[OP_CALL_QUEUED].first != NULL) wait_ms = 0;
  if (code == CURLM_OK) code = op_events_run(pool, size.events, wait_ms);
  if (code != CURLM_OK)
    fail_all(pool);
  else
    collect(pool);
}

static int is_finished (const op_pool *pool) { return pool->calls[OP_CALL_DONE].first != NULL; }

/* Whether any call is submitted and not finished. */
static int is_busy (const op_pool *pool) {
  return pool->calls[OP_CALL_ACTIVE].first != NULL || pool->calls[OP_CALL_QUEUED].first != NULL;
}

/* What is left until 'deadline' (negative: none), at most one poll's length. */
static int rest_ms (long long deadline) {
  long long left;
  if (deadline < 0) return OP_HTTP_POLL_MS;
  left = deadline - op_clock_ms();
  if (left < 0) return 0;
  return (left < OP_HTTP_POLL_MS) ? (int)left : OP_HTTP_POLL_MS;
}

size_t op_pool_wait (op_pool *pool, int timeout_ms) {
  long long deadline = (timeout_ms < 0) ? -1 : op_clock_ms() + timeout_ms;
  int wait_ms;
  after_fork(pool);
  if (!is_busy(pool)) return pool->calls[OP_CALL_DONE].count;
  guard_if_needed(pool);
  do {
    wait_ms = is_finished(pool) ? 0 : rest_ms(deadline);
    step(pool, large_step, wait_ms);
  } while (wait_ms > 0 && !is_finished(pool) && is_busy(pool));
  unguard(pool);
  return pool->calls[OP_CALL_DONE].count;
}

size_t op_pool_step (op_pool *pool) {
  after_fork(pool);
  if (pool->multi !=
      NULL) { /* also without calls: the descriptor shows events of idle connections, too */
    guard_if_needed(pool);
    step(pool, small_step, 0);
    unguard(pool);
  }
  return pool->calls[OP_CALL_DONE].count;
}

int op_pool_fd (op_pool *pool) {
  after_fork(pool);
  return have_multi(pool) ? pool->events : -1;
}

int op_pool_timeout_ms (op_pool *pool) {
  long long left;
  after_fork(pool);
  if (is_finished(pool) || pool->calls[OP_CALL_QUEUED].first != NULL) return 0;
  if (!is_busy(pool)) return -1;
  if (pool->events < 0) return OP_HTTP_GLANCE_MS;
  if (pool->timer_at == OP_NEVER) return -1;
  left = pool->timer_at - op_clock_ms();
  if (left > OP_HTTP_TIMEOUT_MAX_MS) return (int)OP_HTTP_TIMEOUT_MAX_MS;
  return (left < 0) ? 0 : (int)left;
}

op_call *op_pool_next (op_pool *pool) {
  op_call *call = pool->calls[OP_CALL_DONE].first;
  if (call != NULL) op_call_move(call, OP_CALL_TAKEN);
  return call;
}

size_t op_pool_in_flight (const op_pool *pool) {
  return pool->calls[OP_CALL_ACTIVE].count + pool->calls[OP_CALL_QUEUED].count;
}

static op_call *find_in (const op_call_list *list, unsigned long long serial) {
  op_call *call = list->first;
  while (call != NULL && call->serial != serial) call = call->next;
  return call;
}

void op_pool_cancel (op_pool *pool, unsigned long long serial) {
  op_call *call;
  after_fork(pool);
  call = find_in(&pool->calls[OP_CALL_ACTIVE], serial);
  if (call == NULL) call = find_in(&pool->calls[OP_CALL_QUEUED], serial);
  if (call == NULL) return;
  guard(pool);
  cancel(pool, call);
  unguard(pool);
}

void op_pool_drop (op_pool *pool, unsigned long long connection) {
  op_call *call, *next;
  op_socket *s;
  after_fork(pool);
  s = op_socket_numbered(pool, connection);
  if (s == NULL) {
    op_reuse_condemn_elsewhere(connection);
    return;
  }
  op_socket_condemn(s);
  guard(pool);
  for (call = pool->calls[OP_CALL_ACTIVE].first; call != NULL; call = next) {
    next = call->next;
    if (call->connection != connection) continue;
    curl_multi_remove_handle(pool->multi, call->easy);
    op_call_fail(call, OP_FAILURE_NETWORK, op_dropped);
  }
  unguard(pool);
}

#ifdef OP_PLANT_RACE
static unsigned long performed; /* a global that all threads write */
#endif

op_http_status op_pool_perform (op_pool *pool, const op_request *request, op_call **call) {
  op_http_status status;
#ifdef OP_PLANT_RACE
  performed++;
#endif
  guard_if_needed(pool);
  status = enqueue(pool, request, 0, call);
  if (status == OP_HTTP_OK) {
    if ((*call)->state == OP_CALL_QUEUED) start(pool, *call);
    while ((*call)->state == OP_CALL_ACTIVE) step(pool, large_step, OP_HTTP_POLL_MS);
    op_call_move(*call, OP_CALL_TAKEN);
  }
  unguard(pool);
  return status;
}
