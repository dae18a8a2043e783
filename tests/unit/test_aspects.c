/* The tail and the spread: exact tests, and what they make of a verdict about the median. */
#include "judge_fixture.h"

#include "judge/paired.h"
#include "judge/rows.h"
#include "judge/stats/aspecttest.h"

enum { SIDE = 4, MANY = 100 };

#define FOUR(text) text text text text
#define WIDE       " .97 .99 1.01 1.03"

/* Few blocks, where one can count. */
static void p_is_exact(void **state)
{
	static const struct {
		bool tail;
		double base[2 * SIDE], head[2 * SIDE];
		size_t blocks;
		double p;
	} rows[] = {
		/* Of 1 to 8, 7 and 8 lie beyond three quarters, and 8 counts more. */
		{ true, { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, 1, 15.0 / 70 },
		{ true, { 1, 2, 3, 7 }, { 5, 6, 4, 8 }, 1, 1.0 / 2 },
		{ true, { 1, 2, 3, 8 }, { 5, 6, 4, 7 }, 1, 55.0 / 70 },
		{ true, { 5, 6, 7, 8 }, { 1, 2, 3, 4 }, 1, 1 },
		{ true, { 1, 2, 3, 4, 1, 2, 3, 4 }, { 5, 6, 7, 8, 5, 6, 7, 8 }, 2,
			15.0 / 70 * 15 / 70 },
		{ false, { 99, 100, 101, 102 }, { 50, 60, 200, 240 }, 1, 1.0 / 70 },
		{ false, { 50, 60, 200, 240 }, { 99, 100, 101, 102 }, 1, 1 },
		{ false, { 1, 1, 1, 1 }, { 1, 1, 1, 1 }, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct aspecttest t;

		if (rows[i].tail)
			aspecttest_tail(&t, rows[i].base, rows[i].head, SIDE, rows[i].blocks, 1);
		else
			aspecttest_spread(&t, rows[i].base, rows[i].head, SIDE, rows[i].blocks);
		assert_float_equal(t.p, rows[i].p, 1e-12);
	}
}

/* Identical sides: as many alarms as the error allows; and a shift below the limit is no tail. */
static void alarms_keep_the_error(void **state)
{
	enum { ROUNDS = 400 };
	struct rng rng = rng_seeded(5);
	size_t tail = 0, spread = 0, shifted = 0;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		double base[20 * SIDE], head[20 * SIDE];
		struct aspecttest t;

		for (size_t k = 0; k < ARRAY_SIZE(base); k++) {
			base[k] = 1 / ((double)rng_below(&rng, 1000) + 1);
			head[k] = 1 / ((double)rng_below(&rng, 1000) + 1);
		}
		aspecttest_tail(&t, base, head, SIDE, 20, 1);
		tail += t.p <= .05;
		aspecttest_spread(&t, base, head, SIDE, 20);
		spread += t.p <= .05;
		for (size_t k = 0; k < ARRAY_SIZE(base); k++)
			head[k] *= 1.04;
		aspecttest_tail(&t, base, head, SIDE, 20, 1.05);
		shifted += t.p <= .05;
	}
	assert_in_range(tail, ROUNDS / 50, ROUNDS / 12);
	assert_in_range(spread, ROUNDS / 50, ROUNDS / 12);
	assert_in_range(shifted, 0, ROUNDS / 12);
}

/* Both stages on data that are there already. */
static struct comparison judged(struct arena *mem, const char *yaml, const char *base,
	const char *head, const char *fresh)
{
	struct gate_policy gate = judge_gate(mem, yaml);
	const struct compare_options options = { .gate = &gate };
	struct paired_options stage = { .gate = &gate };
	struct run b = judge_run(mem, 1, base), h = judge_run(mem, 2, head);
	struct paired *p = paired_new(mem, &stage, 0);
	struct comparison c = { 0 }, first;

	paired_follow(p, &b, &h);
	paired_compare(&c, mem, p, &b, &h, NULL, &options);
	first = c;
	if (!fresh)
		return c;
	stage.suspects = &first;
	p = paired_new(mem, &stage, 0);
	b = judge_run(mem, 3, base);
	h = judge_run(mem, 4, fresh);
	paired_follow(p, &b, &h);
	paired_confirm(&c, mem, p, &b, &h, &options);
	return c;
}

static void verdicts(void **state)
{
	static const char *const steady = "a wall s 400~1";
	/* Values spread by 1% around 1; far: one of 5 takes half as long again. */
	static const char *const far = "a wall s" FOUR(FOUR(" 20~1 5~1.5"));
	static const char *const wide = "a wall s" FOUR(FOUR(WIDE)) FOUR(WIDE);
	static const char *const ticks = "a n 1" FOUR(FOUR(" 300 301 300 301"));
	static const struct {
		const char *name, *yaml, *base, *head, *fresh, *told, *reason;
	} rows[] = {
		{ "unchanged", "judge: [tail, spread]", steady, steady, NULL,
			"a/wall pass none; = 0", "within" },
		{ "nobody asks", "{}", steady, far, NULL, "a/wall pass none; = 0", "within" },
		{ "1 of 5", "judge: [median, tail]", steady, far, NULL,
			"a/wall regression fail; = 1", "tail" },
		{ "confirmed", "judge: tail", steady, far, far, "a/wall regression fail; = 1",
			"tail" },
		{ "not confirmed", "judge: tail", steady, far, steady, "a/wall pass none; = 0",
			"within" },
		{ "only warns", "judge: tail\naction: warn", steady, far, far,
			"a/wall regression warn; = 0", "tail" },
		{ "better", "judge: [tail, spread]", far, steady, NULL, "a/wall pass none; = 0",
			"within" },
		{ "spread", "judge: spread", "a wall s 80~1", wide, NULL,
			"a/wall regression fail; = 1", "spread" },
		{ "spread of a metric", "metrics: { wall: { judge: spread } }", "a wall s 80~1",
			wide, wide, "a/wall regression fail; = 1", "spread" },
		{ "too few", "judge: tail", "a wall s 40~1", "a wall s 40~1", NULL,
			"a/wall inconclusive none; = 0", "too-few-for-aspect" },
		{ "slower", "judge: tail", "a wall s 40~1", "a wall s 40~1.5", NULL,
			"a/wall regression fail; = 1", "loss-above-limit" },
		{ "coarse", "judge: tail", ticks, ticks, NULL, "a/n pass none; = 0", "within" },
		{ "a rate", "judge: tail", "a r+ 1/s 400~1", "a r+ 1/s" FOUR(FOUR(" 20~1 5~.6")),
			NULL, "a/r regression fail; = 1", "tail" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judged(&mem, rows[i].yaml, rows[i].base, rows[i].head,
			rows[i].fresh);

		assert_row(rows[i].name, judge_told(&mem, &c), rows[i].told);
		assert_row(rows[i].name, finding_names[c.v[0].reason.kind], rows[i].reason);
		assert_int_equal(c.v[0].confirmed, rows[i].fresh && row_is_loss(&c.v[0]));
	}
}

static void blocks_are_enough_for_what_is_judged(void **state)
{
	static const struct {
		const char *yaml;
		size_t blocks;
		bool open;
	} rows[] = { { "{}", 10, false }, { "judge: [median, spread]", 20, true },
		{ "judge: tail", MANY, true },
		{ "metrics: { user: { judge: tail } }", MANY, true } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, rows[i].yaml);
		const struct paired_options options = { .gate = &gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct run base = judge_run(&mem, 1, "a wall s 40~1; a user s 40~1");
		struct run head = judge_run(&mem, 2, "a wall s 40~1; a user s 40~1");

		assert_int_equal(paired_open(p, 0, &base.v[0], &head.v[0]), rows[i].open);
		assert_int_equal(paired_blocks(p, 0), rows[i].blocks);
	}
}

static void a_pass_says_what_it_covers(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison plain = judged(&mem, "{}", "a wall s 400~1", "a wall s 400~1", NULL);
	struct comparison all = judged(&mem, "judge: [median, tail, spread]", "a wall s 400~1",
		"a wall s 400~1", NULL);

	(void)state;
	assert_string_equal(row_covers(&mem, &plain.v[0]), "the median");
	assert_string_equal(row_covers(&mem, &all.v[0]), "the median and the tail and the spread");
	assert_int_equal(all.v[0].seen[ASPECT_TAIL].n, 400);
	assert_int_equal(all.v[0].seen[ASPECT_SPREAD].n, 80);
	assert_int_equal(all.v[0].head.n, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p_is_exact),
		cmocka_unit_test(alarms_keep_the_error),
		cmocka_unit_test(verdicts),
		cmocka_unit_test(blocks_are_enough_for_what_is_judged),
		cmocka_unit_test(a_pass_says_what_it_covers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
