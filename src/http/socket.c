/*
** The descriptors of a pool's connections, in order, so that a child of fork() can close its copies, and
** so that the data of a connection can be found.
*/
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "private.h"

/* The inode behind 'fd', or 0. */
static ino_t inode_of (int fd) {
  struct stat st;
  return (fstat(fd, &st) == 0) ? st.st_ino : 0;
}

/* The index of 'fd' among the open descriptors, or where it would be. */
static size_t place_of (const op_pool *pool, int fd) {
  size_t low = 0, high = pool->socket_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (pool->sockets[middle].fd < fd)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

op_socket *op_socket_of (const op_pool *pool, int fd) {
  size_t i = place_of(pool, fd);
  return (i < pool->socket_count && pool->sockets[i].fd == fd) ? &pool->sockets[i] : NULL;
}

op_socket *op_socket_numbered (const op_pool *pool, unsigned long long serial) {
  size_t i;
  for (i = 0; i < pool->socket_count; i++) {
    if (pool->sockets[i].serial == serial) return &pool->sockets[i];
  }
  return NULL;
}

/* Have room for one more. Returns 0 if memory runs out. */
static int reserve_socket (op_pool *pool) {
  size_t room = (pool->socket_room == 0) ? 16 : pool->socket_room * 2;
  op_socket *sockets;
  if (pool->socket_count < pool->socket_room) return 1;
  sockets = (op_socket *)realloc(pool->sockets, room * sizeof(op_socket));
  if (sockets == NULL) return 0;
  pool->sockets = sockets;
  pool->socket_room = room;
  return 1;
}

/* Note 'fd', which was just opened. Assumes that there is room. */
static void remember (op_pool *pool, int fd) {
  size_t i = place_of(pool, fd);
  op_socket *s = &pool->sockets[i];
  assert(pool->socket_count < pool->socket_room);
  memmove(s + 1, s, (pool->socket_count - i) * sizeof(op_socket));
  pool->socket_count++;
  memset(s, 0, sizeof(op_socket));
  s->fd = fd;
  s->inode = inode_of(fd);
  s->serial = op_reuse_number();
}

static void forget_socket (op_pool *pool, int fd) {
  op_socket *s = op_socket_of(pool, fd);
  if (s == NULL) return;
  op_events_forget(pool, fd);
  pool->socket_count--;
  memmove(s, s + 1, (size_t)(pool->sockets + pool->socket_count - s) * sizeof(op_socket));
}

/*
** Bytes of a call that are not sent when the call or its process ends are never sent. Otherwise the kernel would go on
** trying for minutes, and could create a customer that somebody else has created meanwhile.
*/
static void discard_at_close (int fd) {
  struct linger now;
  now.l_onoff = 1;
  now.l_linger = 0;
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

/* macOS has no SOCK_CLOEXEC. OP_ELSEWHERE switches off what only Linux has, so that this code can be tried on Linux. */
#if defined(SOCK_CLOEXEC) && !defined(OP_ELSEWHERE)
#define CLOSES_ON_EXEC SOCK_CLOEXEC
#else
#define CLOSES_ON_EXEC 0
#endif

/*
** Opens a socket that other programs do not inherit. On a system that needs two calls for that, another thread may
** start a program between them.
*/
static int open_socket (const struct curl_sockaddr *address) {
  int type = address->socktype | CLOSES_ON_EXEC;
  int fd = socket(address->family, type, address->protocol);
  if (fd >= 0 && CLOSES_ON_EXEC == 0) (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

curl_socket_t op_socket_open (void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  op_pool *pool = (op_pool *)user;
  int fd;
  (void)purpose;
  if (!reserve_socket(pool)) {
    errno = ENOMEM;
    return CURL_SOCKET_BAD;
  }
  fd = open_socket(address);
  if (fd < 0) return CURL_SOCKET_BAD;
  remember(pool, fd);
  discard_at_close(fd);
  return fd;
}

/* The same for a process that is stopped: the kernel gives up after the time that the call may take. A connection of
   HTTP/2 is shared: the longest of its calls counts. */
void op_socket_set_limit (op_socket *s, const op_call *call) {
#ifdef TCP_USER_TIMEOUT
  unsigned int limit = (unsigned int)call->timeout_ms;
  int is_shared = call->pool->http2 && !s->is_http1;
  if (limit == s->limit_ms || (is_shared && limit < s->limit_ms)) return;
  if (setsockopt(s->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof(limit)) == 0)
    s->limit_ms = limit;
#else
  (void)s;
  (void)call;
#endif
}

int op_socket_limit (void *user, curl_socket_t fd, curlsocktype purpose) {
  const op_call *call = (const op_call *)user;
  op_socket *s = op_socket_of(call->pool, fd);
  (void)purpose;
  if (s != NULL) op_socket_set_limit(s, call);
  return CURL_SOCKOPT_OK;
}

int op_socket_close (void *user, curl_socket_t fd) {
  forget_socket((op_pool *)user, fd);
  return close(fd);
}

void op_socket_condemn (op_socket *s) {
  s->is_condemned = 1;
  shutdown(s->fd, SHUT_RDWR);
}

void op_socket_abandon (op_pool *pool) {
  size_t i;
  for (i = 0; i < pool->socket_count; i++) {
    const op_socket *s = &pool->sockets[i];
    if (inode_of(s->fd) == s->inode) close(s->fd);
  }
  pool->socket_count = 0;
}
