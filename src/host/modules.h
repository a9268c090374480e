/*
** The library's Lua files, as embed.lua writes them into a C source.
*/
#ifndef OP_HOST_MODULES_H
#define OP_HOST_MODULES_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_module {
  const char *name;  /* as require has it: "openprovider.client" */
  const char *chunk; /* as messages and tracebacks have it: "@openprovider/client.lua" */
  const unsigned char *text;
  size_t length;
} op_module;

extern const op_module op_modules[];
extern const size_t op_module_count;

OP_END_DECLARATIONS

#endif
