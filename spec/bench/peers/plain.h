/*
** What the plain programs on libcurl share: bodies that are ready-made, and clocks.
*/
#ifndef OP_BENCH_PLAIN_H
#define OP_BENCH_PLAIN_H

#include <stddef.h>

#include <curl/curl.h>

/* A file with a body a line. */
typedef struct bodies {
  char *text;
  char **body;
  size_t *len;
  size_t count;
} bodies;

/* An answer's body; used again for the next. */
typedef struct answer {
  char text[65536];
  size_t len;
} answer;

/* End the program with a reason. */
void fail (const char *reason);

/* Read the bodies of the file at 'path'; ends the program if there are none. */
void read_bodies (bodies *b, const char *path);

void free_bodies (bodies *b);

/* The headers of a create; to be freed with curl_slist_free_all. */
struct curl_slist *create_headers (const char *token);

/* Have 'curl' POST creates to 'url', and write what is answered to 'a'. */
void set_up_create (CURL *curl, const char *url, struct curl_slist *headers, answer *a);

/* Have 'curl' send a body next; its answer is empty. */
void set_body (CURL *curl, const bodies *b, size_t which, answer *a);

/* End the program unless 'curl' got what a create wants. */
void check_answer (CURL *curl, CURLcode code, const answer *a);

/* Microseconds of this process, user and system. */
double processor_time (void);

/* Microseconds of a clock that only goes forward. */
double wall_time (void);

#endif
