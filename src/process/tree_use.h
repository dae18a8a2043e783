/* The resources that the descendants of a process use, without the process itself. */
#pragma once

#include <sys/types.h>

/* Processor time in s, exact to less than a microsecond for those that live; those that were waited
 * for count too. NaN: the kernel does not say. */
double tree_use_cpu(pid_t of);

/* Memory in B; pages are divided among the processes that share them. Costs much more. NaN: there
 * are no processes, or the kernel does not say. */
double tree_use_memory(pid_t of);
