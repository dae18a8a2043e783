/* `benchctl post`: posts a comparison to a forge or a chat. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "app/app.h"
#include "app/project/project.h"
#include "base/words.h"
#include "forge/forge.h"

struct base;
struct ledger;

struct post_options {
	const char *report, *output_dir; /* report: a run or a file; NULL: the last run */
	struct forge_options forge;
	bool no_comment, no_status, check;
	const char *webhook;          /* a kind of chat; NULL: none */
	const char *webhook_template; /* a file; NULL: the kind's */
};

/* *done: a sentence for each post. A report that cannot be read is posted as an error, so that the
 * commit does not wait for it, and is an error here too. */
int app_post(struct words *done, struct app *app, const struct post_options *o, FILE *show,
	struct error *err);

/* The accept ledger. */

/* `benchctl accept`: enters a deliberate slowdown. */
struct accept_options {
	const char *id; /* of a benchmark or result, or a pattern */
	const char *metric, *max, *reason, *expires, *config;
};

/* *path gets the ledger's. */
int app_accept(const char **path, struct app *app, const struct accept_options *options,
	struct error *err);

/* The same for the comment of a GitHub or Gitea event: /benchctl accept ID --max +12% reason. Its
 * author must have the right to write, which the forge knows. Sets all options but config. */
int app_accept_comment(const char **path, struct app *app, struct accept_options *options,
	const char *event, struct error *err);

/* Marks the acceptances that are spent in a comparison with a run of the base that measured
 * `commit`. A commit that contains the entry also contains the loss, unless only baselines differ
 * from the commit that the entry was made against. Call this for each run, the newest first, while
 * it returns true. */
bool accept_spend(struct ledger *l, struct project *p, const char *commit);

/* The ledger of the base commit, and what the worktree adds to it. */
int accept_load(struct ledger *l, struct project *p, const struct base *base, struct error *err);
