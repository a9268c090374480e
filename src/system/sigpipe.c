/*
** Protects the process from SIGPIPE.
** With CURLOPT_NOSIGNAL libcurl does not handle SIGPIPE. A TLS library that writes by itself then raises it, if the
** peer has closed the connection. A library must not change the disposition of a signal for the whole process. So the
** signal is blocked only for this thread, and a pending one is removed before the mask is restored.
*/
#include "sigpipe.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

/* macOS and OpenBSD have no sigtimedwait. */
#if defined(__APPLE__) || defined(__OpenBSD__) || defined(OP_ELSEWHERE)
#define NO_SIGTIMEDWAIT
#endif

static void only_sigpipe (sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGPIPE);
}

void op_sigpipe_block (op_sigpipe *s) {
  sigset_t set;
  only_sigpipe(&set);
  pthread_sigmask(SIG_BLOCK, &set, &s->before);
  s->pending = 0;
  if (sigismember(&s->before, SIGPIPE)) { /* only a blocked signal can have been waiting */
    sigset_t waiting;
    sigemptyset(&waiting);
    sigpending(&waiting);
    s->pending = sigismember(&waiting, SIGPIPE);
  }
}

/* Removes a SIGPIPE that is pending for this thread. */
static void take_sigpipe (void) {
  sigset_t set;
#ifdef NO_SIGTIMEDWAIT
  sigset_t waiting;
  int taken;
  only_sigpipe(&set);
  sigemptyset(&waiting);
  sigpending(&waiting);
  if (sigismember(&waiting, SIGPIPE)) (void)sigwait(&set, &taken);
#else
  const struct timespec now = { 0, 0 };
  only_sigpipe(&set);
  while (sigtimedwait(&set, NULL, &now) < 0 && errno == EINTR)
    ;
#endif
}

void op_sigpipe_restore (const op_sigpipe *s) {
  if (!s->pending) take_sigpipe();
  pthread_sigmask(SIG_SETMASK, &s->before, NULL);
}
