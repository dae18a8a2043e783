/* Paired mode: base and head measured side by side, in blocks, until the data decide. */
#pragma once

#include "judge/compare.h"
#include "judge/stats/sequence.h"

struct paired_options {
	const struct gate_policy *gate;
	/* A second stage: judges only the suspects there, which share an error of 5% in each
	 * direction. NULL: everything. */
	const struct comparison *suspects;
	double threshold; /* ratio: the loss to exclude; 0: the policy's */
};

/* For n benchmarks; everything in mem. */
struct paired *paired_new(struct arena *mem, const struct paired_options *options, size_t n);

/* Whether benchmark i, or one of its sub-benchmarks, needs another block. Call it after each
 * block, with the results of both sides until now. */
bool paired_open(struct paired *p, size_t i, const struct result *base, const struct result *head);

/* The same in one call, for data that were measured completely before. */
void paired_follow(struct paired *p, const struct run *base, const struct run *head);

/* The most blocks that benchmark i takes. */
size_t paired_blocks(const struct paired *p, size_t i);

/* Adds rows to those of c, and sets counts and exit status. base and head are sorted by id.
 * base_ids: of the base's own suite; NULL: it has none. A benchmark that only the base cannot run,
 * and that its own suite lacks, is new. */
void paired_compare(struct comparison *c, struct arena *mem, struct paired *p,
	const struct run *base, const struct run *head, const struct words *base_ids,
	const struct compare_options *options);

/* Confirms the regressions and improvements of c by a second stage on fresh data, which p has
 * followed: Holm's procedure at 5% over all suspects of a direction. An unconfirmed one gets the
 * verdict of the fresh data. */
void paired_confirm(struct comparison *c, struct arena *mem, struct paired *p,
	const struct run *base, const struct run *head, const struct compare_options *options);
