/*
** Folders for files that the programs of one user share.
*/
#ifndef OP_PRIVATE_FOLDER_H
#define OP_PRIVATE_FOLDER_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"
#include "private_file.h"

OP_BEGIN_DECLARATIONS

/*
** Makes a folder and missing folders above it, for their owner alone. OP_PRIVATE_OK if files can be made in
** it. Who else can write to it is not checked: private_file.h explains why.
*/
op_private_result op_private_folder (const char *path, op_private_fault *fault);

/*
** The same for a folder in a place where everybody can make one, such as /var/tmp. It is refused if it is a link,
** belongs to another user, or is open to others. The folders above it must exist.
*/
op_private_result op_private_folder_among_others (const char *path, op_private_fault *fault);

/*
** Writes the home of this process's user, as the user database has it, and a NUL to 'home'. Returns 0, or -1 if there
** is no such user, no absolute path, or no room for it. Modules of the system may be loaded for it.
*/
int op_user_home (char *home, size_t room);

OP_END_DECLARATIONS

#endif
