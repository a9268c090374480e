/*
** The signals that ask a program to end: Ctrl-C, SIGTERM, and the SIGHUP of a closed terminal. The first signal is only
** noted, and the program asks for it when it is ready; it can have more signals noted. The next one ends the process.
** Signals belong to the process, and so does the note: only a program starts this, never a library.
*/
#ifndef OP_INTERRUPT_H
#define OP_INTERRUPT_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* Starts to watch. Earlier handlers of these signals are replaced. SIGTERM and SIGHUP stay ignored if they were, as
   nohup needs it; for SIGINT that is not known, because Lua's interpreter handles it. Returns 0, or an errno. */
int op_interrupt_watch (void);

/* Whether anybody watches. */
int op_interrupt_is_watched (void);

/* The last signal that came since op_interrupt_watch; 0: none. */
int op_interrupt_signal (void);

/* How many of them came since then. */
int op_interrupt_count (void);

/* Sets how many signals are noted before one ends the process (1 by default). Call it before the first signal. */
void op_interrupt_note (int signals);

/* Makes the handler write a text to standard error if a signal comes while this program waits in other code, which does
   not ask for signals; the next signal then ends the process. The text must not change. NULL: write nothing. */
void op_interrupt_say (const char *text);

OP_END_DECLARATIONS

#endif
