/* A cgroup in which the kernel enforces a memory limit: of all processes started in it together,
 * swap included. It exists for one job of the spawn helper, which stays outside. The helper holds
 * a lock on the folder while it lives, which distinguishes a group in use from a leftover.
 * All functions but memory_cgroup_clear run in the helper: no printf and the like, whose pages
 * would count in each child's peak. */
#pragma once

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>

#include "process/cgroup.h"

struct memory_cgroup {
	enum cgroup_version version; /* CGROUP_NONE: no group */
	const char *path;
	int dir;                /* locked */
	int join, events, peak; /* of its files; peak: -1 if the kernel has none */
};

/* Makes the folder path, whose parent is one of our groups, with a limit in bytes, as digits. If it
 * cannot, for any reason, its version is CGROUP_NONE, which the other functions accept too. */
void memory_cgroup_make(struct memory_cgroup *g, enum cgroup_version version, const char *path,
	const char *limit);

/* A vfork whose child starts in the group. -1 if the kernel or a sandbox does not support this,
 * or the group has version 1: then the child must join. Inline, because the child runs on the
 * caller's stack frame: neither may return before the child has ended or executed a program, so
 * the caller must next call a function that never returns. */
static inline __attribute__((always_inline)) pid_t
memory_cgroup_vfork(const struct memory_cgroup *g)
{
	struct clone_args a = { .flags = CLONE_INTO_CGROUP | (unsigned)(CLONE_VM | CLONE_VFORK),
		.exit_signal = SIGCHLD,
		.cgroup = (unsigned)g->dir };
	long rc = -ENOSYS;

	if (g->version != CGROUP_2)
		return -1;
#if defined __x86_64__
	__asm__ volatile("syscall"
			 : "=a"(rc)
			 : "0"(SYS_clone3), "D"(&a), "S"(sizeof a)
			 : "rcx", "r11", "memory");
#elif defined __aarch64__
	{
		register long x0 __asm__("x0") = (long)&a;
		register long x1 __asm__("x1") = sizeof a;
		register long x8 __asm__("x8") = SYS_clone3;

		__asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x8) : "memory");
		rc = x0;
	}
#else
	(void)a;
#endif
	return rc < 0 ? -1 : (pid_t)rc;
}

/* Moves the calling process, which has one thread, there. False: it stays where it was. */
bool memory_cgroup_join(const struct memory_cgroup *g);

/* Whether the kernel has refused memory to a process in it, or killed one for it. */
bool memory_cgroup_breached(const struct memory_cgroup *g);
/* The high-water mark in bytes; 0: unknown. */
double memory_cgroup_peak(const struct memory_cgroup *g);

/* Call this when its processes have ended. */
void memory_cgroup_remove(struct memory_cgroup *g);

/* Kills all processes in a group and in the groups below, and removes the groups. */
void memory_cgroup_clear(const char *path);
