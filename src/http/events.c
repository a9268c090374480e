/*
** Waits for connections that are ready, with the kernel's help, and for libcurl's one timer.
**
** On Linux an epoll descriptor watches all connections: waiting for hundreds costs as much as for
** one, and a program's own event loop can wait for that descriptor. Elsewhere, when built with
** OP_NO_EPOLL, and where the process may have no more descriptors, libcurl itself polls its
** connections, and there is no such descriptor.
*/
#include <unistd.h>

#include "private.h"

/* Have libcurl wait for its connections and go on with all that are ready. */
static CURLMcode poll_connections (op_pool *pool, int wait_ms) {
  int running;
  CURLMcode code = CURLM_OK;
  if (wait_ms > 0) code = curl_multi_poll(pool->multi, NULL, 0, wait_ms, NULL);
  return (code == CURLM_OK) ? curl_multi_perform(pool->multi, &running) : code;
}

#if defined(__linux__) && !defined(OP_NO_EPOLL)

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

/* libcurl's own bits, CURL_POLL_IN and CURL_POLL_OUT, as epoll has them. */
static unsigned epoll_bits (int wanted) {
  return ((wanted & CURL_POLL_IN) ? (unsigned)EPOLLIN : 0u) |
         ((wanted & CURL_POLL_OUT) ? (unsigned)EPOLLOUT : 0u);
}

static int epoll_change (const op_pool *pool, int operation, int fd, int wanted) {
  struct epoll_event event;
  memset(&event, 0, sizeof(event));
  event.events = epoll_bits(wanted);
  event.data.fd = fd;
  return epoll_ctl(pool->events, operation, fd, &event) == 0;
}

/* Have 'fd' watched, whether or not it is already. Returns 0 where the kernel has no room. */
static int watch_socket (const op_pool *pool, int fd, int wanted) {
  return epoll_change(pool, EPOLL_CTL_MOD, fd, wanted) ||
         (errno == ENOENT && epoll_change(pool, EPOLL_CTL_ADD, fd, wanted));
}

/*
** libcurl says for each transfer when to begin and to stop watching its connection, and the next
** transfer asks for the same. So a connection stays watched in between, until an event on it that
** nobody asked for. Other descriptors (such as a resolver's) do not stay watched, because libcurl may
** close them without a notice. A failure ends all calls, since libcurl would wait for ever.
*/
static int on_socket (CURL *easy, curl_socket_t fd, int what, void *user, void *unused) {
  op_pool *pool = (op_pool *)user;
  op_socket *s = op_socket_of(pool, fd);
  int wanted = (what == CURL_POLL_REMOVE) ? 0 : what;
  (void)easy;
  (void)unused;
  if (s != NULL) {
    s->wanted = (unsigned char)wanted;
    if (wanted == 0 || wanted == s->watched) return 0;
  }
  if (wanted == 0)
    epoll_change(pool, EPOLL_CTL_DEL, fd, 0);
  else if (!watch_socket(pool, fd, wanted))
    return -1;
  if (s != NULL) s->watched = (unsigned char)wanted;
  return 0;
}

/* A late timer stays late until libcurl was called for it: a new "at once" does not change its time. */
static int on_timer (CURLM *multi, long ms, void *user) {
  op_pool *pool = (op_pool *)user;
  long long at = (ms < 0) ? OP_NEVER : op_clock_ms() + ms;
  (void)multi;
  if (ms != 0 || pool->timer_at == OP_NEVER || at < pool->timer_at) pool->timer_at = at;
  return 0;
}

void op_events_open (op_pool *pool) {
  pool->timer_at = OP_NEVER;
  if (pool->events < 0) pool->events = epoll_create1(EPOLL_CLOEXEC);
  if (pool->events < 0) return;
  curl_multi_setopt(pool->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(pool->multi, CURLMOPT_SOCKETDATA, pool);
  curl_multi_setopt(pool->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(pool->multi, CURLMOPT_TIMERDATA, pool);
}

void op_events_forget (op_pool *pool, int fd) {
  op_socket *s = op_socket_of(pool, fd);
  if (s != NULL && s->watched != 0) {
    epoll_change(pool, EPOLL_CTL_DEL, fd,
                 0); /* a child's copy of 'fd' would keep it in the queue */
    s->watched = 0;
  }
}

/* Let libcurl go on with what became ready. */
static CURLMcode on_ready (op_pool *pool, const struct epoll_event *event) {
  int fd = event->data.fd, bits = 0, running;
  op_socket *s = op_socket_of(pool, fd);
  if (s != NULL && s->wanted == 0) {
    op_events_forget(pool, fd);
    return CURLM_OK;
  }
  if (event->events & EPOLLIN) bits |= CURL_CSELECT_IN;
  if (event->events & EPOLLOUT) bits |= CURL_CSELECT_OUT;
  if (event->events & (EPOLLERR | EPOLLHUP)) bits |= CURL_CSELECT_ERR;
  return curl_multi_socket_action(pool->multi, fd, bits, &running);
}

/* How long to wait: not beyond libcurl's timer. */
static int until_timer (const op_pool *pool, int wait_ms) {
  long long left;
  if (pool->timer_at == OP_NEVER) return wait_ms;
  left = pool->timer_at - op_clock_ms();
  if (left <= 0) return 0;
  return (left < wait_ms) ? (int)left : wait_ms;
}

static CURLMcode on_all_ready (op_pool *pool, const struct epoll_event *ready, int n) {
  CURLMcode code = CURLM_OK;
  int i;
  for (i = 0; i < n && code == CURLM_OK; i++) code = on_ready(pool, &ready[i]);
  return code;
}

int op_events_are_late (const op_pool *pool) {
  if (pool->events < 0) return 1;
  return pool->timer_at != OP_NEVER && op_clock_ms() - pool->timer_at >= OP_HTTP_LATE_MS;
}

CURLMcode op_events_run_ready (op_pool *pool) {
  struct epoll_event ready[OP_HTTP_EVENTS_A_WAIT];
  CURLMcode code = CURLM_OK;
  int looks, n = 1;
  if (pool->events < 0) return poll_connections(pool, 0);
  for (looks = 0; looks < OP_HTTP_LATE_LOOKS && n > 0 && code == CURLM_OK; looks++) {
    n = epoll_wait(pool->events, ready, OP_HTTP_EVENTS_A_WAIT, 0);
    code = on_all_ready(pool, ready, n);
  }
  return code;
}

CURLMcode op_events_look_at (op_pool *pool, const op_socket *s) {
  int running;
  if (pool->events < 0) return CURLM_OK; /* the next poll looks at all */
  return curl_multi_socket_action(pool->multi, s->fd, 0, &running);
}

static int is_due (const op_pool *pool) {
  return pool->timer_at != OP_NEVER && pool->timer_at <= op_clock_ms();
}

static CURLMcode on_due (op_pool *pool) {
  int running;
  pool->timer_at = OP_NEVER; /* libcurl sets it again if it needs it */
  return curl_multi_socket_action(pool->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

CURLMcode op_events_run (op_pool *pool, int most, int wait_ms) {
  struct epoll_event ready[OP_HTTP_EVENTS_A_WAIT];
  int left_ms, n;
  CURLMcode code;
  if (pool->events < 0) return poll_connections(pool, wait_ms);
  left_ms = until_timer(pool, wait_ms);
  if (left_ms == 0 && wait_ms > 0) return on_due(pool); /* there may be nothing to wait for then */
  n = epoll_wait(pool->events, ready, most, left_ms);
  if (left_ms > 0 && op_events_are_late(pool))
    return CURLM_OK; /* the process was stopped meanwhile */
  code = on_all_ready(pool, ready, n);
  if (code == CURLM_OK && is_due(pool)) code = on_due(pool);
  return code;
}

#else

void op_events_open (op_pool *pool) { (void)pool; }

void op_events_forget (op_pool *pool, int fd) {
  (void)pool;
  (void)fd;
}

int op_events_are_late (const op_pool *pool) {
  (void)pool;
  return 1;
}

CURLMcode op_events_run_ready (op_pool *pool) { return poll_connections(pool, 0); }

CURLMcode op_events_look_at (op_pool *pool, const op_socket *s) {
  (void)pool;
  (void)s;
  return CURLM_OK; /* the next poll looks at all */
}

CURLMcode op_events_run (op_pool *pool, int most, int wait_ms) {
  (void)most;
  return poll_connections(pool, wait_ms);
}

#endif

void op_events_close (op_pool *pool) {
  if (pool->events >= 0) close(pool->events);
  pool->events = -1;
}
