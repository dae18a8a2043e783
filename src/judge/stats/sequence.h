/* The decision in paired mode: base and head are sampled in blocks, and after each block it is
 * asked whether the data already tell. Exact group-sequential bounds keep the errors at what is
 * stated, however often it is asked. */
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
	SEQUENCE_WORSE,  /* shown to be worse */
	SEQUENCE_WITHIN, /* shown not to be worse by the threshold */
	SEQUENCE_BETTER, /* shown to be better */
	SEQUENCE_CAPPED, /* the last look has passed without a decision */
};

struct sequence_rule {
	double threshold; /* ratio: what must not get through */
	double floor;     /* ratio: an estimate below it is never called worse or better */
	double alpha;     /* error of calling the same worse, over all looks */
	double beta;      /* error of passing what is worse by the threshold */
	bool higher;      /* more is better */
};

/* Bounds computed so far, by error; { .tables.mem = arena } is an empty one. Serves one thread. */
struct sequence_tables {
	struct block_tables tables;
	struct sequence_bounds {
		double alpha;
		struct block_bound v[SEQUENCE_LOOKS];
	} * v;
	size_t n, cap;
};

/* What the tests rank: v itself or, where more is better, the time that each takes, as the scores
 * are made for a long tail of large values. In mem, or v. */
const double *sequence_costs(struct arena *mem, const double *v, size_t blocks, bool higher);

/* The look after so many blocks. base and head hold SEQUENCE_BLOCK values for each, in the order of
 * their blocks; positive and finite, else the answer is SEQUENCE_OPEN or, at the last look, CAPPED.
 */
enum sequence_state sequence_look(struct sequence_tables *t, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks);

struct sequence_p {
	double worse, better; /* one-sided */
};

/* The test of all blocks as if it had been the only look; blocks >= 1, values as above. Of the rule
 * it asks threshold and higher. */
void sequence_test(struct sequence_p *out, struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head, size_t blocks);

#endif
