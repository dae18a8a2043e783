/* Base and head, measured side by side. */
#include "app/gate/gate.h"

#include "base/clock.h"
#include "base/text.h"

/* The base is built by its own command, where it has one. */
static const char *base_build(const struct gate_run *g)
{
	return g->base_suite && g->base_suite->build ? g->base_suite->build
						     : g->project.suite.build;
}

static int build_base(struct gate_run *g, struct error *err)
{
	if (recording_build_tree(&g->recording, base_build(g), g->checkout.suite, g->checkout.dir,
		    "build-base.log", "base", err) == 0)
		return checkout_mark_built(&g->checkout, &g->project.app->mem,
			       recording_opened_list(&g->recording), err) < 0
			? error_stage(err, EXIT_MEASURE)
			: 0;
	if (error_is_signal(err))
		return -1;
	g->unbuildable = true;
	err->exit = EXIT_NO_VERDICT;
	return error_append(err, "\n  pass without the base:  benchctl gate " GATE_ALLOW_FLAG);
}

int gate_need_base(struct gate_run *g, struct error *err)
{
	struct project *p = &g->project;
	struct arena *mem = &p->app->mem;

	if (g->checkout.dir || g->alone)
		return 0;
	if (recording_lock(&g->recording, err) < 0)
		return -1;
	if (checkout_open(&g->checkout, p->repo, mem, g->base.commit, base_build(g), err) < 0)
		return error_stage(err, EXIT_MEASURE);
	/* The base may lack the folder to which this change moves the configuration. */
	if (checkout_enter(&g->checkout, mem, g->base_config.folder, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	return g->checkout.built ? 0 : build_base(g, err);
}

/* What stopped measuring a benchmark before a decision was reached. */
enum stop { STOP_NOT, STOP_LOOKS, STOP_RUNS, STOP_TIME, STOP_BUDGET, STOPS };

/* What `more` reads after each block. */
struct watched {
	struct stage *stage;
	const struct suite *suite;
	const char *runs, *max_time; /* as given on the command line; NULL: not given there */
	uint64_t began;
	double budget; /* s */
	struct {
		const char *first; /* benchmark */
		size_t n;
	} stopped[STOPS];
};

/* Only options of the command line limit the blocks: runs and max_time of the configuration are
 * for one side alone, and too small for most suites to decide. */
static const char *given(const struct project *p, const char *option)
{
	const struct overrides *o = &p->options->overrides;
	const char *text = NULL;

	for (size_t i = 0; i < o->n; i++)
		if (text_equal(o->v[i].option->name, option))
			text = o->v[i].text;
	return text;
}

/* The runs of each side that always happen. */
static size_t least_runs(const struct benchmark *b)
{
	return b->life.process.leak != LEAK_OFF && leak_over(b) == LEAK_OVER_RUNS
		? LEAK_SAMPLES_MIN
		: SEQUENCE_FIRST * SEQUENCE_BLOCK;
}

static size_t most_blocks(const struct watched *f, size_t i)
{
	size_t most = paired_blocks(f->stage->paired, i);
	size_t n = f->runs ? f->suite->v[i].life.schedule.runs.max / SEQUENCE_BLOCK : most;

	if (n < SEQUENCE_FIRST)
		return SEQUENCE_FIRST;
	return n < most ? n : most;
}

/* Counts runs, not samples of a metric: a run need not report it. */
static enum stop stop_of(const struct watched *f, size_t i, size_t runs, double spent)
{
	const struct benchmark *b = &f->suite->v[i];

	if (runs < least_runs(b))
		return STOP_NOT;
	if (runs >= most_blocks(f, i) * SEQUENCE_BLOCK)
		return f->runs ? STOP_RUNS : STOP_LOOKS;
	if (f->max_time && spent >= b->life.schedule.max_time)
		return STOP_TIME;
	return clock_seconds(f->began) < f->budget ? STOP_NOT : STOP_BUDGET;
}

static bool more(void *ctx, size_t i, size_t runs, double spent)
{
	struct watched *f = ctx;
	const struct result *base = &f->stage->base.v[i], *head = &f->stage->head.v[i];
	enum stop stop;

	/* A service that has started has metrics, but a benchmark's own come with its samples. */
	if (runs == 0)
		return true;
	if (f->stage->blocks)
		return runs < f->stage->blocks * SEQUENCE_BLOCK &&
			clock_seconds(f->began) < f->budget;
	if (!paired_open(f->stage->paired, i, base, head))
		return head->status == RESULT_OK && base->status == RESULT_OK &&
			runs < least_runs(&f->suite->v[i]);
	stop = stop_of(f, i, runs, spent);
	if (stop != STOP_NOT && f->stopped[stop].n++ == 0)
		f->stopped[stop].first = f->suite->v[i].id;
	return stop == STOP_NOT;
}

static size_t most_of(void *ctx, size_t i)
{
	const struct watched *f = ctx;
	size_t least = least_runs(&f->suite->v[i]) / SEQUENCE_BLOCK, n = most_blocks(f, i);

	return f->stage->blocks ? f->stage->blocks : n > least ? n : least;
}

/* A row that is inconclusive because measuring stopped says so. */
static void note_stops(struct gate_run *g, const struct watched *f)
{
	struct arena *mem = &g->project.app->mem;
	const char *const by[STOPS] = { [STOP_RUNS] = arena_printf(mem, "--runs %s", f->runs),
		[STOP_TIME] = arena_printf(mem, "--max-time %s", f->max_time),
		[STOP_BUDGET] = arena_printf(mem, "time_budget (%s)", clock_text(mem, f->budget)) };
	const char *what = f->stage->suspects ? "confirming"
		: f->stage->base_twice        ? "the null control of"
					      : "measuring";

	for (size_t i = STOP_RUNS; i < STOPS; i++) {
		size_t n = f->stopped[i].n;

		if (n == 0)
			continue;
		words_printf(mem, &g->c.notes, "%s stopped %s %s%s before the data could decide",
			by[i], what, f->stopped[i].first,
			n > 1 ? arena_printf(mem, " and %zu more", n - 1) : "");
	}
}

struct side gate_side(const struct gate_run *g, const struct checkout *in, struct run *run)
{
	if (!in || !in->suite)
		return (struct side){ .run = run };
	return (struct side){
		.run = run, .root = in->suite, .redirect = { g->project.facts->root, in->dir }
	};
}

/* The copy that side 0 (base) or 1 (head) is in; NULL: this tree. */
static const struct checkout *place_of(const struct gate_run *g, const struct stage *stage,
	size_t side)
{
	if (stage->moved)
		return &g->place[side];
	if (stage->in[side])
		return stage->in[side];
	return side == 0 || stage->base_twice ? &g->checkout : NULL;
}

int gate_stage(struct gate_run *g, struct stage *stage, struct error *err)
{
	struct project *p = &g->project;
	struct suite suite = project_subset(p, stage->ids);
	const struct benchmark *base = stage->in[0] ? NULL : gate_base_form(g, &suite);
	const struct paired_options options = {
		.gate = &p->suite.gate, .suspects = stage->suspects, .threshold = stage->threshold
	};
	struct watched f = { .stage = stage,
		.suite = &suite,
		.runs = given(p, "runs"),
		.max_time = given(p, "max_time"),
		.began = clock_ns(),
		.budget = p->suite.time_budget };
	struct measurement m = { .suite = &suite,
		.sides = 2,
		.block = SEQUENCE_BLOCK,
		.more = more,
		.most = most_of,
		.more_ctx = &f };
	int rc;

	stage->paired = paired_new(&p->app->mem, &options, suite.n);
	stage->head = run_bare(&g->recording.run);
	stage->base = stage->head;
	stage->base.commit = g->base.commit;
	stage->base.dirty = false;
	stage->base.branch = NULL;
	m.side[0] = gate_side(g, place_of(g, stage, 0), &stage->base);
	m.side[1] = gate_side(g, place_of(g, stage, 1), &stage->head);
	m.side[1].inject = g->inject;
	m.side[0].benchmarks = base;
	m.side[1].benchmarks = stage->base_twice ? base : NULL;
	rc = recording_measure_sides(&g->recording, &m, NULL, err);
	note_stops(g, &f);
	return rc;
}

void gate_judge(struct comparison *c, struct gate_run *g, const struct stage *stage)
{
	const struct compare_options options = { .gate = &g->project.suite.gate };

	paired_compare(c, &g->project.app->mem, stage->paired, &stage->base, &stage->head, NULL,
		&options);
}

void gate_keep(struct gate_run *g, const struct stage *stage)
{
	g->recording.run = stage->head;
	recording_add_files(&g->recording, &stage->base);
	recording_save(&g->recording);
	recording_save_as(&g->recording, "base.json", &stage->base);
}
