/* Profiles: runs each benchmark again under a profiler, outside of the measured rounds. Folded
 * stacks and flame graphs are stored in the run's folder, in profile/ID. */
#pragma once

#include "app/recording/recording.h"
#include "model/run/stacks.h"

struct profile {
	const char *id;       /* of the benchmark */
	const char *profiler; /* NULL: there is no profile, and a warning said why */
	const char *unit;     /* "sample" */
	bool exact;           /* counts instead of samples */
	struct stacks stacks;
	const char *folder; /* of its files */
};

/* Runs the benchmark where that side is (NULL: in this tree) and stores name.folded and name.svg;
 * name: "base" or "head". What prevents a profile is a warning; -1 only for a signal. */
int profile_take(struct profile *out, struct recording *r, const struct benchmark *b,
	const struct side *side, const char *name, struct error *err);

/* Stores difference.svg beside them. */
void profile_store_difference(struct recording *r, const struct profile *base,
	const struct profile *head);

/* Profiles each benchmark of the suite that asks for it; all: each of them. */
struct profiled ARENA_LIST(struct profile);
int profile_suite(struct profiled *out, struct recording *r, bool all, struct error *err);

/* `benchctl profile`: builds, profiles what the options select, measures nothing. */
int app_profile(struct profiled *out, struct app *app, const struct project_options *project,
	const char *config, struct error *err);
