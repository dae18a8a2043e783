/* The metrics of a process tree, from samples of the test. */
#include "unit.h"

#include <math.h>

#include "measure/kind/account.h"
#include "measure/kinds.h"
#include "measure/sink.h"
#include "measure/task.h"

#undef fail /* of cmocka */

static void the_processors_of_all_spans_count(void **state)
{
	static const struct {
		double at[4], cpu[4], peak, average; /* at 0: no more samples */
	} rows[] = {
		/* One processor for 100 ms; then for 100 ms, two for 50 ms. */
		{ { .1, .2, .25 }, { .1, .1, .2 }, 1, (1 + .1 / .15) / 2 },
		/* The last span is shorter than the clock of the kernel can show. */
		{ { .1, .15 }, { 0, .1 }, .1 / .15, .1 / .15 },
		{ { .1, .2, .3 }, { .1, .2, .3 }, 1, 1 },
		{ { .05, .09 }, { .05, .09 }, (double)NAN, (double)NAN },
	};
	const struct kind kind = { 0 };
	const struct benchmark benchmark = { .id = "b", .kind = &kind };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena mem = { 0 };
		struct measure_context context = { .mem = &mem };
		struct result result = { .id = "b" };
		struct task task = {
			.context = &context, .benchmark = &benchmark, .result = &result
		};
		struct tree_sample samples[4] = { 0 };
		const struct outcome o = { .samples = samples, .wall = 1 };
		struct outcome with = o;
		const struct series *peak, *average;

		for (; rows[i].at[with.samples_n] > 0; with.samples_n++)
			samples[with.samples_n] = (struct tree_sample){
				.at = rows[i].at[with.samples_n],
				.rss = 1,
				.cpu = rows[i].cpu[with.samples_n]
			};
		sink_begin(&task.sink, &task, true);
		tree_metrics_emit(&task.sink, "tree", &with);
		peak = result_find(&result, "tree.cpu.peak");
		average = result_find(&result, "tree.cpu.avg");
		assert_int_equal(peak == NULL, isnan(rows[i].peak) != 0);
		if (peak) {
			assert_true(fabs(peak->v[0] - rows[i].peak) < 1e-9);
			assert_true(fabs(average->v[0] - rows[i].average) < 1e-9);
		}
		arena_free(&mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_processors_of_all_spans_count) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
