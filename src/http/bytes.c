/*
** Bytes that grow: the buffers of a call.
*/
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

int op_bytes_reserve (op_bytes *b, size_t more) {
  size_t room = b->room;
  char *at;
  if (b->room - b->used >= more) return 1;
  if (more > (size_t)-1 / 2 - b->used) return 0;
  if (room < OP_HTTP_BUFFER_FIRST) room = OP_HTTP_BUFFER_FIRST;
  while (room < b->used + more) room *= 2;
  at = (char *)realloc(b->at, room);
  if (at == NULL) return 0;
  b->at = at;
  b->room = room;
  return 1;
}

void op_bytes_put (op_bytes *b, const char *from, size_t length) {
  assert(b->room - b->used >= length);
  if (length > 0) { /* 'from' may be NULL otherwise */
    memcpy(b->at + b->used, from, length);
    b->used += length;
  }
}

void op_bytes_reuse (op_bytes *b) {
  if (b->room > OP_HTTP_BUFFER_KEEP)
    op_bytes_free(b);
  else
    b->used = 0;
}

void op_bytes_free (op_bytes *b) {
  free(b->at);
  b->at = NULL;
  b->used = b->room = 0;
}
