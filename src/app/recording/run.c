#include "app/recording/run.h"

#include <math.h>
#include <string.h>

#include "app/plot/plot.h"
#include "app/recording/profile.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "model/parallel.h"
#include "model/run/shard.h"
#include "store/runs.h"

/* The s of a benchmark, from the s of one run. */
static double duration(const struct benchmark *b, double wall)
{
	const struct lifecycle *life = &b->life;
	double least = (double)life->schedule.runs.min * wall,
	       most = (double)life->schedule.runs.max * wall;

	return (double)life->schedule.warmup * wall +
		fmax(least, fmin(most, life->schedule.max_time));
}

/* The known time of each benchmark, in s, from the committed baseline; NaN if unknown. All shards
 * of a commit read the same file. */
static double *known_durations(struct project *p)
{
	struct arena *mem = &p->app->mem;
	double *known = arena_array(mem, p->suite.n, sizeof *known);
	const struct run *run = run_newest(mem, project_baseline_file(p));

	for (size_t i = 0; i < p->suite.n; i++) {
		const struct benchmark *b = &p->suite.v[i];
		const struct series *wall = run_series(run, b->id, "wall");

		known[i] = wall ? duration(b, series_centre(wall)) : (double)NAN;
	}
	return known;
}

static int find_shard(struct shard *shard, const char **source, struct arena *mem, const char *text,
	struct error *err)
{
	const char *why;

	*source = NULL;
	if (strcmp(text, "auto") == 0) {
		if (shard_from_environment(shard, source, err) == 0)
			return 0;
		error_context(err, "--shard auto");
		error_append(err, "; these variables are read: %s", shard_variables(mem));
		return error_stage(err, EXIT_USAGE);
	}
	if ((why = shard_parse(shard, text)))
		return error_exit(err, EXIT_USAGE, "--shard: '%s' %s", text, why);
	return 0;
}

/* Keeps that shard of the suite: "2/5", or "auto" for the CI system's variables. */
static int choose_shard(struct recording *r, const char *text, struct error *err)
{
	struct project *p = r->project;
	struct arena *mem = &p->app->mem;
	const char *source;
	struct shard shard;

	if (find_shard(&shard, &source, mem, text, err) < 0)
		return -1;
	p->suite = project_copy(mem, &p->suite); /* p->whole keeps all */
	shard_select(&p->suite, mem, shard, known_durations(p));
	r->shard = arena_printf(mem, "%zu/%zu", shard.i, shard.n);
	app_note(p->app, "shard %s%s%s%s: %zu benchmark%s", r->shard, source ? " (" : "",
		source ? source : "", source ? ")" : "", p->suite.n, text_s(p->suite.n));
	return 0;
}

/* NULL, or why that run cannot be resumed. */
static const char *cannot_resume(struct project *p, const struct run *old)
{
	bool dirty;

	if (!text_equal(old->suite, p->suite.name))
		return "it belongs to another suite";
	if (!text_equal(old->config_digest, p->suite.digest))
		return "the configuration has changed since";
	if (!text_equal(old->host.class, p->host.class))
		return "it has another machine class";
	if (p->facts && !text_equal(old->commit, p->facts->head))
		return "it measured another commit";
	if (project_dirty(&dirty, p, ERROR_IGNORED) < 0)
		return "git cannot show whether there are uncommitted changes";
	if (dirty || old->dirty)
		return "there are uncommitted changes, or there were when it was measured";
	return NULL;
}

/* The next result of the benchmark from run_seek's *at on; NULL: there are no more. */
static const struct result *next_result(const struct run *run, const struct benchmark *b,
	size_t *at)
{
	for (size_t i = *at; i < run->n && text_starts(run->v[i].id, b->id); i++)
		if (benchmark_owns(b, run->v[i].id)) {
			*at = i + 1;
			return &run->v[i];
		}
	return NULL;
}

static bool is_done(const struct run *old, const struct benchmark *b)
{
	const struct result *r;
	bool found = false;

	for (size_t at = run_seek(old, b->id); (r = next_result(old, b, &at));) {
		if (r->status != RESULT_OK || (r->n && r->v[0].n < b->life.schedule.runs.min))
			return false;
		found = true;
	}
	return found;
}

/* Moves the run's results to r->resumed; the others stay in the suite. */
static void take_results(struct recording *r, const struct run *old)
{
	struct suite *suite = &r->project->suite;
	const struct result *done;
	size_t left = 0;

	*suite = project_copy(&r->project->app->mem, suite); /* p->whole keeps all */
	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark b = suite->v[i];

		if (!is_done(old, &b))
			suite->v[left++] = b;
		else
			for (size_t at = run_seek(old, b.id); (done = next_result(old, &b, &at));)
				*ARENA_PUSH(&r->project->app->mem, &r->resumed) = *done;
	}
	suite->n = left;
}

/* Stages of a workflow that ended are not repeated. */
static void take_stages(struct recording *r, const char *dir)
{
	struct arena *mem = &r->project->app->mem;
	struct run *earlier = arena_alloc(mem, sizeof *earlier);

	if (run_metadata_load(earlier, mem, file_join(mem, dir, "metadata.json"), ERROR_IGNORED) <
		0)
		return;
	r->earlier = earlier;
	r->earlier_dir = file_absolute(mem, dir);
}

/* Keeps what the stored run of that name has not measured; its results become part of this run. */
static int resume(struct recording *r, const char *name, struct error *err)
{
	struct project *p = r->project;
	struct arena *mem = &p->app->mem;
	const char *dir = runs_find(mem, p->suite.output_dir, name), *why;
	struct run_set set = { 0 };
	size_t all = p->suite.n;

	if (!dir)
		return error_exit(err, EXIT_USAGE, "there is no run '%s' in %s; see: benchctl list",
			name, p->suite.output_dir);
	if (run_set_load(&set, mem, file_join(mem, dir, "run.json"), err) < 0)
		return error_stage(err, EXIT_USAGE);
	why = set.n ? cannot_resume(p, &set.v[0]) : "it is empty";
	if (why)
		return error_exit(err, EXIT_USAGE,
			"%s cannot be resumed: %s; start again with: benchctl run", name, why);
	take_results(r, &set.v[0]);
	take_stages(r, dir);
	if (p->suite.n == 0)
		return error_exit(err, EXIT_USAGE, "%s is complete; there is nothing to resume",
			name);
	app_note(p->app, "took the results of %zu of %zu benchmark%s from %s", all - p->suite.n,
		all, text_s(all), name);
	return 0;
}

/* "once", "5 times", "10 to 40 times" */
static const char *times_text(struct arena *mem, const struct range *runs)
{
	if (runs->max > runs->min)
		return arena_printf(mem, "%zu to %zu times", runs->min, runs->max);
	return runs->min == 1 ? "once" : arena_printf(mem, "%zu times", runs->min);
}

static void list_benchmarks(struct plan *plan, struct project *p)
{
	const double *known = known_durations(p);
	struct arena *mem = &p->app->mem;
	double sum = 0;

	for (size_t i = 0; i < p->suite.n; i++) {
		const struct benchmark *b = &p->suite.v[i];

		sum += known[i];
		words_printf(mem, &plan->actions, "would run %s %s%s%s", b->id,
			times_text(mem, &b->life.schedule.runs),
			isfinite(known[i]) ? ", in about " : "",
			isfinite(known[i]) ? clock_text(mem, known[i]) : "");
	}
	words_printf(mem, &plan->actions, "%zu benchmark%s%s%s; nothing was run", p->suite.n,
		text_s(p->suite.n), isfinite(sum) ? ", about " : "",
		isfinite(sum) ? clock_text(mem, sum) : "");
}

static const char *command_of(struct arena *mem, const struct workflow_stage *s)
{
	const char *text = s->command ? s->command : s->script;
	size_t n;

	if (!text)
		return arena_printf(mem, "copy %s to %s", s->copy.from, s->copy.to);
	text += strspn(text, " \t\r\n");
	n = strcspn(text, "\r\n");
	return arena_printf(mem, "%.*s%s", (int)n, text, text[n] && text[n + 1] ? " ..." : "");
}

static void list_steps(struct plan *plan, struct arena *mem, const struct workflow *w)
{
	const struct workflow_stage *s;

	for (size_t i = 0; (s = workflow_stage_at(w, i)); i++)
		for (size_t k = 0; k < s->host.n; k++)
			*ARENA_PUSH(mem, &plan->steps) = (struct plan_step){ s->name, s->host.v[k],
				arena_printf(mem, "%s%s%s%s", command_of(mem, s),
					s->background ? "  (in the background)" : "",
					s->skip ? "  (skipped)" : "",
					i < w->stages.n ? "" : "  (cleanup)") };
}

/* Describes the run and its steps. */
static int make_plan(struct plan *plan, struct recording *r, struct error *err)
{
	struct project *p = r->project;
	struct arena *mem = &p->app->mem;

	if (recording_describe(r, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	r->run.status = RUN_PLANNED;
	r->run.seed = p->suite.seed;
	r->run.duration = r->run.shell = (double)NAN;
	*plan = (struct plan){ .set = { .kind = "run", .suite = p->suite.name } };
	*ARENA_PUSH(mem, &plan->set) = r->run;
	if (p->suite.build && !p->options->no_build)
		words_printf(mem, &plan->actions, "would build with: %s", p->suite.build);
	list_benchmarks(plan, p);
	list_steps(plan, mem, &p->suite.workflow);
	return 0;
}

/* The frameworks, one command or the configuration. */
static int choose_suite(struct project *p, struct app *app, const struct project_options *project,
	const struct run_options *o, struct error *err)
{
	const struct {
		const char *name;
		bool given;
	} suites[] = { { "--tests", o->tests.n }, { "--external-config", o->external_config },
		{ "--app-dir", o->application.app_dir },
		{ "the command after --", o->commands.words.n }, { o->config, o->config } };
	int rc;

	for (size_t i = 0; i < ARRAY_SIZE(suites); i++)
		for (size_t k = i + 1; k < ARRAY_SIZE(suites); k++)
			if (suites[i].given && suites[k].given)
				return error_exit(err, EXIT_USAGE,
					"%s and %s exclude each other; give one of them",
					suites[i].name, suites[k].name);
	if (o->tests.n)
		return project_of_tests(p, app, project, &o->tests, err);
	if (o->external_config)
		rc = project_of_frameworks(p, app, project, o->external_config, o->workload, err);
	else if (o->application.app_dir)
		rc = project_of_application(p, app, project, &o->application, err);
	else if (o->commands.words.n)
		rc = project_of_commands(p, app, project, &o->commands, err);
	else
		return project_load(p, app, project, o->config, err);
	return rc < 0 ? -1 : app_check_set(&p->suite, &project->set, err);
}

/* schedule: parallel, of the configuration or the command line. */
static int choose_schedule(struct recording *r, const struct run_options *o, struct error *err)
{
	struct suite *suite = &r->project->suite;
	const char *why;

	r->parallel = true;
	if (o->max_parallel) {
		suite->max_parallel = o->max_parallel;
		suite->schedule = o->max_parallel > 1 ? SCHEDULE_PARALLEL : SCHEDULE_SEQUENTIAL;
	}
	if (o->allow_conflict && !o->max_parallel && suite->schedule != SCHEDULE_PARALLEL)
		return error_exit(err, EXIT_USAGE,
			"--allow-conflict needs --max-parallel, or schedule: parallel");
	if (o->allow_conflict)
		suite->allow_conflict = true;
	why = parallel_fault(&r->project->app->mem, suite);
	return why ? error_exit(err, EXIT_USAGE, "%s", why) : 0;
}

static int prepare(struct recording *r, struct app *app, const struct project_options *project,
	const struct run_options *o, struct error *err)
{
	struct project *p = r->project;

	if (choose_suite(p, app, project, o, err) < 0 || choose_schedule(r, o, err) < 0)
		return -1;
	if (o->output_dir) { /* a folder that the user chose is not cleaned */
		p->suite.output_dir = location_path(app, o->output_dir);
		p->suite.results = (struct results_policy){ 0 };
	}
	project_open_any(p);
	if (o->shard && choose_shard(r, o->shard, err) < 0)
		return -1;
	return o->resume ? resume(r, o->resume, err) : 0;
}

int app_run(struct recorded *out, struct app *app, const struct project_options *project,
	const struct run_options *options, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	ENDS_RECORDING struct recording r = recording_of(&p, "run");
	struct profiled profiled = { 0 };
	int rc = prepare(&r, app, project, options, err);

	if (rc == 0)
		rc = recording_measure(&r, err);
	recording_warn_moved(&r);
	if (rc == 0) {
		plot_after_run(&p, &r.run, r.dir);
		rc = profile_suite(&profiled, &r, false, err);
	}
	*out = recording_result(&r);
	return rc;
}

int app_plan(struct plan *out, struct app *app, const struct project_options *project,
	const struct run_options *options, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct recording r = recording_of(&p, "run");

	return prepare(&r, app, project, options, err) < 0 ? -1 : make_plan(out, &r, err);
}
