/* Signals in messages. */
#ifndef BENCHCTL_SIGNAL_NAME_H
#define BENCHCTL_SIGNAL_NAME_H

struct arena;

/* "SIGKILL"; "signal 40" where it has no name. */
const char *signal_name(struct arena *mem, int signal);

#endif
