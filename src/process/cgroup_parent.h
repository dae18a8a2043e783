/* Where control groups with a memory limit can be made: in our own group. What lies above it is
 * never touched. */
#pragma once

#include "process/cgroup.h"

struct cgroup_parent {
	enum cgroup_version version; /* CGROUP_NONE: nowhere */
	char own[CGROUP_PATH_MAX];   /* the folder of our own group */
	char path[CGROUP_PATH_MAX];  /* the group to make in it */
	char leaf[CGROUP_PATH_MAX];  /* where this process was moved to; "": nowhere */
	int lock;                    /* of leaf */
};

/* Finds our group, removes the groups that killed benchctl have left in it, and enables the memory
 * controller. In version 2 a group that has processes cannot enable it, except the root: where ours
 * holds only this process and its descendants, they move to a leaf until cgroup_parent_close. */
void cgroup_parent_open(struct cgroup_parent *p);
void cgroup_parent_close(struct cgroup_parent *p);
