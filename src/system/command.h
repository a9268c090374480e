/*
** A shell command whose output is needed, such as one that asks a keyring for a password.
*/
#ifndef OP_COMMAND_H
#define OP_COMMAND_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

#define OP_COMMAND_MAX 65536 /* bytes of what one writes */

typedef enum op_command_result {
  OP_COMMAND_DONE, /* it ended; '*status' is its exit status, or 128 and the signal that ended it */
  OP_COMMAND_LATE, /* it took longer than it may */
  OP_COMMAND_INTERRUPTED, /* a signal came that asks this program to end */
  OP_COMMAND_TOO_MUCH,    /* it wrote more than there is room for */
  OP_COMMAND_SYSTEM       /* '*status' is an errno */
} op_command_result;

/*
** Runs a command with /bin/sh, in the terminal and with the standard input and error of this program. Reads its
** standard output into 'text', without a NUL, and sets '*length'. A command that does not end within 'seconds' is
** ended. Without a terminal, all processes that it started are ended, too. With a terminal they may live on; nobody
** waits for them.
*/
op_command_result op_command_ask (const char *command, double seconds, char *text, size_t room,
                                  size_t *length, int *status);

OP_END_DECLARATIONS

#endif
