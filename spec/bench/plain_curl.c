/*
** plain_curl URL TOKEN BODIES CALLS
** The peer of `create`: what a C program does that has its customers as JSON already. One handle,
** one kept-alive connection, POSTFIELDS, the answer into a buffer. BODIES is a file with a body a
** line; CALLS are made of them, round and round. Prints the microseconds of processor time (user
** and system), and of wall time, that a call took.
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <curl/curl.h>

#define WARM_CALLS 200

typedef struct bodies {
  char *text;
  char **body;
  size_t *len;
  size_t count;
} bodies;

typedef struct answer {
  char text[65536];
  size_t len;
} answer;

/* Ends the program with a reason. */
static void fail (const char *reason) {
  fprintf(stderr, "plain_curl: %s\n", reason);
  exit(1);
}

/* The whole file, with room for one more byte; never NULL. */
static char *contents (const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  char *text;
  long end = -1;
  if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) <= 0)
    fail("cannot read the bodies");
  rewind(file);
  text = (char *)malloc((size_t)end + 1);
  if (text == NULL || fread(text, 1, (size_t)end, file) != (size_t)end)
    fail("cannot read the bodies");
  fclose(file);
  *len = (size_t)end;
  return text;
}

static void read_bodies (bodies *b, const char *path) {
  size_t len, i, lines = 0;
  char *line;
  b->text = contents(path, &len);
  for (i = 0; i < len; i++) lines += b->text[i] == '\n';
  b->body = (char **)calloc(lines + 1, sizeof *b->body);
  b->len = (size_t *)calloc(lines + 1, sizeof *b->len);
  if (b->body == NULL || b->len == NULL || lines == 0) fail("no bodies");
  b->count = 0;
  line = b->text;
  for (i = 0; i < len; i++) {
    if (b->text[i] != '\n') continue;
    b->text[i] = '\0';
    b->body[b->count] = line;
    b->len[b->count++] = (size_t)(b->text + i - line);
    line = b->text + i + 1;
  }
}

static size_t on_answer (char *bytes, size_t size, size_t n, void *data) {
  answer *a = (answer *)data;
  size_t len = size * n;
  if (len > sizeof a->text - a->len) return 0;
  memcpy(a->text + a->len, bytes, len);
  a->len += len;
  return len;
}

static double processor_time (void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static double wall_time (void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void post (CURL *curl, const bodies *b, answer *a, size_t calls) {
  size_t i;
  long status;
  for (i = 0; i < calls; i++) {
    size_t which = i % b->count;
    a->len = 0;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)b->len[which]);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, b->body[which]);
    if (curl_easy_perform(curl) != CURLE_OK) fail("a call failed");
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 || a->len == 0) fail("a call was refused");
  }
}

int main (int argc, char **argv) {
  static answer a;
  struct curl_slist *headers = NULL;
  char authorization[1024];
  bodies b;
  CURL *curl;
  size_t calls;
  double processor, wall;
  if (argc != 5) fail("URL TOKEN BODIES CALLS");
  calls = (size_t)strtoul(argv[4], NULL, 10);
  read_bodies(&b, argv[3]);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  curl = curl_easy_init();
  if (curl == NULL) fail("no handle");
  snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", argv[2]);
  headers = curl_slist_append(headers, authorization);
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Accept: application/json");
  curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "plain-curl/1.0");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &a);
  post(curl, &b, &a, calls < WARM_CALLS ? calls : WARM_CALLS);
  processor = processor_time();
  wall = wall_time();
  post(curl, &b, &a, calls);
  processor = processor_time() - processor;
  wall = wall_time() - wall;
  printf("%.3f %.3f\n", processor / (double)calls, wall / (double)calls);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  curl_global_cleanup();
  free(b.text);
  free(b.body);
  free(b.len);
  return 0;
}
