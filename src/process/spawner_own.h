/* What the files of the spawner share. */
#pragma once

#include <signal.h>
#include <sys/types.h>

#include "process/cgroup.h"
#include "process/interrupt.h"

struct spawner {
	pid_t pid;           /* of the first helper */
	int socket, signals; /* to it; of interrupt_open */
	sigset_t signals_before;
	char *folder;    /* NULL: where it was started */
	bool has_parent; /* parent is known: only a memory limit needs it */
	struct cgroup_parent parent;
	struct scope *own;
	struct interrupt_watch watch;
};

/* Where groups with a memory limit can be made; found at the first call. */
const struct cgroup_parent *spawner_cgroup_parent(struct spawner *s);
