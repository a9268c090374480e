/*
** The signals that ask a program to end.
*/
#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "error_stream.h"
#include "loaded.h"

static const int watched[] = { SIGINT, SIGTERM, SIGHUP };

#define WATCHED (sizeof watched / sizeof watched[0])

/* The handler may run in any thread. */
static int signals_are_watched;
static int interrupted_by; /* the last signal's number; 0: none came */
static int signals_came;
static int signals_to_note = 1;
static const char *what_to_say;

/* Make the next of these signals end the process. Safe in a signal handler. */
static void stop_watching (void) {
  struct sigaction action;
  size_t i;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  (void)sigemptyset(&action.sa_mask);
  for (i = 0; i < WATCHED; i++) {
    struct sigaction now;
    if (sigaction(watched[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
      (void)sigaction(watched[i], &action, NULL);
  }
}

/* Seconds after which a read that began just after the signal is ended, and then the next one. */
#define AGAIN 1

static void wake_again (int signal_number) {
  (void)signal_number;
  (void)alarm(AGAIN);
}

/*
** A read or an open that begins right after the signal would not notice it, and may last for ever. So a timer ends
** such calls from now on. Safe in a signal handler.
*/
static void wake_from_now_on (void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = wake_again;
  (void)sigemptyset(&action.sa_mask);
  if (sigaction(SIGALRM, &action, NULL) == 0) (void)alarm(AGAIN);
}

static void note_signal (int signal_number) {
  const char *text = __atomic_load_n(&what_to_say, __ATOMIC_ACQUIRE);
  int error = errno;
  int count = __atomic_add_fetch(&signals_came, 1, __ATOMIC_ACQ_REL);
  __atomic_store_n(&interrupted_by, signal_number, __ATOMIC_RELEASE);
  if (text != NULL || count >= __atomic_load_n(&signals_to_note, __ATOMIC_ACQUIRE)) stop_watching();
  wake_from_now_on();
  if (text != NULL) op_error_write(text, strlen(text));
  errno = error;
}

int op_interrupt_watch (void) {
  struct sigaction action;
  size_t i;
  memset(&action, 0, sizeof action);
  action.sa_handler = note_signal;
  (void)sigemptyset(&action.sa_mask);
  for (i = 0; i < WATCHED; i++) (void)sigaddset(&action.sa_mask, watched[i]);
  __atomic_store_n(&interrupted_by, 0, __ATOMIC_RELEASE);
  __atomic_store_n(&signals_came, 0, __ATOMIC_RELEASE);
  __atomic_store_n(&signals_to_note, 1, __ATOMIC_RELEASE);
  __atomic_store_n(&signals_are_watched, 1, __ATOMIC_RELEASE);
  op_loaded_keep_own(); /* the handler stays */
  for (i = 0; i < WATCHED; i++) {
    struct sigaction before;
    if (sigaction(watched[i], NULL, &before) != 0) return errno;
    if (before.sa_handler == SIG_IGN && watched[i] != SIGINT) continue;
    if (sigaction(watched[i], &action, NULL) != 0) return errno;
  }
  return 0;
}

int op_interrupt_is_watched (void) {
  return __atomic_load_n(&signals_are_watched, __ATOMIC_ACQUIRE);
}

int op_interrupt_signal (void) { return __atomic_load_n(&interrupted_by, __ATOMIC_ACQUIRE); }

int op_interrupt_count (void) { return __atomic_load_n(&signals_came, __ATOMIC_ACQUIRE); }

void op_interrupt_note (int signals) {
  __atomic_store_n(&signals_to_note, signals, __ATOMIC_RELEASE);
}

void op_interrupt_say (const char *text) { __atomic_store_n(&what_to_say, text, __ATOMIC_RELEASE); }
