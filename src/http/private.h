/*
** What the files of the HTTP pool share among themselves.
*/
#ifndef OP_HTTP_PRIVATE_H
#define OP_HTTP_PRIVATE_H

#include <sys/types.h>

#include <curl/curl.h>

#include "../include/openprovider/http.h"
#include "../include/openprovider/linkage.h"
#include "../system/process.h"
#include "../system/sigpipe.h"
#include "../system/steady_clock.h"
#include "limits.h"

OP_BEGIN_DECLARATIONS

/* CURLOPT_PROTOCOLS_STR is the youngest thing used here. */
#if LIBCURL_VERSION_NUM < 0x075500
#error "libcurl 7.85.0 or later is needed"
#endif

/* Bytes that grow. Zeroed is empty. */
typedef struct op_bytes {
  char *at;
  size_t used;
  size_t room;
} op_bytes;

/* Make room for 'more' bytes after those used. Returns 0 if memory runs out, else 1. */
int op_bytes_reserve (op_bytes *b, size_t more);

/* Append; assumes that room was reserved. */
void op_bytes_put (op_bytes *b, const char *from, size_t length);

/* Empty 'b' for use again; a large buffer is freed. */
void op_bytes_reuse (op_bytes *b);

/* Free the memory of 'b' and zero it. */
void op_bytes_free (op_bytes *b);

/* A call is in exactly one list of its pool. */
typedef enum op_call_state {
  OP_CALL_SPARE,  /* waiting for use */
  OP_CALL_QUEUED, /* submitted, and to be started by one of the next steps */
  OP_CALL_ACTIVE, /* in libcurl's hands */
  OP_CALL_DONE,   /* finished, waiting for op_pool_next */
  OP_CALL_TAKEN,  /* the caller's, who will release it */
  OP_CALL_STATES
} op_call_state;

struct op_call {
  op_pool *pool;
  op_call *next;
  op_call *previous;
  CURL *easy; /* NULL until the first use, and after a fork */
  op_call_state state;
  unsigned long long serial; /* a new one for each request */

  /* the request */
  op_bytes url_text;     /* what 'url' was parsed from; empty: 'easy' is not set to it */
  CURLU *url;            /* NULL until the first use */
  op_bytes header_text;  /* "Name: value\0" after each other */
  op_bytes header_nodes; /* struct curl_slist, into the above */
  op_bytes body_copy;
  curl_off_t body_length;
  long long deadline; /* by op_clock_ms: when it is too late to send it */
  int sent;
  unsigned long long connection; /* the serial number of the one it was sent on; 0: not known */
  int is_unsafe;                 /* the connection it was about to be sent on was condemned */

  /* what 'easy' is set to, so that only differences are set again */
  char method[OP_HTTP_METHOD_MAX + 1];
  int method_has_body;
  int has_target;
  int is_direct; /* without any proxy */
  int is_fresh;  /* for a new connection */
  long timeout_ms;
  long connect_timeout_ms;

  /* the answer */
  int status;
  int is_numbered; /* it came by HTTP/2, which numbers requests and answers */
  int header_open; /* between a status line and the empty line */
  int header_over; /* what comes after the next empty line are trailers */
  size_t header_bytes;
  size_t max_body; /* bytes of the body at most */
  size_t header_count;
  op_bytes header_fields; /* as op_call_headers gives them */
  op_bytes response_body;

  /* the failure */
  op_failure_kind failure;
  const char *message;     /* a literal, or 'error' */
  op_failure_kind refusal; /* why one of our callbacks stopped libcurl */
  const char *refusal_message;
  char error[CURL_ERROR_SIZE];
};

typedef struct op_call_list {
  op_call *first;
  op_call *last;
  size_t count;
} op_call_list;

/* One end of a connection. An IPv4 address is written as IPv6 has it (::ffff:192.0.2.1). */
typedef struct op_end {
  int port; /* 0: the end is not known */
  unsigned char address[16];
} op_end;

/* An open connection. By the inode, its descriptor can be told from another file that a child may have opened
   under the same number. By its two ends, libcurl identifies it before it sends. */
typedef struct op_socket {
  int fd;
  ino_t inode;
  unsigned long long serial;  /* no other connection of the process ever has it */
  unsigned long long held_by; /* the call with an unseen failure on it, or 0 */
  op_end own;
  op_end peer;
  unsigned int limit_ms;  /* how long the kernel tries to send; 0: as long as it does by itself */
  unsigned char watched;  /* events that the kernel watches for: CURL_POLL_IN and CURL_POLL_OUT */
  unsigned char wanted;   /* events that libcurl asks for */
  unsigned char is_http1; /* an answer on it was HTTP/1 */
  unsigned char is_condemned; /* nothing more may be sent on it */
} op_socket;

/* No timer of libcurl's is set. */
#define OP_NEVER (-1LL)

struct op_pool {
  CURLM *multi;       /* NULL until the first request, and after a fork */
  int events;         /* descriptor of the kernel's event queue; -1: none yet */
  long long timer_at; /* when libcurl wants to be called, by op_clock_ms; or OP_NEVER */
  op_process owner;   /* the process 'multi' belongs to */
  op_call_list calls[OP_CALL_STATES];
  unsigned long long serials; /* how many were given out */
  op_socket *sockets;         /* the open ones, in order of their descriptors */
  size_t socket_count;
  size_t socket_room;
  char *ca_file;
  char *proxy;
  int allow_insecure_http;
  int http2;
  char origin[OP_HTTP_ORIGIN_MAX]; /* the last scheme and authority found good */
  size_t origin_length;
  int origin_at_home; /* it is loopback */
  op_sigpipe sigpipe; /* what was blocked in the thread that the pool runs in, while 'is_guarded' */
  int is_guarded;
};

/* pool.c */

/* A curl_resolver_start_callback for a pool: keeps SIGPIPE from the thread that looks up a name. */
int op_pool_before_name (void *state, void *unused, void *user);

/* call.c */

/* A call in state SPARE with a libcurl handle that is ready, or NULL if memory runs out. If this libcurl lacks
   something, '*lacks' says so, and the call has no handle: it can only fail. */
op_call *op_call_take (op_pool *pool, const char **lacks);

/* Put a call at the end of another list of its pool. */
void op_call_move (op_call *call, op_call_state state);

/* Free a call that libcurl does not hold. */
void op_call_free (op_call *call);

/* Finish a call: with an answer when 'code' is CURLE_OK, else with a failure. */
void op_call_finish (op_call *call, CURLcode code);

/* The message of a call whose connection was dropped. */
extern const char op_dropped[];

/* Finish a call with a failure of ours; 'message' is a literal or 'call->error'. */
void op_call_fail (op_call *call, op_failure_kind kind, const char *message);

/* events.c */

/* Set up the kernel's event queue for 'pool', which has a new multi handle. If there is one, 'events' is its
   descriptor. */
void op_events_open (op_pool *pool);

/* Close the event queue. In a child of fork() it is the parent's, which this leaves as it is. */
void op_events_close (op_pool *pool);

/* Wait for at most 'wait_ms' until something is ready or due, and let libcurl go on with it: with 'most' connections at
   most, up to OP_HTTP_EVENTS_A_WAIT; with all of them if there is no descriptor. Does not wait if something is due
   already. Does nothing if libcurl's timer is late only after the wait. */
CURLMcode op_events_run (op_pool *pool, int most, int wait_ms);

/* Whether libcurl's timer is late. True if there is no descriptor, since this is not known then. */
int op_events_are_late (const op_pool *pool);

/* Let libcurl go on with everything that is ready by now. */
CURLMcode op_events_run_ready (op_pool *pool);

/* Let libcurl look at the calls on the connection 's', whether or not it is ready. */
CURLMcode op_events_look_at (op_pool *pool, const op_socket *s);

/* Stop watching 'fd', which is about to be closed. */
void op_events_forget (op_pool *pool, int fd);

/* overdue.c */

/* If the program did not run the pool for a while: let libcurl read what has come, then end the calls whose time is
   over. */
CURLMcode op_overdue_catch_up (op_pool *pool);

/* request.c */

/* Set the handle of 'call' to 'request', copying the body if 'copy'. Returns OP_HTTP_NOMEM, or
   OP_HTTP_OK; then '*refused' is NULL, or says why the request must not go out. */
op_http_status op_request_apply (op_call *call, const op_request *request, int copy,
                                 const char **refused);

/* libcurl's time begins when it gets the call: set the time that is left until the deadline. Returns 0 if
   it is over already. */
int op_call_keep_deadline (op_call *call);

/* Remove the time limit of a call, or restore it. */
void op_call_suspend_timeout (op_call *call);
void op_call_restore_timeout (op_call *call);

/* Let it be sent only on a new connection, or on any connection. */
void op_call_want_fresh (op_call *call, int is_fresh);

/* easy.c */

/* A libcurl handle with everything set that no request changes. NULL if memory runs out, or if this libcurl lacks what
   is needed: then '*lacks' says what, and is NULL otherwise. */
CURL *op_easy_new (op_call *call, const char **lacks);

/* The message of a call whose answer is too large. In response.c. */
extern const char op_too_large[];

/* response.c: libcurl's callbacks for an answer; 'user' is the call. */
size_t op_response_header (char *line, size_t one, size_t length, void *user);
size_t op_response_body (char *bytes, size_t one, size_t length, void *user);

/* socket.c: libcurl's callbacks for descriptors; 'user' is the pool. */
curl_socket_t op_socket_open (void *user, curlsocktype purpose, struct curl_sockaddr *address);
int op_socket_limit (void *user, curl_socket_t fd, curlsocktype purpose);
int op_socket_close (void *user, curl_socket_t fd);

/* The connection with the descriptor 'fd', or with the serial number 'serial'; NULL if the pool has no such connection.
   Valid until a connection is opened or closed. */
op_socket *op_socket_of (const op_pool *pool, int fd);
op_socket *op_socket_numbered (const op_pool *pool, unsigned long long serial);

/* Let the kernel try to send on 's' for as long as 'call' may take, and no longer. */
void op_socket_set_limit (op_socket *s, const op_call *call);

/* Prevent any further sending on 's': libcurl finds it dead when it tries to use it again. */
void op_socket_condemn (op_socket *s);

/* Close all descriptors in a child of fork(), without sending anything. */
void op_socket_abandon (op_pool *pool);

/* reuse.c: which connection a request is about to be sent on, and whether it may be. */

/* The connection between two ends, which libcurl gives; NULL if the pool has no such connection. */
op_socket *op_reuse_find (op_pool *pool, const char *own_ip, int own_port, const char *peer_ip,
                          int peer_port);

/* Whether nothing may be sent on the connection 's', which was used before: it is condemned, it was closed, or bytes
   are waiting on it, which cannot be the answer to a request that is not sent yet. NULL is a connection that was not
   found. */
int op_reuse_is_unsafe (const op_pool *pool, const op_socket *s);

/* tls_pending.c */

/* Whether the TLS library has read more bytes from the connection of 'easy' than it was asked for. Known only for
   OpenSSL and GnuTLS; 0 for other libraries, and without TLS. */
int op_tls_has_pending (CURL *easy);

/* A serial number for a connection. */
unsigned long long op_reuse_number (void);

/* Condemn a connection that may belong to another pool of this process. Only the last 64 are kept one by one: the next
   one condemns all older connections, too. */
void op_reuse_condemn_elsewhere (unsigned long long serial);

/* Whether the connection 'serial' was condemned by op_reuse_condemn_elsewhere. */
int op_reuse_was_condemned (unsigned long long serial);

/* failure.c */

/* The kind of failure of a libcurl result. */
op_failure_kind op_failure_of (CURLcode code);

/* Whether the connection on which 'code' occurred is useless now. With HTTP/1.1, libcurl closes it by itself. With
   HTTP/2 it keeps the connection for other requests, which are then lost. Measured: after a failure of nghttp2 the next
   request was carried out, but its answer was never read. */
int op_failure_ends_connection (CURLcode code);

OP_END_DECLARATIONS

#endif
