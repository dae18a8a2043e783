#include "process/counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <math.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"

static const uint64_t events[COUNTERS] = {
	[COUNTER_INSTRUCTIONS] = PERF_COUNT_HW_INSTRUCTIONS,
	[COUNTER_CYCLES] = PERF_COUNT_HW_CPU_CYCLES,
	[COUNTER_BRANCHES] = PERF_COUNT_HW_BRANCH_INSTRUCTIONS,
	[COUNTER_BRANCH_MISSES] = PERF_COUNT_HW_BRANCH_MISSES,
	[COUNTER_CACHE_MISSES] = PERF_COUNT_HW_CACHE_MISSES,
};

/* User mode alone: it is what an ordinary user may count, and it is repeatable. */
static int open_event(uint64_t config, bool of_children)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_HARDWARE,
		.size = sizeof attr,
		.config = config,
		.disabled = 1,
		.inherit = of_children,
		.enable_on_exec = of_children,
		.exclude_kernel = 1,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING };

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* The events themselves stay off, because this process calls no execve; children inherit them,
 * switch them on by theirs, and add what they have counted when they end.
 *
 * The anchor is never on and not inherited. Without it parent and child would have the same events,
 * and then, instead of exchanging the counters when one gives the processor to the other, the
 * kernel gives the parent's events to the child and the child's to the parent: the events that we
 * hold would end with the first child, and no later one would switch on what it inherits. */
static void open_all(struct counters *c)
{
	c->anchor = open_event(events[COUNTER_INSTRUCTIONS], false);
	for (size_t i = 0; i < COUNTERS; i++)
		c->event[i] = (struct counter_event){ .fd = open_event(events[i], true) };
}

static void close_all(struct counters *c)
{
	for (size_t i = 0; i < COUNTERS; i++)
		fd_close(&c->event[i].fd);
	fd_close(&c->anchor);
}

void counters_set(struct counters *c, bool open)
{
	if (open && !c->open)
		open_all(c);
	else if (!open && c->open)
		close_all(c);
	c->open = open;
}

/* Events that outnumber the processor's counters share them in turn; the kernel says for how long
 * each was counted. */
static double read_counter(struct counter_event *e)
{
	struct {
		uint64_t value, enabled, running;
	} v;
	double n = (double)NAN;

	if (e->fd < 0 || read(e->fd, &v, sizeof v) != (ssize_t)sizeof v)
		return n;
	if (v.running != e->running)
		n = round((double)(v.value - e->value) *
			((double)(v.enabled - e->enabled) / (double)(v.running - e->running)));
	e->value = v.value;
	e->enabled = v.enabled;
	e->running = v.running;
	return n;
}

void counters_take(struct counters *c, double out[COUNTERS])
{
	for (size_t i = 0; i < COUNTERS; i++)
		out[i] = read_counter(&c->event[i]);
}

const char *counters_fault(void)
{
	int fd = open_event(events[COUNTER_INSTRUCTIONS], true);

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	if (errno == EACCES || errno == EPERM)
		return "the kernel does not allow it (see /proc/sys/kernel/perf_event_paranoid)";
	if (errno == ENOENT || errno == EOPNOTSUPP || errno == ENODEV)
		return "this machine has no counters, like most virtual machines";
	return strerror(errno);
}
