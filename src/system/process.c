/*
** Which process this is.
*/
#include "process.h"

#include <pthread.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Written in a child of fork() alone, before anything else runs there. */
static unsigned long forks;

static void count_fork (void) { forks++; }

/* Without memory for it the process's number alone has to tell. */
static void count_forks (void) { (void)pthread_atfork(NULL, NULL, count_fork); }

void op_process_note (op_process *process) {
  pthread_once(&once, count_forks);
  process->pid = (long)getpid();
  process->forks = forks;
}

int op_process_is (const op_process *process) {
  return process->forks == forks && process->pid == (long)getpid();
}
