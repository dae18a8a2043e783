/* Pairs the results of two runs and makes a row per metric that either has. */
#ifndef BENCHCTL_WALK_H
#define BENCHCTL_WALK_H

#include "judge/compare.h"
#include "judge/decide.h"

struct walk {
	struct comparison *c;
	struct arena *mem;
	struct judge *judge;
	const struct compare_options *options;
	struct finding mismatch; /* why nothing can be compared */
	/* The decision where both sides have samples. */
	void (*decide)(struct walk *w, struct row *r, const struct series *base,
		const struct series *head, const struct policy *policy);
	/* Whether the base should be able to run the benchmark; NULL: it should. */
	bool (*expected)(const struct walk *w, const char *id);
	void *ctx;
};

/* Both runs are sorted by id. */
void walk_runs(struct walk *w, const struct run *base, const struct run *head);

/* A new row with only the result's and the policy's values. */
struct row *walk_row(struct walk *w, const struct result *r, const struct metric *metric,
	const struct policy *policy);

bool walk_selected(const struct walk *w, const char *id);
/* A row for a benchmark that only base has. */
void walk_missing(struct walk *w, const struct result *gone, const struct metric *metric,
	const struct policy *policy);

/* The row of the same benchmark and metric, or NULL. */
struct row *walk_find(const struct comparison *c, const struct row *like);

#endif
