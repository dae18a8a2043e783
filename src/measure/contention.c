#include "measure/contention.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/units.h"
#include "process/cgroup.h"
#include "process/procfs.h"

/* Smaller shares do not matter. */
#define WAITED_SHARE 0.10
#define STOLEN_SHARE 0.01
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

void contention_read(struct contention *s, const char *root)
{
	char text[TEXT_BYTES];

	*s = (struct contention){ clock_ns(), (double)NAN, (double)NAN, (double)NAN, (double)NAN,
		(double)NAN, (double)NAN };
	if (read_at(text, root, "/proc/pressure/cpu"))
		s->waited = count_of(text, "total=") / 1e6;
	read_stolen(s, root);
	read_throttled(s, root);
	read_heat(s, root);
}

static const char *join(struct arena *mem, const char *list, const char *more)
{
	return list ? arena_printf(mem, "%s; %s", list, more) : more;
}

const char *contention_between(struct arena *mem, const struct contention *before,
	const struct contention *after)
{
	double passed = (double)(after->at - before->at) / 1e9, all = after->all - before->all;
	double waited = passed > 0 ? (after->waited - before->waited) / passed : 0;
	double stolen = all > 0 ? (after->stolen - before->stolen) / all : 0;
	double times = after->throttled - before->throttled, heat = after->heat - before->heat;
	char text[QUANTITY_MAX], took[CLOCK_TEXT_MAX];
	const char *list = NULL;

	if (waited >= WAITED_SHARE)
		list = arena_printf(mem, "processes waited for a processor %s of the time",
			quantity_format(text, waited < 1 ? waited : 1, DIM_RATIO));
	if (stolen >= STOLEN_SHARE)
		list = join(mem, list,
			arena_printf(mem, "other virtual machines took %s of the processor time",
				quantity_format(text, stolen, DIM_RATIO)));
	if (times > 0)
		list = join(mem, list,
			arena_printf(mem,
				"the control group used up its CPU quota %.0f time%s, for %s",
				times, times > 1 ? "s" : "",
				clock_text(took, after->held - before->held)));
	if (heat > 0)
		list = join(mem, list,
			arena_printf(mem, "heat slowed the processors down %.0f time%s", heat,
				heat > 1 ? "s" : ""));
	return list;
}
