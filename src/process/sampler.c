#include "process/sampler.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "process/memory_cgroup.h"
#include "process/procfs.h"

enum { PROCESSES_MAX = 4096 };
#define WATCH_NS UINT64_C(20000000)

void sampler_begin(struct sampler *s, uint64_t start, uint64_t every, double limit,
	const struct memory_cgroup *group)
{
	s->start = start;
	s->every = every;
	s->limit = limit;
	s->group = group;
	s->breach = ENFORCER_NONE;
	s->sample_at = every ? start + every : 0;
	s->watch_at = limit > 0 ? start + WATCH_NS / 2 : 0;
	s->over = s->cost = 0;
	s->n = 0;
	if (every && !s->v && !(s->v = malloc(SAMPLES_MAX * sizeof *s->v)))
		die_of_memory(0);
}

uint64_t sampler_due(const struct sampler *s)
{
	if (!s->sample_at || !s->watch_at)
		return s->sample_at + s->watch_at;
	return s->sample_at < s->watch_at ? s->sample_at : s->watch_at;
}

/* Keeps every second sample, and from now on takes half as many. */
static void thin_out(struct sampler *s)
{
	for (size_t i = 0; i < s->n / 2; i++)
		s->v[i] = s->v[2 * i + 1];
	s->n /= 2;
	s->every *= 2;
}

/* Notes that the limit is exceeded, and stops sampling. Returns true. */
static bool note_breach(struct sampler *s, double had, enum limit_enforcer who)
{
	s->over = had;
	s->breach = who;
	s->sample_at = s->watch_at = 0;
	return true;
}

enum limit_enforcer sampler_enforcer(const struct sampler *s)
{
	if (!(s->limit > 0))
		return ENFORCER_NONE;
	if (!s->group)
		return ENFORCER_POLLING;
	return s->group->version == CGROUP_2 ? ENFORCER_CGROUP_2 : ENFORCER_CGROUP_1;
}

/* The kernel may have killed one process while others go on. */
static bool kernel_says(struct sampler *s)
{
	double peak;

	if (!s->group || !memory_cgroup_breached(s->group))
		return false;
	peak = memory_cgroup_peak(s->group);
	return note_breach(s, peak > 0 ? peak : s->limit, sampler_enforcer(s));
}

void sampler_end(struct sampler *s, const struct rusage *usage)
{
	double largest = (double)usage->ru_maxrss * 1024;
	struct rusage own;

	/* A child's peak begins with ours. */
	if (!kernel_says(s) && s->limit > 0 && largest > s->limit && largest > s->over &&
		getrusage(RUSAGE_SELF, &own) == 0 && usage->ru_maxrss > own.ru_maxrss)
		note_breach(s, largest, ENFORCER_POLLING);
}

/* Not in its caller: the large frame would count in the peak of children that start later. */
__attribute__((noinline)) static bool look_at_tree(struct sampler *s, uint64_t now)
{
	bool sample = s->sample_at && s->sample_at <= now, watch = s->watch_at != 0;
	struct tree_sample sum = { .at = (double)(now - s->start) / 1e9 };
	pid_t pids[PROCESSES_MAX];
	size_t n = procfs_descendants(pids, PROCESSES_MAX);

	for (size_t i = 0; i < n; i++) {
		struct procfs_usage u;

		if (!procfs_usage(&u, pids[i]))
			continue;
		sum.rss += u.rss;
		sum.cpu += u.cpu;
		sum.threads += u.threads;
		sum.fds += u.fds;
	}
	if (sample && s->shared && n > 1)
		sum.rss = procfs_shares(pids, n);
	/* Processes that are ending have no memory any more; they say nothing about the tree. */
	if (sample && sum.rss > 0) {
		if (s->n == SAMPLES_MAX)
			thin_out(s);
		s->v[s->n++] = sum;
	}
	if (sample)
		s->sample_at = now + s->every;
	/* A process that has just forked seems to have everything twice. */
	if (watch &&
		(kernel_says(s) ||
			(sum.rss > s->limit && (sum.rss = procfs_shares(pids, n)) > s->limit &&
				note_breach(s, sum.rss, ENFORCER_POLLING))))
		return false;
	if (watch)
		s->watch_at = now + WATCH_NS;
	s->cost += clock_seconds(now);
	return true;
}

bool sampler_look(struct sampler *s)
{
	uint64_t now = clock_ns(), due = sampler_due(s);

	return due == 0 || due > now || look_at_tree(s, now);
}
