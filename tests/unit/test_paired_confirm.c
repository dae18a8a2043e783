/* Suspects of a paired comparison that have no look of blocks. */
#include "judge_fixture.h"

#include "judge/paired.h"

/* An exponent, with the error of its slope. */
static void add_exponent(struct run *run, struct arena *mem, double exponent)
{
	const struct metric m = {
		.name = "exponent", .unit = "", .dim = DIM_NONE, .better = BETTER_LOWER
	};
	struct figures *f = arena_alloc(mem, sizeof *f);
	struct result *r = ARENA_PUSH(mem, run);

	*f = no_figures;
	f->n = 3;
	f->mean = f->median = exponent;
	f->sd = .02;
	*r = (struct result){ .id = "b/scaling" };
	result_series(r, mem, &m)->figures = f;
}

/* Five starts of a server have no second block, and an exponent has none. */
static void what_has_no_look_is_confirmed(void **state)
{
	static const struct {
		const char *startup, *fresh, *told;
		double exponent, fresh_exponent;
	} rows[] = {
		{ "a wall s 5~2", "a wall s 5~2",
			"a/wall regression fail; b/scaling/exponent regression fail; = 1", 2, 2 },
		{ "a wall s 5~2", "a wall s 5~1",
			"a/wall pass none; b/scaling/exponent pass none; = 0", 2, 1.01 },
		{ "a wall s 5~.5", "a wall s 5~.5",
			"a/wall improvement none; b/scaling/exponent improvement none; = 0", .5,
			.5 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, "metrics: { exponent: {} }");
		struct paired_options options = { .gate = &gate };
		const struct compare_options compare = { .gate = &gate };
		struct paired *p = paired_new(&mem, &options, 1);
		struct comparison first, c = { 0 };
		struct run base, head;

		for (size_t stage = 0; stage < 2; stage++) {
			base = judge_run(&mem, 10 * stage, "a wall s 5~1");
			head = judge_run(&mem, 10 * stage + 1,
				stage ? rows[i].fresh : rows[i].startup);
			paired_open(p, 0, &base.v[0], &head.v[0]);
			add_exponent(&base, &mem, 1);
			add_exponent(&head, &mem,
				stage ? rows[i].fresh_exponent : rows[i].exponent);
			if (stage)
				break;
			paired_compare(&c, &mem, p, &base, &head, NULL, &compare);
			first = c;
			options.suspects = &first;
			p = paired_new(&mem, &options, 1);
		}
		paired_confirm(&c, &mem, p, &base, &head, &compare);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_has_no_look_is_confirmed) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
