/* What the files of the spawner share. */
#ifndef BENCHCTL_SPAWNER_OWN_H
#define BENCHCTL_SPAWNER_OWN_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "process/memory_place.h"

struct scope;

struct spawner {
	pid_t pid;           /* of the first helper */
	int socket, signals; /* to it; of interrupt_open */
	sigset_t signals_before;
	char *folder; /* NULL: where it was started */
	bool placed;  /* place is known: only a memory limit needs it */
	struct memory_place place;
	struct scope *own;
};

/* Where groups with a memory limit can be made; found at the first call. */
const struct memory_place *spawner_memory_place(struct spawner *s);

#endif
