/*
** Kept connections: an answer belongs to a request only if it began after that request.
** libcurl 7.88 reuses a connection on which bytes are waiting, and takes these for the answer. Measured: after
** a second answer that a server sent, each later create got the handle of the create before it. In practice
** such bytes are the 408 of a proxy. So a connection that was used before is examined right before a request is
** sent on it. At that point libcurl does not give the descriptor (CURLINFO_ACTIVESOCKET is -1), but the
** connection's two ends.
*/
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "private.h"

/* Number of connections condemned from elsewhere that are kept one by one. */
#define CONDEMNED 64

/* Shared by all pools of the process: the last serial number; connections that were condemned from elsewhere, in the
   order of 'condemnations'; and the highest number among those that were dropped from this list. All connections up to
   that number are condemned. */
static unsigned long long numbered, condemned[CONDEMNED], condemnations, condemned_below;

unsigned long long op_reuse_number (void) {
  return __atomic_add_fetch(&numbered, 1, __ATOMIC_RELAXED);
}

/* Condemn all connections up to 'serial'. */
static void condemn_below (unsigned long long serial) {
  unsigned long long seen = __atomic_load_n(&condemned_below, __ATOMIC_RELAXED);
  while (seen < serial && !__atomic_compare_exchange_n(&condemned_below, &seen, serial, 0,
                                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

void op_reuse_condemn_elsewhere (unsigned long long serial) {
  unsigned long long at = __atomic_fetch_add(&condemnations, 1, __ATOMIC_RELAXED) % CONDEMNED;
  condemn_below(__atomic_load_n(&condemned[at], __ATOMIC_RELAXED));
  __atomic_store_n(&condemned[at], serial, __ATOMIC_RELAXED);
}

int op_reuse_was_condemned (unsigned long long serial) {
  size_t i;
  if (serial == 0 || __atomic_load_n(&condemnations, __ATOMIC_RELAXED) == 0) return 0;
  for (i = 0; i < CONDEMNED; i++) {
    if (__atomic_load_n(&condemned[i], __ATOMIC_RELAXED) == serial) return 1;
  }
  return 0;
}

#ifndef POLLRDHUP
#define POLLRDHUP 0 /* a system that reports only the end of both directions */
#endif

/* Fill 'end' with an IPv4 address. */
static void set_v4 (op_end *end, const struct in_addr *v4) {
  memset(end->address, 0, 10);
  memset(end->address + 10, 0xff, 2);
  memcpy(end->address + 12, v4, 4);
}

/* Fill 'end' with the address that libcurl gives. Returns 0 if it is not an address. */
static int parse_end (op_end *end, const char *ip, int port) {
  struct in_addr v4;
  end->port = port;
  if (inet_pton(AF_INET, ip, &v4) != 1) return inet_pton(AF_INET6, ip, end->address) == 1;
  set_v4(end, &v4);
  return 1;
}

/* Fill 'end' with the result of 'ask', getsockname or getpeername, for 'fd'; the port is 0 if there is no result
   yet. */
static void ask_end (op_end *end, int fd, int (*ask)(int, struct sockaddr *, socklen_t *)) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } said;
  socklen_t size = sizeof(said);
  memset(&said, 0, sizeof(said));
  end->port = 0;
  if (ask(fd, &said.any, &size) != 0) return;
  if (said.any.sa_family == AF_INET) {
    end->port = ntohs(said.v4.sin_port);
    set_v4(end, &said.v4.sin_addr);
  }
  else if (said.any.sa_family == AF_INET6) {
    end->port = ntohs(said.v6.sin6_port);
    memcpy(end->address, &said.v6.sin6_addr, sizeof(end->address));
  }
}

static int is_same_end (const op_end *a, const op_end *b) {
  return a->port == b->port && memcmp(a->address, b->address, sizeof(a->address)) == 0;
}

op_socket *op_reuse_find (op_pool *pool, const char *own_ip, int own_port, const char *peer_ip,
                          int peer_port) {
  op_end own, peer;
  size_t i;
  if (!parse_end(&own, own_ip, own_port) || !parse_end(&peer, peer_ip, peer_port)) return NULL;
  for (i = 0; i < pool->socket_count; i++) {
    op_socket *s = &pool->sockets[i];
    if (s->own.port == 0) ask_end(&s->own, s->fd, getsockname);
    if (!is_same_end(&s->own, &own)) continue;
    if (s->peer.port == 0) ask_end(&s->peer, s->fd, getpeername);
    if (is_same_end(&s->peer, &peer)) return s;
  }
  return NULL;
}

/* Whether nothing can be read from 'fd', not even its end. */
static int is_quiet (int fd) {
#ifdef OP_PLANT_NO_LOOK
  (void)fd;
  return 1;
#else
  char byte;
  ssize_t n;
  do {
    n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
#endif
}

/* Whether the peer has closed a connection, even if bytes can still be read. */
static int has_ended (int fd) {
  struct pollfd asked;
  int n;
  asked.fd = fd;
  asked.events = POLLRDHUP;
  do {
    asked.revents = 0;
    n = poll(&asked, 1, 0);
  } while (n < 0 && errno == EINTR);
  return n != 0; /* poll always reports errors and hang-ups */
}

int op_reuse_is_unsafe (const op_pool *pool, const op_socket *s) {
  if (s == NULL) return !pool->http2;
  if (s->is_condemned || s->held_by != 0 || op_reuse_was_condemned(s->serial) ||
      s->serial <= __atomic_load_n(&condemned_below, __ATOMIC_RELAXED))
    return 1;
  /* libcurl 8.22 does not look at a connection that it looked at within the last second: this does. */
  if (pool->http2 && !s->is_http1) return has_ended(s->fd); /* its frames may come at any time */
  return !is_quiet(s->fd);
}
