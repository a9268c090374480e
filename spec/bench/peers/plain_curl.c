/*
** plain_curl URL TOKEN BODIES CALLS
** The peer of `create`: what a C program does that has its customers as JSON already. One handle,
** one kept-alive connection, POSTFIELDS, the answer into a buffer. BODIES is a file with a body a
** line; CALLS are made of them, round and round. Prints the microseconds of processor time (user
** and system), and of wall time, that a call took.
*/
#include <stdio.h>
#include <stdlib.h>

#include "plain.h"

#define WARM_CALLS 200

static void post (CURL *curl, const bodies *b, answer *a, size_t calls) {
  size_t i;
  for (i = 0; i < calls; i++) {
    set_body(curl, b, i % b->count, a);
    check_answer(curl, curl_easy_perform(curl), a);
  }
}

int main (int argc, char **argv) {
  static answer a;
  struct curl_slist *headers;
  bodies b;
  CURL *curl;
  size_t calls;
  double processor, wall;
  if (argc != 5) fail("URL TOKEN BODIES CALLS");
  calls = (size_t)strtoul(argv[4], NULL, 10);
  read_bodies(&b, argv[3]);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  curl = curl_easy_init();
  headers = create_headers(argv[2]);
  set_up_create(curl, argv[1], headers, &a);
  post(curl, &b, &a, calls < WARM_CALLS ? calls : WARM_CALLS);
  processor = processor_time();
  wall = wall_time();
  post(curl, &b, &a, calls);
  processor = processor_time() - processor;
  wall = wall_time() - wall;
  printf("processor %.3f\nwall %.3f\n", processor / (double)calls, wall / (double)calls);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  curl_global_cleanup();
  free_bodies(&b);
  return 0;
}
