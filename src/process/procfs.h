/* Reads what the kernel reports about processes under /proc. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads a file of /proc as far as it fits, and adds a NUL; false when there is nothing. */
bool procfs_read(char *out, size_t size, const char *path);

/* The whole number behind `name` in such a text, as in "name 12"; NaN: it is not there. */
double procfs_number(const char *text, const char *name);

/* 0 where it is unknown. */
pid_t procfs_parent(pid_t pid);

/* A process's file; -1: there is none. */
int procfs_open(pid_t pid, const char *file);
/* From "schedstat": what the first thread of the process has used of processors and has waited for
 * them, in ns. False where the kernel does not say. */
struct procfs_turns {
	uint64_t ran, waited;
};
bool procfs_turns(struct procfs_turns *t, int schedstat);
/* This process and its calling thread alone; -1 where the kernel does not say. */
struct procfs_io {
	int all, thread;
};
void procfs_io_open(struct procfs_io *io);
/* The read and write calls of all children that this process, which must have one thread, has
 * waited for, and of the descendants that they have waited for; only differences of two such
 * numbers are exact. NaN where the kernel does not say. */
double procfs_children_io(const struct procfs_io *io);

/* The living children of this process, up to max of them. */
size_t procfs_children(pid_t *out, size_t max);
/* All its living descendants. */
size_t procfs_descendants(pid_t *out, size_t max);
/* The same, or its children alone (one), where the kernel does not list children: reads every
 * process of the machine. */
size_t procfs_scan(pid_t *out, size_t max, bool one);

/* Those of another process, as far as the kernel lists children. */
size_t procfs_descendants_of(pid_t *out, size_t max, pid_t of);

struct procfs_usage {
	double rss;      /* B; shared pages count in each process that has them */
	double cpu;      /* s, with that of children it has waited for */
	double children; /* s: what is theirs in cpu */
	double threads, fds;
};
/* False when it has gone. */
bool procfs_usage(struct procfs_usage *u, pid_t pid);

/* B of memory, shared pages divided among those who share them; the resident set where the kernel
 * does not say. Costs much more than procfs_usage. */
double procfs_share(pid_t pid);
double procfs_shares(const pid_t *pids, size_t n); /* of all of them */
