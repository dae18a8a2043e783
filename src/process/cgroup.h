/* The control groups that this process is in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { CGROUP_PATH_MAX = 2048 };
enum cgroup_version { CGROUP_NONE, CGROUP_1, CGROUP_2 };

struct cgroup {
	enum cgroup_version version; /* CGROUP_NONE: not found */
	char path[CGROUP_PATH_MAX];  /* its folder */
};

/* Finds our group from the texts of /proc/self/cgroup and /proc/self/mountinfo: that of version 1
 * with the controller, or that of version 2, whatever its controllers are. */
bool cgroup_find(struct cgroup *g, const char *controller, const char *groups, const char *mounts);
/* The same on this machine. root comes before every path; it is "" outside of tests. */
bool cgroup_own(struct cgroup *g, const char *controller, const char *root);

/* Reads a file of the group as far as it fits, and adds a NUL; false when there is nothing. */
bool cgroup_read(char *out, size_t size, const struct cgroup *g, const char *file);

/* cgroup_parent.c: where control groups with a memory limit can be made: in our own group. What
 * lies above it is never touched. */
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
