/* `benchctl bisect`: finds the commit that made a benchmark slower. */
#pragma once

#include "app/project/project.h"
#include "judge/compare.h"

struct bisect_options {
	const char *id;         /* of one benchmark */
	const char *good, *bad; /* revisions: fast, and later slow */
	const char *config;     /* used for every commit */
};

struct bisected {
	struct culprit {
		const char *commit, *subject;
	} * v; /* oldest first: the commit or, if those between cannot be measured, several */
	size_t n, cap;
	bool compared; /* c compares the culprit with the commit before */
	struct comparison c;
};

/* Also on failure, *out has the results until then. */
int app_bisect(struct bisected *out, struct app *app, const struct project_options *project,
	const struct bisect_options *options, struct error *err);

enum bisect_answer { BISECT_GOOD, BISECT_BAD, BISECT_SKIP, BISECT_STOP };

/* Between commit 0, which is good, and commit n - 1, which is bad: asks for commits in the middle
 * until bad follows good, except for skipped ones. *low and *high are the two. Returns false if
 * an answer was BISECT_STOP. */
bool bisect_search(size_t *low, size_t *high, size_t n,
	enum bisect_answer (*ask)(void *ctx, size_t i), void *ctx);
