/*
** What the plain programs on libcurl share.
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "plain.h"

#define TIMEOUT_SECONDS 60L

void fail (const char *reason) {
  fprintf(stderr, "plain: %s\n", reason);
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

void read_bodies (bodies *b, const char *path) {
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

void free_bodies (bodies *b) {
  free(b->text);
  free(b->body);
  free(b->len);
}

struct curl_slist *create_headers (const char *token) {
  char authorization[1024];
  struct curl_slist *headers = NULL;
  snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", token);
  headers = curl_slist_append(headers, authorization);
  headers = curl_slist_append(headers, "Content-Type: application/json");
  return curl_slist_append(headers, "Accept: application/json");
}

static size_t on_answer (char *bytes, size_t size, size_t n, void *data) {
  answer *a = (answer *)data;
  size_t len = size * n;
  if (len > sizeof a->text - a->len) return 0;
  memcpy(a->text + a->len, bytes, len);
  a->len += len;
  return len;
}

void set_up_create (CURL *curl, const char *url, struct curl_slist *headers, answer *a) {
  if (curl == NULL) fail("no handle");
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "plain-curl/1.0");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_SECONDS);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, a);
}

void set_body (CURL *curl, const bodies *b, size_t which, answer *a) {
  a->len = 0;
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)b->len[which]);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, b->body[which]);
}

void check_answer (CURL *curl, CURLcode code, const answer *a) {
  long status = 0;
  if (code != CURLE_OK) fail("a call failed");
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200 || a->len == 0) fail("a call was refused");
}

double processor_time (void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double wall_time (void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}
