/* Contention for the processors: counters of the kernel at one moment. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Counters since boot; NaN where they cannot be read, which says nothing. */
struct contention {
	uint64_t at;      /* clock_ns */
	double waited;    /* s in which processes waited for a processor */
	double stolen;    /* s that other virtual machines took, of all processors */
	double all;       /* s of all processors */
	double throttled; /* times that the control group used up its quota */
	double held;      /* s that it then waited */
	double heat;      /* times that a processor slowed down because it was hot */
	double frequency; /* Hz at that moment, of the processor that reads this */
};

/* What was read after some samples, in their order. */
struct contention_spans {
	struct contention_span {
		struct contention now;
		size_t samples; /* since the one before */
	} * v;
	size_t n, cap;
};

/* root: prefix of every path, for tests. */
void contention_read(struct contention *s, const char *root);

/* The contention between two moments, as the rest of a sentence, with the number of affected
 * samples. NULL: it affected neither the whole nor a quarter of the samples. With few spans, the
 * sentence does not mention samples. */
const char *contention_between(struct arena *mem, const struct contention *before,
	const struct contention *after, const struct contention_spans *spans);
