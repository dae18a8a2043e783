#include "host/machine.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/families.h"
#include "process/cgroup.h"
#include "process/procfs.h"

enum { TEXT = 8192 };

/* The first processor of the core; itself where the kernel does not say. */
static int first_sibling(int cpu, const char *root)
{
	char path[256], text[TEXT];

	snprintf(path, sizeof path, "%s/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
		root, cpu);
	return procfs_read(text, sizeof text, path) ? (int)strtol(text, NULL, 10) : cpu;
}

static double quota_of(const char *root)
{
	char text[TEXT], period[TEXT];
	struct cgroup own;
	double limit, every;
	char *end;

	if (!cgroup_own(&own, "cpu", root))
		return (double)NAN;
	if (own.version == CGROUP_2) {
		if (!cgroup_read(text, sizeof text, &own, "cpu.max"))
			return (double)NAN;
		limit = strtod(text, &end);
		every = strtod(end, NULL);
	} else {
		if (!cgroup_read(text, sizeof text, &own, "cpu.cfs_quota_us") ||
			!cgroup_read(period, sizeof period, &own, "cpu.cfs_period_us"))
			return (double)NAN;
		limit = strtod(text, NULL);
		every = strtod(period, NULL);
	}
	return limit > 0 && every > 0 ? limit / every : (double)NAN;
}

static int fill(struct machine_cpus *c, const cpu_set_t *set, size_t size, const char *root)
{
	int siblings[MACHINE_CPUS_MAX];
	size_t n = 0;

	for (int cpu = 0; cpu < MACHINE_CPUS_MAX; cpu++) {
		int first;
		size_t k = 0;

		if (!CPU_ISSET_S((size_t)cpu, size, set))
			continue;
		first = first_sibling(cpu, root);
		/* A core whose first processor may not be used still has one that may. */
		while (k < c->cores && first_sibling(c->v[k], root) != first)
			k++;
		if (k < c->cores)
			siblings[n++] = cpu;
		else
			c->v[c->cores++] = cpu;
	}
	memcpy(c->v + c->cores, siblings, n * sizeof *siblings);
	c->n = c->cores + n;
	return c->n ? 0 : -1;
}

int machine_cpus(struct machine_cpus *c, const char *root)
{
	cpu_set_t *set = CPU_ALLOC(MACHINE_CPUS_MAX);
	size_t size = CPU_ALLOC_SIZE(MACHINE_CPUS_MAX);
	int rc = -1;

	*c = (struct machine_cpus){ .quota = quota_of(root) };
	if (set && sched_getaffinity(0, size, set) == 0)
		rc = fill(c, set, size, root);
	CPU_FREE(set);
	return rc;
}

int machine_threads(size_t *threads, const struct machine_cpus *c, const char *text,
	struct benchctl_sink *sink)
{
	size_t most = c && c->n < MACHINE_THREADS_MAX ? c->n : MACHINE_THREADS_MAX;
	unsigned long n;
	char *end;

	if (strcmp(text, "auto") == 0) {
		*threads = !c                                      ? 0
			: c->quota >= 1 && c->quota < (double)most ? (size_t)c->quota
			: c->quota < 1                             ? 1
								   : most;
		return 0;
	}
	errno = 0;
	n = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno)
		return family_fail(sink, "threads: '%s' needs a whole number, or auto", text);
	if (n < 1 || n > most)
		return family_fail(sink, "threads: %s is not from 1 to %zu%s", text, most,
			c ? ", the processors that may be used here" : "");
	*threads = n;
	return 0;
}

/* What the kernel says of one cache, in B; 0: there is none of that number. */
static uint64_t cache_of(int index)
{
	char path[64], text[TEXT];

	snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", index);
	return procfs_read(text, sizeof text, path) ? strtoull(text, NULL, 10) * 1024 : 0;
}

uint64_t machine_cache(void)
{
	uint64_t most = 0;

	for (int i = 0; i < 5; i++)
		if (cache_of(i) > most)
			most = cache_of(i);
#ifdef _SC_LEVEL3_CACHE_SIZE
	/* glibc asks the processor; virtual machines may lack the files. */
	const int names[] = { _SC_LEVEL4_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE, _SC_LEVEL2_CACHE_SIZE };

	for (size_t i = 0; i < sizeof names / sizeof *names && most == 0; i++)
		if (sysconf(names[i]) > 0)
			most = (uint64_t)sysconf(names[i]);
#endif
	return most;
}

/* What the control group still grants, in B; infinite where there is no limit. */
static double memory_of_group(void)
{
	char limit[TEXT], used[TEXT];
	struct cgroup own;
	bool v2;

	if (!cgroup_own(&own, "memory", ""))
		return (double)INFINITY;
	v2 = own.version == CGROUP_2;
	if (!cgroup_read(limit, sizeof limit, &own, v2 ? "memory.max" : "memory.limit_in_bytes") ||
		!cgroup_read(used, sizeof used, &own,
			v2 ? "memory.current" : "memory.usage_in_bytes") ||
		*limit == 'm')
		return (double)INFINITY;
	return fmax(strtod(limit, NULL) - strtod(used, NULL), 0);
}

uint64_t machine_memory(void)
{
	char text[TEXT];
	double kib;

	if (!procfs_read(text, sizeof text, "/proc/meminfo"))
		return 0;
	kib = procfs_number(text, "MemAvailable:");
	return kib > 0 ? (uint64_t)fmin(kib * 1024, memory_of_group()) : 0;
}
