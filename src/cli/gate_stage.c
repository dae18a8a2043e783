/* Base and head, measured side by side. */
#include "gate.h"

#include "benchctl/clock.h"
#include "benchctl/file.h"
#include "benchctl/runs.h"
#include "leak_results.h"

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
