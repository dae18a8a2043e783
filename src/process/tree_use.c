#include "process/tree_use.h"

#include <math.h>
#include <time.h>

#include "process/procfs.h"

enum { PROCESSES_MAX = 4096 };

/* s; the kernel's accounts in /proc have steps of 10 ms. */
static double own_cpu(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) < 0)
		return 0; /* it has ended */
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double tree_use_cpu(pid_t of)
{
	pid_t pids[PROCESSES_MAX];
	struct procfs_usage u;
	size_t n = procfs_descendants_of(pids, PROCESSES_MAX, of);
	double sum;

	if (n == 0 || !procfs_usage(&u, of))
		return (double)NAN;
	sum = u.children;
	for (size_t i = 0; i < n; i++)
		if (procfs_usage(&u, pids[i]))
			sum += own_cpu(pids[i]) + u.children;
	return sum;
}

double tree_use_memory(pid_t of)
{
	pid_t pids[PROCESSES_MAX];
	size_t n = procfs_descendants_of(pids, PROCESSES_MAX, of);
	double sum = procfs_shares(pids, n);

	return sum > 0 ? sum : (double)NAN;
}
