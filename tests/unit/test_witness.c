/* Wall time and what the kernel counts beside it. */
#include "judge_fixture.h"

#include "judge/paired.h"

/* Blocks of 4; what varies in wall, for both sides alike, is waiting. */
static struct comparison judged(struct arena *mem, const char *head, const char *waiting,
	const char *names, size_t blocks)
{
	const char *text[2] = { "1 1 1", head };
	struct gate_policy gate = judge_gate(mem, "{}");
	const struct paired_options options = { .gate = &gate };
	const struct compare_options compare = { .gate = &gate };
	struct paired *p = paired_new(mem, &options, 1);
	struct run side[2];
	struct comparison c = { 0 };

	for (size_t k = 0; k < 2; k++) {
		struct rng rng = rng_seeded(40 + k);
		char *end = NULL;
		double level[3], loud = strtod(waiting, NULL);
		const char *series = "";

		level[0] = strtod(text[k], &end);
		level[1] = strtod(end, &end);
		level[2] = strtod(end, &end);
		for (size_t m = 0; m < 3; m++) {
			const char *const metric[] = { "wall", "wall_net", "cpu" };

			if (!strchr(names, "wnc"[m]))
				continue;
			series = arena_printf(mem, "%sa %s s", series, metric[m]);
			for (size_t i = 0; i < 4 * blocks; i++) {
				double noise = (double)rng_below(&rng, 1000) / 1000;

				series = arena_printf(mem, "%s %.9g", series,
					level[m] *
						(1 +
							(m                      ? .02
									: i % 8 ? loud
										: 0) *
								noise));
			}
			series = arena_printf(mem, "%s;", series);
		}
		side[k] = judge_run(mem, 1, series);
	}
	paired_follow(p, &side[0], &side[1]);
	paired_compare(&c, mem, p, &side[0], &side[1], NULL, &compare);
	return c;
}

static void the_calmer_witness_decides(void **state)
{
	static const struct {
		const char *name, *head; /* wall, wall_net and cpu of head; of base all are 1 */
		const char *waiting, *names, *verdict, *witness;
	} rows[] = {
		{ "slower under load", "1.1 1.1 1.1", "9", "wnc", "regression", "wall_net" },
		{ "unchanged under load", "1 1 1", "2", "wnc", "pass", "wall_net" },
		{ "faster under load", ".9 .9 .9", "2", "wnc", "improvement", "wall_net" },
		{ "on a calm machine", "1.1 1.1 1.1", ".02", "wnc", "regression", "" },
		{ "only waiting grew", "1.1 1 1", ".02", "wnc", "regression", "" },
		{ "a tree under load", "1.2 1 1.2", "9", "wc", "regression", "cpu" },
		{ "a tree that is unchanged", "1 1 1", "2", "wc", "inconclusive", "" },
		{ "more processors at once", ".3 1 1.2", ".3", "wc", "improvement", "" },
		{ "a tree that mostly sleeps", "1.2 1 .3", "9", "wc", "inconclusive", "" },
		{ "no witness", "1.1 1 1", "9", "w", "inconclusive", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judged(&mem, rows[i].head, rows[i].waiting, rows[i].names,
			10);
		const struct row *r = &c.v[0];

		assert_row(arena_printf(&mem, "%s: %s", rows[i].name,
				   finding_names[r->reason.kind]),
			verdict_names[r->verdict], rows[i].verdict);
		assert_row(rows[i].name, r->witness ? r->witness : "", rows[i].witness);
	}
}

/* cpu speaks for wall time, so it shows no loss that wall time excludes. */
static void a_busier_process_is_not_slower(void **state)
{
	static const struct {
		const char *name, *head, *waiting, *verdict;
	} rows[] = {
		{ "a thread that helps nobody", "1.02 1 2", ".4", "inconclusive" },
		{ "the same in a tree that waits", "1.02 1 1.8", ".5", "inconclusive" },
		{ "both are slower", "1.3 1 1.3", ".9", "regression" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judged(&mem, rows[i].head, rows[i].waiting, "wc", 3);

		assert_row(arena_printf(&mem, "%s: %s", rows[i].name, c.v[0].witness),
			verdict_names[c.v[0].verdict], rows[i].verdict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_calmer_witness_decides),
		cmocka_unit_test(a_busier_process_is_not_slower),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
