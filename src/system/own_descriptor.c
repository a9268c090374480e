/*
** Descriptors that a child of fork() does not get.
*/
#include "own_descriptor.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static op_own *all_own;
static int forks_are_watched; /* whether fork() is watched; under the mutex */

void op_own_begin (void) { (void)pthread_mutex_lock(&mutex); }
void op_own_end (void) { (void)pthread_mutex_unlock(&mutex); }

static int are_same (int one, int other) {
  struct stat first, second;
  return fstat(one, &first) == 0 && fstat(other, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

/* Uses only calls that are allowed in a child of a process with threads. */
static void close_in_child (void) {
  while (all_own != NULL) {
    op_own *own = all_own;
    all_own = own->next;
    if (own->twin >= 0 && are_same(own->fd, own->twin)) (void)close(own->twin);
    (void)close(own->fd);
    own->fd = -1;
  }
  op_own_end();
}

int op_own_keep (op_own *own, int fd, int twin) {
  if (!forks_are_watched) {
    int error = pthread_atfork(op_own_begin, op_own_end, close_in_child);
    if (error != 0) return error;
    forks_are_watched = 1;
  }
  assert(own->fd < 0); /* or the list would have it twice */
  own->fd = fd;
  own->twin = twin;
  own->next = all_own;
  own->before = &all_own;
  if (all_own != NULL) all_own->before = &own->next;
  all_own = own;
  return 0;
}

int op_own_leave (op_own *own) {
  int fd;
  op_own_begin();
  fd = own->fd;
  if (fd >= 0) {
    *own->before = own->next;
    if (own->next != NULL) own->next->before = own->before;
    own->fd = -1;
  }
  op_own_end();
  return fd;
}
