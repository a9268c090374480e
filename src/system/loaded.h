/*
** Libraries that stay loaded. lua_close unloads Lua's modules, and with them the libraries that they were linked with.
*/
#ifndef OP_LOADED_H
#define OP_LOADED_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Keep libcurl loaded until the process ends: a thread of its resolver may still run when the last pool is freed
   (CURLOPT_QUICK_EXIT). Does nothing if libcurl is a part of the program. */
void op_loaded_keep_libcurl (void);

/* The function of a name in libcurl, or in a library that it was linked with; NULL if there is none. */
void *op_loaded_find (const char *name);

/* Keep the library or module of this code loaded until the process ends, for a signal handler. */
void op_loaded_keep_own (void);

OP_END_DECLARATIONS

#endif
