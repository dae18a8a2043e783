/* What the kernel tells about processes under /proc. */
#ifndef BENCHCTL_PROC_TREE_H
#define BENCHCTL_PROC_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads what a file of /proc holds, as far as it fits; false when there is nothing. */
bool proc_read(char *out, size_t size, const char *path);

/* Where the kernel counts the read and write calls of a process; -1: nowhere. To be opened while it
 * lives: of one that has ended, the file is root's. */
int proc_io_open(pid_t pid);
/* What it says when the process has ended but was not waited for: its calls, and those of all
 * descendants that were waited for. NaN where the kernel does not say. */
double proc_io_operations(int io);

/* All living descendants of this process, up to max of them. by_scan: looks at every process of
 * the machine, as is done by itself where the kernel does not list children. */
size_t proc_descendants(pid_t *out, size_t max, bool by_scan);

struct proc_usage {
	double rss; /* B; pages that several processes share count in each */
	double cpu; /* s, with that of children it has waited for */
	double threads, fds;
};
/* False when it has gone. */
bool proc_usage(struct proc_usage *u, pid_t pid);

/* B of memory, shared pages divided among those who share them; the resident set where the kernel
 * does not say. Costs much more than proc_usage. */
double proc_share(pid_t pid);

#endif
