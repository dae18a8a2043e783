#include "sampler.h"

#include <stdlib.h>

#include "benchctl/clock.h"
#include "benchctl/error.h"
#include "proc_tree.h"

enum { PROCESSES_MAX = 4096 };
#define WATCH_NS UINT64_C(20000000)

void sampler_begin(struct sampler *s, uint64_t start, uint64_t every, double limit)
{
	s->start = start;
	s->every = every;
	s->limit = limit;
	s->sample_at = every ? start + every : 0;
	s->watch_at = limit > 0 ? start + WATCH_NS / 2 : 0;
	s->over = s->cost = 0;
	s->n = 0;
	if (every && !s->v && !(s->v = calloc(SAMPLES_MAX, sizeof *s->v)))
		die("out of memory");
}

uint64_t sampler_due(const struct sampler *s)
{
	if (!s->sample_at || !s->watch_at)
		return s->sample_at + s->watch_at;
	return s->sample_at < s->watch_at ? s->sample_at : s->watch_at;
}

/* Keeps every second one, and from now on takes half as many. */
static void thin_out(struct sampler *s)
{
	for (size_t i = 0; i < s->n / 2; i++)
		s->v[i] = s->v[2 * i + 1];
	s->n /= 2;
	s->every *= 2;
}

static double shared_out(const pid_t *pids, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += proc_share(pids[i]);
	return sum;
}

bool sampler_look(struct sampler *s)
{
	uint64_t now = clock_ns();
	bool sample = s->sample_at && s->sample_at <= now, watch = s->watch_at != 0;
	struct tree_sample sum = { .at = (double)(now - s->start) / 1e9 };
	pid_t pids[PROCESSES_MAX];
	size_t n;

	if (sampler_due(s) == 0 || sampler_due(s) > now)
		return true;
	n = proc_descendants(pids, PROCESSES_MAX, false);
	for (size_t i = 0; i < n; i++) {
		struct proc_usage u;

		if (!proc_usage(&u, pids[i]))
			continue;
		sum.rss += u.rss;
		sum.cpu += u.cpu;
		sum.threads += u.threads;
		sum.fds += u.fds;
	}
	if (sample) {
		if (s->n == SAMPLES_MAX)
			thin_out(s);
		s->v[s->n++] = sum;
		s->sample_at = now + s->every;
	}
	/* A process that has just forked seems to have everything twice. */
	if (watch && sum.rss > s->limit && (sum.rss = shared_out(pids, n)) > s->limit) {
		s->over = sum.rss;
		s->sample_at = s->watch_at = 0;
		return false;
	}
	if (watch)
		s->watch_at = now + WATCH_NS;
	s->cost += clock_seconds(now);
	return true;
}
