/*
** The signals that ask a program to end: Ctrl-C, SIGTERM, and the SIGHUP of a terminal that goes. The first of them is
** noted, for a program that asks for it at a point of its own, and more of them if it says so; the next one ends the
** process. Signals belong to the process, and so does the note: a library never watches by itself.
*/
#ifndef OP_INTERRUPT_H
#define OP_INTERRUPT_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Watches from now on. Whatever handled the signals before does so no more. SIGTERM and SIGHUP stay ignored where they
   were, as nohup has it; what SIGINT was is not known, for Lua's interpreter handles it. Returns 0, or an errno. */
int op_interrupt_watch (void);

/* Whether anybody watches. */
int op_interrupt_is_watched (void);

/* The last signal that came since op_interrupt_watch; 0: none. */
int op_interrupt_signal (void);

/* How many of them came since then. */
int op_interrupt_count (void);

/* Notes so many signals before one ends the process: 1 until this is called. Before the first of them came. */
void op_interrupt_note (int signals);

/* Has the handler say a text on standard error if a signal comes while this program waits in other code, which knows
   nothing of it; the next one then ends the process. The text must stay as it is. NULL: say nothing. */
void op_interrupt_say (const char *text);

OP_END_DECLARATIONS

#endif
