/*
** A libcurl that lacks what another one has, in TAP: `setopt_check URL`. The server has to answer any POST. Each option
** that the pool sets is refused in turn, with each result that libcurl may give.
*/
#include "include/openprovider/http.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <curl/curl.h>
#undef curl_easy_setopt /* its macro checks types, and hides the function */

CURLcode __real_curl_easy_setopt (CURL *easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt (CURL *easy, CURLoption option, ...);

#define MOST 200

static CURLoption used[MOST];
static size_t n_used;

static CURLoption refused;
static CURLcode result; /* for it; CURLE_OK: none is refused */

static void use (CURLoption option) {
  size_t i;
  for (i = 0; i < n_used; i++) {
    if (used[i] == option) return;
  }
  if (n_used < MOST) used[n_used++] = option;
}

/* In place of the system's, by the linker. An option's number says what its value is. */
CURLcode __wrap_curl_easy_setopt (CURL *easy, CURLoption option, ...) {
  CURLcode code;
  va_list values;
  use(option);
  if (result != CURLE_OK && option == refused) return result;
  va_start(values, option);
  if ((int)option < CURLOPTTYPE_OBJECTPOINT)
    code = __real_curl_easy_setopt(easy, option, va_arg(values, long));
  else if ((int)option < CURLOPTTYPE_OFF_T)
    code = __real_curl_easy_setopt(easy, option, va_arg(values, void *));
  else
    code = __real_curl_easy_setopt(easy, option, va_arg(values, curl_off_t));
  va_end(values);
  return code;
}

/* What a request comes to. */
typedef enum outcome { ANSWERED, LACKS, NO_MEMORY, OTHER } outcome;

static outcome perform (const char *url) {
  op_pool_options options;
  op_request request;
  op_call *call = NULL;
  outcome came = OTHER;
  op_pool *pool;
  memset(&options, 0, sizeof(options));
  options.proxy = "";
  options.http2 = 1;
  memset(&request, 0, sizeof(request));
  request.method = "PUT";
  request.method_length = 3;
  request.url = url;
  request.url_length = strlen(url);
  request.body = "{}";
  request.body_length = 2;
  request.timeout_ms = 5000;
  pool = op_pool_new(&options);
  if (pool == NULL) return OTHER;
  if (op_pool_perform(pool, &request, &call) != OP_HTTP_OK)
    came = NO_MEMORY;
  else if (op_call_failure(call) == OP_FAILURE_NONE)
    came = ANSWERED;
  else if (op_call_failure(call) == OP_FAILURE_PROTOCOL && !op_call_sent(call) &&
           strncmp(op_call_message(call), "this libcurl ", 13) == 0)
    came = LACKS;
  op_call_release(call);
  op_pool_free(pool);
  return came;
}

/* Options that no request goes without. */
static int is_needed (CURLoption option) {
  static const CURLoption needed[] = { CURLOPT_PROTOCOLS_STR,
                                       CURLOPT_PREREQFUNCTION,
                                       CURLOPT_HEADERFUNCTION,
                                       CURLOPT_WRITEFUNCTION,
                                       CURLOPT_OPENSOCKETFUNCTION,
                                       CURLOPT_CLOSESOCKETFUNCTION,
                                       CURLOPT_CUSTOMREQUEST,
                                       CURLOPT_POST,
                                       CURLOPT_POSTFIELDS,
                                       CURLOPT_HTTPHEADER,
                                       CURLOPT_CURLU,
                                       CURLOPT_TIMEOUT_MS };
  size_t i;
  for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
    if (needed[i] == option) return 1;
  }
  return 0;
}

static int failures;

static void check (int good, const char *what) {
  static int number;
  printf("%s %d - %s\n", good ? "ok" : "not ok", ++number, what);
  if (!good) failures++;
}

int main (int argc, char **argv) {
  static const CURLcode results[] = { CURLE_UNSUPPORTED_PROTOCOL, CURLE_UNKNOWN_OPTION,
                                      CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
                                      CURLE_OUT_OF_MEMORY };
  int memory = 1, lack = 1, need = 1;
  size_t i, k, n;
  if (argc != 2) return 2;
  check(perform(argv[1]) == ANSWERED && n_used > 30, "a request is answered");
  refused = CURLOPT_HTTP_VERSION;
  result = CURLE_UNSUPPORTED_PROTOCOL;
  check(perform(argv[1]) == ANSWERED, "without HTTP/2 it goes by HTTP/1.1");
  n = n_used;
  for (i = 0; i < n; i++) {
    refused = used[i];
    for (k = 0; k < sizeof(results) / sizeof(results[0]); k++) {
      outcome came;
      result = results[k];
      came = perform(argv[1]);
      if ((came == NO_MEMORY) != (result == CURLE_OUT_OF_MEMORY)) memory = 0;
      if (came == OTHER) lack = 0;
      if (came == ANSWERED && is_needed(refused)) need = 0;
      if ((came == NO_MEMORY) != (result == CURLE_OUT_OF_MEMORY) || came == OTHER)
        printf("# option %d, result %d: %d\n", (int)refused, (int)result, (int)came);
    }
  }
  check(memory, "want of memory is said for nothing else, and always");
  check(lack, "what this libcurl lacks is said, and nothing is sent");
  check(need, "no request goes without what is needed");
  printf("1..5\n");
  return failures > 0;
}
