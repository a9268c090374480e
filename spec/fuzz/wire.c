/*
** Fuzzes the HTTP pool from the wire: an input is what a server on loopback, in this process, sends.
**
** The first byte says what is requested, and how the server ends. The rest are the server's bytes,
** in pieces with a byte 0x1E between them: each piece is sent when a request is there or, if none
** comes, when the pool has taken the piece before. After the last one the server closes, so that
** every call has to end at once: no clock takes part.
*/
#include "include/openprovider/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "expect.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_CALLS 3
#define MAX_CONNECTIONS 8
#define MAX_RECEIVED 16384
#define TIMEOUT_MS 20000 /* of a call */
#define HANG_MS 5000     /* no call may take as long: the server closes all the time */
#define IDLE_TURNS 3     /* turns without news, after which the next piece is sent anyway */
#define BUSY_TURNS 30    /* turns without news, after which the pool may sleep */

/* The server ------------------------------------------------------------------------------- */

typedef struct server {
  const uint8_t *at; /* what it still has to send */
  size_t left;
  int resets; /* it ends connections by a reset */
  int open[MAX_CONNECTIONS];
  int shut[MAX_CONNECTIONS];
  size_t connections;
  char received[MAX_RECEIVED + 1]; /* on all connections */
  size_t received_bytes;
  int idle; /* turns without news */
} server;

static int listener;
static unsigned short port;

/* Ends a connection at once, so that the system does not keep its port for a minute. */
static void reset (int fd) {
  struct linger now = { 1, 0 };
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd);
}

static void accept_all (server *s) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    EXPECT(s->connections < MAX_CONNECTIONS);
    s->shut[s->connections] = 0;
    s->open[s->connections++] = fd;
    s->idle = 0;
  }
}

/* Reads what has come on a connection. */
static void receive (server *s, int fd) {
  ssize_t n;
  while ((n = recv(fd, s->received + s->received_bytes, MAX_RECEIVED - s->received_bytes, 0)) > 0) {
    s->received_bytes += (size_t)n;
    s->idle = 0;
  }
  EXPECT(s->received_bytes < MAX_RECEIVED);
}

/* The length of the next piece. */
static size_t piece_length (const server *s) {
  const uint8_t *end = (const uint8_t *)memchr(s->at, 0x1E, s->left);
  return end != NULL ? (size_t)(end - s->at) : s->left;
}

/* Sends the next piece on the newest connection. */
static void send_piece (server *s) {
  size_t length = piece_length(s);
  if (s->connections == 0) return;
  if (length > 0) (void)!send(s->open[s->connections - 1], s->at, length, MSG_NOSIGNAL);
  if (length < s->left) length++; /* the byte between pieces */
  s->at += length;
  s->left -= length;
}

/* Closes all connections that are not closed: first for writing, so that all it sent arrives. */
static void end_connections (server *s) {
  size_t i;
  for (i = 0; i < s->connections; i++) {
    if (s->shut[i]) continue;
    s->shut[i] = 1;
    if (s->resets) {
      receive(s, s->open[i]);
      reset(s->open[i]);
      s->open[i] = -1;
    }
    else {
      shutdown(s->open[i], SHUT_WR);
    }
  }
}

static void serve (server *s) {
  size_t before = s->received_bytes, i;
  s->idle++;
  accept_all(s);
  for (i = 0; i < s->connections; i++) {
    if (s->open[i] >= 0) receive(s, s->open[i]);
  }
  if (s->received_bytes == before && s->idle < IDLE_TURNS) return;
  if (s->left > 0)
    send_piece(s);
  else if (s->idle >= IDLE_TURNS)
    end_connections(s);
}

static void stop (server *s) {
  size_t i;
  accept_all(s);
  for (i = 0; i < s->connections; i++) {
    if (s->open[i] < 0) continue;
    receive(s, s->open[i]);
    reset(s->open[i]);
  }
  s->received[s->received_bytes] = '\0';
}

/* How often the server received a text. */
static int times_received (const server *s, const char *text) {
  const char *at = s->received;
  size_t left = s->received_bytes;
  int times = 0;
  while ((at = (const char *)memmem(at, left, text, strlen(text))) != NULL) {
    times++;
    at++;
    left = s->received_bytes - (size_t)(at - s->received);
  }
  return times;
}

/* The client ------------------------------------------------------------------------------- */

static const char *const methods[] = { "POST", "GET", "HEAD", "DELETE" };

static void submit (op_pool *pool, unsigned number, const char *method,
                    unsigned long long *serial) {
  static const op_header headers[] = { { "Authorization", 13, "Bearer token", 12 } };
  char url[80], body[80];
  op_request request;
  memset(&request, 0, sizeof request);
  request.method = method;
  request.method_length = strlen(method);
  request.url = url;
  request.url_length =
      (size_t)snprintf(url, sizeof url, "http://127.0.0.1:%u/call-%u", port, number);
  request.headers = headers;
  request.header_count = 1;
  request.timeout_ms = TIMEOUT_MS;
  if (strcmp(method, "POST") == 0) {
    request.body = body;
    request.body_length = (size_t)snprintf(body, sizeof body, "{\"body\":\"number-%u\"}", number);
  }
  EXPECT(op_pool_submit(pool, &request, serial) == OP_HTTP_OK);
}

static int is_line (const char *s, size_t length) {
  size_t i;
  for (i = 0; i < length; i++) {
    if ((unsigned char)s[i] < ' ' || s[i] == 0x7F) return 0;
  }
  return 1;
}

static void check_answer (const op_call *call) {
  size_t length, fields_length, n = 0;
  const char *body = op_call_body(call, &length);
  const char *at = op_call_headers(call, &fields_length), *end = at + fields_length;
  op_header header;
  EXPECT(op_call_status(call) >= 0 && op_call_status(call) <= 999 && op_call_sent(call));
  EXPECT(op_call_message(call)[0] == '\0' && body != NULL && length <= OP_HTTP_BODY_MAX);
  EXPECT(op_call_retry_after(call) >= 0);
  for (; op_header_next(&at, end, &header); n++) {
    size_t k;
    EXPECT(header.name_length > 0);
    for (k = 0; k < header.name_length; k++)
      EXPECT((header.name[k] < 'A' || header.name[k] > 'Z') && header.name[k] != '\n');
    EXPECT(memchr(header.value, '\n', header.value_length) == NULL);
    EXPECT(memchr(header.value, '\r', header.value_length) == NULL);
  }
  EXPECT(at == end && n <= OP_HTTP_ANSWER_FIELDS_MAX);
}

static void check_failure (const op_call *call) {
  const char *message = op_call_message(call);
  EXPECT(op_call_failure(call) >= OP_FAILURE_NETWORK &&
         op_call_failure(call) <= OP_FAILURE_CANCELLED);
  EXPECT(op_call_status(call) == 0 && message[0] != '\0' && is_line(message, strlen(message)));
  EXPECT(op_call_failure(call) != OP_FAILURE_TIMEOUT);
}

/* What the server saw of a request: it came once at most, and if it did, the call knows. */
static void check_traffic (const server *s, const op_call *call, unsigned number) {
  char text[40];
  int heads, bodies;
  snprintf(text, sizeof text, "/call-%u ", number);
  heads = times_received(s, text);
  snprintf(text, sizeof text, "number-%u", number);
  bodies = times_received(s, text);
  EXPECT(heads <= 1 && bodies <= 1);
  if (heads > 0) EXPECT(op_call_sent(call) && op_call_connection(call) != 0);
}

static long long clock_ms (void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Lets client and server take turns until all calls have ended, or one is cancelled. */
static void run (op_pool *pool, server *s, unsigned long long to_cancel) {
  long long start = clock_ms();
  int turns = 0;
  while (op_pool_in_flight(pool) > 0) {
    op_pool_wait(pool, s->idle > BUSY_TURNS ? 1 : 0);
    serve(s);
    if (to_cancel != 0 && ++turns == 2) op_pool_cancel(pool, to_cancel);
    EXPECT(clock_ms() - start < HANG_MS);
  }
}

int LLVMFuzzerInitialize (int *argc, char ***argv) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  (void)argc;
  (void)argv;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  EXPECT(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0);
  EXPECT(listen(listener, MAX_CONNECTIONS) == 0);
  EXPECT(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  port = ntohs(address.sin_port);
  return 0;
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size) {
  static server s;
  op_pool_options options;
  unsigned long long serials[MAX_CALLS];
  const char *method;
  op_pool *pool;
  unsigned flags, count, i;
  if (size == 0) return 0;
  flags = data[0];
  method = methods[flags & 3];
  count = (flags >> 4 & 3) % MAX_CALLS + 1;
  s.at = data + 1;
  s.left = size - 1;
  s.resets = (flags & 4) != 0;
  s.connections = s.received_bytes = 0;
  s.idle = 0;
  memset(&options, 0, sizeof options);
  options.proxy = "";
  pool = op_pool_new(&options);
  EXPECT(pool != NULL);
  for (i = 0; i < count; i++) {
    submit(pool, i, method, &serials[i]);
    if (!(flags & 8)) run(pool, &s, flags & 0x80 ? serials[i] : 0); /* one after the other */
  }
  run(pool, &s, 0);
  stop(&s);
  for (i = 0; i < count; i++) {
    op_call *call = op_pool_next(pool);
    unsigned number = 0;
    EXPECT(call != NULL);
    while (number < count && serials[number] != op_call_serial(call)) number++;
    EXPECT(number < count);
    if (op_call_failure(call) == OP_FAILURE_NONE)
      check_answer(call);
    else
      check_failure(call);
    check_traffic(&s, call, number);
    if (!(flags & 0x40)) op_call_release(call); /* else the pool frees it */
  }
  op_pool_free(pool);
  return 0;
}
