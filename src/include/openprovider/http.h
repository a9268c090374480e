/*
** HTTP over libcurl's multi interface: submit a request, wait for whatever finishes next.
**
** A pool keeps connections and libcurl handles for use again. It belongs to one thread at a time;
** two pools may run in two threads. It never sends a request twice: one whose connection dies ends
** as a failure, and 'sent' of that failure says whether the server may have seen it. Sending again
** is the caller's decision.
** An answer belongs to the request before it. If bytes, or the end, wait on a kept connection before a request is
** sent, the connection is not used: the request goes out on a new one, within its time.
** After fork() the child may go on using its copy of a pool. The pool notices, closes the child's
** copies of the connections without sending anything, ends the calls in flight as failures, and
** starts again. The old libcurl handles are left as they are (a few hundred kilobytes, once per
** fork), since their clean-up would write to the parent's connections.
**
** SIGPIPE never reaches the process because of a pool, whatever its disposition.
**
** TLS is 1.2 or later, and always verified. A redirect is an answer like any other: it is never
** followed. Plain http:// is for the API's sandbox and for loopback, unless a pool allows it to all
** hosts; loopback is never reached through a proxy, and plain http to another host through the pool's proxy only if
** it is allowed so. No .netrc is read. The numbers of all this, among them the timeouts and the most bytes of
** an answer (16 MiB of body; more is a failure of kind protocol), are at the end.
**
** The first pool calls curl_global_init, which nothing undoes. With a libcurl that does not say
** that this is safe among threads, a program that has several calls it itself before.
**
** This header is not covered by semantic versioning: what it declares may change with any version.
*/
#ifndef OP_HTTP_H
#define OP_HTTP_H

#include <stddef.h>

#include "linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_pool op_pool;
typedef struct op_call op_call;

/* The result of a function that fails if memory or descriptors run out. */
typedef enum op_http_status { OP_HTTP_OK, OP_HTTP_NOMEM } op_http_status;

/* Why there is no answer. OP_FAILURE_NONE means that there is one, whatever its status. */
typedef enum op_failure_kind {
  OP_FAILURE_NONE,
  OP_FAILURE_NETWORK,
  OP_FAILURE_TIMEOUT,
  OP_FAILURE_TLS,
  OP_FAILURE_PROTOCOL,
  OP_FAILURE_CANCELLED
} op_failure_kind;

/* All strings are copied. Zeroed options are the defaults, and good. */
typedef struct op_pool_options {
  const char *ca_file;     /* PEM file to trust instead of the system's; NULL: the system's */
  const char *proxy;       /* URL; NULL: as the environment says; "": none. Never for loopback */
  int allow_insecure_http; /* http:// to any host, not only the sandbox and loopback */
  int http2;               /* HTTP/2 where a server has it over TLS, instead of HTTP/1.1 */
} op_pool_options;

/* One header field. Neither string needs a NUL at its end in a request; both have one in an answer. */
typedef struct op_header {
  const char *name;
  size_t name_length;
  const char *value;
  size_t value_length;
} op_header;

/* A request. 'method' and 'url' end with a NUL at their length, as Lua's strings do. A method is a
   token (RFC 9110, 5.6.2) other than CONNECT, as it is to be sent: in capitals. Headers may not be
   those that say where a request ends or what the connection becomes: Content-Length,
   Transfer-Encoding, Expect, Upgrade, Trailer, TE. */
typedef struct op_request {
  const char *method;
  size_t method_length;
  const char *url;
  size_t url_length;
  const op_header *headers;
  size_t header_count;
  const char *body; /* NULL: none */
  size_t body_length;
  long timeout_ms;         /* the whole call; 0 or less: OP_HTTP_TIMEOUT_MS */
  long connect_timeout_ms; /* name, TCP and TLS; 0 or less: OP_HTTP_CONNECT_TIMEOUT_MS */
  size_t max_body; /* bytes of the answer's body; 0, or more than OP_HTTP_BODY_MAX: that many */
} op_request;

/* The version of libcurl in use, such as "7.88.1". */
const char *op_http_version (void);

/* The TLS library of libcurl and its version, such as "OpenSSL/3.0.17"; "" for a libcurl without TLS. */
const char *op_http_tls (void);

/* A new pool; NULL options are the defaults. Opens no connection. Returns NULL if memory runs out,
   or if libcurl could not be set up. */
op_pool *op_pool_new (const op_pool_options *options);

/* Free a pool with all its calls, those in flight and those the caller still holds included: they
   may not be used afterwards, nor released. NULL is fine. */
void op_pool_free (op_pool *pool);

/* NULL if the pool's requests may go to 'url', which ends with a NUL at its length; else a sentence that says why not. */
const char *op_pool_refusal (op_pool *pool, const char *url, size_t length);

/* Start a request; it goes out with one of the next steps. On OP_HTTP_OK the pool owns the call
   until op_pool_next gives it out, and '*serial' is its serial number. Everything in 'request' is
   copied. A request that must not go out (a forbidden URL, a line break in a header) is a call that
   has already failed, with 'sent' false. */
op_http_status op_pool_submit (op_pool *pool, const op_request *request,
                               unsigned long long *serial);

/* Work on all calls, and wait until one is finished, none is left, or 'timeout_ms' is over
   (0: do not wait; negative: no limit but the calls' own). Returns how many are finished and not
   yet given out. Signals do not end the wait. */
size_t op_pool_wait (op_pool *pool, int timeout_ms);

/* For a program with an event loop of its own: it waits until the descriptor of op_pool_fd is
   readable or op_pool_timeout_ms is over, and then calls op_pool_step. */

/* The pool's one descriptor, which shows as readable when a connection is ready, and which nobody
   else may close or read. It stays the same until the pool is freed, but is another one in a child
   of fork(). -1 if the system has no such thing (it is Linux's epoll), or if descriptors run out: then
   op_pool_timeout_ms is short while calls are in flight. */
int op_pool_fd (op_pool *pool);

/* Milliseconds until op_pool_step has something to do even if the descriptor does not show it; -1:
   for ever. Ask again after each step and each op_pool_submit. */
int op_pool_timeout_ms (op_pool *pool);

/* Do a bounded amount of work on the calls, without waiting: few new connections, few that are
   ready. Returns how many are finished and not yet given out. */
size_t op_pool_step (op_pool *pool);

/* The next finished call in order of completion, or NULL. It is then the caller's, who ends with
   op_call_release. */
op_call *op_pool_next (op_pool *pool);

/* How many calls are submitted and not finished. */
size_t op_pool_in_flight (const op_pool *pool);

/* End the call with this serial number now; it finishes with OP_FAILURE_CANCELLED and comes out of
   op_pool_next. A call that is finished stays as it is, and a number that no call has does nothing.
 */
void op_pool_cancel (op_pool *pool, unsigned long long serial);

/* Close a connection now, so that nothing more is sent on it: for one whose answers are not those of its
   requests. Calls in flight on it finish with OP_FAILURE_NETWORK and count as sent. If the connection belongs to
   another pool, no pool of the process sends anything more on it or on an older one, and a call in flight on it fails
   when it ends. */
void op_pool_drop (op_pool *pool, unsigned long long connection);

/* Submit and wait for this one call; others in flight go on meanwhile. On OP_HTTP_OK '*call' is the caller's. The body
   is not copied: it must stay as it is until this returns. */
op_http_status op_pool_perform (op_pool *pool, const op_request *request, op_call **call);

/* The following take a finished call. What they return lives until its release. */

/* The call's serial number: 1 for the first call of its pool. No other call of the pool ever has it.
 */
unsigned long long op_call_serial (const op_call *call);

/* Why there is no answer, or OP_FAILURE_NONE. */
op_failure_kind op_call_failure (const op_call *call);

/* The failure in one line, without secrets; "" where there is none. */
const char *op_call_message (const op_call *call);

/* Whether any byte of the request can have left: true from just before the first one may. Always true
   with an answer. */
int op_call_sent (const op_call *call);

/* The serial number of the connection that the request was sent on, for op_pool_drop; 0 if it was not
   sent, or the connection is not known. No other connection of the process ever has it. */
unsigned long long op_call_connection (const op_call *call);

/* Whether the answer came by HTTP/2. Then it has the number of its request, and other answers may be coming on the same
   connection. */
int op_call_is_numbered (const op_call *call);

/* HTTP status of the answer, 0 where there is none. */
int op_call_status (const op_call *call);

/* Seconds for which the answer's Retry-After asks to wait; 0 where it does not. A date counts from the answer's Date, or,
   where there is none, from what this machine's clock shows now. */
int op_call_retry_after (const op_call *call);

/* The header fields of the answer: of each its name in lower case, a NUL, its value, a NUL. Trailers are left out.
   'length' is set. Never NULL. */
const char *op_call_headers (const op_call *call, size_t *length);

/* Read the field at '*at' of such fields, which end at 'end', and move on to the next one. Returns 0 at the end. */
int op_header_next (const char **at, const char *end, op_header *header);

/* The body of the answer; 'length' is set. Never NULL, but with no NUL at its end. */
const char *op_call_body (const op_call *call, size_t *length);

/* Give a call back to its pool. NULL is fine. */
void op_call_release (op_call *call);

/* The word for a kind: "network", "timeout", "tls", "protocol", "cancelled"; "none". */
const char *op_failure_name (op_failure_kind kind);

/*
** The limits, each with its unit and its reason.
*/

/* Milliseconds for a whole call when the request names none. The API's owner gives its own
   client as long (FACTS 3.6), and planned maintenance is known to hang callers (FACTS 3.5). */
#define OP_HTTP_TIMEOUT_MS 60000L

/* Milliseconds for name, TCP and TLS together when the request names none: a lost SYN is sent
   again after 1, 3 and 7 seconds, so three retries fit. */
#define OP_HTTP_CONNECT_TIMEOUT_MS 10000L

/* Milliseconds beyond which a timeout is cut: a day. Keeps every sum inside a 32-bit long. */
#define OP_HTTP_TIMEOUT_MAX_MS 86400000L

/* A call slower than so many bytes a second for so many seconds ends as a timeout. The slowest registry writes may
   be silent for 110 seconds (FACTS 3.6), so this matters only with a longer timeout. */
#define OP_HTTP_LOW_SPEED_BYTES 1L
#define OP_HTTP_LOW_SPEED_SECONDS 120L

/* Bytes of an answer's body, unless its request asks for fewer: a full page of 1,000 customers is about 2 MiB. */
#define OP_HTTP_BODY_MAX ((size_t)16 * 1024 * 1024)

/* Bytes of an answer's header lines, informational ones and trailers included. */
#define OP_HTTP_ANSWER_HEADERS_MAX ((size_t)256 * 1024)

/* Header fields of an answer. A normal one has a few dozen. Fields of one name are joined, in time
   proportional to the square of their number. */
#define OP_HTTP_ANSWER_FIELDS_MAX ((size_t)1000)

/* Header fields of a request, and bytes of all their names and values: servers commonly refuse
   more than 100 fields, and nginx more than 32 KiB. */
#define OP_HTTP_REQUEST_HEADERS_MAX 100
#define OP_HTTP_REQUEST_HEADER_BYTES_MAX ((size_t)64 * 1024)

/* Bytes of a request's body: no call of the API comes near it. */
#define OP_HTTP_REQUEST_BODY_MAX ((size_t)64 * 1024 * 1024)

/* Bytes of a URL. */
#define OP_HTTP_URL_MAX ((size_t)16 * 1024)

/* Bytes of a method's name. */
#define OP_HTTP_METHOD_MAX ((size_t)32)

OP_END_DECLARATIONS

#endif
