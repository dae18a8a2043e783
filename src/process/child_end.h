/* The end of a child as an event for poll. */
#ifndef BENCHCTL_CHILD_END_H
#define BENCHCTL_CHILD_END_H

#include <sys/types.h>

/* A descriptor with an event (POLLIN or POLLHUP) once the child has ended; this does not reap it.
 * -1 with errno. Without pidfd_open (Linux before 5.3, sandboxes that lack or forbid it,
 * valgrind) it is child_end_by_thread(). */
int child_end_open(pid_t pid);
/* The same without pidfd_open: a thread waits for the child. */
int child_end_by_thread(pid_t pid);

#endif
