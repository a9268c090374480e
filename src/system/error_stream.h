/*
** Standard error.
*/
#ifndef OP_ERROR_STREAM_H
#define OP_ERROR_STREAM_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Writes to standard error. Nobody may read it, or be able to keep it: that raises no SIGPIPE, and the rest is lost. */
void op_error_write (const char *text, size_t length);

OP_END_DECLARATIONS

#endif
