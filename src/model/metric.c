#include "model/metric.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

enum { UNIT_SHOWN = 20 /* characters */ };

const char *const better_names[] = { "lower", "higher", "none", NULL };

const struct metric process_metrics[PROCESS_METRICS] = {
	[PROCESS_WALL] = { "wall", "s", DIM_TIME, BETTER_LOWER },
	[PROCESS_WALL_NET] = { "wall_net", "s", DIM_TIME, BETTER_LOWER },
	[PROCESS_USER] = { "user", "s", DIM_TIME, BETTER_LOWER },
	[PROCESS_SYS] = { "sys", "s", DIM_TIME, BETTER_LOWER },
	[PROCESS_CPU] = { "cpu", "s", DIM_TIME, BETTER_LOWER },
	[PROCESS_CPU_UTILIZATION] = { "cpu_utilization", "ratio", DIM_RATIO, BETTER_NONE },
	[PROCESS_PEAK_RSS] = { "peak_rss", "B", DIM_SIZE, BETTER_LOWER },
	[PROCESS_SWITCHES_VOLUNTARY] = { "switches_voluntary", "1", DIM_COUNT, BETTER_LOWER },
	[PROCESS_SWITCHES_INVOLUNTARY] = { "switches_involuntary", "1", DIM_COUNT, BETTER_LOWER },
	[PROCESS_FAULTS_MINOR] = { "faults_minor", "1", DIM_COUNT, BETTER_LOWER },
	[PROCESS_FAULTS_MAJOR] = { "faults_major", "1", DIM_COUNT, BETTER_LOWER },
	[PROCESS_READ] = { "read", "B", DIM_SIZE, BETTER_LOWER },
	[PROCESS_WRITTEN] = { "written", "B", DIM_SIZE, BETTER_LOWER },
	[PROCESS_IO_OPERATIONS] = { "io_operations", "1", DIM_COUNT, BETTER_LOWER },
};

enum better better_of(enum dimension dim)
{
	switch (dim) {
	case DIM_TIME:
	case DIM_SIZE: return BETTER_LOWER;
	case DIM_RATE:
	case DIM_BANDWIDTH: return BETTER_HIGHER;
	case DIM_NONE:
	case DIM_RATIO:
	case DIM_COUNT:
	case DIM_FREQUENCY:
	default: return BETTER_NONE;
	}
}

const char *work_parse(struct work *work, struct arena *mem, const char *text)
{
	static const char wants[] = "is not an amount of work such as 1000 items or 64 MiB";
	const char *blank = strchr(text, ' '), *unit = blank ? blank + strspn(blank, " ") : "",
		   *why;
	const char *number = arena_copy(mem, text, strcspn(text, " "));
	const struct unit *known = NULL;
	struct metric m = { "throughput", "", DIM_NONE, BETTER_HIGHER };

	if (quantity_parse(&work->amount, DIM_SIZE, text, &why) && work->amount > 0) {
		m.dim = DIM_BANDWIDTH;
	} else {
		if (!quantity_parse(&work->amount, DIM_COUNT, number, &why))
			return wants;
		if (strlen(unit) > 20 || strpbrk(unit, " \t/") || !utf8_valid(unit, strlen(unit)))
			return "needs a unit that is one short word";
		m.unit = arena_printf(mem, "%s/s", unit);
		known = *unit ? unit_find(m.unit) : NULL;
		if (!*unit || (known && known->dim == DIM_RATE))
			m.dim = DIM_RATE;
		else if (known)
			return wants;
	}
	if (!(work->amount > 0))
		return "is zero; leave it out";
	if (m.dim != DIM_NONE)
		m.unit = dimension_base(m.dim);
	work->throughput = m;
	return NULL;
}

bool metric_is_own(const char *name)
{
	static const char *const patterns[] = { "throughput", "tree.*", "leak.*", "counter.*" };

	if (TEXT_FIND(process_metrics, ARRAY_SIZE(process_metrics), name, name))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (text_glob(patterns[i], name))
			return true;
	return false;
}

/* A foreign unit as a table can show it: short, and without characters that a terminal obeys. */
static const char *unit_text(struct arena *mem, const char *unit)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	size_t n = strlen(unit), at = 0;
	uint32_t cp;

	for (int i = 0; i < UNIT_SHOWN && at < n; i++) {
		size_t length = utf8_next(unit + at, n - at, &cp);

		at += length ? length : 1;
	}
	text_print_safe(m.f, arena_copy(mem, unit, at));
	return memory_file_copy(mem, &m);
}

const char *metric_text(struct arena *mem, const struct metric *m, double value)
{
	const char *number = quantity_text(mem, value, m->dim);

	return m->dim == DIM_NONE && m->unit && *m->unit
		? ARENA_JOIN(mem, number, " ", unit_text(mem, m->unit))
		: number;
}

bool metric_is_clocked(const struct metric *m)
{
	return !m->exact &&
		(m->dim == DIM_TIME || m->dim == DIM_RATE || m->dim == DIM_BANDWIDTH ||
			m->dim == DIM_FREQUENCY);
}
