/* The canary: pieces of known work between the samples. The time that they take shows how fast the
 * machine is, independent of the benchmark. No verdict depends on it. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "host/canary_kernels.h"
#include "measure/contention.h"
#include "model/run/run.h"

/* Its share of the time since the measurement began. */
#define CANARY_SHARE (1. / 128)

struct canary_work {                /* what runs, and by which clock; tests have their own */
	uint64_t (*now)(void *ctx); /* ns */
	void (*run)(void *ctx, size_t kernel);
	void (*look)(void *ctx, struct contention *now);
	void *ctx;
};

/* Each kernel once, behind some samples. */
struct canary_visit {
	const char *benchmark;       /* that the samples belong to */
	size_t block;                /* of paired mode, from 1; 0: none */
	double took[CANARY_KERNELS]; /* s */
	struct contention_span span; /* up to it */
};

struct canary {
	struct arena *mem;
	struct canary_work work;
	uint64_t began, spent, expected; /* ns: clock; of all visits; of the next */
	struct ARENA_LIST(struct canary_visit) visits;
	size_t every, passed; /* one in `every` visits is made; those since the last */
	size_t samples;       /* since the last visit */
	struct canary_ring ring;
};

/* work NULL: the kernels themselves, by the machine's clock. */
void canary_begin(struct canary *c, struct arena *mem, const struct canary_work *work);

/* Behind `samples` samples: runs the kernels and looks at the machine, if that keeps to the share.
 * A long run keeps several hundred visits. */
void canary_visit(struct canary *c, const char *benchmark, size_t block, size_t samples);
/* What was seen at each visit, and at the end; in memory of the canary. */
struct contention_spans canary_spans(const struct canary *c, const struct contention *end);

void canary_end(struct canary *c);
/* Puts the series and the shifted blocks into the run, in place of those of another measurement.
 * Sides that were measured together share them. */
void canary_store(const struct canary *c, struct run *run);
