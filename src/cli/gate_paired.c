#include "cli/gate.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"

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
	for (size_t i = 0; benchmark_has_subs(b) && i < stage->head.n; i++)
		if (benchmark_owns(&now, stage->head.v[i].id))
			words_push(mem, ids, stage->head.v[i].id);
	for (size_t i = 0; benchmark_has_subs(b) && i < stage->base.n; i++)
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
	struct run alone = stage->head, others = { 0 };
	struct measurement m = { .suite = &some, .side = { { .run = &alone } }, .sides = 1 };
	int status;

	if (new.n == 0)
		return EXIT_PASS;
	for (size_t i = 0; i < stage->head.n; i++)
		if (!contains(&new, stage->head.v[i].id))
			*ARENA_PUSH(&s->cli->mem, &others) = stage->head.v[i];
	status = session_measure_with(s, &m, &others);
	stage->head = alone;
	return status;
}

/* What the base is taken to have. Where its configuration cannot be read that is all of the head's:
 * a benchmark that fails there might have worked before, and is not called new. */
static bool known_ids(struct gating *g, struct words *ids, const struct stage *stage)
{
	struct arena *mem = &g->s.cli->mem;

	if (base_ids(g, ids, stage))
		return true;
	if (!file_exists(file_join(mem, g->base_root, g->s.suite.path)))
		return false;
	for (size_t i = 0; i < g->s.suite.n; i++)
		if (!has_row(g, g->s.suite.v[i].id))
			add_ids(ids, mem, &g->s.suite.v[i], g->s.suite.v[i].id, stage);
	words_push(mem, &g->c.notes,
		"the base's configuration cannot be read, so that nothing is known to be missing, "
		"and what fails there is an error instead of new");
	return true;
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
		status = gate_need_base(g);
	if (status != EXIT_PASS)
		return status;
	split(g, &changed);
	if (changed.n) {
		status = gate_stage(g, &stage);
	} else {
		stage.paired = paired_new(mem, &nothing_measured, 0);
		s->run.status = RUN_OK;
	}
	if (known_ids(g, &ids, &stage))
		about.ids = &ids;
	if (changed.n) {
		if (status == EXIT_PASS)
			status = measure_new(g, &stage, &ids);
		gate_keep(g, &stage);
	}
	paired_compare(&g->c, mem, stage.paired, &stage.base, &stage.head, &about, &options);
	compare_accept(&g->c, mem, &g->ledger, clock_today(mem));
	return status == EXIT_PASS ? gate_settle(g) : status;
}
