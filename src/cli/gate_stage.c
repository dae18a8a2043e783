/* Base and head, measured side by side. */
#include "cli/gate.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "store/runs.h"

int gate_need_base(struct gating *g)
{
	struct session *s = &g->s;
	struct arena *mem = &s->cli->mem;
	struct error err;
	int status;

	if (g->checkout.dir || g->alone)
		return EXIT_PASS;
	if (checkout_open(&g->checkout, mem, s->facts->root, g->base.commit, s->suite.build, &err) <
		0)
		return session_fail(s, &err, EXIT_MEASURE);
	g->base_root = *s->facts->prefix ? file_join(mem, g->checkout.dir, s->facts->prefix)
					 : g->checkout.dir;
	if (g->checkout.built)
		return EXIT_PASS;
	status = session_build_tree(s, g->base_root, "build-base.log", "base");
	if (status == EXIT_PASS && checkout_mark_built(&g->checkout, &err) < 0)
		return session_fail(s, &err, EXIT_MEASURE);
	return status;
}

/* What ended the measuring of a benchmark before the data told. */
enum cut { CUT_NOT, CUT_RUNS, CUT_TIME, CUT_BUDGET, CUTS };

/* What the engine asks after each block. */
struct following {
	struct stage *stage;
	const struct suite *suite;
	const char *runs, *max_time; /* as given on the command line; NULL: not bounded by it */
	uint64_t began;
	double budget; /* s */
	struct {
		const char *first; /* benchmark */
		size_t n;
	} cut[CUTS];
};

/* Only what the command line gives bounds the blocks: runs and max_time of the configuration say
 * how one side alone is measured, and would take from every suite the power to decide. */
static const char *given(const struct session *s, const char *option)
{
	const char *text = NULL;

	for (size_t i = 0; i < s->cli->overrides.n; i++)
		if (text_equal(s->cli->overrides.v[i].option->name, option))
			text = s->cli->overrides.v[i].text;
	return text;
}

/* So many samples are taken whatever they say. */
static size_t least_samples(const struct benchmark *b)
{
	return b->life.leak != LEAK_OFF && leak_over(b) == LEAK_OVER_RUNS
		? LEAK_SAMPLES_MIN
		: SEQUENCE_FIRST * SEQUENCE_BLOCK;
}

static size_t most_blocks(const struct following *f, const struct benchmark *b)
{
	size_t n = f->runs ? b->life.runs.max / SEQUENCE_BLOCK : SEQUENCE_LOOKS;

	if (n < SEQUENCE_FIRST)
		return SEQUENCE_FIRST;
	return n < SEQUENCE_LOOKS ? n : SEQUENCE_LOOKS;
}

static enum cut cut_of(const struct following *f, size_t i, size_t samples, double spent)
{
	const struct benchmark *b = &f->suite->v[i];

	if (samples < least_samples(b))
		return CUT_NOT;
	if (f->runs && samples >= most_blocks(f, b) * SEQUENCE_BLOCK)
		return CUT_RUNS;
	if (f->max_time && spent >= b->life.max_time)
		return CUT_TIME;
	return clock_seconds(f->began) < f->budget ? CUT_NOT : CUT_BUDGET;
}

static bool more(void *ctx, size_t i, double spent)
{
	struct following *f = ctx;
	const struct result *base = &f->stage->base.v[i], *head = &f->stage->head.v[i];
	size_t parts;
	const struct result *first = result_subs(head, &parts);
	size_t n = parts && first->n ? first->v[0].n : 0;
	enum cut cut;

	if (f->stage->blocks)
		return n < f->stage->blocks * SEQUENCE_BLOCK && clock_seconds(f->began) < f->budget;
	if (!paired_open(f->stage->paired, i, base, head))
		return head->status == RESULT_OK && base->status == RESULT_OK &&
			n < least_samples(&f->suite->v[i]);
	cut = cut_of(f, i, n, spent);
	if (cut != CUT_NOT && f->cut[cut].n++ == 0)
		f->cut[cut].first = f->suite->v[i].id;
	return cut == CUT_NOT;
}

/* What is undecided for want of samples must not look as if no number of them would tell. */
static void note_cuts(struct gating *g, const struct following *f)
{
	struct arena *mem = &g->s.cli->mem;
	char text[CLOCK_TEXT_MAX];
	const char *const by[CUTS] = { [CUT_RUNS] = arena_printf(mem, "--runs %s", f->runs),
		[CUT_TIME] = arena_printf(mem, "--max-time %s", f->max_time),
		[CUT_BUDGET] = arena_printf(mem, "time_budget (%s)", clock_text(text, f->budget)) };

	for (size_t i = CUT_RUNS; i < CUTS; i++) {
		size_t n = f->cut[i].n;

		if (n == 0)
			continue;
		words_push(mem, &g->c.notes,
			arena_printf(mem, "%s cut the %s of %s%s short before its data told", by[i],
				f->stage->suspects             ? "confirming"
					: f->stage->base_twice ? "null control"
							       : "measuring",
				f->cut[i].first,
				n > 1 ? arena_printf(mem, " and %zu more", n - 1) : ""));
	}
}

int gate_stage(struct gating *g, struct stage *stage)
{
	struct session *s = &g->s;
	struct suite suite = session_subset(s, stage->ids);
	const struct paired_options options = { .gate = &s->suite.gate,
		.suspects = stage->suspects,
		.alpha = stage->alpha,
		.threshold = stage->threshold };
	struct following f = { .stage = stage,
		.suite = &suite,
		.runs = given(s, "runs"),
		.max_time = given(s, "max_time"),
		.began = clock_ns(),
		.budget = s->suite.time_budget };
	struct measurement m = {
		.suite = &suite, .sides = 2, .block = SEQUENCE_BLOCK, .more = more, .more_ctx = &f
	};
	int status;

	m.blocks_max = stage->blocks ? stage->blocks : suite.n ? most_blocks(&f, &suite.v[0]) : 0;
	stage->paired = paired_new(&s->cli->mem, &options, suite.n);
	stage->head = stage->base = s->run;
	stage->base.commit = g->base.commit;
	stage->base.dirty = false;
	stage->base.branch = NULL;
	m.side[0] = (struct side){ .root = stage->root[0] ? stage->root[0] : g->base_root,
		.run = &stage->base };
	m.side[1] = (struct side){ .root = stage->base_twice ? g->base_root : stage->root[1],
		.run = &stage->head,
		.inject = g->inject };
	status = session_measure_with(s, &m, NULL);
	note_cuts(g, &f);
	return status;
}

int gate_keep(struct gating *g, const struct stage *stage)
{
	struct session *s = &g->s;
	struct error err;

	s->run = stage->head;
	if (runs_save(s->dir, &stage->head, &err) == 0 &&
		runs_save_as(s->dir, "base.json", &stage->base, &err) == 0)
		return EXIT_PASS;
	s->unsaved = true;
	return cli_fail(&err, EXIT_MEASURE);
}
