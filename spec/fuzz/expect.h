/*
** What a target says of its subject: a finding if it is not so.
*/
#ifndef OP_FUZZ_EXPECT_H
#define OP_FUZZ_EXPECT_H

#include <stdio.h>
#include <stdlib.h>

#define EXPECT(what) \
  do { \
    if (!(what)) { \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
      abort(); \
    } \
  } while (0)

#endif
