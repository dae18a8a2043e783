/* Where control groups with a limit of memory can be made: in the one that this process is in. What
 * lies above is never touched. */
#ifndef BENCHCTL_MEMORY_PLACE_H
#define BENCHCTL_MEMORY_PLACE_H

#include <stdbool.h>

#include "process/memory_cgroup.h"

enum { GROUP_PATH_MAX = 2048 };

struct memory_place {
	enum cgroup_version version; /* CGROUP_NONE: nowhere */
	char own[GROUP_PATH_MAX];    /* the folder of our own group */
	char path[GROUP_PATH_MAX];   /* the one to make in it */
	char leaf[GROUP_PATH_MAX];   /* where this process was moved to; "": nowhere */
	int lock;                    /* of leaf */
};

/* Finds our own group from what /proc/self/cgroup and /proc/self/mountinfo say; true for version 1
 * with the controller `memory`, or for version 2, whatever it can do. */
bool memory_place_parse(struct memory_place *p, const char *groups, const char *mounts);

/* Finds it, removes what killed ones have left there, and makes sure of the controller. Version 2
 * gives none to a group below one that has processes, but for the root: where ours has none but
 * this one and its descendants, they move to a leaf of it until memory_place_close. */
void memory_place_open(struct memory_place *p);
void memory_place_close(struct memory_place *p);

#endif
