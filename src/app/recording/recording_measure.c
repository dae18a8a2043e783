#include "app/recording/recording.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "judge/derive.h"
#include "store/git/git.h"
#include "store/git/repo.h"
#include "store/runs.h"
#include "measure/build.h"
#include "measure/fixtures.h"

#define METRICS "metrics.txt" /* where children write user metrics */

/* Variables of every child process. */
static const char *const *child_environment(const struct recording *r)
{
	struct arena *mem = &r->project->app->mem;
	const struct {
		const char *name, *path;
	} paths[] = { { "BENCHCTL_RUN_DIR", r->dir },
		{ "BENCHCTL_OUTPUT_DIR", r->project->suite.output_dir },
		{ "BENCHCTL_CONFIG_PATH", r->project->suite.path ? r->project->suite.path : "" } };
	struct words env = { 0 };

	words_printf(mem, &env, "BENCHCTL_RUN_ID=%s", r->id);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		words_printf(mem, &env, "%s=%s", paths[i].name, file_absolute(mem, paths[i].path));
	return env.v;
}

/* An absolute path in the run's folder, which no other run shares. */
static const char *inside(const struct recording *r, const char *name)
{
	struct arena *mem = &r->project->app->mem;

	return file_absolute(mem, file_join(mem, r->dir, name));
}

const char *recording_opened_list(const struct recording *r)
{
	return inside(r, "opened-files");
}

/* What the log of a build that needs a submodule does not say. */
static void name_empty_submodule(const struct project *p, struct error *err)
{
	struct words lines = { 0 };

	if (!p->facts || !p->facts->root)
		return;
	git_lines(&lines, repo_git(p->repo), &p->app->mem, ERROR_IGNORED,
		GIT_ARGS("submodule", "status"));
	for (size_t i = 0; i < lines.n; i++) {
		if (*lines.v[i] != '-')
			continue;
		error_append(err,
			"\n  the submodule %s is empty in this clone; if the build needs it:  "
			"git submodule update --init --recursive",
			lines.v[i] + strcspn(lines.v[i], " ") + 1);
		return;
	}
}

int recording_build_tree(struct recording *r, const char *command, const char *dir,
	const char *copy, const char *log, const char *name, struct error *err)
{
	struct project *p = r->project;
	const struct redirect redirect = { copy ? p->facts->root : NULL, copy };
	struct arena *mem = &p->app->mem;
	struct build build = { .command = command, .dir = dir, .redirect = &redirect };
	double seconds;
	bool lost;
	int rc;

	/* Not in the tree, which is removed if it cannot be built. */
	build.log = file_join(mem, r->dir, log);
	if (dir)
		build.log = file_absolute(mem, build.log);
	build.opened_list = copy ? recording_opened_list(r) : NULL;
	rc = build_run(&seconds, p->app->spawner, &build, err);
	if (rc != 0 && build.opened_list)
		unlink(build.opened_list);
	lost = !file_is_dir(r->dir);
	if (recording_keep_folder(r, name, rc == 0 ? err : ERROR_IGNORED) < 0 && rc == 0)
		return -1;
	if (rc > 0) {
		r->run.status = RUN_INTERRUPTED;
		return error_signal(err, rc);
	}
	if (rc < 0) {
		error_context(err, "the %s cannot be built", name);
		name_empty_submodule(p, err);
		return error_stage(err, EXIT_MEASURE);
	}
	if (lost && build.opened_list)
		return error_exit(err, EXIT_MEASURE,
			"the build of the %s removed %s, which is outside its copy, so benchctl "
			"does not know which files the build read",
			name, r->dir);
	if (strcmp(command, "true") != 0) /* nothing has to be built */
		app_note(p->app, "%s built in %s", name, clock_text(mem, seconds));
	return 0;
}

int recording_build(struct recording *r, struct error *err)
{
	struct project *p = r->project;

	if (recording_lock(r, err) < 0)
		return -1;
	if (!p->suite.build || p->options->no_build)
		return 0;
	return recording_build_tree(r, p->suite.build, NULL, NULL, "build.log", "head", err);
}

static int generate_data(const struct benchmark *v, size_t n, struct error *err)
{
	for (size_t i = 0; v && i < n; i++)
		for (size_t k = 0; k < v[i].data.n; k++)
			if (generate_file((const struct data *)v[i].data.v + k, err) < 0)
				return error_stage(err, EXIT_MEASURE);
	return 0;
}

static void add_results(struct run *run, struct arena *mem, const struct run *earlier)
{
	for (size_t i = 0; i < earlier->n; i++) {
		*ARENA_PUSH(mem, run) = earlier->v[i];
		if (earlier->v[i].status != RESULT_OK && run->status == RUN_OK)
			run->status = RUN_FAILED;
	}
}

int recording_measure_sides(struct recording *r, struct measurement *m, const struct run *earlier,
	struct error *err)
{
	struct project *p = r->project;
	struct app *app = p->app;
	int signal;

	if (!r->measured && p->suite.schedule == SCHEDULE_PARALLEL && !r->parallel)
		app_note(app,
			"schedule: parallel applies only to `benchctl run`; a gate "
			"and a baseline measure one benchmark at a time");
	if (generate_data(m->suite->v, m->suite->n, err) < 0)
		return -1;
	for (size_t i = 0; i < m->sides; i++)
		if (generate_data(m->side[i].benchmarks, m->suite->n, err) < 0)
			return -1;
	m->seed = p->suite.seed ? p->suite.seed : rng_fresh_seed();
	m->env = child_environment(r);
	m->metrics_file = inside(r, METRICS);
	m->dir = file_absolute(&app->mem, r->dir);
	if (r->measured++)
		m->part = arena_printf(&app->mem, "measurement-%zu", r->measured);
	m->note = app->ui.note;
	m->note_ctx = app->ui.ctx;
	m->show = app->ui.progress;
	m->show_ctx = app->ui.ctx;
	m->listener = event_log_listener(app, r->id, m->sides);
	signal = measure(m, app->spawner, &app->mem);
	unlink(m->metrics_file);
	if (app->ui.progress)
		app->ui.progress(app->ui.ctx, NULL);
	for (size_t i = 0; i < m->sides; i++) {
		struct run *run = m->side[i].run;
		const bool head = i + 1 == m->sides;

		run->finished = clock_rfc3339(&app->mem, clock_epoch_ns());
		run->duration = clock_seconds(r->began);
		if (head && earlier)
			add_results(run, &app->mem, earlier);
		/* A leak that the base also has is not caused by this change. */
		derive_results(run, &app->mem, &p->whole, head);
	}
	return signal ? error_signal(err, signal) : 0;
}

int recording_list_opened(struct recording *r, const struct suite *suite, const struct side *side,
	const char *opened_list, struct error *err)
{
	struct app *app = r->project->app;
	const struct measurement m = { .suite = suite,
		.side = { *side },
		.sides = 1,
		.seed = 1,
		.env = child_environment(r),
		.metrics_file = inside(r, METRICS),
		.dir = file_absolute(&app->mem, r->dir),
		.part = "opened",
		.opened_list = opened_list };
	int signal = measure(&m, app->spawner, &app->mem);

	unlink(m.metrics_file);
	return signal ? error_signal(err, signal) : 0;
}

static void share_budget(struct project *p)
{
	double asked = suite_share_budget(&p->suite), budget = p->suite.time_budget;

	if (asked > 0)
		app_note(p->app,
			"the benchmarks may take %s together, more than time_budget (%s); "
			"each gets %.0f%% of its max_time",
			clock_text(&p->app->mem, asked), clock_text(&p->app->mem, budget),
			budget / asked * 100);
}

/* How many benchmarks are measured at the same time; 0: one after the other. */
static size_t at_once(const struct recording *r)
{
	const struct suite *suite = &r->project->suite;
	size_t most = suite->max_parallel ? suite->max_parallel : r->project->host.cores;

	if (!r->parallel || suite->schedule != SCHEDULE_PARALLEL || most < 2)
		return 0;
	return most < AT_ONCE_MAX ? most : AT_ONCE_MAX;
}

int recording_measure(struct recording *r, struct error *err)
{
	struct project *p = r->project;
	struct measurement m = { .suite = &p->suite,
		.side = { { .run = &r->run } },
		.sides = 1,
		.at_once = at_once(r),
		.earlier = r->earlier,
		.earlier_dir = r->earlier_dir };
	int rc;

	if (recording_build(r, err) < 0)
		return -1;
	share_budget(p);
	rc = recording_measure_sides(r, &m, &r->resumed, err);
	recording_save(r);
	return rc;
}

void recording_add_files(struct recording *r, const struct run *from)
{
	struct app *app = r->project->app;
	struct error err;

	for (size_t i = 0; i < from->stages.n; i++)
		*ARENA_PUSH(&app->mem, &r->run.stages) = from->stages.v[i];
	for (size_t i = 0; i < from->outputs.n; i++)
		*ARENA_PUSH(&app->mem, &r->run.outputs) = from->outputs.v[i];
	if (from->stages.n && !app->unsaved && runs_begin(r->dir, &r->run, &err) < 0)
		app_set_unsaved(app, &err);
}

int recording_measure_again(struct recording *r, const struct words *ids, struct run *fresh,
	struct error *err)
{
	struct suite some = project_subset(r->project, ids);
	struct measurement m = { .suite = &some, .side = { { .run = fresh } }, .sides = 1 };
	int rc;

	*fresh = run_bare(&r->run);
	rc = recording_measure_sides(r, &m, NULL, err);
	recording_add_files(r, fresh);
	recording_save_as(r, "confirm.json", fresh);
	return rc;
}
