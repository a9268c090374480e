/*
** A file that replaces another one in one step: it is written under another name and then renamed. So a reader finds
** the old bytes or the new ones, and an unfinished file destroys nothing.
*/
#ifndef OP_REPLACEMENT_H
#define OP_REPLACEMENT_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

#define OP_REPLACEMENT_PATH 4096 /* bytes of a path, its end included; Linux takes no longer one */

/*
** Writes to 'real', which has OP_REPLACEMENT_PATH bytes, the path of the file that would be written to: with every
** symbolic link followed, whether the file exists or not. Its folder must exist. Returns 0, or an errno.
*/
int op_real_path (const char *path, char *real);

/*
** Creates an empty file beside 'path', under a name that nobody can know, and writes that to 'name', which has
** OP_REPLACEMENT_PATH bytes. It has the mode of the file at 'path', and its owner where that is allowed; if there is
** none, the mode that a new file has. Returns 0, or an errno.
*/
int op_replacement_new (const char *path, char *name);

OP_END_DECLARATIONS

#endif
