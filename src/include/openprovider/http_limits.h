/*
** The numbers of the HTTP pool, each with its unit and its reason.
*/
#ifndef OP_HTTP_LIMITS_H
#define OP_HTTP_LIMITS_H

#include <stddef.h>

/* Milliseconds for a whole call when the request names none. The API's owner gives its own
   client as long (FACTS 3.6), and planned maintenance is known to hang callers (FACTS 3.5). */
#define OP_HTTP_TIMEOUT_MS 60000L

/* Milliseconds for name, TCP and TLS together when the request names none: a lost SYN is sent
   again after 1, 3 and 7 seconds, so three retries fit. */
#define OP_HTTP_CONNECT_TIMEOUT_MS 10000L

/* Milliseconds beyond which a timeout is cut: a day. Keeps every sum inside a 32-bit long. */
#define OP_HTTP_TIMEOUT_MAX_MS 86400000L

/* A call slower than so many bytes a second for so many seconds ends as a timeout. The slowest
   registry writes may be silent for 110 seconds (FACTS 3.6), so this only bites on a caller who
   asked for more. */
#define OP_HTTP_LOW_SPEED_BYTES 1L
#define OP_HTTP_LOW_SPEED_SECONDS 120L

/* Bytes of an answer's body, unless its request asks for fewer: a full page of 1,000 customers is about 2 MiB. */
#define OP_HTTP_BODY_MAX ((size_t)16 * 1024 * 1024)

/* Bytes of an answer's header lines, informational ones and trailers included. */
#define OP_HTTP_ANSWER_HEADERS_MAX ((size_t)256 * 1024)

/* Header fields of an answer. An honest one has a few dozen; fields of one name are joined, which
   takes the square of their number. */
#define OP_HTTP_ANSWER_FIELDS_MAX ((size_t)1000)

/* Header fields of a request, and bytes of all their names and values: servers commonly refuse
   more than 100 fields, and nginx more than 32 KiB. */
#define OP_HTTP_REQUEST_HEADERS_MAX 100
#define OP_HTTP_REQUEST_HEADER_BYTES_MAX ((size_t)64 * 1024)

/* Bytes of a request's body: no call of the API comes near it. */
#define OP_HTTP_REQUEST_BODY_MAX ((size_t)64 * 1024 * 1024)

/* Bytes of a URL, and of the scheme and authority in it (a DNS name has at most 253). */
#define OP_HTTP_URL_MAX ((size_t)16 * 1024)
#define OP_HTTP_ORIGIN_MAX ((size_t)320)

/* Bytes of a method's name. */
#define OP_HTTP_METHOD_MAX ((size_t)32)

/* Idle connections kept: enough for the hundreds of calls in flight that the scheduler and event
   loops run, and well below the usual 1,024 descriptors of a process. */
#define OP_HTTP_IDLE_CONNECTIONS 512L

/* Calls that one step starts, and connections that it goes on with, at most. A step of a program's
   own event loop must not keep the loop waiting: a new connection costs 0.1 ms, with TLS 0.6 ms. */
#define OP_HTTP_STARTS_A_STEP 2
#define OP_HTTP_EVENTS_A_STEP 4

/* The same where the pool itself waits. */
#define OP_HTTP_STARTS_A_WAIT 32
#define OP_HTTP_EVENTS_A_WAIT 32

/* Seconds an idle connection may be used again: below the 75 that nginx keeps one by default,
   so that a request seldom meets a connection that is being closed. */
#define OP_HTTP_IDLE_SECONDS 60L

/* Seconds of silence before TCP asks whether the peer is there, and between two such questions. */
#define OP_HTTP_KEEPALIVE_SECONDS 30L

/* Finished calls kept for use again with their libcurl handle; more are freed. */
#define OP_HTTP_SPARE_CALLS 128

/* Bytes: a buffer that grew beyond this is given back when its call is released. */
#define OP_HTTP_BUFFER_KEEP ((size_t)64 * 1024)

/* Bytes: a buffer starts with this much room; a customer's answer fits. */
#define OP_HTTP_BUFFER_FIRST ((size_t)2048)

/* Milliseconds after which libcurl's timer is late: the program was busy with something else, or stopped. */
#define OP_HTTP_LATE_MS 10

/* How often the pool looks for what came meanwhile: each time it goes on with OP_HTTP_EVENTS_A_WAIT connections at
   most, and reads a MiB or more of each. */
#define OP_HTTP_LATE_LOOKS 64

/* Milliseconds of one sleep of a blocking call. libcurl wakes it sooner for its own timers. */
#define OP_HTTP_POLL_MS 1000

/* Milliseconds after which an event loop looks again, where it has no descriptor to wait for. */
#define OP_HTTP_GLANCE_MS 5

#endif
