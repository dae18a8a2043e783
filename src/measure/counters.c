#include "counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "benchctl/arena.h"

const struct metric counter_metrics[COUNTERS] = {
	[COUNTER_INSTRUCTIONS] = { "counter.instructions", "1", DIM_COUNT, BETTER_LOWER, false },
	[COUNTER_CYCLES] = { "counter.cycles", "1", DIM_COUNT, BETTER_LOWER, false },
	[COUNTER_BRANCHES] = { "counter.branches", "1", DIM_COUNT, BETTER_LOWER, false },
	[COUNTER_BRANCH_MISSES] = { "counter.branch_misses", "1", DIM_COUNT, BETTER_LOWER, false },
	[COUNTER_CACHE_MISSES] = { "counter.cache_misses", "1", DIM_COUNT, BETTER_LOWER, false },
};

static const uint64_t events[COUNTERS] = {
	[COUNTER_INSTRUCTIONS] = PERF_COUNT_HW_INSTRUCTIONS,
	[COUNTER_CYCLES] = PERF_COUNT_HW_CPU_CYCLES,
	[COUNTER_BRANCHES] = PERF_COUNT_HW_BRANCH_INSTRUCTIONS,
	[COUNTER_BRANCH_MISSES] = PERF_COUNT_HW_BRANCH_MISSES,
	[COUNTER_CACHE_MISSES] = PERF_COUNT_HW_CACHE_MISSES,
};

/* The event itself stays off; children inherit it and switch it on by execve. User mode alone is
 * what an ordinary user may count, and what repeats. */
static int open_event(uint64_t config)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_HARDWARE,
		.size = sizeof attr,
		.config = config,
		.disabled = 1,
		.inherit = 1,
		.enable_on_exec = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING };

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

void counters_open(struct counters *c)
{
	for (size_t i = 0; i < COUNTERS; i++)
		c->fd[i] = open_event(events[i]);
}

/* Where there are more events than the processor has counters they take turns; the kernel tells for
 * how long each was counted. */
static double value_of(int fd)
{
	struct {
		uint64_t value, enabled, running;
	} v;

	if (fd < 0 || read(fd, &v, sizeof v) != (ssize_t)sizeof v)
		return (double)NAN;
	if (v.running == 0)
		return v.enabled ? (double)NAN : 0;
	return (double)v.value * ((double)v.enabled / (double)v.running);
}

void counters_close(const struct counters *c, double out[COUNTERS])
{
	for (size_t i = 0; i < COUNTERS; i++) {
		out[i] = round(value_of(c->fd[i]));
		if (c->fd[i] >= 0)
			close(c->fd[i]);
	}
}

const char *counters_fault(void)
{
	int fd = open_event(events[COUNTER_INSTRUCTIONS]);

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	if (errno == EACCES || errno == EPERM)
		return "the kernel does not allow it (see /proc/sys/kernel/perf_event_paranoid)";
	if (errno == ENOENT || errno == EOPNOTSUPP || errno == ENODEV)
		return "this machine has no counters, as most virtual ones";
	return strerror(errno);
}
