#include "app/recording/import.h"

#include <math.h>
#include <string.h>

#include "app/operand.h"
#include "base/text.h"
#include "import/import.h"
#include "judge/derive.h"
#include "model/run/shard.h"
#include "store/runs.h"

const char *app_import_format(size_t i)
{
	return importers[i] ? importers[i]->name : NULL;
}

/* NULL: to be detected. */
static int find_importer(const struct importer **importer, struct arena *mem, const char *name,
	struct error *err)
{
	struct nearest near = nearest_begin(name);

	*importer = strcmp(name, "auto") == 0 ? NULL : importer_find(name);
	if (*importer || strcmp(name, "auto") == 0)
		return 0;
	for (size_t i = 0; importers[i]; i++)
		nearest_offer(&near, importers[i]->name);
	return error_exit(err, EXIT_USAGE, "--format: '%s' is not a format%s", name,
		nearest_hint(&near, mem));
}

static int read_files(struct run *out, struct app *app, const struct words *files,
	const struct importer *importer, struct error *err)
{
	struct run *run = arena_array(&app->mem, files->n, sizeof *run);
	const struct run **runs = arena_array(&app->mem, files->n, sizeof *runs);
	struct import_machine first = { 0 };

	if (operand_distinct(app, files, err) < 0)
		return -1;
	for (size_t i = 0; i < files->n; i++) {
		struct import_answer a;

		runs[i] = &run[i];
		if (import_file(&run[i], &app->mem, location_path(app, files->v[i]), importer, &a,
			    err) < 0)
			return error_stage(err, EXIT_USAGE);
		app_note(app, "%s: %s%s%s%s, %zu benchmark%s, %zu sample%s", files->v[i],
			a.importer->name, a.reason ? " (" : "", a.reason ? a.reason : "",
			a.reason ? ")" : "", a.benchmarks, text_s(a.benchmarks), a.samples,
			text_s(a.samples));
		if (a.cut)
			app_warn(app, "%s: %s", files->v[i], a.cut);
		if (a.left)
			app_note(app, "%s: %s", files->v[i], a.left);
		if (i && !import_same_machine(&first, &a.machine))
			app_note(app, "these files are from two machines: %s and %s",
				import_machine_text(&app->mem, &first),
				import_machine_text(&app->mem, &a.machine));
		else if (!i)
			first = a.machine;
	}
	if (files->n == 1)
		*out = run[0];
	else if (import_join(out, &app->mem, runs, files->n, err) < 0)
		return error_stage(err, EXIT_USAGE);
	return 0;
}

static int store(struct recording *r, const struct run *imported, struct error *err)
{
	if (recording_begin(r, err) < 0)
		return -1;
	r->run.v = imported->v;
	r->run.n = r->run.cap = imported->n;
	r->run.status = RUN_OK;
	r->run.shell = (double)NAN;
	r->run.finished = r->run.started;
	for (size_t i = 0; i < r->run.n; i++)
		if (r->run.v[i].status != RESULT_OK)
			r->run.status = RUN_FAILED;
	return runs_save(r->dir, &r->run, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}

static int import(struct recording *r, const struct import_options *o, struct error *err)
{
	struct project *p = r->project;
	const struct importer *importer;
	struct run imported = { 0 };

	if (o->suite)
		p->suite.name = o->suite;
	else if (!p->suite.path)
		p->suite.name = "imported";
	if (find_importer(&importer, &p->app->mem, o->format, err) < 0 ||
		project_open(p, false, err) < 0 ||
		read_files(&imported, p->app, &o->files, importer, err) < 0)
		return -1;
	return store(r, &imported, err);
}

int app_import(struct recorded *out, struct app *app, const struct import_options *options,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	ENDS_RECORDING struct recording r = recording_of(&p, "run");

	if (options->files.n == 0)
		return error_exit(err, EXIT_USAGE,
			"import needs at least one file (- is standard input)");
	if (project_load_any(&p, app, NULL, options->config, err) < 0 ||
		import(&r, options, err) < 0)
		return -1;
	*out = recording_result(&r);
	return 0;
}

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
	if (runs_create(&r->dir, &r->id, mem, p->suite.output_dir, r->kind, err) < 0)
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
	if (project_load_and_open(&p, app, NULL, NULL, false, err) < 0 || merge(&r, runs, err) < 0)
		return -1;
	*out = recording_result(&r);
	return 0;
}
