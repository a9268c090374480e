/*
** The program did not run the pool for a while: it was busy, blocked by another library, or stopped. An answer that
** came meanwhile counts, even if the time of its call is over by now. libcurl would end the call before it reads the
** answer.
*/
#include "private.h"

/* The connection of a call that was sent and whose time is over by 'now'; otherwise NULL. */
static const op_socket *overdue_on (const op_pool *pool, const op_call *call, long long now) {
  return (call->sent && call->deadline <= now) ? op_socket_numbered(pool, call->connection) : NULL;
}

/* Let calls whose time is over by 'now' take any time. Returns how many there are. */
static int suspend_overdue (op_pool *pool, long long now) {
  op_call *call;
  int count = 0;
  for (call = pool->calls[OP_CALL_ACTIVE].first; call != NULL; call = call->next) {
    if (overdue_on(pool, call, now) == NULL) continue;
    op_call_suspend_timeout(call);
    count++;
  }
  return count;
}

/* Give calls their own time limits again, and let libcurl end those without an answer. */
static CURLMcode end_overdue (op_pool *pool, long long now) {
  CURLMcode code = CURLM_OK;
  op_call *call;
  for (call = pool->calls[OP_CALL_ACTIVE].first; call != NULL; call = call->next)
    op_call_restore_timeout(call);
  for (call = pool->calls[OP_CALL_ACTIVE].first; call != NULL && code == CURLM_OK;
       call = call->next) {
    const op_socket *s = overdue_on(pool, call, now);
    if (s != NULL) code = op_events_look_at(pool, s);
  }
  return code;
}

CURLMcode op_overdue_catch_up (op_pool *pool) {
  long long now = op_clock_ms();
  CURLMcode code;
  if (suspend_overdue(pool, now) == 0) return CURLM_OK;
  code = op_events_run_ready(pool);
  return (code == CURLM_OK) ? end_overdue(pool, now) : code;
}
