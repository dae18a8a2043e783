#include "host/memory_kernels.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/units.h"
#include "host/families.h"
#include "host/thread_team.h"

#define SEED UINT64_C(20260101)
enum { STEPS = 4096, HUGE_PAGE = 2 << 20 };

static const struct benchctl_metric latency = { "latency", "s", BENCHCTL_BETTER_LOWER, 0 };

/* From a cache of the first level to RAM: the last one is twice the last level of cache. */
static void list_sizes(char *out, size_t size, uint64_t free_memory)
{
	uint64_t most = 2 * machine_cache();

	if (most < (uint64_t)256 << 20)
		most = (uint64_t)256 << 20;
	while (most > free_memory / 4)
		most /= 2;
	snprintf(out, size, "16KiB,256KiB,4MiB,32MiB,%lluMiB", (unsigned long long)(most >> 20));
}

static int read_size(struct chase_ring *r, double *size, const char *name, size_t length,
	struct benchctl_sink *sink)
{
	const char *why = "is too long";
	double bytes = 0;

	snprintf(r->name, sizeof r->name, "%.*s", (int)length, name);
	if (length >= CHASE_NAME || !quantity_parse(&bytes, DIM_SIZE, r->name, &why))
		return family_fail(sink, "sizes: '%.*s' %s", (int)length, name, why);
	if (bytes < 2 * MEMORY_LINE)
		return family_fail(sink, "sizes: %s is less than two cache lines", r->name);
	*size = bytes;
	return 0;
}

static int add(struct memory_chase *c, const struct chase_ring *ring, double bytes,
	uint64_t free_memory, struct benchctl_sink *sink)
{
	struct chase_ring *r = &c->v[c->n];
	size_t whole;
	int rc;

	*r = *ring;
	if (bytes > (double)free_memory)
		return family_fail(sink,
			"sizes: %s is more than the memory that is available, %llu MiB", r->name,
			(unsigned long long)(free_memory >> 20));
	r->bytes = (size_t)bytes / MEMORY_LINE * MEMORY_LINE;
	whole = (r->bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	rc = posix_memalign(&r->memory, HUGE_PAGE, whole);
	if (rc != 0)
		return family_fail(sink, "sizes: cannot get %s of memory: %s", r->name,
			strerror(rc));
	madvise(r->memory, whole, MADV_HUGEPAGE);
	r->at = r->memory;
	memory_chase_make(r->at, r->bytes, SEED);
	c->n++;
	return 0;
}

int memory_chase_open(struct memory_chase *c, const char *list, uint64_t free_memory,
	struct benchctl_sink *sink)
{
	struct chase_ring ring = { 0 };
	char sizes[100];
	size_t n = 0;
	double bytes = 0;

	if (strcmp(list, "auto") == 0 && !c)
		return 0;
	if (strcmp(list, "auto") == 0) {
		list_sizes(sizes, sizeof sizes, free_memory);
		list = sizes;
	}
	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ",");

		if (++n > CHASE_SIZES)
			return family_fail(sink, "sizes: more than %d sizes", CHASE_SIZES);
		if (read_size(&ring, &bytes, at, length, sink) < 0 ||
			(c && add(c, &ring, bytes, free_memory, sink) < 0))
			return -1;
		free_memory -= c ? c->v[c->n - 1].bytes : 0;
		at += length;
		if (!*at)
			return 0;
	}
}

/* What was measured before has filled the caches: this brings back as much as they hold. */
static void touch(struct team_work *w)
{
	const struct chase_ring *r = w->ctx;
	const volatile char *bytes = r->memory;

	for (size_t i = 0; i < r->bytes; i += MEMORY_LINE)
		(void)bytes[i];
}

static void walk(struct team_work *w)
{
	struct chase_ring *r = w->ctx;

	r->at = memory_chase(r->at, STEPS);
}

int memory_chase_sample(struct memory_chase *c, const struct thread_team *team,
	struct benchctl_sink *sink)
{
	struct thread_team one = *team, once = *team;

	one.n = once.n = 1;
	once.time = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct team_work work = { .ctx = &c->v[i] };
		struct benchctl_sink *sub;
		char name[CHASE_NAME + 16];

		if (thread_team_run(&once, touch, &work) < 0 ||
			thread_team_run(&one, walk, &work) < 0)
			return family_fail(sink, "cannot start a thread: %s", strerror(errno));
		snprintf(name, sizeof name, "latency/%s", c->v[i].name);
		sub = sink->sub(sink, name);
		sub->emit(sub, &latency,
			(double)work.seconds_ns * 1e-9 / ((double)work.repetitions * STEPS));
	}
	return 0;
}

void memory_chase_close(struct memory_chase *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].memory);
}
