/* The aspects that paired mode judges beside the median: the tail and the spread. They share the
 * error of calling an unchanged side worse. The judge tests each aspect once, after enough blocks
 * to detect a change. */
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

/* Replaces the verdict about the median by a regression, or by inconclusive if the median passes
 * but an aspect has too few samples. */
void aspects_apply(struct row *r, const struct aspects *a, double error,
	const struct policy *policy);
