/* Starts a process of a job, in the helper of a scope. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "process/spawn_wire.h"

struct memory_cgroup;

/* Written by the child, which shares our memory until it calls execve. */
struct spawn_launch {
	uint64_t begin_ns, start_ns; /* before it was made, and before execve */
	uint64_t waited_ns;          /* for a processor, in between */
	enum spawn_stage stage;
	int error;
	bool outside; /* of the group that it belongs in */
};

/* Starts it in the group, if that has a version, by vfork, because the child of a plain fork pays
 * for copying page tables first. -1 where no process could be made; where it could not execute the
 * program, l->stage says what failed. */
pid_t spawn_child(const struct spawn_channel *ch, const struct spawn_job *job,
	const struct memory_cgroup *group, volatile struct spawn_launch *l);
