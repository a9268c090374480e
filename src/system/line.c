/*
** Lines that are read byte by byte.
*/
#include "line.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "error_stream.h"
#include "interrupt.h"

static int read_bytes (int fd, char *line, size_t room, size_t *length) {
  size_t n = 0;
  for (;;) {
    char byte;
    ssize_t got = read(fd, &byte, 1);
    if (got < 0 && errno == EINTR && op_interrupt_signal() == 0) continue;
    if (got < 0) return errno;
    if (got == 0 && n == 0) return OP_LINE_END;
    if (got == 0 || byte == '\n') break;
    if (n == room) return EMSGSIZE;
    line[n++] = byte;
  }
  if (n > 0 && line[n - 1] == '\r') n--;
  *length = n;
  return 0;
}

int op_line_read (int fd, const char *question, int is_secret, char *line, size_t room,
                  size_t *length) {
  struct termios before, silent;
  int is_hidden = 0, error;
  if (is_secret && tcgetattr(fd, &before) == 0) {
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    silent.c_lflag |= ECHONL; /* the end of the line is seen */
    if (tcsetattr(fd, TCSAFLUSH, &silent) != 0) return errno;
    is_hidden = 1;
  }
  op_error_write(question, strlen(question));
  error = read_bytes(fd, line, room, length);
  if (is_hidden) (void)tcsetattr(fd, TCSAFLUSH, &before);
  return error;
}

void op_line_wipe (char *bytes, size_t length) {
  volatile char *each = bytes; /* or a compiler would leave it out */
  while (length > 0) each[--length] = 0;
}
