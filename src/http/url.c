/*
** Where requests may go: https anywhere, http to the official sandbox and to this machine.
** A client calls one origin thousands of times, so the last origin that was allowed is kept and compared
** by its bytes. This is safe because the rest of a URL, which starts at the first '/', '?' or
** '#', does not influence where its request goes.
*/
#include <arpa/inet.h>
#include <string.h>

#include "../text/ascii.h"
#include "private.h"

/* The only host that documents offer without TLS (FACTS 1.1). */
#define SANDBOX_HOST "api.sandbox.openprovider.nl"

/* Whether all of 'url' are bytes that a URL has: visible ASCII, and no backslash, which some
   parsers take for a slash. */
static int is_clean (const char *url, size_t length) {
  size_t i;
  for (i = 0; i < length; i++) {
    if (url[i] <= ' ' || url[i] >= 0x7f || url[i] == '\\') return 0;
  }
  return 1;
}

/* Names and schemes count in any case. The C string 'lower' is in lower case. */
static int starts_with (const char *url, const char *lower) {
  size_t n = strlen(lower);
  return strlen(url) >= n && op_is_any_case(url, lower, n);
}

static int is_host (const char *host, const char *lower) {
  return strlen(host) == strlen(lower) && starts_with(host, lower);
}

/* Length of scheme, "://" and authority; 0 if the scheme is not http or https, or the authority is
   empty (libcurl would take the path's first part for one). */
static size_t origin_length (const char *url) {
  size_t start, length;
  if (starts_with(url, "https://"))
    start = 8;
  else if (starts_with(url, "http://"))
    start = 7;
  else
    return 0;
  length = strcspn(url + start, "/?#");
  return (length > 0) ? start + length : 0;
}

/* Whether 'host', in the canonical form of libcurl's parser, is this machine. */
static int is_loopback (const char *host) {
  struct in_addr v4;
  if (is_host(host, "localhost") || strcmp(host, "[::1]") == 0) return 1;
  return inet_pton(AF_INET, host, &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

static int may_be_insecure (const op_pool *pool, const char *host) {
  return pool->allow_insecure_http || is_host(host, SANDBOX_HOST) || is_loopback(host);
}

/* Whether a proxy was asked for, other than by the environment. */
static int has_proxy (const op_pool *pool) { return pool->proxy != NULL && pool->proxy[0] != '\0'; }

/* Judge a parsed URL. Returns NULL if it is good; then '*at_home' says whether it is on this machine. */
static const char *judge_url (const op_pool *pool, CURLU *parsed, const char *url, int *at_home) {
  const char *refusal = NULL;
  char *host = NULL;
  CURLUcode code = curl_url_set(parsed, CURLUPART_URL, url, 0);
  if (code == CURLUE_OK) code = curl_url_get(parsed, CURLUPART_HOST, &host, 0);
  if (code == CURLUE_OUT_OF_MEMORY) return "out of memory";
  if (code != CURLUE_OK) return "the URL is not valid";
  *at_home = is_loopback(host);
  if (starts_with(url, "http:")) {
    if (!may_be_insecure(pool, host))
      refusal = "the URL must start with https:// (plain http is for the sandbox and loopback)";
    else if (!*at_home && has_proxy(pool) && !pool->allow_insecure_http)
      refusal = "plain http would show the password to the proxy (option proxy); use https, or "
                "allow it by the option "
                "allow_insecure_http";
  }
  curl_free(host);
  return refusal;
}

const char *op_pool_refusal (op_pool *pool, const char *url, size_t length) {
  const char *refusal;
  int at_home;
  size_t origin;
  CURLU *parsed;
  if (length > OP_HTTP_URL_MAX) return "the URL is too long";
  if (!is_clean(url, length))
    return "the URL has a blank, a control byte, a backslash or a byte outside ASCII in it";
  origin = origin_length(url);
  if (origin == 0) return "the URL must start with https:// and a host";
  if (origin == pool->origin_length && memcmp(url, pool->origin, origin) == 0) return NULL;
  if (origin > sizeof(pool->origin)) return "the URL's host is too long";
  if (memchr(url, '@', origin) != NULL)
    return "the URL must not have a user name or a password in it";
  parsed = curl_url();
  if (parsed == NULL) return "out of memory";
  refusal = judge_url(pool, parsed, url, &at_home);
  curl_url_cleanup(parsed);
  if (refusal == NULL) {
    memcpy(pool->origin, url, origin);
    pool->origin_length = origin;
    pool->origin_at_home = at_home;
  }
  return refusal;
}
