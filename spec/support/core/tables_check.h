/*
** tables_check.h
** What the two halves of the check of the data tables share.
*/

#ifndef OP_TABLES_CHECK_H
#define OP_TABLES_CHECK_H

#include <stdio.h>

/* Prints one TAP line, and remembers whether it was good. */
void check (int good, const char *what);

/* A number below 'n'; the same sequence in every run. */
unsigned pick (unsigned n);

/* Compare a table with an open file; the formats are in tables_check.c. */
void compare_zipcodes (FILE *f);
void compare_extensions (FILE *f);
void compare_countries (FILE *f);

#endif
