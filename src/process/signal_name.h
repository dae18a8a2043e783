/* Signals in messages. */
#ifndef BENCHCTL_SIGNAL_NAME_H
#define BENCHCTL_SIGNAL_NAME_H

struct arena;

/* "KILL"; NULL where it has no name. */
const char *signal_word(int signal);
/* "SIGKILL"; "signal 40" where it has no name. */
const char *signal_name(struct arena *mem, int signal);

#endif
