/*
** The answer as it comes in: header lines become fields, the body is gathered, and both are cut
** off at their limits.
*/
#include <assert.h>
#include <string.h>

#include "../text/ascii.h"
#include "private.h"

/* Make libcurl stop, with our own reason. Returns the value that a callback returns for that. */
static size_t refuse_answer (op_call *call, const char *message) {
  call->refusal = OP_FAILURE_PROTOCOL;
  call->refusal_message = message;
  return 0;
}

static int is_blank_or_tab (char c) { return c == ' ' || c == '\t'; }

/* The line without its end and without blanks before it. */
static size_t trimmed (const char *line, size_t length) {
  while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r' ||
                        is_blank_or_tab(line[length - 1])))
    length--;
  return length;
}

/* Append 'name' in lower case; assumes that room was reserved. */
static void put_lower (op_bytes *b, const char *name, size_t length) {
  char *to = b->at + b->used;
  size_t i;
  assert(b->room - b->used >= length);
  for (i = 0; i < length; i++) to[i] = op_lower(name[i]);
  b->used += length;
}

/* Add the field 'line'. A line without a name is skipped. Returns 0 if memory runs out. */
static int add_field (op_call *call, const char *line, size_t length) {
  const char *colon = (const char *)memchr(line, ':', length);
  size_t name, value;
  if (colon == NULL || colon == line) return 1;
  if (!op_bytes_reserve(&call->header_fields, length + 1))
    return 0; /* a NUL stands for the colon, and one ends the value */
  name = (size_t)(colon - line);
  put_lower(&call->header_fields, line, name);
  op_bytes_put(&call->header_fields, "", 1);
  for (value = name + 1; value < length && is_blank_or_tab(line[value]); value++)
    ;
  op_bytes_put(&call->header_fields, line + value, length - value);
  op_bytes_put(&call->header_fields, "", 1);
  call->header_count++;
  return 1;
}

/* Join a folded line to the field before it with one blank (RFC 9112, 5.2). */
static int extend_field (op_call *call, const char *line, size_t length) {
  op_bytes *fields = &call->header_fields;
  if (fields->used == 0) return 1;
  while (length > 0 && is_blank_or_tab(*line)) {
    line++;
    length--;
  }
  if (!op_bytes_reserve(fields, length + 1)) return 0;
  fields->at[fields->used - 1] = ' ';
  op_bytes_put(fields, line, length);
  op_bytes_put(fields, "", 1);
  return 1;
}

/* The first digit of the status in a status line: '1' is that of an informational answer, which another one follows. */
static int hundred (const char *line, size_t length) {
  const char *blank = (const char *)memchr(line, ' ', length);
  return (blank != NULL && blank + 1 < line + length) ? blank[1] : '0';
}

/* Note what a status line says about the connection of 'call': the HTTP version, if HTTP/2 is allowed, and whether
   the answer is a failure. */
static void note_connection (const op_call *call, const char *line, size_t length) {
  int is_http1 = (length >= 7 && memcmp(line, "HTTP/1.", 7) == 0);
  int is_failure = (is_http1 && hundred(line, length) >= '3');
  op_socket *s;
  if (!is_failure && !call->pool->http2) return;
  s = op_socket_numbered(call->pool, call->connection);
  if (s == NULL) return;
  s->is_http1 = (unsigned char)is_http1;
  s->held_by = is_failure ? call->serial : 0;
}

/* Whether a status line reports a success before the whole body of the request was sent. Nobody can have read the
   request, so this is not its answer. */
static int is_too_early (const op_call *call, const char *line, size_t length) {
  curl_off_t sent = 0;
  if (hundred(line, length) != '2') return 0;
  if (curl_easy_getinfo(call->easy, CURLINFO_SIZE_UPLOAD_T, &sent) != CURLE_OK) return 0;
  return sent < call->body_length;
}

/* One line: a status line starts the fields, an empty line ends them, and what comes after that are
   trailers, unless the answer was informational. */
size_t op_response_header (char *line, size_t one, size_t length, void *user) {
  op_call *call = (op_call *)user;
  size_t used;
  (void)one;
  if (length > OP_HTTP_ANSWER_HEADERS_MAX - call->header_bytes)
    return refuse_answer(call, "the answer's headers are too large");
  call->header_bytes += length;
  if (!call->header_open) {
    if (!call->header_over && length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
      call->header_open = 1;
      call->header_over = (hundred(line, length) != '1');
      note_connection(call, line, length);
      if (is_too_early(call, line, length))
        return refuse_answer(call, "the answer came before the whole request was sent");
      call->header_fields.used = 0;
      call->header_count = 0;
    }
    return length;
  }
  used = trimmed(line, length);
  if (used == 0)
    call->header_open = 0;
  else if (memchr(line, '\0', used) != NULL || memchr(line, '\r', used) != NULL)
    return refuse_answer(call,
                         "the answer has a header with a control byte in it"); /* RFC 9110, 5.5 */
  else if (call->header_count == OP_HTTP_ANSWER_FIELDS_MAX)
    return refuse_answer(call, "the answer has too many header fields");
  else if (!(is_blank_or_tab(*line) ? extend_field : add_field)(call, line, used))
    return refuse_answer(call, "out of memory");
  return length;
}

const char op_too_large[] = "the answer's body is too large";

size_t op_response_body (char *bytes, size_t one, size_t length, void *user) {
  op_call *call = (op_call *)user;
  (void)one;
  if (length > call->max_body - call->response_body.used) return refuse_answer(call, op_too_large);
  if (!op_bytes_reserve(&call->response_body, length)) return refuse_answer(call, "out of memory");
  op_bytes_put(&call->response_body, bytes, length);
  return length;
}
