/* Signals in messages. */
#pragma once

struct arena;

/* "KILL"; NULL where it has no name. */
const char *signal_word(int signal);
/* "SIGKILL"; "signal 40" where it has no name. */
const char *signal_name(struct arena *mem, int signal);
