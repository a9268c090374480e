/*
** Counters in a private file, for processes of one user: each has a window of time that begins with its first
** count, and begins anew when that is over. Counts are exact however many processes count at once.
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
  int is_busy; /* another process is changing it just now; nothing else is set, and it may be tried again */
  double count; /* in this window */
  double left;  /* seconds until it begins anew */
} op_count;

/*
** Adds 'by', which may be 0, to the counter with the number 'slot' below OP_COUNT_SLOTS in the file at 'path'.
** That, with mode 0600, and its folders are made if they are missing; one that is not private is refused.
** 'now' is in seconds, by a clock that all processes have; who began the window may have read it later. A
** window that would end later than twice 'window' from now was begun by a clock that was wrong, and counts as
** over.
*/
op_private_result op_private_count (const char *path, uint32_t slot, double by, double now,
                                    double window, op_count *counted, op_private_fault *fault);

/*
** Sets 'most' to the counter of the file that is the highest now, 0 for none. The file is made and refused as above. No
** counter is locked: one that is being changed counts as it was before or is after. It is busy if another process looks
** at the same time.
*/
op_private_result op_private_most_counted (const char *path, double now, double window,
                                           op_count *most, op_private_fault *fault);

OP_END_DECLARATIONS

#endif
