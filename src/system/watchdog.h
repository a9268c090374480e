/*
** A watchdog for a socket that other code waits for. If that takes too long, the watchdog shuts the socket down, so
** that the other code sees the end of the connection and goes on. For libraries that wait without a time limit, such as
** libpq, which waits for an answer as long as the server's machine still responds to TCP.
**
** It is one thread, which exists from the first use on. Calls for one watchdog are made by one thread at a time.
*/
#ifndef OP_WATCHDOG_H
#define OP_WATCHDOG_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef struct op_watchdog op_watchdog;

/* A connected stream socket of this process. */
typedef struct op_stream_socket {
  int fd;
  unsigned long long inode; /* which socket it is, whatever its descriptor */
  int port;                 /* its own port; 0 where it has none */
} op_stream_socket;

/*
** Finds the connected stream sockets of this process, of TCP and of the Unix domain. Fills the list up to its room, and
** returns how many there are. -1 with errno set if that cannot be found out.
*/
int op_stream_sockets (op_stream_socket *list, int room);

/*
** Makes a watchdog for a socket. The caller may close the socket at any time: the watchdog has its own descriptor. A
** child of fork() gets neither. NULL with errno set if memory or descriptors run out.
*/
op_watchdog *op_watchdog_new (int fd);

/* From now on the other code has so many seconds. If the program is asked to end (see interrupt.h), or was asked
   before, 'last' seconds are left. Returns 0, or an errno if there can be no thread. */
int op_watchdog_begin (op_watchdog *watchdog, double seconds, double last);

/* The other code is done. Returns whether its time was over, so that the socket was shut down. */
int op_watchdog_end (op_watchdog *watchdog);

/* Ends it. In a child of fork(), where its thread is not, nothing but its memory is given back. */
void op_watchdog_free (op_watchdog *watchdog);

OP_END_DECLARATIONS

#endif
