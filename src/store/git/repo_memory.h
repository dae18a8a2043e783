/* Memory for libgit2, which does not survive every failed allocation. */
#ifndef BENCHCTL_REPO_MEMORY_H
#define BENCHCTL_REPO_MEMORY_H

#include <git2/sys/alloc.h>

/* Ends the process when memory ends (die_of_memory). */
extern const git_allocator repo_memory;

#endif
