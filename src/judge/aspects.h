/* What paired mode asks beside the median of a metric: its aspects and a second witness.
 *
 * The aspects are the tail and the spread. They share the error of calling an unchanged side worse.
 * The judge tests each aspect once, after enough blocks to detect a change. */
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

/* A second witness of wall time. On a busy machine, wall time is mostly waiting for a processor,
 * which says nothing about the program. Other times that the kernel counts have less noise. */

/* The share of each witness of the errors, so that their sum stays. */
#define WITNESS_SHARE 0.5

/* The second metric to ask about metric i of head, chosen from the first samples: wall_net of
 * single processes; cpu of trees and threads where processors are busy all the time; NULL: none. */
const char *witness_of(const struct result *base, const struct result *head, size_t i);

/* Asks both after that many blocks; rule has the errors of both combined. *by_other: the second one
 * has decided. Wall time decides where it can. cpu only shows a loss, and only one that wall time
 * may have: using more processors at once is not a loss. */
enum sequence_state witness_look(bool *by_other, struct sequence_tables *t,
	const struct sequence_rule *rule, const struct series *const wall[2],
	const struct series *const other[2], size_t blocks);
