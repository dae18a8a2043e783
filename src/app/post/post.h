/* `benchctl post`: a comparison, posted where people look. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "app/app.h"
#include "base/words.h"
#include "forge/forge.h"

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
