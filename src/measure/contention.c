#include "measure/contention.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/units.h"
#include "process/cgroup.h"
#include "process/procfs.h"

#define SAMPLES_SHARE 0.25 /* that must be affected, where the whole is not */
#define SLOW_SHARE    0.90 /* of the highest frequency */
enum { SPANS_MIN = 5 };
enum { PATH_BYTES = 512, TEXT_BYTES = 8192, CPUS_MAX = 1024 };

static bool read_at(char *text, const char *root, const char *path)
{
	char whole[2 * PATH_BYTES];

	return snprintf(whole, sizeof whole, "%s%s", root, path) < (int)sizeof whole &&
		procfs_read(text, TEXT_BYTES, whole);
}

static double count_of(const char *text, const char *name)
{
	double v = procfs_number(text, name);

	return isnan(v) ? 0 : v;
}

static void read_stolen(struct contention *s, const char *root)
{
	double tick = (double)sysconf(_SC_CLK_TCK), sum = 0, v = 0;
	char text[TEXT_BYTES], *at = text + 3, *end;

	if (!read_at(text, root, "/proc/stat") || strncmp(text, "cpu ", 4) != 0)
		return;
	/* user nice system idle iowait irq softirq steal; user and nice include the guest fields
	 * after them */
	for (int i = 0; i < 8; i++, at = end) {
		v = strtod(at, &end);
		if (end == at)
			return;
		sum += v;
	}
	s->stolen = v / tick;
	s->all = sum / tick;
}

/* Version 2 counts in microseconds, version 1 in nanoseconds. */
static void read_throttled(struct contention *s, const char *root)
{
	char text[TEXT_BYTES];
	struct cgroup own;

	if (!cgroup_own(&own, "cpu", root) || !cgroup_read(text, sizeof text, &own, "cpu.stat"))
		return;
	s->throttled = count_of(text, "nr_throttled ");
	s->held = count_of(text, "throttled_usec ") / 1e6 + count_of(text, "throttled_time ") / 1e9;
}

static void read_heat(struct contention *s, const char *root)
{
	static const char *const counters[] = { "core", "package" };
	char text[TEXT_BYTES], path[PATH_BYTES];

	for (int cpu = 0; cpu < CPUS_MAX; cpu++) {
		for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
			snprintf(path, sizeof path,
				"/sys/devices/system/cpu/cpu%d/thermal_throttle/%s_throttle_count",
				cpu, counters[i]);
			if (!read_at(text, root, path))
				return;
			s->heat = (isnan(s->heat) ? 0 : s->heat) + strtod(text, NULL);
		}
	}
}

static void read_frequency(struct contention *s, const char *root)
{
	char text[TEXT_BYTES], path[PATH_BYTES];

	snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq",
		sched_getcpu());
	if (read_at(text, root, path))
		s->frequency = strtod(text, NULL) * 1e3;
}

void contention_read(struct contention *s, const char *root)
{
	char text[TEXT_BYTES];

	*s = (struct contention){ clock_ns(), (double)NAN, (double)NAN, (double)NAN, (double)NAN,
		(double)NAN, (double)NAN, (double)NAN };
	if (read_at(text, root, "/proc/pressure/cpu"))
		s->waited = count_of(text, "total=") / 1e6;
	read_stolen(s, root);
	read_throttled(s, root);
	read_heat(s, root);
	read_frequency(s, root);
}

/* NaN where a counter is unknown at either end. */
static double waited(const struct contention *from, const struct contention *to)
{
	return (to->waited - from->waited) / ((double)(to->at - from->at) / 1e9);
}

static double stolen(const struct contention *from, const struct contention *to)
{
	return (to->stolen - from->stolen) / (to->all - from->all);
}

static double throttled(const struct contention *from, const struct contention *to)
{
	return to->throttled - from->throttled;
}

static double heated(const struct contention *from, const struct contention *to)
{
	return to->heat - from->heat;
}

/* By how much the frequency is below the one in `from`. */
static double slowed(const struct contention *from, const struct contention *to)
{
	return 1 - to->frequency / from->frequency;
}

static const struct cause {
	double (*amount)(const struct contention *from, const struct contention *to);
	double least;        /* a smaller amount does not matter */
	const char *samples; /* what the samples are, where the whole is not */
} causes[] = {
	{ waited, 0.10, "processes waited for a processor 10% of the time or more" },
	{ stolen, 0.01, "other virtual machines took 1% of the processor time or more" },
	{ throttled, 1, "the control group used up its CPU quota" },
	{ heated, 1, "heat slowed the processors down" },
	{ slowed, 1 - SLOW_SHARE, "the processor's frequency was 10% or more below its maximum" },
};

/* About the whole. */
static const char *say(struct arena *mem, const struct cause *c, const struct contention *from,
	const struct contention *to)
{
	double amount = c->amount(from, to);

	if (c->amount == waited)
		return arena_printf(mem, "processes waited for a processor %s of the time",
			quantity_text(mem, fmin(amount, 1), DIM_RATIO));
	if (c->amount == stolen)
		return arena_printf(mem, "other virtual machines took %s of the processor time",
			quantity_text(mem, amount, DIM_RATIO));
	if (c->amount == throttled)
		return arena_printf(mem,
			"the control group used up its CPU quota %.0f time%s, for %s", amount,
			amount > 1 ? "s" : "", clock_text(mem, to->held - from->held));
	return arena_printf(mem, "heat slowed the processors down %.0f time%s", amount,
		amount > 1 ? "s" : "");
}

/* Those during which it mattered. */
static size_t affected(const struct cause *c, const struct contention *before,
	const struct contention_spans *spans)
{
	const struct contention *from = before;
	struct contention fastest = { .frequency = (double)NAN };
	size_t n = 0;

	for (size_t i = 0; i < spans->n; i++)
		fastest.frequency = fmax(fastest.frequency, spans->v[i].now.frequency);
	for (size_t i = 0; i < spans->n; i++) {
		const struct contention *to = &spans->v[i].now;

		if (c->amount(c->amount == slowed ? &fastest : from, to) >= c->least)
			n += spans->v[i].samples;
		from = to;
	}
	return n;
}

const char *contention_between(struct arena *mem, const struct contention *before,
	const struct contention *after, const struct contention_spans *spans)
{
	const char *list = NULL;
	size_t all = 0;

	for (size_t i = 0; i < spans->n; i++)
		all += spans->v[i].samples;
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++) {
		const struct cause *c = &causes[i];
		size_t n = spans->n < SPANS_MIN ? 0 : affected(c, before, spans);
		bool whole = c->amount != slowed && c->amount(before, after) >= c->least;
		const char *one = whole ? say(mem, c, before, after) : c->samples;

		if (!whole && (n == 0 || (double)n < SAMPLES_SHARE * (double)all))
			continue;
		if (n)
			one = arena_printf(mem, "%s, in %zu of %zu sample%s", one, n, all,
				text_s(all));
		list = list ? arena_printf(mem, "%s; %s", list, one) : one;
	}
	return list;
}
