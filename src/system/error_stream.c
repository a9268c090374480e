/*
** Standard error. Its failures must not stop the program.
*/
#include "error_stream.h"

#include <errno.h>
#include <unistd.h>

#include "sigpipe.h"

void op_error_write (const char *text, size_t length) {
  op_sigpipe guard;
  op_sigpipe_block(&guard);
  while (length > 0) {
    ssize_t n = write(STDERR_FILENO, text, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    text += n;
    length -= (size_t)n;
  }
  op_sigpipe_restore(&guard);
}
