/*
** A libcurl that uses a kept connection again without a look whether its peer has closed it, as 8.22 does within a second
** of the last look. To be loaded before the C library (LD_PRELOAD): after the first nanosleep, what libcurl asks about
** the connections that it has then is answered with "nothing happened".
*/
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 1024

static unsigned char is_known[MOST];  /* libcurl has asked about it */
static unsigned char is_hidden[MOST]; /* it learns nothing more */

/* The C library's own function. */
#define REAL(name) \
  void *address = dlsym(RTLD_NEXT, #name); \
  memcpy(&real, &address, sizeof real)

int nanosleep (const struct timespec *time, struct timespec *left) {
  int (*real)(const struct timespec *, struct timespec *);
  REAL(nanosleep);
  memcpy(is_hidden, is_known, sizeof is_hidden);
  return real(time, left);
}

int close (int fd) {
  int (*real)(int);
  REAL(close);
  if (fd >= 0 && fd < MOST) is_known[fd] = is_hidden[fd] = 0;
  return real(fd);
}

int poll (struct pollfd *list, nfds_t count, int ms) {
  int (*real)(struct pollfd *, nfds_t, int);
  REAL(poll);
  if (count == 1 && ms == 0 && list->events & POLLIN && list->fd >= 0 && list->fd < MOST) {
    list->revents = 0;
    if (is_hidden[list->fd]) return 0;
    is_known[list->fd] = 1;
  }
  return real(list, count, ms);
}

int __poll_chk (struct pollfd *list, nfds_t count, int ms, size_t room);

int __poll_chk (struct pollfd *list, nfds_t count, int ms, size_t room) {
  (void)room;
  return poll(list, count, ms);
}

ssize_t recv (int fd, void *to, size_t room, int flags) {
  ssize_t (*real)(int, void *, size_t, int);
  REAL(recv);
  if (flags == MSG_PEEK && fd >= 0 && fd < MOST && is_hidden[fd]) {
    errno = EAGAIN;
    return -1;
  }
  return real(fd, to, room, flags);
}

int socket (int domain, int type, int protocol) {
  int (*real)(int, int, int);
  int fd;
  REAL(socket);
  fd = real(domain, type, protocol);
  if (fd >= 0 && fd < MOST) is_known[fd] = 1;
  return fd;
}
