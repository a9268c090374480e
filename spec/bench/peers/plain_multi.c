/*
** plain_multi URL TOKEN BODIES CALLS IN_FLIGHT
** The peer of `create_customers`: what a C program does that has its customers as JSON already.
** libcurl's multi interface, IN_FLIGHT handles used again and again, as many kept-alive
** connections, POSTFIELDS, the answers into buffers. BODIES is a file with a body a line; calls are
** made of them, round and round. Prints the microseconds of processor time (user and system), and
** of wall time, that a call took. CALLS are measured, with IN_FLIGHT under way from the first to
** the last: so many before them open the connections, and IN_FLIGHT more come after.
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

#define WARM_CALLS 192
#define MOST_IN_FLIGHT 256
#define POLL_MS 1000

typedef struct run {
  CURLM *multi;
  CURL *easy[MOST_IN_FLIGHT];
  answer *answers; /* one for each handle */
  size_t in_flight;
  const bodies *b;
  size_t started, finished, calls; /* how many, and how many in all */
  size_t measured;                 /* of these, after the first WARM_CALLS */
  double processor, wall;          /* when they began, then how long they took */
} run;

static void start_call (run *r, size_t slot) {
  set_body(r->easy[slot], r->b, r->started++ % r->b->count, &r->answers[slot]);
  if (curl_multi_add_handle(r->multi, r->easy[slot]) != CURLM_OK) fail("a call did not start");
}

/* Count a call that is finished, and look at the clocks when the time has come. */
static void count_call (run *r) {
  r->finished++;
  if (r->finished == WARM_CALLS) {
    r->processor = processor_time();
    r->wall = wall_time();
  }
  else if (r->finished == WARM_CALLS + r->measured) {
    r->processor = processor_time() - r->processor;
    r->wall = wall_time() - r->wall;
  }
}

/* Take the calls that are finished, and start others in their place. */
static void take_finished (run *r) {
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read(r->multi, &left)) != NULL) {
    CURL *easy = message->easy_handle;
    CURLcode code = message->data.result;
    char *mine = NULL;
    size_t slot;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &mine);
    slot = (size_t)((answer *)(void *)mine - r->answers);
    check_answer(easy, code, &r->answers[slot]);
    curl_multi_remove_handle(r->multi, easy);
    count_call(r);
    if (r->started < r->calls) start_call(r, slot);
  }
}

static void post (run *r) {
  size_t before;
  int running;
  while (r->started < r->in_flight) start_call(r, r->started);
  while (r->finished < r->calls) {
    before = r->finished;
    if (curl_multi_perform(r->multi, &running) != CURLM_OK) fail("the calls failed");
    take_finished(r);
    if (r->finished == before) curl_multi_poll(r->multi, NULL, 0, POLL_MS, NULL);
  }
}

static void open_run (run *r, const char *url, struct curl_slist *headers) {
  size_t i;
  r->multi = curl_multi_init();
  r->answers = (answer *)calloc(r->in_flight, sizeof *r->answers);
  if (r->multi == NULL || r->answers == NULL) fail("no memory");
  for (i = 0; i < r->in_flight; i++) {
    r->easy[i] = curl_easy_init();
    set_up_create(r->easy[i], url, headers, &r->answers[i]);
    curl_easy_setopt(r->easy[i], CURLOPT_PRIVATE, &r->answers[i]);
  }
}

static void close_run (run *r) {
  size_t i;
  for (i = 0; i < r->in_flight; i++) curl_easy_cleanup(r->easy[i]);
  curl_multi_cleanup(r->multi);
  free(r->answers);
}

int main (int argc, char **argv) {
  struct curl_slist *headers;
  bodies b;
  run r;
  if (argc != 6) fail("URL TOKEN BODIES CALLS IN_FLIGHT");
  memset(&r, 0, sizeof r);
  r.measured = (size_t)strtoul(argv[4], NULL, 10);
  r.in_flight = (size_t)strtoul(argv[5], NULL, 10);
  if (r.in_flight < 1 || r.in_flight > MOST_IN_FLIGHT) fail("IN_FLIGHT is not from 1 to 256");
  read_bodies(&b, argv[3]);
  r.b = &b;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  headers = create_headers(argv[2]);
  open_run(&r, argv[1], headers);
  r.calls = WARM_CALLS + r.measured + r.in_flight;
  post(&r);
  printf("processor %.3f\nwall %.3f\n", r.processor / (double)r.measured,
         r.wall / (double)r.measured);
  close_run(&r);
  curl_slist_free_all(headers);
  curl_global_cleanup();
  free_bodies(&b);
  return 0;
}
