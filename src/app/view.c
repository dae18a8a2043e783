#include "app/view.h"

#include <string.h>

#include "base/file.h"
#include "base/json_write.h"
#include "base/text.h"
#include "measure/kinds.h"
#include "model/parallel.h"
#include "report/report.h"
#include "store/checkout.h"

int app_list(struct stored_runs *out, const char **dir, struct app *app, const char *output_dir,
	struct error *err)
{
	struct project p;

	project_look(&p, app, output_dir);
	*dir = p.suite.output_dir;
	return runs_list(out, &app->mem, *dir, err) < 0 ? error_stage(err, EXIT_USAGE) : 0;
}

void app_list_write(FILE *out, const struct stored_runs *runs)
{
	struct json_out o = json_out_to(out, 1);

	json_out_array(&o, NULL);
	for (size_t i = 0; i < runs->n; i++) {
		const struct run *m = &runs->v[i].run;

		json_out_object(&o, NULL);
		json_out_string(&o, "id", runs->v[i].id);
		json_out_string(&o, "status",
			runs->v[i].fault ? "unreadable" : run_status_names[m->status]);
		json_out_string(&o, "suite", m->suite);
		json_out_string(&o, "started", m->started);
		json_out_number(&o, "duration", m->duration);
		json_out_string(&o, "commit", m->commit);
		json_out_bool(&o, "dirty", m->dirty);
		json_out_close(&o);
	}
	json_out_end(&o);
}

/* What a gate has measured beside the run, from the files in the folder of that. */
static void read_beside(struct runs_beside *others, struct arena *mem, const char *dir)
{
	static const struct {
		const char *file, *title;
	} files[] = {
		{ "base.json", "base, measured beside it (base.json)" },
		{ "confirm-base.json", "base, measured again to confirm (confirm-base.json)" },
		{ "confirm.json", "head, measured again to confirm (confirm.json)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const struct run *run = run_newest(mem, file_join(mem, dir, files[i].file));

		if (run)
			*ARENA_PUSH(mem, others) = (struct run_beside){ files[i].title, run };
	}
}

int app_show(struct run_set *out, struct runs_beside *others, struct app *app, const char *name,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct operand o;

	project_look(&p, app, NULL);
	if (operand_load(&o, &p, name ? name : "last", err) < 0)
		return -1;
	*out = o.set;
	*others = (struct runs_beside){ 0 };
	if (o.party.label && file_is_dir(o.party.label))
		read_beside(others, &app->mem, o.party.label);
	return 0;
}

int app_load_comparison(struct comparison *out, struct app *app, const char *output_dir,
	const char *name, struct error *err)
{
	struct arena *mem = &app->mem;
	const char *path, *dir;
	struct project p;

	if (!name)
		name = "last";
	project_look(&p, app, output_dir);
	path = location_path(app, name);
	dir = runs_find(mem, p.suite.output_dir, name);
	if (!dir && file_is_dir(path)) /* a change cannot put its folder in the place of a run */
		dir = path;
	if (dir)
		path = name = file_join(mem, dir, "comparison.json");
	if (!dir && text_equal(name, "last"))
		return error_exit(err, EXIT_USAGE,
			"there is no run in %s yet, so there is no comparison; make one: "
			"benchctl gate",
			p.suite.output_dir);
	if (!file_exists(path))
		return error_exit(err, EXIT_USAGE,
			"%s: there is no such comparison; `benchctl gate` stores one with each run",
			name);
	runs_hold(path);
	return comparison_load(out, mem, path, err) < 0 ? error_stage(err, EXIT_USAGE) : 0;
}

static void set_note(struct run *run, struct arena *mem, const struct pair *note)
{
	size_t i = 0;

	while (i < run->notes.n && strcmp(run->notes.v[i].key, note->key) != 0)
		i++;
	if (*note->value) {
		if (i == run->notes.n)
			ARENA_PUSH(mem, &run->notes);
		run->notes.v[i] = (struct run_note){ note->key, note->value };
	} else if (i < run->notes.n) {
		memmove(&run->notes.v[i], &run->notes.v[i + 1],
			(run->notes.n - i - 1) * sizeof *run->notes.v);
		run->notes.n--;
	}
}

int app_annotate(struct run *run, struct app *app, const char *name, const struct pairs *notes,
	struct error *err)
{
	struct run_set set = { 0 };
	struct project p;
	const char *dir;

	project_look(&p, app, NULL);
	dir = runs_find(&app->mem, p.suite.output_dir, name);
	if (!dir)
		return error_exit(err, EXIT_USAGE, "there is no run '%s' in %s; see: benchctl list",
			name, p.suite.output_dir);
	if (run_set_load(&set, &app->mem, file_join(&app->mem, dir, "run.json"), err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (set.n != 1)
		return error_exit(err, EXIT_USAGE, "%s/run.json has %zu runs", dir, set.n);
	for (size_t i = 0; i < notes->n; i++)
		set_note(&set.v[0], &app->mem, &notes->v[i]);
	*run = set.v[0];
	return runs_save(dir, run, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}

int app_clean(struct removals *out, struct app *app, const char *config, bool dry_run,
	struct error *err)
{
	struct project p = { 0 };

	*out = (struct removals){ .dry_run = dry_run };
	if (project_load_any(&p, app, NULL, config, err) < 0)
		return -1;
	runs_prune(out, &app->mem, p.suite.output_dir, &p.suite.results);
	checkout_clean(out, &app->mem);
	return 0;
}

int app_validate(struct suite *out, struct app *app, const char *config, struct error *err)
{
	struct project p;
	const char *why;

	if (project_load(&p, app, NULL, config, err) < 0)
		return -1;
	*out = p.suite;
	why = parallel_fault(&app->mem, out);
	return why ? error_exit(err, EXIT_USAGE, "%s: %s", out->path, why) : 0;
}

int app_validate_workload(struct external_workload *out, struct app *app, const char *path,
	struct error *err)
{
	return external_workload_load(out, &app->mem, path, err) < 0 ? error_stage(err, EXIT_USAGE)
								     : 0;
}

const struct section *app_config_section(struct app *app)
{
	return config_section(&app->mem, kinds).root;
}
