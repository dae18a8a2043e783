/* The end of a child as an event for poll. */
#pragma once

#include <sys/types.h>

/* A descriptor that has an event (POLLIN or POLLHUP) once the child has ended; it still has to be
 * reaped. -1 with errno. Where the kernel has no pidfd_open (Linux before 5.3,
 * sandboxes that lack or forbid it, valgrind), it is child_end_by_thread(). */
int child_end_open(pid_t pid);
/* The same without pidfd_open: a thread waits for the child. */
int child_end_by_thread(pid_t pid);
