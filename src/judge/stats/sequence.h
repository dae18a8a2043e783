/* The decision in paired mode: base and head are sampled in blocks, and after each block the rule
 * asks whether the data decide. Exact group-sequential bounds keep the stated errors, however
 * many looks there are. */
#ifndef BENCHCTL_SEQUENCE_H
#define BENCHCTL_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/stats/blocktest.h"

enum {
	SEQUENCE_BLOCK = 4,  /* samples of each side in a block */
	SEQUENCE_FIRST = 2,  /* the first look is after this many blocks */
	SEQUENCE_LOOKS = 10, /* and the last after this many */
};

enum sequence_state {
	SEQUENCE_OPEN,   /* go on */
	SEQUENCE_WORSE,  /* significantly worse */
	SEQUENCE_WITHIN, /* a loss of the threshold is excluded */
	SEQUENCE_BETTER, /* significantly better */
	SEQUENCE_CAPPED, /* the last look has passed without a decision */
};

struct sequence_rule {
	double threshold; /* ratio: the loss to detect */
	double floor;     /* ratio: a smaller estimate is never called worse or better */
	double alpha;     /* error of calling an unchanged side worse, over all looks */
	double beta;      /* error of passing a loss of the threshold */
	bool higher;      /* more is better */
};

/* Bounds computed until now, by error; { .tables.mem = arena } is an empty one. Serves one
 * thread. */
struct sequence_tables {
	struct block_tables tables;
	struct sequence_bounds {
		double alpha;
		struct block_bound v[SEQUENCE_LOOKS];
	} * v;
	size_t n, cap;
};

/* The ranked values: v itself or, if more is better, the time per unit, because the scores are
 * made for a long tail of large values. In mem, or v. */
const double *sequence_costs(struct arena *mem, const double *v, size_t blocks, bool higher);

/* Whether the values are coarse, so that means are compared (meantest.h) instead of ranks. */
bool sequence_has_means(const double *base, const double *head, size_t blocks);

/* The look after that many blocks. base and head hold SEQUENCE_BLOCK finite values for each block,
 * in order. */
enum sequence_state sequence_look(struct sequence_tables *t, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks);

struct sequence_p {
	double worse, better; /* one-sided */
};

/* The test of all blocks as if it were the only look; blocks >= 1. Uses threshold and higher of the
 * rule.
 */
void sequence_test(struct sequence_p *out, struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head, size_t blocks);

#endif
