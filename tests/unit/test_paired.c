#include "judge_fixture.h"

#include "judge/paired.h"

/* Two sides that are measured on and on, block by block. */
struct lab {
	struct arena *mem;
	struct gate_policy gate;
	struct run side[2];
	size_t blocks;
	const char *later; /* what head's blocks hold from the `from`th on; NULL: the same */
	size_t from;
};

static struct lab lab_of(struct arena *mem, const char *yaml)
{
	return (struct lab){ .mem = mem, .gate = judge_gate(mem, yaml) };
}

/* What a block holds, on both sides, is said for each series by its line in base and head. */
static void measure(struct lab *lab, struct paired *p, uint64_t seed, const char *base,
	const char *head)
{
	const char *text[2] = { base, head };
	bool open = true;

	for (lab->blocks = 0; open && lab->blocks < SEQUENCE_LOOKS + 1; lab->blocks++) {
		if (lab->later && lab->blocks + 1 == lab->from)
			text[1] = lab->later;
		for (size_t k = 0; k < 2; k++) {
			struct run more = judge_run(lab->mem, seed * 100 + 2 * lab->blocks + k,
				text[k]);

			if (lab->blocks == 0) {
				lab->side[k] = more;
				continue;
			}
			for (size_t i = 0; i < more.n; i++)
				for (size_t m = 0; m < more.v[i].n; m++)
					for (size_t s = 0; s < more.v[i].v[m].n; s++)
						series_add(&lab->side[k].v[i].v[m], lab->mem,
							more.v[i].v[m].v[s]);
		}
		open = false;
		for (size_t i = 0; i < lab->side[1].n; i++)
			open |= paired_open(p, i, &lab->side[0].v[i], &lab->side[1].v[i]);
	}
}

static struct comparison compared(struct lab *lab, struct paired *p)
{
	const struct compare_options options = { .gate = &lab->gate };
	struct comparison c = { 0 };

	paired_compare(&c, lab->mem, p, &lab->side[0], &lab->side[1], NULL, &options);
	return c;
}

/* 4~1 is a block of four samples within 1% of 1. */
static void blocks_until_it_is_told(void **state)
{
	static const struct {
		const char *yaml, *base, *head, *told;
		size_t least, most; /* blocks */
	} rows[] = {
		{ "{}", "a wall s 4~1", "a wall s 4~1.2", "a/wall regression fail; = 1", 2, 2 },
		{ "{}", "a wall s 4~1", "a wall s 4~1", "a/wall pass none; = 0", 2, 2 },
		{ "{}", "a wall s 4~1", "a wall s 4~.8", "a/wall improvement none; = 0", 2, 2 },
		{ "{}", "a r+ 1/s 4~1", "a r+ 1/s 4~.8", "a/r regression fail; = 1", 2, 2 },
		{ "{}", "a r+ 1/s 4~1", "a r+ 1/s 4~1.2", "a/r improvement none; = 0", 2, 2 },
		{ "threshold: 0.1%", "a wall s 4~1", "a wall s 4~1",
			"a/wall inconclusive none; = 0", 10, 10 },
		{ "threshold: 0.1%\ninconclusive: fail", "a wall s 4~1", "a wall s 4~1",
			"a/wall inconclusive fail; = 4", 10, 10 },
		/* The threshold is the smallest slowdown that fails, whatever the floor. */
		{ "threshold: 1%", "a wall s 4~1", "a wall s 4~1.018",
			"a/wall regression fail; = 1", 2, 5 },
		{ "threshold: 1%\nfloor: 0.5%", "a wall s 4~1", "a wall s 4~1.018",
			"a/wall regression fail; = 1", 2, 5 },
		/* As many blocks as the slowest metric that is judged needs. */
		{ "metrics: { user: { threshold: 0.1% } }", "a wall s 4~1; a user s 4~1",
			"a wall s 4~1; a user s 4~1",
			"a/wall pass none; a/user inconclusive none; = 0", 10, 10 },
		{ "{}", "a wall s 4~1; a user s 4~1", "a wall s 4~1; a user s 4~2",
			"a/wall pass none; = 0", 2, 2 },
		/* A shape that can fail needs 30 samples, unless a loss fails first. */
		{ "psi: { action: fail }", "a wall s 4~1", "a wall s 4~1", "a/wall pass none; = 0",
			8, 8 },
		{ "psi: { action: fail }", "a wall s 4~1", "a wall s 4~1.2",
			"a/wall regression fail; = 1", 2, 2 },
		{ "psi: { action: fail }", "a n= 1 4x100", "a n= 1 4x100", "a/n pass none; = 0", 2,
			2 },
		/* What repeats exactly needs no more than the first look. */
		{ "{}", "a n= 1 4x100", "a n= 1 4x106", "a/n regression fail; = 1", 2, 2 },
		{ "{}", "a n= 1 4x100", "a n= 1 4x104", "a/n pass none; = 0", 2, 2 },
		{ "{}", "a n= 1 4x0", "a n= 1 4x0", "a/n pass none; = 0", 2, 2 },
		{ "{}", "a n= 1 4x0", "a n= 1 4x1", "a/n regression fail; = 1", 2, 2 },
		/* Counts, ticks and scores: means of the values. */
		{ "{}", "a n 1 0 1 2 1", "a n 1 50 51 52 51", "a/n regression fail; = 1", 2, 2 },
		{ "{}", "a n 1 50 51 52 51", "a n 1 0 1 2 1", "a/n improvement none; = 0", 2, 2 },
		{ "{}", "a n+ 1 0 1 2 1", "a n+ 1 50 51 52 51", "a/n improvement none; = 0", 2, 2 },
		{ "{}", "a n+ 1 50 51 52 51", "a n+ 1 0 1 2 1", "a/n regression fail; = 1", 2, 2 },
		{ "{}", "a n 1 0 1 2 1", "a n 1 0 1 2 1", "a/n inconclusive none; = 0", 10, 10 },
		{ "{}", "a n 1 4x0", "a n 1 0 0 1 1", "a/n regression fail; = 1", 2, 8 },
		{ "{}", "a n 1 4x0", "a n 1 0 0 0 1", "a/n regression fail; = 1", 2, 10 },
		{ "{}", "a n 1 0 0 1 1", "a n 1 4x0", "a/n pass none; = 0", 2, 8 },
		{ "{}", "a n 1 1 1 2 2", "a n 1 1 2 2 2", "a/n inconclusive none; = 0", 10, 10 },
		{ "{}", "a n+ 1 4~-100", "a n+ 1 4~-100", "a/n pass none; = 0", 2, 2 },
		{ "{}", "a n+ 1 4~-100", "a n+ 1 4~-120", "a/n regression fail; = 1", 2, 2 },
		{ "{}", "a n+ 1 4~-100", "a n+ 1 4~-80", "a/n improvement none; = 0", 2, 2 },
		{ "{}", "a n 1 4~-100", "a n 1 4~-80", "a/n regression fail; = 1", 2, 2 },
		{ "{}", "a wall s 3~1 0", "a wall s 3~1 0", "a/wall inconclusive none; = 0", 10,
			10 },
		{ "{}", "a wall s 3~1 0", "a wall s 4~9", "a/wall regression fail; = 1", 2, 2 },
		/* Only whole blocks count. */
		{ "{}", "a wall s 3~1", "a wall s 3~9", "a/wall regression fail; = 1", 3, 3 },
		{ "{}", "a wall s 7~1", "a wall s 7~9", "a/wall regression fail; = 1", 2, 2 },
		{ "max: 1ms", "a wall s 4~1", "a wall s 4~1", "a/wall regression fail; = 1", 2, 2 },
		{ "action: off", "a wall s 4~1", "a wall s 4~2", "a/wall regression none; = 0", 2,
			2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, rows[i].yaml);
		const struct paired_options options = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 2);
		struct comparison c;

		measure(&lab, p, 1 + i, rows[i].base, rows[i].head);
		c = compared(&lab, p);
		assert_row(arena_printf(&mem, "row %zu: %s", i, finding_names[c.v[0].reason.kind]),
			judge_told(&mem, &c), rows[i].told);
		if (lab.blocks < rows[i].least || lab.blocks > rows[i].most)
			fail_msg("row %zu: %zu blocks", i, lab.blocks);
	}
}

/* A benchmark is measured until its last metric is decided, and each is judged by all of that. */
static void later_samples_count(void **state)
{
	static const struct {
		const char *base, *head, *later, *told;
		size_t from;
	} rows[] = {
		{ "4x9", "4x9", "4x9", "pass none; = 0", 4 },
		{ "4x9", "4x9", "4x14", "regression fail; = 1", 3 },
		{ "4x9", "4x9", "4x14", "regression fail; = 1", 5 },
		{ "4x9", "4x9", "4x6", "improvement none; = 0", 4 },
		{ "4x9", "4x9", "2x9 2x14", "regression fail; = 1", 3 },
		{ "4x9", "4x9", "3x9 1x14", "inconclusive none; = 0", 3 },
		{ "4x0", "4x0", "3x0 1x1", "inconclusive none; = 0", 3 },
		{ "4~9", "4~9", "4~14", "regression fail; = 1", 4 },
		{ "4~9", "4~9", "4~6", "improvement none; = 0", 4 },
		/* A first answer that the rest contradicts. */
		{ "4~9", "4~14", "4~9", "pass none; = 0", 3 },
		{ "4~9", "4~6", "4~9", "pass none; = 0", 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "metrics: { wall: { threshold: 0.1% }, mem: {} }");
		const struct paired_options options = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct comparison c;

		lab.later = arena_printf(&mem, "a wall s 4~1; a mem KiB %s", rows[i].later);
		lab.from = rows[i].from;
		measure(&lab, p, 1 + i,
			arena_printf(&mem, "a wall s 4~1; a mem KiB %s", rows[i].base),
			arena_printf(&mem, "a wall s 4~1; a mem KiB %s", rows[i].head));
		c = compared(&lab, p);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c),
			arena_printf(&mem, "a/wall inconclusive none; a/mem %s", rows[i].told));
	}
}

/* Base's noise alone shifts its level from block to block; within the blocks nothing changes. */
static void drift_is_no_change(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct lab lab = lab_of(&mem, "{}");
	const struct paired_options options = { .gate = &lab.gate };
	struct paired *p = paired_new(&mem, &options, 1);
	struct comparison c;
	bool open = true;

	(void)state;
	lab.side[0] = judge_run(&mem, 1, "a wall s");
	lab.side[1] = judge_run(&mem, 2, "a wall s");
	for (size_t block = 0; open; block++) {
		for (size_t k = 0; k < 2; k++) {
			struct run more = judge_run(&mem, 10 + 2 * block + k, "a wall s 4~1");

			for (size_t i = 0; i < 4; i++)
				series_add(&lab.side[k].v[0].v[0], &mem,
					more.v[0].v[0].v[i] * (double)(1 << block));
		}
		open = paired_open(p, 0, &lab.side[0].v[0], &lab.side[1].v[0]);
	}
	c = compared(&lab, p);
	assert_text(judge_told(&mem, &c), "a/wall pass none; = 0");
	assert_true(fabs(c.v[0].effect) < .02);
}

static void evidence_of_a_pair(void **state)
{
	static const char *const metrics[] = { "wall s", "r+ 1/s", "wall s" };
	static const char *const others[] = { "more", "wall_net", "wall_net" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		const int higher = i == 1, witnesses = i == 2 ? 2 : 1;
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "{}");
		const struct paired_options options = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		double change = higher ? -.2 : .25;
		struct comparison c;
		const struct row *r;

		measure(&lab, p, 3,
			arena_printf(&mem, "a %s 4~1; a %s s 4~1", metrics[i], others[i]),
			arena_printf(&mem, "a %s 4~%g; a %s s 4~1", metrics[i], 1 + change,
				others[i]));
		c = compared(&lab, p);
		r = &c.v[0];
		assert_int_equal(r->test, TEST_BLOCKED_RANKS);
		assert_int_equal(r->base.n, 8);
		assert_true(fabs(r->change - change) < .02 && fabs(r->effect - change) < .02);
		assert_true(r->effect_lo < r->effect && r->effect < r->effect_hi);
		/* All of head beyond all of base, twice: 1 of 70 arrangements, squared. The
		 * rank test has a quarter of the error, and the first look has two tenths of that;
		 * the next tenth of a decade. A second witness has half of that. */
		assert_true(r->p_worse >= 20. / 4900 * witnesses);
		assert_true(r->p_worse < 20. / 4900 * 1.26 * witnesses);
		assert_true(fabs(r->p - 2 * r->p_worse) < 1e-12);
		assert_true(r->effect_lo > 0 || r->effect_hi < 0);
		assert_true(r->visible > 0 && r->visible < .05);
	}
}

static void what_the_base_does_not_know(void **state)
{
	static const struct {
		const char *base, *head, *ids, *told;
	} rows[] = {
		{ "a ! no such program", "a ?", "a", "a/ error fail; = 3" },
		{ "a ! no such program", "a ?", "b", "a/ new none; b/ missing fail; = 4" },
		{ "a ! no such program", "a wall s 4x1", "b",
			"a/wall new none; b/ missing fail; = 4" },
		{ "a ! no such program", "a ! no such program", "", "a/ error fail; = 3" },
		{ "a ?", "a ! no such program", "", "a/ error fail; = 3" },
		{ "a ?", "a ?", "a", "a/ error fail; = 3" },
		{ "a wall s 4x1", "a wall s 4x1", "a b", "a/wall pass none; b/ missing fail; = 4" },
		{ "a wall s 4x1", "a wall s 4x1", "a", "a/wall pass none; = 0" },
		/* A part that only the base has is missing once. */
		{ "a/x wall s 4x1; a/y wall s 4x1", "a/x wall s 4x1", "a/x a/y",
			"a/x/wall pass none; a/y/wall missing fail; = 4" },
		/* By id, whatever it is that made the rows. */
		{ "b wall s 4x1; b user s 4x1; d wall s 4x1",
			"b wall s 4x1; b user s 4x1; d wall s 4x1", "a b c d",
			"a/ missing fail; b/wall pass none; c/ missing fail; d/wall pass none; "
			"= 4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "{}");
		const struct paired_options options = { .gate = &lab.gate };
		const struct compare_options compare = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct words ids = { 0 };
		struct run base = judge_run(&mem, 1, rows[i].base);
		struct run head = judge_run(&mem, 2, rows[i].head);
		char *rest = arena_string(&mem, rows[i].ids), *id;
		struct comparison c = { 0 };

		while ((id = strsep(&rest, " ")))
			if (*id)
				words_push(&mem, &ids, id);
		paired_compare(&c, &mem, p, &base, &head, &ids, &compare);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
	}
}

/* A metric that not every process reported ends the measurement and is not judged. */
static void some_runs_lack_the_metric(void **state)
{
	static const struct {
		const char *base, *head, *told;
	} rows[] = {
		{ "a wall s 8~1", "a wall s 8~9", "a/wall regression fail; = 1" },
		{ "a wall s 8~1", "a wall s 7~9", "a/wall missing fail; = 4" },
		{ "a wall s 8~1", "a wall s 1", "a/wall missing fail; = 4" },
		{ "a wall s 7~1", "a wall s 8~9", "a/wall inconclusive warn; = 0" },
		{ "a wall s 0", "a user s 8~1", "a/user new none; a/wall inconclusive none; = 0" },
		{ "a wall s 1", "a wall s 1", "a/wall inconclusive none; = 0" },
		{ "a wall s 1", "a user s 8~1", "a/user new none; a/wall inconclusive none; = 0" },
		{ "a user s 8~1", "a wall s 1", "a/wall new none; a/user missing fail; = 4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "metrics: { user: {} }");
		const struct paired_options options = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct comparison c;

		lab.side[0] = judge_run(&mem, 1, rows[i].base);
		lab.side[1] = judge_run(&mem, 2, rows[i].head);
		for (size_t k = 0; k < 2; k++) {
			lab.side[k].v[0].processes = 8;
			lab.side[k].v[0].v[0].closed = lab.side[k].v[0].v[0].n;
		}
		assert_false(paired_open(p, 0, &lab.side[0].v[0], &lab.side[1].v[0]));
		c = compared(&lab, p);
		compare_no_verdict(&c, ACTION_FAIL);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		for (size_t k = 0; k < c.n; k++) {
			assert_true(isnan(c.v[k].change) || c.v[k].head.n > 0);
			assert_true(isnan(c.v[k].p_worse) || isfinite(c.v[k].p));
		}
		assert_int_equal(isfinite(c.geomean) != 0, i == 0);
	}
}

/* The estimate is shown nevertheless, and a large loss is a suspicion. */
static void few_samples_are_shown(void **state)
{
	static const struct {
		const char *base, *head, *told;
		double change;
		bool suspected;
	} rows[] = {
		{ "a wall s 1", "a wall s 4.4", "a/wall inconclusive fail; = 4", 3.4, true },
		{ "a wall s 1", "a wall s 1.02", "a/wall inconclusive fail; = 4", .02, false },
		{ "a wall s 1 1.1 1.2", "a wall s 3 3.1 3.2", "a/wall inconclusive fail; = 4",
			1.818, true },
		{ "a wall s 1 1.1 1.2", "a wall s 1 1.1 1.2", "a/wall inconclusive none; = 0", 0,
			false },
		{ "a wall s 1", "a wall s 3 3.1 3.2", "a/wall inconclusive fail; = 4", 2.1, true },
		/* Beside what noise alone leaves undecided. */
		{ "a wall s 1 1.1 1.2; a user s 1", "a wall s 1 1.1 1.2; a user s 1.3",
			"a/wall inconclusive none; a/user inconclusive warn; = 0", 0, false },
		{ "a wall s 1 1.1 1.2; a user s 1", "a wall s 1 1.1 1.2; a user s 1.4",
			"a/wall inconclusive none; a/user inconclusive fail; = 4", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "metrics: { user: {} }");
		const struct paired_options options = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct comparison c;

		lab.side[0] = judge_run(&mem, 1, rows[i].base);
		lab.side[1] = judge_run(&mem, 2, rows[i].head);
		c = compared(&lab, p);
		compare_no_verdict(&c, ACTION_FAIL);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		assert_float_equal(c.v[0].change, rows[i].change, .001);
		assert_int_equal(row_is_suspicion(&c.v[0]), rows[i].suspected);
	}
}

static void few_samples_are_judged_like_files(void **state)
{
	static const struct {
		const char *base, *head;
		bool one_run;
		enum test test;
	} rows[] = {
		{ "a n 1 1 1 2", "a n 1 1 2 3 1 2 2 3 3 1", false, TEST_WELCH },
		{ "a wall s 1 1.1 1.2", "a wall s 3 3.1 3.2", false, TEST_MANN_WHITNEY },
		{ "a wall s 1 1.1 1.2", "a wall s 3 3.1 3.2", true, TEST_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "{}");
		const struct paired_options options = { .gate = &lab.gate };
		const struct compare_options compare = { .gate = &lab.gate };
		const struct run_set set = { .v = &lab.side[0], .n = 1 };
		struct comparison c, files = { 0 };

		lab.side[0] = judge_run(&mem, 1, rows[i].base);
		lab.side[1] = judge_run(&mem, 2, rows[i].head);
		lab.side[1].v[0].v[0].one_run = rows[i].one_run;
		c = compared(&lab, paired_new(&mem, &options, 1));
		compare_runs(&files, &mem, judge_new(&mem), &set, &lab.side[1], &compare);
		assert_int_equal(c.v[0].test, rows[i].test);
		assert_int_equal(c.v[0].test, files.v[0].test);
		assert_int_equal(c.v[0].reason.kind, files.v[0].reason.kind);
		assert_text(judge_told(&mem, &c), judge_told(&mem, &files));
	}
}

/* The second stage: fresh blocks of the suspects alone. */
static void fresh_blocks_confirm(void **state)
{
	static const struct {
		const char *yaml, *head, *fresh_base, *fresh, *told;
		size_t most;
	} rows[] = {
		{ "{}", "a wall s 4~1.2", "a wall s 4~1", "a wall s 4~1.2",
			"a/wall regression fail; = 1", 2 },
		{ "{}", "a wall s 4~1.2", "a wall s 4~1", "a wall s 4~1", "a/wall pass none; = 0",
			2 },
		/* What only the fresh data show is not confirmed itself. */
		{ "{}", "a wall s 4~1.2", "a wall s 4~1", "a wall s 4~.8", "a/wall pass none; = 0",
			2 },
		{ "threshold: 0.1%", "a wall s 4~1.2", "a wall s 4~1", "a wall s 4~1",
			"a/wall inconclusive none; = 0", 10 },
		/* Within a block no more than noise: whatever comes of it, it is not confirmed. */
		{ "inconclusive: fail\nthreshold: 0.1%", "a wall s 4~1.2", "a wall s 4~1",
			"a wall s 4~1", "a/wall inconclusive fail; = 4", 10 },
		/* What now repeats exactly is certain. */
		{ "{}", "a wall s 4~1.2", "a wall s 4x1", "a wall s 4x1.2",
			"a/wall regression fail; = 1", 2 },
		{ "{}", "a wall s 4~1.2", "a wall s 4~1", "a ! it died", "a/wall error fail; = 3",
			11 },
		/* A base that has run before is no reason to call the benchmark new. */
		{ "{}", "a wall s 4~1.2", "a ! it died", "a wall s 4~1.2", "a/wall error fail; = 3",
			11 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, rows[i].yaml);
		struct paired_options options = { .gate = &lab.gate };
		const struct compare_options compare = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct comparison first, c;

		measure(&lab, p, 1, "a wall s 4~1", rows[i].head);
		c = first = compared(&lab, p);
		assert_text(judge_told(&mem, &c), "a/wall regression fail; = 1");
		options.suspects = &first;
		p = paired_new(&mem, &options, 1);
		measure(&lab, p, 50 + i, rows[i].fresh_base, rows[i].fresh);
		paired_confirm(&c, &mem, p, &lab.side[0], &lab.side[1], &compare);
		assert_row(arena_printf(&mem, "row %zu: %s", i, finding_names[c.v[0].reason.kind]),
			judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.v[0].confirmed, c.v[0].verdict == VERDICT_REGRESSION);
		assert_true(lab.blocks <= rows[i].most);
	}
}

/* A gain is confirmed like a loss before it is called one. */
static void fresh_blocks_confirm_gains(void **state)
{
	static const struct {
		const char *fresh_base, *fresh, *told;
		enum finding_kind why;
	} rows[] = {
		{ "a wall s 4~1", "a wall s 4~.8", "a/wall improvement none; = 0",
			FINDING_CONFIRMED },
		{ "a wall s 4~1", "a wall s 4~1", "a/wall pass none; = 0", FINDING_WITHIN },
		{ "a wall s 4~1", "a wall s 4~1.2", "a/wall inconclusive warn; = 0",
			FINDING_NOT_CONFIRMED },
		{ "a wall s 4x1", "a wall s 4x.8", "a/wall improvement none; = 0",
			FINDING_CONFIRMED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct lab lab = lab_of(&mem, "{}");
		struct paired_options options = { .gate = &lab.gate };
		const struct compare_options compare = { .gate = &lab.gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct comparison first, c;

		measure(&lab, p, 1, "a wall s 4~1", "a wall s 4~.8");
		c = first = compared(&lab, p);
		assert_text(judge_told(&mem, &c), "a/wall improvement none; = 0");
		assert_false(c.v[0].confirmed);
		options.suspects = &first;
		p = paired_new(&mem, &options, 1);
		measure(&lab, p, 50 + i, rows[i].fresh_base, rows[i].fresh);
		paired_confirm(&c, &mem, p, &lab.side[0], &lab.side[1], &compare);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.v[0].reason.kind, rows[i].why);
		assert_int_equal(c.v[0].confirmed, c.v[0].verdict == VERDICT_IMPROVEMENT);
	}
}

/* Of 2 suspects each gets half of 5%; when one stands, the other has all of it. Two blocks' least p
 * is 1/4900, so what is shared must be small: here, among hundreds. */
static void holm_shares_the_error(void **state)
{
	enum { MANY = 300 };
	FREES_ARENA struct arena mem = { 0 };
	struct lab lab = lab_of(&mem, "{}");
	struct paired_options options = { .gate = &lab.gate };
	const struct compare_options compare = { .gate = &lab.gate };
	struct paired *p = paired_new(&mem, &options, MANY);
	const char *base = "", *head = "", *fresh = "";
	struct comparison first, c;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		base = arena_printf(&mem, "%sb%03d wall s 4~1;", base, i);
		head = arena_printf(&mem, "%sb%03d wall s 4~1.2;", head, i);
		fresh = arena_printf(&mem, "%sb%03d wall s 4~%s;", fresh, i, i % 2 ? "1" : "1.2");
	}
	measure(&lab, p, 1, base, head);
	c = first = compared(&lab, p);
	assert_int_equal(c.count[VERDICT_REGRESSION], MANY);
	options.suspects = &first;
	p = paired_new(&mem, &options, MANY);
	measure(&lab, p, 2, base, fresh);
	assert_true(lab.blocks > 2); /* one look cannot show so much */
	paired_confirm(&c, &mem, p, &lab.side[0], &lab.side[1], &compare);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(c.v[i].verdict, i % 2 ? VERDICT_PASS : VERDICT_REGRESSION);
}

/* `calibrate` and `selftest` ask for a difference of their own. */
/* Less of a score shows as much as more of its negative. */
static void the_sign_of_a_score_does_not_matter(void **state)
{
	static const char *const rows[][2] = { { "-1 2 0 1.5", "1 -2 1 0" },
		{ "9 10 11 -1", "10 9 10 9" }, { "1 -1 2 2", "-1 -2 -2 1" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c[2];

		for (int k = 0; k < 2; k++) {
			struct lab lab = lab_of(&mem, "{}");
			const struct paired_options options = { .gate = &lab.gate };
			struct paired *p = paired_new(&mem, &options, 1);
			const char *base = k ? judge_negative(&mem, rows[i][0]) : rows[i][0];
			const char *head = k ? judge_negative(&mem, rows[i][1]) : rows[i][1];

			measure(&lab, p, i,
				arena_printf(&mem, "a n%s points %s", k ? "+" : "", base),
				arena_printf(&mem, "a n%s points %s", k ? "+" : "", head));
			c[k] = compared(&lab, p);
		}
		assert_row(rows[i][0], judge_told(&mem, &c[1]), judge_told(&mem, &c[0]));
		if (!(fabs(c[1].v[0].visible / c[0].v[0].visible - 1) < 1e-9))
			fail_msg("%s: %g, not %g", rows[i][0], c[1].v[0].visible,
				c[0].v[0].visible);
	}
}

static void another_threshold(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct lab lab = lab_of(&mem, "threshold: 50%\nfloor: 40%");
	struct paired_options options = { .gate = &lab.gate };
	struct paired *p = paired_new(&mem, &options, 1);
	struct comparison c;

	(void)state;
	measure(&lab, p, 1, "a wall s 4~1", "a wall s 4~1.2");
	c = compared(&lab, p);
	assert_text(judge_told(&mem, &c), "a/wall pass none; = 0");
	options.threshold = .1;
	p = paired_new(&mem, &options, 1);
	measure(&lab, p, 1, "a wall s 4~1", "a wall s 4~1.2");
	c = compared(&lab, p);
	assert_text(judge_told(&mem, &c), "a/wall regression fail; = 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_until_it_is_told),
		cmocka_unit_test(later_samples_count),
		cmocka_unit_test(drift_is_no_change),
		cmocka_unit_test(evidence_of_a_pair),
		cmocka_unit_test(what_the_base_does_not_know),
		cmocka_unit_test(some_runs_lack_the_metric),
		cmocka_unit_test(few_samples_are_shown),
		cmocka_unit_test(few_samples_are_judged_like_files),
		cmocka_unit_test(fresh_blocks_confirm),
		cmocka_unit_test(fresh_blocks_confirm_gains),
		cmocka_unit_test(holm_shares_the_error),
		cmocka_unit_test(the_sign_of_a_score_does_not_matter),
		cmocka_unit_test(another_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
