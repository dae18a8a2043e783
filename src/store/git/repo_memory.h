/* Memory for libgit2, which does not survive every failed allocation. */
#pragma once

#include <git2/sys/alloc.h>

/* Ends the process when memory ends (die_of_memory). */
extern const git_allocator repo_memory;
