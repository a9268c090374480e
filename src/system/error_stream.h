/*
** Standard error.
*/
#ifndef OP_ERROR_STREAM_H
#define OP_ERROR_STREAM_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Writes to standard error. If nobody reads it, or if it cannot be stored, the rest is lost, without a SIGPIPE. */
void op_error_write (const char *text, size_t length);

OP_END_DECLARATIONS

#endif
