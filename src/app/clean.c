#include "app/clean.h"

#include "app/project.h"
#include "store/checkout.h"
#include "store/runs_prune.h"

int app_clean(struct removals *out, struct app *app, const char *config, bool dry_run,
	struct error *err)
{
	static const struct project_options none = { 0 };
	struct project p = { 0 };

	*out = (struct removals){ .dry_run = dry_run };
	if (project_load_any(&p, app, &none, config, err) < 0)
		return -1;
	runs_prune(out, &app->mem, p.suite.output_dir, &p.suite.results);
	checkout_clean(out, &app->mem);
	return 0;
}
