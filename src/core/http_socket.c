/*
** The descriptors of a pool's connections: so that a child of fork() can close its copies, and so
** that a request leaves in one packet.
*/
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http_private.h"

/* The inode behind 'fd', or 0. */
static ino_t inode_of (int fd) {
  struct stat st;
  return (fstat(fd, &st) == 0) ? st.st_ino : 0;
}

op_socket *op_socket_of (const op_pool *pool, int fd) {
  if (fd < 0 || (size_t)fd >= pool->socket_room || !pool->sockets[fd].is_open) return NULL;
  return &pool->sockets[fd];
}

/* Note 'fd' in 'pool'. Returns 0 for want of memory. */
static int remember (op_pool *pool, int fd) {
  size_t i = (size_t)fd;
  if (i >= pool->socket_room) {
    size_t room = (i < 8) ? 16 : i * 2;
    op_socket *sockets = (op_socket *)realloc(pool->sockets, room * sizeof(op_socket));
    if (sockets == NULL) return 0;
    memset(sockets + pool->socket_room, 0, (room - pool->socket_room) * sizeof(op_socket));
    pool->sockets = sockets;
    pool->socket_room = room;
  }
  memset(&pool->sockets[i], 0, sizeof(op_socket));
  pool->sockets[i].is_open = 1;
  pool->sockets[i].inode = inode_of(fd);
  return 1;
}

static void forget (op_pool *pool, int fd) {
  op_socket *s = op_socket_of(pool, fd);
  if (s == NULL) return;
  op_events_forget(pool, fd);
  pool->gathering -= (s->gathers_for != NULL);
  s->is_open = 0;
}

/*
** What a call has not got rid of when it ends, or its process does, is never sent: the kernel would go on
** trying for minutes, and a customer be created again when somebody else has done it.
*/
static void discard_at_close (int fd) {
  struct linger now;
  now.l_onoff = 1;
  now.l_linger = 0;
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

/* A program that the process starts must not inherit a connection: hence SOCK_CLOEXEC. */
curl_socket_t op_socket_open (void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  op_pool *pool = (op_pool *)user;
  int fd;
  (void)purpose;
  fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  if (!remember(pool, fd)) {
    close(fd);
    errno = ENOMEM;
    return CURL_SOCKET_BAD;
  }
  discard_at_close(fd);
  return fd;
}

#ifdef TCP_USER_TIMEOUT

#define LEAST_LIMIT_MS 5000

/* The same for a process that is stopped: the kernel gives up after as long as a call may take. */
int op_socket_limit (void *user, curl_socket_t fd, curlsocktype purpose) {
  const op_call *call = (const op_call *)user;
  unsigned int limit = (unsigned int)call->timeout_ms;
  (void)purpose;
  if (limit < LEAST_LIMIT_MS)
    limit = LEAST_LIMIT_MS; /* it is for the connection's later calls, too */
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof(limit));
  return CURL_SOCKOPT_OK;
}

#else

int op_socket_limit (void *user, curl_socket_t fd, curlsocktype purpose) {
  (void)user;
  (void)fd;
  (void)purpose;
  return CURL_SOCKOPT_OK;
}

#endif

int op_socket_close (void *user, curl_socket_t fd) {
  forget((op_pool *)user, fd);
  return close(fd);
}

void op_socket_end (const op_pool *pool, int fd) {
  if (op_socket_of(pool, fd) != NULL) shutdown(fd, SHUT_RDWR);
}

void op_socket_abandon (op_pool *pool) {
  size_t i;
  for (i = 0; i < pool->socket_room; i++) {
    op_socket *s = &pool->sockets[i];
    if (s->is_open && inode_of((int)i) == s->inode) close((int)i);
    s->is_open = 0;
  }
  pool->gathering = 0;
}

/* The local port of 'fd', or 0 while it has none. */
static int port_of (int fd) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } own;
  socklen_t size = sizeof(own);
  memset(&own, 0, sizeof(own));
  if (getsockname(fd, &own.any, &size) != 0) return 0;
  return ntohs((own.any.sa_family == AF_INET6) ? own.v6.sin6_port : own.v4.sin_port);
}

#ifdef TCP_CORK

static int set_cork (int fd, int on) {
  return setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)) == 0;
}

#else

static int set_cork (int fd, int on) {
  (void)fd;
  (void)on;
  return 0;
}

#endif

void op_socket_gather (op_call *call, int own_port) {
  op_pool *pool = call->pool;
  size_t i;
  for (i = 0; i < pool->socket_room; i++) {
    op_socket *s = &pool->sockets[i];
    if (!s->is_open) continue;
    if (s->own_port == 0) s->own_port = port_of((int)i);
    if (s->own_port == own_port && s->gathers_for == NULL && set_cork((int)i, 1)) {
      s->gathers_for = call;
      pool->gathering++;
    }
  }
}

/* Whether a call has its head sent and its body not begun. */
static int is_half_sent (const op_call *call) {
  return call->state == OP_CALL_FLYING && call->body_taken == 0;
}

CURLMcode op_socket_push (op_pool *pool) {
  CURLMcode code = CURLM_OK;
  size_t i;
  for (i = 0; pool->gathering > 0 && i < pool->socket_room; i++) {
    op_socket *s = &pool->sockets[i];
    int running;
    if (!s->is_open || s->gathers_for == NULL) continue;
    if (pool->events >= 0 && code == CURLM_OK && is_half_sent(s->gathers_for))
      code = curl_multi_socket_action(pool->multi, (int)i, CURL_CSELECT_OUT, &running);
    s = op_socket_of(pool, (int)i); /* it may be closed by now, or the table elsewhere */
    if (s == NULL || s->gathers_for == NULL) continue;
    set_cork((int)i, 0);
    s->gathers_for = NULL;
    pool->gathering--;
  }
  return code;
}
