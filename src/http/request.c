/*
** A request on its way into libcurl's handle, checked first: libcurl sends header values as they
** are, line breaks included.
*/
#include <string.h>

#include "../text/ascii.h"
#include "private.h"

/* Bytes of a token (RFC 9110, 5.6.2): 1; all others: 0. */
static const unsigned char is_token[256] = {
  ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1, ['*'] = 1, ['+'] = 1,
  ['-'] = 1, ['.'] = 1, ['^'] = 1, ['_'] = 1, ['`'] = 1, ['|'] = 1,  ['~'] = 1, ['0'] = 1,
  ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,  ['7'] = 1, ['8'] = 1,
  ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1,  ['F'] = 1, ['G'] = 1,
  ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1,  ['N'] = 1, ['O'] = 1,
  ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1,  ['V'] = 1, ['W'] = 1,
  ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1,  ['d'] = 1, ['e'] = 1,
  ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1,  ['l'] = 1, ['m'] = 1,
  ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1,  ['t'] = 1, ['u'] = 1,
  ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1
};

/* Header fields that say where a request ends or what the connection becomes. Only libcurl may set them. */
static const char *const reserved[] = { "content-length", "transfer-encoding", "expect",
                                        "upgrade",        "trailer",           "te" };

/* Methods that send a length even without a body (RFC 9110, 8.6). */
static const char *const with_body[] = { "POST", "PUT", "PATCH" };

/* Lines that keep libcurl from adding header fields of its own. */
#define NO_EXPECT "Expect:"
#define NO_CONTENT_TYPE "Content-Type:"
#define OWN_LINES 2

static int token (const char *s, size_t length) {
  size_t i;
  for (i = 0; i < length; i++) {
    if (!is_token[(unsigned char)s[i]]) return 0;
  }
  return length > 0;
}

/* Whether 's' may be a field's value (RFC 9110, 5.5): no control bytes but the tab. */
static int field_value (const char *s, size_t length) {
  size_t i;
  for (i = 0; i < length; i++) {
    unsigned char c = (unsigned char)s[i];
    if ((c < ' ' && c != '\t') || c == 0x7f) return 0;
  }
  return 1;
}

static int is_named (const op_header *header, const char *name) {
  return strlen(name) == header->name_length &&
         op_is_any_case(header->name, name, header->name_length);
}

static const char *header_refusal (const op_header *header) {
  size_t i;
  if (!token(header->name, header->name_length))
    return "a header's name is empty or has a byte in it that no name has";
  if (!field_value(header->value, header->value_length))
    return "a header's value has a line break or another control byte in it";
  for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
    if (is_named(header, reserved[i]))
      return "only the transport may set such a header (as Content-Length)";
  }
  return NULL;
}

/* Judge the headers; '*bytes' becomes what all their lines need. */
static const char *headers_refusal (const op_request *request, size_t *bytes) {
  size_t i;
  *bytes = sizeof(NO_EXPECT) + sizeof(NO_CONTENT_TYPE);
  if (request->header_count > OP_HTTP_REQUEST_HEADERS_MAX)
    return "the request has too many headers";
  for (i = 0; i < request->header_count; i++) {
    const op_header *header = &request->headers[i];
    const char *refusal;
    if (header->name_length > OP_HTTP_REQUEST_HEADER_BYTES_MAX ||
        header->value_length > OP_HTTP_REQUEST_HEADER_BYTES_MAX)
      return "the request's headers are too large";
    refusal = header_refusal(header);
    if (refusal != NULL) return refusal;
    *bytes += header->name_length + header->value_length + sizeof(": ");
    if (*bytes > OP_HTTP_REQUEST_HEADER_BYTES_MAX) return "the request's headers are too large";
  }
  return NULL;
}

/*
** The following return 0 if something cannot be set: memory has run out, or this libcurl lacks an option. Then
** '*refused' says which.
*/

/* Judge the result of setting an option. */
static int is_set (CURLcode code, const char **refused) {
  if (code != CURLE_OK && code != CURLE_OUT_OF_MEMORY)
    *refused = "this libcurl refuses a part of the request";
  return code == CURLE_OK;
}

static int set_long (op_call *call, CURLoption option, long value, const char **refused) {
  return is_set(curl_easy_setopt(call->easy, option, value), refused);
}

static struct curl_slist *header_list (op_call *call) {
  return (struct curl_slist *)(void *)call->header_nodes.at;
}

/* Append a list node for a line that starts at 'line' in the text. The text no longer moves. */
static void add_node (op_call *call, size_t line) {
  struct curl_slist *nodes = header_list(call);
  size_t i = call->header_nodes.used / sizeof(*nodes);
  nodes[i].data = call->header_text.at + line;
  nodes[i].next = NULL;
  if (i > 0) nodes[i - 1].next = &nodes[i];
  call->header_nodes.used += sizeof(*nodes);
}

static void add_line (op_call *call, const char *line, size_t size) {
  size_t start = call->header_text.used;
  op_bytes_put(&call->header_text, line, size);
  add_node(call, start);
}

/* libcurl takes "Name:" for the wish to leave a field out, and "Name;" for an empty one. */
static void add_header (op_call *call, const op_header *header) {
  op_bytes *text = &call->header_text;
  size_t start = text->used;
  op_bytes_put(text, header->name, header->name_length);
  if (header->value_length == 0)
    op_bytes_put(text, ";", 1);
  else {
    op_bytes_put(text, ": ", 2);
    op_bytes_put(text, header->value, header->value_length);
  }
  op_bytes_put(text, "", 1);
  add_node(call, start);
}

/* Build the header list in two buffers that are kept, instead of two allocations for each field.
   Assumes that the headers are good. */
static int build_headers (op_call *call, const op_request *request, size_t bytes, int has_body,
                          const char **refused) {
  int has_type = 0;
  size_t i;
  call->header_text.used = call->header_nodes.used = 0;
  if (!op_bytes_reserve(&call->header_text, bytes) ||
      !op_bytes_reserve(&call->header_nodes,
                        (request->header_count + OWN_LINES) * sizeof(struct curl_slist)))
    return 0;
  for (i = 0; i < request->header_count; i++) {
    add_header(call, &request->headers[i]);
    if (is_named(&request->headers[i], "content-type")) has_type = 1;
  }
  if (has_body) {
    add_line(call, NO_EXPECT, sizeof(NO_EXPECT));
    if (!has_type) add_line(call, NO_CONTENT_TYPE, sizeof(NO_CONTENT_TYPE));
  }
  return is_set(curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER,
                                 (call->header_nodes.used > 0) ? header_list(call) : NULL),
                refused);
}

/* Set method and kind of request, unless the handle has them already. */
static int set_method (op_call *call, const op_request *request, int has_body,
                       const char **refused) {
  const char *custom = request->method;
  if (strcmp(call->method, request->method) == 0 && call->method_has_body == has_body) return 1;
  call->method[0] = '\0'; /* in case of a failure half-way */
  if (!set_long(call, CURLOPT_NOBODY, 0, refused) ||
      !set_long(call, has_body ? CURLOPT_POST : CURLOPT_HTTPGET, 1, refused))
    return 0;
  if (strcmp(request->method, "HEAD") == 0 && !set_long(call, CURLOPT_NOBODY, 1, refused)) return 0;
  if (strcmp(request->method, has_body ? "POST" : "GET") == 0) custom = NULL;
  if (!is_set(curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, custom), refused)) return 0;
  memcpy(call->method, request->method, request->method_length + 1);
  call->method_has_body = has_body;
  return 1;
}

static long bounded (long timeout_ms, long otherwise) {
  if (timeout_ms <= 0) return otherwise;
  return (timeout_ms < OP_HTTP_TIMEOUT_MAX_MS) ? timeout_ms : OP_HTTP_TIMEOUT_MAX_MS;
}

static int set_timeouts (op_call *call, const op_request *request, const char **refused) {
  long total = bounded(request->timeout_ms, OP_HTTP_TIMEOUT_MS);
  long connecting = bounded(request->connect_timeout_ms, OP_HTTP_CONNECT_TIMEOUT_MS);
  if (total != call->timeout_ms) {
    if (!set_long(call, CURLOPT_TIMEOUT_MS, total, refused)) return 0;
    call->timeout_ms = total;
  }
  call->deadline = op_clock_ms() + total;
  if (connecting != call->connect_timeout_ms) {
    if (!set_long(call, CURLOPT_CONNECTTIMEOUT_MS, connecting, refused)) return 0;
    call->connect_timeout_ms = connecting;
  }
  return 1;
}

int op_call_keep_deadline (op_call *call) {
  long long left = call->deadline - op_clock_ms();
  if (left <= 0) return 0;
  if (left < call->timeout_ms) {
    curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, (long)left);
    call->timeout_ms = (long)left;
  }
  return 1;
}

void op_call_suspend_timeout (op_call *call) {
  curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, 0L);
}

void op_call_restore_timeout (op_call *call) {
  curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, call->timeout_ms);
}

void op_call_want_fresh (op_call *call, int is_fresh) {
  if (call->is_fresh == is_fresh) return;
  curl_easy_setopt(call->easy, CURLOPT_FRESH_CONNECT, (long)is_fresh);
  call->is_fresh = is_fresh;
}

/* Set the body, in a copy if 'copy'; assumes that set_method was called. libcurl sends one of up to 64 KiB
   together with the head of the request. */
static int set_body (op_call *call, const op_request *request, int copy, const char **refused) {
  const char *body = request->body;
  size_t length = (body != NULL) ? request->body_length : 0;
  call->body_length = call->method_has_body ? (curl_off_t)length : 0;
  if (!call->method_has_body) return 1;
  if (length == 0)
    body = ""; /* without any, libcurl would read standard input */
  else if (copy) {
    call->body_copy.used = 0;
    if (!op_bytes_reserve(&call->body_copy, length)) return 0;
    op_bytes_put(&call->body_copy, body, length);
    body = call->body_copy.at;
  }
  return is_set(curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, body), refused) &&
         is_set(curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length),
                refused);
}

/* The target of a request with a query: path and query. NULL leaves it to libcurl, which takes the query out of the
   URL. If libcurl has no memory for that, it sends the request without the query: this was measured, and the API then
   lists without filters. Left to libcurl are URLs with dots and fragments, which it removes, and plain HTTP, where a
   proxy may need the whole URL. */
static const char *target_of (const op_pool *pool, const char *url) {
  const char *target = url + pool->origin_length;
  int meets_proxy = !pool->origin_at_home && (pool->proxy == NULL || pool->proxy[0] != '\0');
  if (meets_proxy && op_is_any_case(url, "http:", 5)) return NULL;
  if (*target != '/' || strchr(target, '?') == NULL) return NULL;
  return (strchr(target, '#') == NULL && strstr(target, "/.") == NULL) ? target : NULL;
}

/* Parse 'url' once for consecutive calls with the same URL. libcurl would parse a text for each call and put it
   together again, which takes a sixth of all its work. */
static int parse_url (op_call *call, const char *url, size_t length, const char **refused) {
  CURLUcode code;
  call->url_text.used = 0; /* in case of a failure half-way */
  if (call->url == NULL) call->url = curl_url();
  if (call->url == NULL || !op_bytes_reserve(&call->url_text, length)) return 0;
  code = curl_url_set(call->url, CURLUPART_URL, url, 0);
  if (code != CURLUE_OK && code != CURLUE_OUT_OF_MEMORY) *refused = "the URL is not valid";
  return code == CURLUE_OK &&
         is_set(curl_easy_setopt(call->easy, CURLOPT_CURLU, call->url), refused);
}

/* Loopback is never reached through a proxy, neither the pool's own nor that of the environment: a password for this
   machine must not travel over another one. */
static int set_proxy (op_call *call, const char **refused) {
  int is_direct = call->pool->origin_at_home;
  CURLcode code;
  if (call->is_direct == is_direct) return 1;
  code = curl_easy_setopt(call->easy, CURLOPT_PROXY, is_direct ? "" : call->pool->proxy);
  if (is_direct && (code == CURLE_UNKNOWN_OPTION || code == CURLE_NOT_BUILT_IN))
    code = CURLE_OK; /* a libcurl without proxies */
  if (!is_set(code, refused)) return 0;
  call->is_direct = is_direct;
  return 1;
}

/* Set URL and target, unless the handle has them already. Assumes that op_pool_refusal found the URL
   good. */
static int set_url (op_call *call, const char *url, size_t length, const char **refused) {
  const char *target;
  if (call->url_text.used == length && memcmp(call->url_text.at, url, length) == 0) return 1;
  if (!parse_url(call, url, length, refused) || !set_proxy(call, refused)) return 0;
  target = target_of(call->pool, url);
  if (target != NULL || call->has_target) {
    call->has_target = 1; /* perhaps: also after a failure half-way */
    if (!is_set(curl_easy_setopt(call->easy, CURLOPT_REQUEST_TARGET, target), refused)) return 0;
    call->has_target = (target != NULL);
  }
  op_bytes_put(&call->url_text, url, length);
  return 1;
}

static int sends_length (const op_request *request) {
  size_t i;
  if (strcmp(request->method, "HEAD") == 0) return 0;
  if (request->body != NULL) return 1;
  for (i = 0; i < sizeof(with_body) / sizeof(with_body[0]); i++) {
    if (strcmp(request->method, with_body[i]) == 0) return 1;
  }
  return 0;
}

/* All of the request but its headers. Returns NULL if it is good. */
static const char *request_refusal (op_call *call, const op_request *request) {
  if (request->method_length > OP_HTTP_METHOD_MAX ||
      !token(request->method, request->method_length) || strcmp(request->method, "CONNECT") == 0)
    return "the method is not one that HTTP has";
  if (request->body_length > 0 && request->body != NULL && strcmp(request->method, "HEAD") == 0)
    return "a HEAD has no body; leave it out, or use another method";
  if (request->body != NULL && request->body_length > OP_HTTP_REQUEST_BODY_MAX)
    return "the request's body is too large";
  return op_pool_refusal(call->pool, request->url, request->url_length);
}

op_http_status op_request_apply (op_call *call, const op_request *request, int copy,
                                 const char **refused) {
  size_t header_bytes;
  int has_body, is_applied;
  *refused = request_refusal(call, request);
  if (*refused == NULL) *refused = headers_refusal(request, &header_bytes);
  if (*refused != NULL) return OP_HTTP_OK;
  call->max_body = (request->max_body > 0 && request->max_body < OP_HTTP_BODY_MAX)
                       ? request->max_body
                       : OP_HTTP_BODY_MAX;
  has_body = sends_length(request);
  op_call_want_fresh(call, 0);
  is_applied = set_timeouts(call, request, refused) &&
               set_method(call, request, has_body, refused) &&
               build_headers(call, request, header_bytes, has_body, refused) &&
               set_body(call, request, copy, refused) &&
               set_url(call, request->url, request->url_length, refused);
  return (is_applied || *refused != NULL) ? OP_HTTP_OK : OP_HTTP_NOMEM;
}
