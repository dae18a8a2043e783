#include "app/run.h"

#include "app/location.h"

/* The frameworks, one command or the configuration. */
static int choose_suite(struct project *p, struct app *app, const struct project_options *project,
	const struct run_options *o, struct error *err)
{
	if (!o->external_config != !o->workload)
		return error_exit(err, EXIT_USAGE,
			"--external-config and --workload go together: benchctl run "
			"--external-config frameworks.json --workload workload.json");
	if (o->external_config && (o->command.n || o->config))
		return error_exit(err, EXIT_USAGE,
			"--external-config is the whole suite; leave out %s",
			o->command.n ? "the command after --" : o->config);
	if (o->external_config)
		return project_of_frameworks(p, app, project, o->external_config, o->workload, err);
	return o->command.n ? project_of_command(p, app, project, &o->command, o->name, err)
			    : project_load(p, app, project, o->config, err);
}

static int prepare(struct recording *r, struct app *app, const struct project_options *project,
	const struct run_options *o, struct error *err)
{
	struct project *p = r->project;

	if (choose_suite(p, app, project, o, err) < 0)
		return -1;
	if (o->output_dir)
		p->suite.output_dir = location_path(app, o->output_dir);
	if (o->output_dir) /* a folder that the user chose is not cleaned */
		p->suite.results = (struct results_policy){ 0 };
	project_open_any(p);
	if (o->shard && plan_shard(r, o->shard, err) < 0)
		return -1;
	return o->resume ? plan_resume(r, o->resume, err) : 0;
}

int app_run(struct recorded *out, struct app *app, const struct project_options *project,
	const struct run_options *options, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	ENDS_RECORDING struct recording r = recording_of(&p, "run");
	int rc = prepare(&r, app, project, options, err);

	if (rc == 0)
		rc = recording_measure(&r, err);
	*out = recording_result(&r);
	return rc;
}

int app_plan(struct plan *out, struct app *app, const struct project_options *project,
	const struct run_options *options, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct recording r = recording_of(&p, "run");

	return prepare(&r, app, project, options, err) < 0 ? -1 : plan_make(out, &r, err);
}
