/* What the kernel tells about processes under /proc. */
#ifndef BENCHCTL_PROC_TREE_H
#define BENCHCTL_PROC_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads what a file of /proc holds, as far as it fits; false when there is nothing. */
bool proc_read(char *out, size_t size, const char *path);

/* Read and write calls of a process that has ended but was not waited for, and of all descendants
 * that were waited for. NaN where the kernel does not say. */
double proc_io_operations(pid_t pid);

#endif
