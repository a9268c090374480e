/*
** For how long an answer asks to wait (RFC 9110, 10.2.3).
*/
#include <limits.h>
#include <string.h>
#include <time.h>

#include "private.h"

/* The value of the last header field called 'name', with a NUL at its end; NULL where there is none. */
static const char *header_value (const op_call *call, const char *name) {
  size_t length;
  const char *at = op_call_headers(call, &length);
  const char *end = at + length, *value = NULL;
  op_header header;
  while (op_header_next(&at, end, &header)) {
    if (strcmp(header.name, name) == 0) value = header.value;
  }
  return value;
}

/* Read digits as a number, INT_MAX at most. Returns -1 for any other text. */
static int read_seconds (const char *s) {
  int seconds = 0;
  if (*s == '\0') return -1;
  for (; *s >= '0' && *s <= '9'; s++) {
    int digit = *s - '0';
    seconds = (seconds > (INT_MAX - digit) / 10) ? INT_MAX : seconds * 10 + digit;
  }
  return (*s == '\0') ? seconds : -1;
}

/* When the answer was sent, by the server's own clock, as its other dates. */
static time_t sent_at (const op_call *call) {
  const char *date = header_value(call, "date");
  time_t sent = (date != NULL) ? curl_getdate(date, NULL) : -1;
  return (sent != -1) ? sent : time(NULL);
}

int op_call_retry_after (const op_call *call) {
  const char *asked = header_value(call, "retry-after");
  time_t date;
  long long wait;
  if (asked == NULL) return 0;
  wait = read_seconds(asked);
  if (wait >= 0) return (int)wait;
  date = curl_getdate(asked, NULL);
  if (date == -1) return 0;
  wait = (long long)date - sent_at(call);
  if (wait < 0) return 0;
  return (wait < INT_MAX) ? (int)wait : INT_MAX;
}
