#include "gate.h"

#include <stdio.h>
#include <string.h>

#include "benchctl/clock.h"
#include "benchctl/file.h"
#include "benchctl/runs.h"
#include "benchctl/text.h"
#include "accepted.h"
#include "leak_results.h"
#include "scaling_results.h"

/* Checks the base out and builds it, once. */
static int need_base(struct gating *g)
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

/* What the engine asks after each block. */
struct following {
	struct stage *stage;
	const struct suite *suite;
	uint64_t began;
	double budget; /* s */
};

/* So many samples are taken whatever they say. */
static size_t least_samples(const struct benchmark *b)
{
	return b->life.leak != LEAK_OFF && leak_over(b) == LEAK_OVER_RUNS
		? LEAK_SAMPLES_MIN
		: SEQUENCE_FIRST * SEQUENCE_BLOCK;
}

static bool more(void *ctx, size_t i)
{
	const struct following *f = ctx;
	const struct result *base = &f->stage->base.v[i], *head = &f->stage->head.v[i];
	size_t parts;
	const struct result *first = result_parts(head, &parts);
	size_t n = parts && first->n ? first->v[0].n : 0;
	size_t least = least_samples(&f->suite->v[i]);

	if (f->stage->blocks)
		return n < f->stage->blocks * SEQUENCE_BLOCK && clock_seconds(f->began) < f->budget;
	if (!paired_open(f->stage->paired, i, base, head))
		return head->status == RESULT_OK && base->status == RESULT_OK && n < least;
	return n < least || clock_seconds(f->began) < f->budget;
}

int gate_stage(struct gating *g, struct stage *stage)
{
	struct session *s = &g->s;
	struct suite suite = session_subset(s, stage->ids);
	const struct paired_options options = { .gate = &s->suite.gate,
		.suspects = stage->suspects,
		.alpha = stage->alpha,
		.threshold = stage->threshold };
	struct following f = { stage, &suite, clock_ns(), s->suite.time_budget };
	struct measurement m = {
		.suite = &suite, .sides = 2, .block = SEQUENCE_BLOCK, .more = more, .more_ctx = &f
	};

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
	return session_measure_with(s, &m);
}

/* A suspect that base shows against itself says something about the machine, not about the change.
 */
static int control(struct gating *g)
{
	struct arena *mem = &g->s.cli->mem;
	const struct compare_options options = { .gate = &g->s.suite.gate };
	const struct paired_base about = { 0 };
	struct comparison null = { 0 };
	struct stage stage = { .base_twice = true };
	struct words ids = { 0 };
	int status;

	for (size_t i = 0; i < g->c.n; i++)
		if (g->c.v[i].verdict == VERDICT_REGRESSION && g->c.v[i].confirmed &&
			!g->c.v[i].budget)
			words_push(mem, &ids, g->c.v[i].id);
	if (ids.n == 0)
		return EXIT_PASS;
	stage.ids = &ids;
	status = need_base(g);
	if (status == EXIT_PASS)
		status = gate_stage(g, &stage);
	if (status == EXIT_PASS) {
		paired_compare(&null, mem, stage.paired, &stage.base, &stage.head, &about,
			&options);
		compare_control(&g->c, mem, &null);
	}
	return status;
}

static int leave_suspects(struct gating *g, const struct words *ids)
{
	for (size_t i = 0; i < g->c.n; i++)
		for (size_t k = 0; k < ids->n; k++)
			if (text_equal(g->c.v[i].id, ids->v[k]))
				compare_unconfirmed(&g->c.v[i]);
	compare_conclude(&g->c);
	return EXIT_PASS;
}

int gate_settle(struct gating *g)
{
	struct session *s = &g->s;
	struct arena *mem = &s->cli->mem;
	const struct compare_options options = { .gate = &s->suite.gate, .filter = &s->selected };
	struct comparison first = g->c;
	struct stage stage = { .suspects = &first };
	struct words ids;
	int status;

	compare_suspects(&ids, mem, &g->c);
	if (ids.n && g->emit_confirm)
		return leave_suspects(g, &ids);
	if (ids.n) {
		if (!s->cli->reporting.quiet)
			cli_note("confirming %zu benchmark%s on fresh data", ids.n,
				ids.n == 1 ? "" : "s");
		stage.ids = &ids;
		stage.alpha = paired_confirm_alpha(&g->c);
		status = need_base(g);
		if (status == EXIT_PASS)
			status = gate_stage(g, &stage);
		if (status != EXIT_PASS) {
			g->c.partial = status > 128;
			return status;
		}
		paired_confirm(&g->c, mem, stage.paired, &stage.base, &stage.head, &options);
	}
	return g->null_control || s->suite.gate.null_control ? control(g) : EXIT_PASS;
}

/* Whether both trees hold the same bytes in all files that decide the benchmark's speed. */
static bool unchanged(const struct gating *g, const struct benchmark *b)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct words *files = &b->life.artifacts;

	for (size_t i = 0; i < files->n; i++)
		if (!file_same(file_join(&mem, g->base_root, files->v[i]), files->v[i]))
			return false;
	return files->n > 0;
}

/* The benchmarks that are worth measuring; the others get their rows at once. */
static void split(struct gating *g, struct words *changed)
{
	struct arena *mem = &g->s.cli->mem;

	for (size_t i = 0; i < g->s.suite.n; i++) {
		const struct benchmark *b = &g->s.suite.v[i];

		if (unchanged(g, b))
			compare_unchanged(&g->c, mem, b->id);
		else
			words_push(mem, changed, b->id);
	}
}

/* The ids of what a benchmark of the base's suite has yielded; its own where that is nothing. */
static void add_ids(struct words *ids, struct arena *mem, const struct benchmark *b, const char *id,
	const struct stage *stage)
{
	struct benchmark now = *b;
	size_t before = ids->n;

	now.id = id;
	for (size_t i = 0; benchmark_has_parts(b) && i < stage->head.n; i++)
		if (benchmark_owns(&now, stage->head.v[i].id))
			words_push(mem, ids, stage->head.v[i].id);
	for (size_t i = 0; benchmark_has_parts(b) && i < stage->base.n; i++)
		if (benchmark_owns(&now, stage->base.v[i].id) &&
			!run_find(&stage->head, stage->base.v[i].id))
			words_push(mem, ids, stage->base.v[i].id);
	if (ids->n == before)
		words_push(mem, ids, id);
}

/* Whether there is a row already, of what need not be measured. */
static bool has_row(const struct gating *g, const char *id)
{
	for (size_t i = 0; i < g->c.n; i++)
		if (text_equal(g->c.v[i].id, id))
			return true;
	return false;
}

/* The ids of the base's own suite, as far as they were measured; false where it has none that can
 * be read. */
static bool base_ids(struct gating *g, struct words *ids, const struct stage *stage)
{
	struct arena *mem = &g->s.cli->mem;
	struct suite suite;

	if (!session_read_suite(&suite, g->s.cli, file_join(mem, g->base_root, g->s.suite.path)))
		return false;
	for (size_t i = 0; i < suite.n; i++) {
		const char *id = suite_name_now(&g->s.suite, suite.v[i].id);

		if (!has_row(g, id))
			add_ids(ids, mem, &suite.v[i], id, stage);
	}
	return true;
}

static bool contains(const struct words *words, const char *id)
{
	for (size_t i = 0; i < words->n; i++)
		if (text_equal(words->v[i], id))
			return true;
	return false;
}

/* The benchmarks of the suite that the head can run, but the base neither can nor has. */
static struct words new_ones(struct gating *g, const struct stage *stage, const struct words *ids)
{
	struct words new = { 0 };

	for (size_t i = 0; i < stage->head.n; i++) {
		const struct result *head = &stage->head.v[i];
		const struct result *base = run_find(&stage->base, head->id);

		if (head->status == RESULT_UNFINISHED && base && base->status == RESULT_ERROR &&
			!contains(ids, head->id))
			words_push(&g->s.cli->mem, &new, head->id);
	}
	return new;
}

/* Until here the head's new benchmarks were only seen to run. Their budgets, and whoever reads the
 * report, want samples: they are measured without a base. */
static int measure_new(struct gating *g, struct stage *stage, const struct words *ids)
{
	struct session *s = &g->s;
	const struct words new = new_ones(g, stage, ids);
	struct suite some = session_subset(s, &new);
	struct run alone = stage->head, *all = &stage->head;
	const struct run before = *all;
	struct measurement m = { .suite = &some, .side = { { .run = &alone } }, .sides = 1 };
	int status;

	if (new.n == 0)
		return EXIT_PASS;
	status = session_measure_with(s, &m);
	*all = alone;
	all->v = NULL;
	all->n = all->cap = 0;
	for (size_t i = 0; i < before.n; i++) {
		if (contains(&new, before.v[i].id))
			continue;
		*ARENA_PUSH(&s->cli->mem, all) = before.v[i];
		if (before.v[i].status != RESULT_OK && all->status == RUN_OK)
			all->status = RUN_FAILED;
	}
	for (size_t i = 0; i < alone.n; i++)
		*ARENA_PUSH(&s->cli->mem, all) = alone.v[i];
	run_sort(all);
	leak_results_over(all, &s->cli->mem, &s->whole, true);
	scaling_results(all, &s->cli->mem, &s->whole);
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

int gate_paired(struct gating *g)
{
	struct session *s = &g->s;
	struct arena *mem = &s->cli->mem;
	const struct compare_options options = { .gate = &s->suite.gate, .filter = &s->selected };
	const struct paired_options nothing_measured = { .gate = &s->suite.gate };
	struct words changed = { 0 }, ids = { 0 };
	struct paired_base about = { 0 };
	struct stage stage = { .ids = &changed };
	int status = session_begin(s);

	g->c.mode = "paired";
	g->c.base = (struct party){ .commit = g->base.commit,
		.runs = 1,
		.host = s->host,
		.started = s->run.started,
		.label = arena_printf(mem, "%.8s (%s)", g->base.commit, g->base.label) };
	if (status == EXIT_PASS)
		status = session_build(s);
	if (status == EXIT_PASS)
		status = need_base(g);
	if (status != EXIT_PASS)
		return status;
	split(g, &changed);
	if (changed.n) {
		status = gate_stage(g, &stage);
	} else {
		stage.paired = paired_new(mem, &nothing_measured, 0);
		s->run.status = RUN_OK;
	}
	if (base_ids(g, &ids, &stage))
		about.ids = &ids;
	else if (file_exists(file_join(mem, g->base_root, s->suite.path)))
		words_push(mem, &g->c.notes,
			"the base's configuration cannot be read, so that nothing is known to be "
			"missing");
	if (changed.n) {
		if (status == EXIT_PASS)
			status = measure_new(g, &stage, &ids);
		gate_keep(g, &stage);
	}
	paired_compare(&g->c, mem, stage.paired, &stage.base, &stage.head, &about, &options);
	accepted_apply(&g->c, s, &g->ledger);
	return status == EXIT_PASS ? gate_settle(g) : status;
}
