/*
** Libraries that stay loaded. Lua's lua_close unloads its modules, and with the last of them what they were linked to.
*/
#ifndef OP_LOADED_H
#define OP_LOADED_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Have libcurl stay until the process ends: a thread of its resolver may still run when the last pool is freed
   (CURLOPT_QUICK_EXIT). Does nothing where libcurl is a part of the program. */
void op_loaded_keep_libcurl (void);

/* The function of a name in libcurl, or in a library that it was linked with; NULL if there is none. */
void *op_loaded_find (const char *name);

/* Have the library or the module that this code is a part of stay until the process ends, for a signal handler. */
void op_loaded_keep_own (void);

OP_END_DECLARATIONS

#endif
