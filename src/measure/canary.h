/* The canary: pieces of known work between the samples. What they take says how fast the machine
 * is, whatever is being measured. It is evidence; no verdict depends on it. */
#pragma once

#include <stdint.h>

#include "host/canary_kernels.h"
#include "model/run/run.h"

/* Its share of the time since the measurement began, below 2%. */
#define CANARY_SHARE (1. / 64)

struct canary_work {                /* what runs, and by which clock; tests have their own */
	uint64_t (*now)(void *ctx); /* ns */
	void (*run)(void *ctx, size_t kernel);
	void *ctx;
};

/* Each kernel once, behind some samples. */
struct canary_visit {
	const char *benchmark;       /* that the samples belong to */
	size_t block;                /* of paired mode, from 1; 0: none */
	double took[CANARY_KERNELS]; /* s */
};

struct canary {
	struct arena *mem;
	struct canary_work work;
	uint64_t began, spent, expected; /* ns: clock; of all visits; of the next */
	struct {
		struct canary_visit *v;
		size_t n, cap;
	} visits;
	size_t every, passed; /* one in `every` visits is made; those since the last */
	struct canary_ring ring;
};

/* work NULL: the kernels themselves, by the machine's clock. */
void canary_begin(struct canary *c, struct arena *mem, const struct canary_work *work);

/* Runs the kernels if that keeps to the share. A long run keeps some hundred visits. */
void canary_visit(struct canary *c, const char *benchmark, size_t block);

void canary_end(struct canary *c);
/* Puts the series and the shifted blocks into the run, in place of those of another measurement.
 * Sides that were measured together share them. */
void canary_store(const struct canary *c, struct run *run);
