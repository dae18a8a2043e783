/* The decision in paired mode: base and head are sampled in blocks, and after each block the rule
 * asks whether the data decide. Exact group-sequential bounds keep the stated errors, however
 * many looks there are. */
#pragma once

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

/* Bounds computed until now, by error; { .tables.mem = arena } is an empty one. For one thread. */
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
bool sequence_has_means(const struct sequence_rule *rule, const double *base, const double *head,
	size_t blocks);

/* The look after that many blocks. base and head hold SEQUENCE_BLOCK finite values for each block,
 * in order. */
enum sequence_state sequence_look(struct sequence_tables *t, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks);

/* The side whose costs are significantly higher at this error, if any; base and head are costs
 * (sequence_costs), blocks from SEQUENCE_FIRST. */
struct sequence_costlier {
	bool head, base;
};
struct sequence_costlier sequence_costlier(struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head, size_t blocks,
	double error);

/* What the test of means may spend of an error at this look. The scores of coarse values depend on
 * all of them, so no look takes account of the earlier ones. */
double sequence_share(double error, size_t blocks);

/* The largest ratio of costs that is within the threshold; infinite: any. */
double sequence_limit(const struct sequence_rule *rule);

/* What the look after that many blocks has seen. Ratios are of costs, head / base. */
struct sequence_evidence {
	double estimate;          /* Hodges-Lehmann: the median of the ratios within blocks */
	double low, high;         /* ratios outside are excluded at the error beta per side; 0 or
				     infinite: no end */
	double p_worse, p_better; /* one-sided: the smallest error at which this look would decide
				     so, rounded up to a tenth of a decade */
};

/* state: what sequence_look has said. An end of the interval agrees with it: a loss of the
 * threshold is inside exactly if it is not excluded, and no change is outside if the state is WORSE
 * or BETTER. False, and *out untouched, where the values have no ratios. */
bool sequence_evidence(struct sequence_evidence *out, struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head, size_t blocks,
	enum sequence_state state);
