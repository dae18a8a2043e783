#include "app/recording/profile.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "measure/kinds.h"
#include "measure/program.h"
#include "measure/task.h"
#include "profile/profiler.h"
#include "report/format/flame_graph.h"

/* Sampling goes on until there is enough. A profiler may start slower than the program ends. */
#define SAMPLING_TIME 2.0 /* s */
enum { SAMPLING_RUNS_MIN = 5, SAMPLING_RUNS = 50, SLOWDOWN = 5 };

struct profiling {
	struct arena *mem;
	const char *wanted; /* of profiler_names */
	const char *reports;
	const struct profiler *profiler; /* NULL until the first run, or if none works */
	size_t runs;
};

/* argv: of the program at path; becomes that of the profiler that runs it. */
static int wrap_service(void *ctx, struct words *argv, const char *path, struct error *err)
{
	struct profiling *f = ctx;

	if (!f->profiler)
		f->profiler = profiler_choose(f->mem, f->wanted, argv->v, f->reports, err);
	if (!f->profiler)
		return -1;
	*argv = profiler_wrap(f->profiler, f->mem, path, argv->v,
		file_join(f->mem, f->reports, arena_printf(f->mem, "%zu", f->runs++)));
	return 0;
}

static int wrap(void *ctx, struct program *p, const struct task *t, struct error *err)
{
	const struct profiling *f = ctx;
	struct words argv = { 0 };

	words_add(f->mem, &argv, p->argv);
	return wrap_service(ctx, &argv, p->path, err) < 0 ? -1 : program_replace(p, t, &argv, err);
}

static bool more(void *ctx, size_t i, size_t runs, double spent)
{
	const struct profiling *f = ctx;

	(void)i;
	return runs == 0 ||
		(f->profiler && !f->profiler->exact && runs < SAMPLING_RUNS &&
			(runs < SAMPLING_RUNS_MIN || spent < SAMPLING_TIME));
}

/* Runs it; the reports are then in f->reports. */
static int run(struct profiling *f, struct recording *r, const struct benchmark *b,
	const struct side *side, struct error *err)
{
	struct benchmark quiet = benchmark_quiet(b, SAMPLING_RUNS);
	struct suite suite = r->project->suite;
	struct run scratch = r->run;
	struct measurement m = { .suite = &suite,
		.sides = 1,
		.side = { side ? *side : (struct side){ 0 } },
		.more = more,
		.more_ctx = f,
		.wrap_ctx = f };

	quiet.life.schedule.timeout *= SLOWDOWN;
	quiet.life.process.sample = quiet.life.process.memory_limit = 0;
	/* Where there is a server, it does the work. */
	if (b->services_n)
		m.wrap_service = wrap_service;
	else
		m.wrap = wrap;
	m.side[0].run = &scratch;
	suite.v = &quiet;
	suite.n = 1;
	if (recording_measure_sides(r, &m, NULL, err) < 0)
		return -1;
	for (size_t i = 0; i < scratch.n; i++)
		if (scratch.v[i].status == RESULT_ERROR)
			return error_set(err, "%s", scratch.v[i].reason);
	return 0;
}

static int store_folded(const struct profile *p, struct arena *mem, const char *side,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	stacks_write(m.f, &p->stacks);
	return memory_file_write(&m,
		file_join(mem, p->folder, arena_printf(mem, "%s.folded", side)), err);
}

static int store_graph(const struct profile *p, struct arena *mem, const char *name,
	const struct stacks *base, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const struct flame_graph g = { .title = arena_printf(mem, "%s: %s", p->id, name),
		.unit = p->unit,
		.stacks = &p->stacks,
		.base = base };

	flame_graph(m.f, &g);
	return memory_file_write(&m, file_join(mem, p->folder, arena_printf(mem, "%s.svg", name)),
		err);
}

static int profile_side(struct profile *out, struct profiling *f, struct recording *r,
	const struct benchmark *b, const struct side *side, const char *name, struct error *err)
{
	int ran, got;

	if (b->kind != &command_kind && !b->services_n)
		return error_set(err, "benchctl profiles only commands and servers that it starts");
	if (file_mkdirs(f->reports, err) < 0)
		return -1;
	ran = run(f, r, b, side, err);
	if (!f->profiler) {
		rmdir(f->reports);
		return -1;
	}
	got = profiler_read(&out->stacks, f->mem, f->profiler, f->reports,
		ran < 0 ? ERROR_IGNORED : err);
	if (ran < 0 || got < 0)
		return -1;
	out->unit = f->profiler->unit;
	out->exact = f->profiler->exact;
	if (store_folded(out, f->mem, name, err) < 0 ||
		store_graph(out, f->mem, name, NULL, err) < 0)
		return -1;
	out->profiler = f->profiler->name;
	return 0;
}

int profile_take(struct profile *out, struct recording *r, const struct benchmark *b,
	const struct side *side, const char *name, struct error *err)
{
	struct app *app = r->project->app;
	struct arena *mem = &app->mem;
	struct profiling f = { .mem = mem, .wanted = profiler_names[b->life.process.profiler] };

	*out = (struct profile){ .id = b->id,
		.folder = file_join(mem, r->dir, arena_printf(mem, "profile/%s", b->id)) };
	f.reports = file_absolute(mem,
		file_join(mem, out->folder, arena_printf(mem, "%s.reports", name)));
	*err = (struct error){ 0 };
	app_note(app, "profiling %s (%s)", b->id, name);
	if (profile_side(out, &f, r, b, side, name, err) == 0)
		return 0;
	if (error_is_signal(err))
		return -1;
	app_warn(app, "cannot profile %s (%s): %s", b->id, name, err->text);
	return 0;
}

void profile_store_difference(struct recording *r, const struct profile *base,
	const struct profile *head)
{
	struct app *app = r->project->app;
	struct error err;

	if (store_graph(head, &app->mem, "difference", &base->stacks, &err) < 0)
		app_warn(app, "cannot compare the profiles of %s: %s", head->id, err.text);
}

int profile_suite(struct profiled *out, struct recording *r, bool all, struct error *err)
{
	const struct suite *suite = &r->project->suite;

	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];

		if (!all && !b->life.process.profile)
			continue;
		if (profile_take(ARENA_PUSH(&r->project->app->mem, out), r, b, NULL, "head", err) <
			0)
			return -1;
	}
	return 0;
}

int app_profile(struct profiled *out, struct app *app, const struct project_options *project,
	const char *config, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	ENDS_RECORDING struct recording r = recording_of(&p, "profile");

	if (project_load(&p, app, project, config, err) < 0)
		return -1;
	project_open_any(&p);
	if (recording_build(&r, err) < 0 || profile_suite(out, &r, true, err) < 0)
		return -1;
	r.run.status = RUN_OK;
	r.run.finished = clock_rfc3339(&app->mem, clock_epoch_ns());
	recording_save(&r);
	return 0;
}
