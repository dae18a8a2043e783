/* Paired mode: base and head measured side by side, in blocks, until the data tell. */
#ifndef BENCHCTL_PAIRED_H
#define BENCHCTL_PAIRED_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/compare.h"
#include "judge/stats/sequence.h"

struct paired;

struct paired_options {
	const struct gate *gate;
	const struct comparison
		*suspects; /* only what is a regression there is judged; NULL: all */
	double alpha; /* error of calling a metric worse; 0: what the policy's confidence says */
	double threshold; /* ratio that is to be told from none; 0: the policy's */
};

/* For n benchmarks; everything in mem. */
struct paired *paired_new(struct arena *mem, const struct paired_options *options, size_t n);

/* Whether benchmark i, or one of its parts, needs another block. Asked after each block, with what
 * both sides have so far. */
bool paired_open(struct paired *p, size_t i, const struct result *base, const struct result *head);

/* The same, in one go, of what was measured to the end before anything was asked. */
void paired_follow(struct paired *p, const struct run *base, const struct run *head);

/* What is known about the base besides its samples. */
struct paired_base {
	const struct words *ids; /* of the base's own suite; NULL: it has none */
};

/* Adds rows to those that c has, and counts and exit status. base and head are sorted by id. A
 * benchmark that only the base cannot run, and that its own suite does not have, is new. */
void paired_compare(struct comparison *c, struct arena *mem, struct paired *p,
	const struct run *base, const struct run *head, const struct paired_base *about,
	const struct compare_options *options);

/* The error that the second stage of c begins with: 5% shared among its suspects. */
double paired_confirm_alpha(const struct comparison *c);

/* Settles the regressions of c by a second stage on fresh data, which p has followed: Holm's
 * procedure at 5% over all suspects. What does not stand becomes what the fresh data say. */
void paired_confirm(struct comparison *c, struct arena *mem, struct paired *p,
	const struct run *base, const struct run *head, const struct compare_options *options);

#endif
