/*
** The status of a file. Two names lead to the same file if device and inode are the same.
*/
#ifndef OP_FILE_STATUS_H
#define OP_FILE_STATUS_H

#include <stdint.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_file_type {
  OP_FILE_REGULAR,
  OP_FILE_DIRECTORY,
  OP_FILE_FIFO,
  OP_FILE_OTHER
} op_file_type;

typedef struct op_file_status {
  uint32_t device_major, device_minor;
  uint64_t inode;
  uint64_t links; /* names that it has */
  op_file_type type;
  unsigned mode;  /* permissions, with set-user-id and the like: at most 07777 */
  uint32_t owner; /* user id */
  int mount_root; /* whether it is where a file system, or a part of one, is mounted: 1 or 0; -1: not known */
} op_file_status;

/* Looks at what 'path' leads to; links are followed. Returns 0, or an errno. */
int op_file_status_at (const char *path, op_file_status *status);

/* The same for a descriptor. */
int op_file_status_of (int fd, op_file_status *status);

OP_END_DECLARATIONS

#endif
