/*
** A pool on both sides of fork(), in TAP: `fork_check URL [PID]`. The server has to answer any POST, and
** slowly enough for a request to be in flight while the process forks. With a PID both sides have that
** one, as in a new pid namespace.
*/
#include "include/openprovider/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* In place of the system's, by the linker. */
pid_t __real_getpid (void);
pid_t __wrap_getpid (void);

static pid_t same_pid;

pid_t __wrap_getpid (void) { return (same_pid != 0) ? same_pid : __real_getpid(); }

static int failures;

static void check (int good, const char *what) {
  static int number;
  printf("%s %d - %s\n", good ? "ok" : "not ok", ++number, what);
  if (!good) failures++;
}

static void prepare (op_request *request, const char *url) {
  memset(request, 0, sizeof(*request));
  request->method = "POST";
  request->method_length = 4;
  request->url = url;
  request->url_length = strlen(url);
  request->body = "{}";
  request->body_length = 2;
  request->timeout_ms = 5000;
}

/* True if a request is answered. */
static int answered (op_pool *pool, const char *url) {
  op_request request;
  op_call *call = NULL;
  int good;
  prepare(&request, url);
  if (op_pool_perform(pool, &request, &call) != OP_HTTP_OK) return 0;
  good = op_call_failure(call) == OP_FAILURE_NONE && op_call_status(call) > 0;
  op_call_release(call);
  return good;
}

/* In the child: the call in flight is the parent's; here it ends, and the pool starts afresh. */
static int child (op_pool *pool, const char *url) {
  op_call *call;
  int ended;
  op_pool_wait(pool, 0);
  call = op_pool_next(pool);
  ended = call != NULL && op_call_failure(call) == OP_FAILURE_NETWORK && op_call_sent(call);
  op_call_release(call);
  return (ended ? 0 : 1) | (answered(pool, url) && answered(pool, url) ? 0 : 2);
}

/* Submits a request and lets libcurl take its body. */
static int send_one (op_pool *pool, const char *url) {
  op_request request;
  unsigned long long serial;
  int i;
  prepare(&request, url);
  if (op_pool_submit(pool, &request, &serial) != OP_HTTP_OK) return 0;
  for (i = 0; i < 50; i++) op_pool_wait(pool, 1);
  return op_pool_in_flight(pool) == 1;
}

int main (int argc, char **argv) {
  op_pool_options options;
  op_pool *pool;
  op_call *call;
  pid_t pid;
  int status = -1;
  if (argc < 2) return 2;
  if (argc > 2) same_pid = (pid_t)atoi(argv[2]);
  memset(&options, 0, sizeof(options));
  options.proxy = "";
  pool = op_pool_new(&options);
  if (pool == NULL) return 2;
  check(answered(pool, argv[1]), "the parent is answered");
  check(send_one(pool, argv[1]), "a request is in flight");
  fflush(stdout);
  pid = fork();
  if (pid == 0) _exit(child(pool, argv[1]));
  check(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status),
        "the child ends by itself");
  check((status >> 8 & 1) == 0, "in the child the call in flight is a failure that was sent");
  check((status >> 8 & 2) == 0, "the child's own requests are answered");
  op_pool_wait(pool, 5000);
  call = op_pool_next(pool);
  check(call != NULL && op_call_failure(call) == OP_FAILURE_NONE,
        "the parent gets the answer to what was in flight");
  op_call_release(call);
  check(answered(pool, argv[1]), "the parent goes on");
  op_pool_free(pool);
  printf("1..7\n");
  return failures > 0;
}
