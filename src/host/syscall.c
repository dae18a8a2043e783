/* The family `syscall`: how long the kernel takes for a call, and two threads for a round trip. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "host/families.h"
#include "host/round_trip.h"
#include "host/thread_team.h"
#include "load/histogram.h"

enum option_row { OPTION_CALLS, OPTION_PAYLOAD, OPTION_PAIRS, OPTION_TIME, OPTION_AFFINITY };
static const struct benchctl_option options[] = {
	[OPTION_CALLS] = { "calls", "all",
		"calls to run: getppid, pipe, eventfd, futex, unix, or all", BENCHCTL_TEXT },
	[OPTION_PAYLOAD] = { "payload", "1B", "bytes of a message through pipe and unix",
		BENCHCTL_SIZE, 0, 1, 65536 },
	[OPTION_PAIRS] = { "pairs", "1", "pairs of threads that talk at the same time",
		BENCHCTL_COUNT, 0, 1, ROUND_TRIP_PAIRS_MAX },
	[OPTION_TIME] = { "time", "20ms", "time for which each call is repeated per sample",
		BENCHCTL_TIME, 0, 1e-4, 60 },
	[OPTION_AFFINITY] = { "affinity", "true",
		"pin each thread; if false, benchctl does not measure `same` and `cross`",
		BENCHCTL_FLAG },
};
static const struct benchctl_metric metrics[] = {
	{ "latency", "s", BENCHCTL_BETTER_LOWER, 0 },
};
enum { BATCH = 64 }; /* calls between two looks at the clock */

struct state {
	struct machine_cpus cpus;
	struct arena mem;
	struct histogram *h;
	unsigned calls; /* bit 0: getppid; those behind it: round_trip_kinds */
	size_t payload, pairs;
	double time;
	bool affinity;
};

static int choose_calls(unsigned *calls, const char *text, struct benchctl_sink *sink)
{
	const char *names[1 + ROUND_TRIP_KINDS] = { "getppid" };

	for (size_t i = 0; i < ROUND_TRIP_KINDS; i++)
		names[i + 1] = round_trip_kinds[i].name;
	return family_choose(calls, "calls", text, names, ARRAY_SIZE(names), sizeof *names, sink);
}

static int check_syscall(const union benchctl_value *v, struct benchctl_sink *sink)
{
	unsigned calls;

	return choose_calls(&calls, v[OPTION_CALLS].text, sink);
}

static int close_syscall(void *state, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)sink;
	arena_free(&s->mem);
	free(s);
	return 0;
}

static int open_syscall(void **out, const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct state *s = family_state(out, sizeof *s);

	s->payload = (size_t)v[OPTION_PAYLOAD].number;
	s->pairs = v[OPTION_PAIRS].count;
	s->time = v[OPTION_TIME].number;
	s->affinity = v[OPTION_AFFINITY].count != 0;
	s->h = histogram_new(&s->mem);
	if (machine_cpus(&s->cpus, "") < 0)
		sink->fail(sink, "cannot determine which processors this process may use");
	else if (choose_calls(&s->calls, v[OPTION_CALLS].text, sink) == 0)
		return 0;
	close_syscall(s, sink);
	return -1;
}

static void measure_getppid(const struct state *s, struct benchctl_sink *sink)
{
	uint64_t began = clock_ns(), limit = (uint64_t)(s->time * 1e9), now, before;
	uint64_t cost = round_trip_clock_cost();

	memset(s->h, 0, sizeof *s->h);
	do {
		before = clock_ns();
		for (int i = 0; i < BATCH; i++)
			getppid();
		now = clock_ns();
		histogram_add(s->h, (now - before > cost ? now - before - cost : 1));
	} while (now - began < limit);
	family_histogram(sink->sub(sink, "getppid"), &metrics[0], s->h, BATCH);
}

/* Where the pairs run: on one processor each, on two, or anywhere. */
static void place(const struct state *s, int *cpus, bool cross)
{
	for (size_t i = 0; i < s->pairs; i++) {
		const int *v = s->cpus.v;
		size_t n = s->cpus.n;

		cpus[2 * i] = s->affinity ? v[i % n] : -1;
		cpus[2 * i + 1] = s->affinity ? v[(i + cross) % n] : -1;
	}
}

static int measure(const struct state *s, const struct round_trip_kind *kind, const char *part,
	struct benchctl_sink *sink)
{
	size_t bytes = kind->has_payload ? s->payload : 0;
	int cpus[2 * ROUND_TRIP_PAIRS_MAX];
	char name[64];

	memset(s->h, 0, sizeof *s->h);
	place(s, cpus, strcmp(part, "cross") == 0);
	if (round_trip_run(kind, s->pairs, cpus, bytes, s->time, s->h) < 0)
		return family_fail(sink, "cannot make round trips through %s: %s", kind->name,
			strerror(errno));
	snprintf(name, sizeof name, "%s/%s", kind->name, part);
	sink = sink->sub(sink, name);
	family_histogram(sink, &metrics[0], s->h, 1);
	family_note(sink, "%zu round trip%s of %zu B, %zu pair%s", (size_t)s->h->n,
		text_s((size_t)s->h->n), bytes, s->pairs, text_s(s->pairs));
	return 0;
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	const struct state *s = state;

	(void)n;
	if (s->calls & 1)
		measure_getppid(s, sink);
	for (size_t i = 0; i < ROUND_TRIP_KINDS; i++) {
		if (!(s->calls >> (i + 1) & 1))
			continue;
		if (measure(s, &round_trip_kinds[i], s->affinity ? "same" : "any", sink) < 0 ||
			(s->affinity && s->cpus.n > 1 &&
				measure(s, &round_trip_kinds[i], "cross", sink) < 0))
			return -1;
	}
	return 1;
}

const struct benchctl_kind syscall_family = {
	FAMILY("syscall", "system calls, and round trips between threads", options, metrics),
	.resources = BENCHCTL_CPU,
	.check = check_syscall,
	.open = open_syscall,
	.sample = sample,
	.close = close_syscall,
};
