/*
** Counters in a private file, for processes of one user. Each has a window of time that begins with its first
** count; when it is over, the counter starts again from 0. Counts are exact even if many processes count at once.
*/
#ifndef OP_PRIVATE_COUNT_H
#define OP_PRIVATE_COUNT_H

#include <stdint.h>

#include "../include/openprovider/linkage.h"
#include "private_file.h"

OP_BEGIN_DECLARATIONS

#define OP_COUNT_SLOTS 65536 /* of a file: it has up to a megabyte */

/* A counter after it was changed. */
typedef struct op_count {
  int is_busy;  /* another process is changing it now: nothing else is set; try again */
  double count; /* in this window */
  double left;  /* seconds until the window is over */
} op_count;

/*
** Adds 'by', which may be 0, to the counter with the number 'slot' below OP_COUNT_SLOTS in the file at 'path'.
** The file, with mode 0600, and its folders are made if they are missing. A file that is not private is refused.
** 'now' is in seconds, by a clock that all processes share; the process that began the window may have read it
** later. A window that would end later than twice 'window' from now was begun with a wrong clock, and counts as over.
*/
op_private_result op_private_count (const char *path, uint32_t slot, double by, double now,
                                    double window, op_count *counted, op_private_fault *fault);

/*
** Sets 'most' to the highest counter of the file, 0 for none. The file is made or refused as above. No counter is
** locked: one that is being changed counts with its value before or after the change. It is busy if another process
** does the same at this time.
*/
op_private_result op_private_most_counted (const char *path, double now, double window,
                                           op_count *most, op_private_fault *fault);

OP_END_DECLARATIONS

#endif
