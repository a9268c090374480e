/*
** The numbers of the HTTP pool that no caller has to know, each with its unit and its reason.
*/
#ifndef OP_HTTP_LIMITS_H
#define OP_HTTP_LIMITS_H

#include <stddef.h>

/* Bytes of the scheme and authority in a URL: a DNS name has at most 253. */
#define OP_HTTP_ORIGIN_MAX ((size_t)320)

/* Idle connections kept: enough for the hundreds of calls in flight that the scheduler and event
   loops run, and well below the usual 1,024 descriptors of a process. */
#define OP_HTTP_IDLE_CONNECTIONS 512L

/* Maximum number of calls that one step starts, and of connections that it goes on with. A step must not delay a
   program's own event loop: a new connection costs 0.1 ms, with TLS 0.6 ms. */
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

/* Bytes: a buffer that grew beyond this is freed when its call is released. */
#define OP_HTTP_BUFFER_KEEP ((size_t)64 * 1024)

/* Bytes: a buffer starts with this much room; a customer's answer fits. */
#define OP_HTTP_BUFFER_FIRST ((size_t)2048)

/* Milliseconds after which libcurl's timer is late: the program was busy with something else, or stopped. */
#define OP_HTTP_LATE_MS 10

/* How often the pool looks for answers that came meanwhile. Each time it goes on with OP_HTTP_EVENTS_A_WAIT
   connections at most, and reads a MiB or more of each. */
#define OP_HTTP_LATE_LOOKS 64

/* Milliseconds of one sleep of a blocking call. libcurl wakes it sooner for its own timers. */
#define OP_HTTP_POLL_MS 1000

/* Milliseconds after which an event loop looks again, where it has no descriptor to wait for. */
#define OP_HTTP_GLANCE_MS 5

#endif
