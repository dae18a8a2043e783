/* What a benchmark judges beside its median: the tail and the spread, in paired mode. They share
 * the error of calling an unchanged side worse. Each is asked once, after as many blocks as it
 * takes to see something. */
#pragma once

#include "judge/compare.h"
#include "judge/stats/sequence.h"

struct aspects {
	bool judged[ASPECTS];
	struct aspect_look {
		struct aspect_seen seen;
		struct finding reason; /* what a loss would say */
		bool large;            /* enough to count, if it is significant */
	} look[ASPECTS];
};

/* Those of the policy; `only`: that aspect (beside the median). */
void aspects_begin(struct aspects *a, const struct policy *policy, const enum aspect *only);
/* How many share the error, with the median. */
size_t aspects_count(const struct aspects *a);
/* Blocks that all of them take; at least SEQUENCE_LOOKS. */
size_t aspects_blocks(const struct aspects *a);

/* Asks those for which there are enough blocks now. Returns whether one of them waits for more. */
bool aspects_look(struct aspects *a, struct arena *mem, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks);
/* The first one that is worse at this error; ASPECT_MEDIAN: none. */
enum aspect aspects_worse(const struct aspects *a, double error);

/* Overrules the verdict about the median: with a regression, or as undecided where it passes and an
 * aspect has too few samples. */
void aspects_apply(struct row *r, const struct aspects *a, double error,
	const struct policy *policy);
