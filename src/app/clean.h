/* Removes what benchctl stored and does not need any more. */
#pragma once

#include "app/app.h"
#include "store/removal.h"

/* Runs beyond the policy of `results:`, and copies of the base that no gate uses. dry_run: lists
 * them alone. */
int app_clean(struct removals *out, struct app *app, const char *config, bool dry_run,
	struct error *err);
