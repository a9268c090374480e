/*
** A call's life: taken from the spare ones, carried out by libcurl, finished, read by the caller, and
** given back with its libcurl handle and its buffers.
*/
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static void list_remove (op_call_list *list, op_call *call) {
  if (call->previous != NULL)
    call->previous->next = call->next;
  else
    list->first = call->next;
  if (call->next != NULL)
    call->next->previous = call->previous;
  else
    list->last = call->previous;
  call->next = call->previous = NULL;
  list->count--;
}

static void list_append (op_call_list *list, op_call *call) {
  call->previous = list->last;
  call->next = NULL;
  if (list->last != NULL)
    list->last->next = call;
  else
    list->first = call;
  list->last = call;
  list->count++;
}

void op_call_move (op_call *call, op_call_state state) {
  list_remove(&call->pool->calls[call->state], call);
  call->state = state;
  list_append(&call->pool->calls[state], call);
}

/* A new call among the spare ones of 'pool', or NULL. */
static op_call *new_call (op_pool *pool) {
  op_call *call = (op_call *)calloc(1, sizeof(op_call));
  if (call == NULL) return NULL;
  call->pool = pool;
  call->state = OP_CALL_SPARE;
  list_append(&pool->calls[OP_CALL_SPARE], call);
  return call;
}

/* Clear the result of the call before. */
static void reset_call (op_call *call) {
  call->sent = call->status = call->header_open = call->header_over = call->is_unsafe = 0;
  call->is_numbered = 0;
  call->connection = 0;
  call->header_bytes = call->header_count = 0;
  call->failure = call->refusal = OP_FAILURE_NONE;
  call->message = "";
  call->refusal_message = NULL;
  call->error[0] = '\0';
}

/* The last spare call is the one with the warmest caches. */
op_call *op_call_take (op_pool *pool, const char **lacks) {
  op_call *call = pool->calls[OP_CALL_SPARE].last;
  if (call == NULL) call = new_call(pool);
  *lacks = NULL;
  if (call == NULL) return NULL;
  if (call->easy == NULL) {
    call->easy = op_easy_new(call, lacks);
    if (call->easy == NULL && *lacks == NULL) return NULL;
    call->method[0] = '\0';
    call->timeout_ms = call->connect_timeout_ms = 0;
    call->has_target = call->is_fresh = call->is_direct = 0;
    call->url_text.used = 0;
  }
  reset_call(call);
  call->serial = ++pool->serials;
  return call;
}

void op_call_free (op_call *call) {
  list_remove(&call->pool->calls[call->state], call);
  if (call->easy != NULL) curl_easy_cleanup(call->easy);
  curl_url_cleanup(call->url);
  op_bytes_free(&call->url_text);
  op_bytes_free(&call->header_text);
  op_bytes_free(&call->header_nodes);
  op_bytes_free(&call->body_copy);
  op_bytes_free(&call->header_fields);
#ifndef OP_PLANT_LEAK
  op_bytes_free(&call->response_body);
#endif
  free(call);
}

/* A connection that ended without an answer. libcurl would say that it tried five times, though it did not try again.
   */
static const char no_answer[] = "the connection was closed without an answer";

/* libcurl's own words, unless they may hold a password: it quotes a proxy's URL that it cannot
   parse, and a user name or password in it ends with an '@'. */
static const char *libcurl_message (const op_call *call, CURLcode code) {
  if (code == CURLE_FILESIZE_EXCEEDED) return op_too_large;
  if (code == CURLE_GOT_NOTHING || strstr(call->error, "Connection died") != NULL) return no_answer;
  if (call->error[0] == '\0' || strchr(call->error, '@') != NULL ||
      strstr(call->error, "proxy '") != NULL || strstr(call->error, "syntax in '") != NULL)
    return curl_easy_strerror(code);
  return call->error;
}

/* libcurl quotes received text: keep it to one line. */
static void strip_controls (char *s) {
  for (; *s != '\0'; s++) {
    if ((unsigned char)*s < ' ' || *s == 0x7f) *s = '?';
  }
}

void op_call_fail (op_call *call, op_failure_kind kind, const char *message) {
  call->failure = kind;
  call->message = message;
  call->status = 0;
  op_call_move(call, OP_CALL_DONE);
}

const char op_dropped[] = "the connection was closed: its answers were not those of its requests";

void op_call_finish (op_call *call, CURLcode code) {
  if (op_reuse_was_condemned(call->connection))
    op_call_fail(call, OP_FAILURE_NETWORK, op_dropped);
  else if (code != CURLE_OK && call->refusal != OP_FAILURE_NONE)
    op_call_fail(call, call->refusal, call->refusal_message);
  else if (code != CURLE_OK) {
    strip_controls(call->error);
    op_call_fail(call, op_failure_of(code), libcurl_message(call, code));
  }
  else {
    long status = 0, version = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->easy, CURLINFO_HTTP_VERSION, &version);
    call->status = (int)status;
    call->is_numbered = (version == (long)CURL_HTTP_VERSION_2_0);
    call->sent = 1;
    op_call_move(call, OP_CALL_DONE);
  }
}

unsigned long long op_call_serial (const op_call *call) { return call->serial; }

op_failure_kind op_call_failure (const op_call *call) { return call->failure; }

const char *op_call_message (const op_call *call) { return call->message; }

int op_call_sent (const op_call *call) { return call->sent; }

unsigned long long op_call_connection (const op_call *call) { return call->connection; }

int op_call_is_numbered (const op_call *call) { return call->is_numbered; }

int op_call_status (const op_call *call) { return call->status; }

const char *op_call_headers (const op_call *call, size_t *length) {
  *length = call->header_fields.used;
  return (call->header_fields.used > 0) ? call->header_fields.at : "";
}

/* Set '*s' to the text at '*at' and '*length' to its length, and move '*at' behind its NUL. Returns 0 if there is no
   NUL before 'end'. */
static int next_text (const char **at, const char *end, const char **s, size_t *length) {
  const char *nul = (const char *)memchr(*at, '\0', (size_t)(end - *at));
  if (nul == NULL) return 0;
  *s = *at;
  *length = (size_t)(nul - *at);
  *at = nul + 1;
  return 1;
}

int op_header_next (const char **at, const char *end, op_header *header) {
  return next_text(at, end, &header->name, &header->name_length) &&
         next_text(at, end, &header->value, &header->value_length);
}

const char *op_call_body (const op_call *call, size_t *length) {
  *length = call->response_body.used;
  return (call->response_body.used > 0) ? call->response_body.at : "";
}

void op_call_release (op_call *call) {
  if (call == NULL) return;
  assert(call->state == OP_CALL_TAKEN);
  if (call->pool->calls[OP_CALL_SPARE].count >= OP_HTTP_SPARE_CALLS) {
    op_call_free(call);
    return;
  }
  op_bytes_reuse(&call->body_copy);
  op_bytes_reuse(&call->header_fields);
  op_bytes_reuse(&call->response_body);
  op_call_move(call, OP_CALL_SPARE);
}
