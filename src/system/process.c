/*
** Which process this is.
*/
#include "process.h"

#include <pthread.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Written only in a child of fork(), before anything else runs there. */
static unsigned long forks;

static void count_fork (void) { forks++; }

/* If memory ran out for that, the process id is used, which costs a system call each time. */
static int forks_are_counted;

static void count_forks (void) {
  forks_are_counted = (pthread_atfork(NULL, NULL, count_fork) == 0);
}

void op_process_note (op_process *process) {
  pthread_once(&once, count_forks);
  process->pid = (long)getpid();
  process->forks = forks;
}

int op_process_is (const op_process *process) {
  if (forks_are_counted) return process->forks == forks;
  return process->pid == (long)getpid();
}
