/* The family `memory`: bandwidth by the rules of STREAM, and latency. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/units.h"
#include "host/families.h"
#include "host/memory_kernels.h"
#include "host/thread_team.h"

enum option_row {
	OPTION_KERNELS,
	OPTION_SIZE,
	OPTION_SIZES,
	OPTION_STRIDE,
	OPTION_THREADS,
	OPTION_TIME,
	OPTION_AFFINITY
};
static const struct benchctl_option options[] = {
	[OPTION_KERNELS] = { "kernels", "all",
		"kernels to run: copy, scale, add, triad, latency, or all", BENCHCTL_TEXT },
	[OPTION_SIZE] = { "size", "auto",
		"bytes of each of the three arrays; auto: four times the last-level cache",
		BENCHCTL_TEXT },
	[OPTION_SIZES] = { "sizes", "auto",
		"sizes of the memory areas for latency, such as 16KiB,4MiB; auto: "
		"from the first level of cache to RAM",
		BENCHCTL_TEXT },
	[OPTION_STRIDE] = { "stride", "1",
		"step of the bandwidth kernels, in cache lines; "
		"a kernel visits every line in the end",
		BENCHCTL_COUNT, 0, 1, 65536 },
	[OPTION_THREADS] = { "threads", "auto",
		"threads of the sub-benchmark `all`; auto: one per processor that benchctl may use",
		BENCHCTL_TEXT },
	[OPTION_TIME] = { "time", "20ms", "minimum time of each kernel for one sample",
		BENCHCTL_TIME, 0, 1e-5, 60 },
	[OPTION_AFFINITY] = { "affinity", "true", "pin each thread to its own processor",
		BENCHCTL_FLAG },
};

static const struct benchctl_metric metrics[] = {
	{ "bandwidth", "B/s", BENCHCTL_BETTER_HIGHER, 0 },
};

enum { LATENCY = MEMORY_KERNELS }; /* the bit behind those of the kernels */
#define RULE        4     /* how many times the last level of cache each array is at least */
#define TOLERANCE   1e-12 /* relative, of the values in the end */
#define ARRAY_BYTES (3 * sizeof(double))

struct state {
	struct machine_cpus cpus;
	struct thread_team team;
	size_t threads, stride;
	unsigned kernels;
	struct memory_arrays all, slice[MACHINE_THREADS_MAX];
	void *memory;
	size_t bytes;
	double a, b, c; /* what each element must be */
	struct memory_chase chase;
	struct team_work work[MACHINE_THREADS_MAX];
	const struct memory_kernel *now;
};

/* What one thread works on. */
static const struct memory_arrays *part_of(const struct team_work *w)
{
	const struct state *s = w->ctx;

	return s->team.n == 1 ? &s->all : &s->slice[w->thread];
}

static void touch(struct team_work *w)
{
	const struct memory_arrays *m = part_of(w);

	for (size_t i = 0; i < m->n; i++) {
		m->a[i] = 1;
		m->b[i] = 2;
		m->c[i] = 0;
	}
}

static void pass(struct team_work *w)
{
	const struct state *s = w->ctx;

	s->now->run(part_of(w), s->stride);
}

static bool near(double have, double want)
{
	return fabs(have - want) <= TOLERANCE * fabs(want);
}

static void verify(struct team_work *w)
{
	const struct memory_arrays *m = part_of(w);
	const struct state *s = w->ctx;

	for (size_t i = 0; i < m->n && !w->failed; i++)
		w->failed = !near(m->a[i], s->a) || !near(m->b[i], s->b) || !near(m->c[i], s->c);
}

/* All threads, each on its part. time 0: once. */
static int run(struct state *s, void (*repeat)(struct team_work *w), size_t n, double time,
	struct benchctl_sink *sink)
{
	double before = s->team.time;
	int rc;

	s->team.n = n;
	s->team.time = time;
	for (size_t i = 0; i < n; i++)
		s->work[i].ctx = s;
	rc = thread_team_run(&s->team, repeat, s->work);
	s->team.time = before;
	return rc < 0
		? family_fail(sink, "cannot start %zu thread%s: %s", n, text_s(n), strerror(errno))
		: 0;
}

static int read_size(double *size, const char *text, struct benchctl_sink *sink)
{
	const char *why;

	*size = 0; /* auto */
	if (strcmp(text, "auto") == 0)
		return 0;
	if (!quantity_parse(size, DIM_SIZE, text, &why))
		return family_fail(sink, "size: '%s' %s", text, why);
	if (*size < MEMORY_BLOCK * sizeof(double))
		return family_fail(sink, "size: '%s' is less than one cache line", text);
	return 0;
}

static int choose_size(double *size, const char *text, double available, struct benchctl_sink *sink)
{
	double rule = RULE * (double)machine_cache();
	char have[QUANTITY_MAX], want[QUANTITY_MAX];

	if (read_size(size, text, sink) < 0)
		return -1;
	if (*size <= 0)
		*size = fmin(fmax(rule, 64 << 20), available / 6);
	if (3 * *size > available)
		return family_fail(sink,
			"size: three arrays of %s are more than the memory that is available, %s",
			quantity_format(want, *size, DIM_SIZE),
			quantity_format(have, available, DIM_SIZE));
	if (rule <= 0)
		sink->warn(sink,
			"the size of the caches is unknown, so STREAM's rule that each "
			"array is at least 4 times the last level cannot be checked");
	else if (*size < rule)
		family_warn(sink,
			"each array has %s, but STREAM asks for 4 times the last level of cache, "
			"%s; the result includes bandwidth of the cache",
			quantity_format(have, *size, DIM_SIZE),
			quantity_format(want, rule, DIM_SIZE));
	return 0;
}

static struct memory_arrays cut(const struct memory_arrays *all, size_t i, size_t n)
{
	size_t blocks = all->n / MEMORY_BLOCK;
	size_t from = blocks * i / n * MEMORY_BLOCK, to = blocks * (i + 1) / n * MEMORY_BLOCK;

	return (struct memory_arrays){ all->a + from, all->b + from, all->c + from, to - from };
}

static int make_arrays(struct state *s, double size, struct benchctl_sink *sink)
{
	size_t n = (size_t)size / sizeof(double) / MEMORY_BLOCK * MEMORY_BLOCK;

	s->bytes = n * ARRAY_BYTES;
	s->memory = mmap(NULL, s->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		0);
	if (s->memory == MAP_FAILED) {
		s->memory = NULL;
		return family_fail(sink, "size: cannot get %zu bytes of memory: %s", s->bytes,
			strerror(errno));
	}
	madvise(s->memory, s->bytes, MADV_HUGEPAGE);
	s->all.a = s->memory;
	s->all.b = s->all.a + n;
	s->all.c = s->all.b + n;
	s->all.n = n;
	for (size_t i = 0; i < s->threads; i++)
		s->slice[i] = cut(&s->all, i, s->threads);
	s->a = 1;
	s->b = 2;
	return run(s, touch, s->threads, 0, sink); /* by the thread that uses it */
}

/* The values after a pass of all four kernels. */
static void expect(struct state *s)
{
	s->c = s->a;
	s->b = s->c * MEMORY_SCALAR;
	s->c = s->a + s->b;
	s->a = s->b + s->c * MEMORY_SCALAR;
}

/* STREAM's order; repeating a kernel does not change its result. part NULL: nothing is kept. */
static int run_stream(struct state *s, size_t threads, double time, const char *part,
	struct benchctl_sink *sink)
{
	for (size_t k = 0; k < MEMORY_KERNELS; k++) {
		struct benchctl_sink *sub;
		double sum = 0;
		char name[32];

		s->now = &memory_kernels[k];
		if (run(s, pass, threads, s->kernels >> k & 1 ? time : 0, sink) < 0)
			return -1;
		for (size_t i = 0; i < threads; i++)
			sum += (double)(part_of(&s->work[i])->n * sizeof(double) * s->now->words *
				       s->work[i].repetitions) /
				((double)s->work[i].seconds_ns * 1e-9);
		if (!part || !(s->kernels >> k & 1))
			continue;
		snprintf(name, sizeof name, "%s/%s", s->now->name, part);
		sub = sink->sub(sink, name);
		sub->emit(sub, &metrics[0], sum);
		family_note(sub,
			"based on a variant of the STREAM benchmark code, edition %u; "
			"plain stores, stride %zu",
			MEMORY_EDITION, s->stride);
	}
	expect(s);
	if (run(s, verify, threads, 0, sink) < 0)
		return -1;
	for (size_t i = 0; i < threads; i++)
		if (s->work[i].failed)
			return family_fail(sink,
				"the arrays hold wrong values after a pass of "
				"STREAM; this machine does not compute reliably");
	return 0;
}

static bool streams(const struct state *s)
{
	return s->kernels & ((1U << MEMORY_KERNELS) - 1);
}

static int close_memory(void *state, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)sink;
	memory_chase_close(&s->chase);
	if (s->memory)
		munmap(s->memory, s->bytes);
	free(s);
	return 0;
}

static int choose_kernels(unsigned *kernels, const char *text, struct benchctl_sink *sink)
{
	static const char *const names[] = { "copy", "scale", "add", "triad", "latency" };

	return family_choose(kernels, "kernels", text, names, ARRAY_SIZE(names), sizeof *names,
		sink);
}

static int check_memory(const union benchctl_value *v, struct benchctl_sink *sink)
{
	unsigned kernels;
	size_t threads;
	double size;

	return machine_threads(&threads, NULL, v[OPTION_THREADS].text, sink) < 0 ||
			choose_kernels(&kernels, v[OPTION_KERNELS].text, sink) < 0 ||
			read_size(&size, v[OPTION_SIZE].text, sink) < 0
		? -1
		: memory_chase_open(NULL, v[OPTION_SIZES].text, 0, sink);
}

static int prepare(struct state *s, const union benchctl_value *v, struct benchctl_sink *sink)
{
	double available = (double)machine_memory(), size = 0;

	if (machine_cpus(&s->cpus, "") < 0 || available <= 0)
		return sink->fail(sink,
			"cannot determine which processors and how much memory this "
			"process may use");
	s->stride = v[OPTION_STRIDE].count;
	s->team = (struct thread_team){ &s->cpus, 1, v[OPTION_AFFINITY].count != 0,
		v[OPTION_TIME].number };
	if (machine_threads(&s->threads, &s->cpus, v[OPTION_THREADS].text, sink) < 0 ||
		choose_kernels(&s->kernels, v[OPTION_KERNELS].text, sink) < 0)
		return -1;
	if (streams(s) && choose_size(&size, v[OPTION_SIZE].text, available, sink) < 0)
		return -1;
	if (s->kernels >> LATENCY & 1 &&
		memory_chase_open(&s->chase, v[OPTION_SIZES].text, (uint64_t)(available - 3 * size),
			sink) < 0)
		return -1;
	return streams(s) &&
			(make_arrays(s, size, sink) < 0 ||
				run_stream(s, s->threads, 0, NULL, sink) < 0) /* never counts */
		? -1
		: 0;
}

static int open_memory(void **out, const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct state *s = family_state(out, sizeof *s);

	if (prepare(s, v, sink) == 0)
		return 0;
	close_memory(s, sink);
	return -1;
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	struct state *s = state;
	double time = s->team.time;

	(void)n;
	if (streams(s) && run_stream(s, 1, time, "single", sink) < 0)
		return -1;
	if (streams(s) && s->threads > 1 && run_stream(s, s->threads, time, "all", sink) < 0)
		return -1;
	return memory_chase_sample(&s->chase, &s->team, sink) < 0 ? -1 : 1;
}

const struct benchctl_kind memory_family = {
	FAMILY("memory", "bandwidth by the rules of STREAM, and latency by a pointer chase",
		options, metrics),
	.resources = BENCHCTL_CPU | BENCHCTL_MEMORY,
	.check = check_memory,
	.open = open_memory,
	.sample = sample,
	.close = close_memory,
};
