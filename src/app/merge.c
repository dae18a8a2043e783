#include "app/import.h"
#include "app/operand.h"
#include "judge/derive.h"
#include "model/shard.h"
#include "store/runs.h"

static int merge(struct recording *r, const struct words *names, struct error *err)
{
	struct project *p = r->project;
	struct arena *mem = &p->app->mem;
	const struct run **runs = arena_array(mem, names->n, sizeof *runs);

	for (size_t i = 0; i < names->n; i++) {
		struct operand o = { 0 };
		struct run *run;

		if (operand_load(&o, p, names->v[i], err) < 0)
			return -1;
		run = operand_run(&o);
		run->id = names->v[i]; /* each machine may have a run-001 */
		runs[i] = run;
	}
	if (shard_merge(&r->run, mem, runs, names->n, err) < 0) {
		error_context(err, "nothing was merged");
		return error_stage(err, EXIT_NO_VERDICT);
	}
	if (runs_create(&r->dir, &r->id, mem, p->suite.output_dir, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	r->run.id = r->id;
	derive_results(&r->run, mem, &p->whole, true);
	return runs_save(r->dir, &r->run, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}

int app_merge(struct recorded *out, struct app *app, const struct words *runs, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	ENDS_RECORDING struct recording r = recording_of(&p, "run");

	if (runs->n == 0)
		return error_exit(err, EXIT_USAGE,
			"merge needs the runs of all shards: their files, folders or ids");
	if (project_load(&p, app, NULL, NULL, err) < 0 || project_open(&p, false, err) < 0 ||
		merge(&r, runs, err) < 0)
		return -1;
	*out = recording_result(&r);
	return 0;
}
