/*
** A line that a person types, or that another program writes.
*/
#ifndef OP_LINE_H
#define OP_LINE_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

#define OP_LINE_ROOM 4096 /* bytes of a line: terminals take no longer one */

#define OP_LINE_END (-1) /* there is no line any more */

/*
** Writes 'question' to standard error, and reads a line of at most 'room' bytes from a descriptor, without its end. It
** reads no byte after the line: these are for the next reader. With 'is_secret' a terminal does not show what is typed;
** its settings are restored afterwards, also after a signal. Returns 0, OP_LINE_END, or an errno: EINTR if a signal
** asked the program to end.
*/
int op_line_read (int fd, const char *question, int is_secret, char *line, size_t room,
                  size_t *length);

/* Overwrites a secret that is no longer needed. */
void op_line_wipe (char *bytes, size_t length);

OP_END_DECLARATIONS

#endif
