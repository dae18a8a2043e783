/* The canary with a clock and kernels of the test. */
#include "engine_fixture.h"

#include <math.h>

#include "judge/rows.h"
#include "measure/canary.h"

#undef fail /* of cmocka */

struct world {                                   /* where kernels take what they are told to */
	uint64_t at, cost[CANARY_KERNELS], runs; /* ns */
	double heat;                             /* rises with each look */
};

static uint64_t now(void *ctx)
{
	return ((struct world *)ctx)->at;
}

static void run_kernel(void *ctx, size_t kernel)
{
	struct world *w = ctx;

	w->at += w->cost[kernel];
	w->runs++;
}

static void look(void *ctx, struct contention *seen)
{
	struct world *w = ctx;

	*seen = (struct contention){ .at = w->at, .heat = ++w->heat };
}

static struct canary_work work_of(struct world *w)
{
	return (struct canary_work){ now, run_kernel, look, w };
}

static void keeps_to_its_share(void **state)
{
	static const struct {
		uint64_t sample, cost; /* us, of each kernel */
		size_t samples, least; /* visits */
	} rows[] = { { 1, 50, 900000, 20 }, { 1000, 50, 5000, 100 }, { 1000, 5000, 9000, 2 },
		{ 20000, 30, 230, 190 }, { 20000, 30, 3000, 200 }, { 5000, 100, 20, 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena mem = { 0 };
		struct world w = { 1, { rows[i].cost * 1000, rows[i].cost * 900, 2000 }, 0 };
		const struct canary_work work = work_of(&w);
		const struct contention end = { 0 };
		struct contention_spans spans;
		struct canary c;
		size_t seen = 0;

		canary_begin(&c, &mem, &work);
		for (size_t k = 0; k < rows[i].samples; k++) {
			w.at += rows[i].sample * 1000;
			canary_visit(&c, "x", 0, 3);
			/* One that takes longer than any before is made good first. */
			if (k > rows[i].samples / 2)
				assert_true((double)c.spent <= 0.01 * (double)(w.at - 1));
		}
		assert_true(c.visits.n >= rows[i].least && c.visits.n <= 512);
		spans = canary_spans(&c, &end);
		for (size_t k = 0; k < spans.n; k++)
			seen += spans.v[k].samples;
		assert_int_equal(seen, 3 * rows[i].samples);
		assert_int_equal(c.spent, w.runs / 6 * 2 * (w.cost[0] + w.cost[1] + w.cost[2]));
		canary_end(&c);
		arena_free(&mem);
	}
}

static void series_and_shifted_blocks(void **state)
{
	struct arena mem = { 0 };
	struct world w = { 0, { 30000, 20000, 10000 }, 0 };
	const struct canary_work work = work_of(&w);
	struct run run = { .suite = "x", .shell = (double)NAN };
	struct canary c;

	(void)state;
	canary_begin(&c, &mem, &work);
	for (size_t i = 1; i <= 40; i++) {
		w.cost[0] = 30000 + i % 4 * 100;
		for (size_t k = 1; k < CANARY_KERNELS; k++)
			w.cost[k] = (3 - k) * (i == 7 || i == 30 ? 13000 : 10000);
		w.at += 1000000000;
		canary_visit(&c, i % 2 ? "a" : "b", (i + 1) / 2, 8);
	}
	canary_store(&c, &run);
	canary_store(&c, &run); /* in place of the first */
	assert_int_equal(run.canary.n, 3);
	assert_text(run.canary.v[1].kernel, "memory");
	assert_text(run.canary.v[1].code, canary_code);
	assert_int_equal(run.canary.v[0].n, 40);
	assert_int_equal(run.canary.v[0].samples.n, 40);
	assert_true(fabs(run.canary.v[1].median - 20e-6) < 1e-12);
	assert_true(fabs(run.canary.v[0].spread - 100. / 30100) < 0.004);
	assert_int_equal(run.shifted.n, 2);
	assert_text(run.shifted.v[0].benchmark, "a");
	assert_int_equal(run.shifted.v[0].block, 4);
	assert_text(run.shifted.v[1].benchmark, "b");
	assert_int_equal(run.shifted.v[1].block, 15);
	assert_true(fabs(run.shifted.v[1].change - 0.19) < 0.01);
	canary_end(&c);
	arena_free(&mem);
}

static void the_kernels_themselves(void **state)
{
	struct canary_ring ring = { 0 };

	(void)state;
	for (size_t i = 0; i < 2 * CANARY_KERNELS; i++)
		canary_kernel_run(&ring, i % CANARY_KERNELS);
	assert_non_null(ring.memory);
	assert_ptr_not_equal(ring.at, ring.memory);
	assert_true(strlen(canary_code) == 16);
	canary_ring_close(&ring);
	assert_null(ring.memory);
}

/* Each sample takes a second of the test's clock. */
static int slow_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	struct world *w = *(struct world *const *)t->benchmark->options;

	(void)err, (void)n;
	w->at += 1000000000;
	sink_emit(sink, &fake_metrics[0], 1);
	return 1;
}

static void between_samples(void **state)
{
	static const struct kind_hooks hooks = { .sample = slow_sample };
	static const struct kind kind = { .options = &fake_section, .hooks = &hooks };
	static const struct {
		int mode;
		size_t sides, visits;
	} rows[] = { { CANARY_AUTO, 1, 12 }, { CANARY_AUTO, 2, 12 }, { CANARY_OFF, 1, 0 } };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world w = { 0, { 1000, 1000, 1000 }, 0 }, *at = &w;
		const struct canary_work work = work_of(&w);
		struct trial t;

		trial_open(&t, f, &kind);
		t.canary = &work;
		t.benchmark.options = &at;
		t.benchmark.life.schedule.canary = rows[i].mode;
		t.benchmark.life.schedule.runs = (struct range){ 12, 12 };
		assert_int_equal(trial_measure(&t, rows[i].sides), 0);
		assert_int_equal(w.runs, rows[i].visits * 2 * CANARY_KERNELS);
		for (size_t k = 0; k < rows[i].sides; k++) {
			assert_int_equal(t.run[k].canary.n, rows[i].visits ? CANARY_KERNELS : 0);
			if (rows[i].visits == 0)
				continue;
			assert_int_equal(t.run[k].canary.v[2].n, rows[i].visits);
			assert_contains(t.run[k].warning,
				i ? "heat slowed the processors down, in 22 of 24 samples"
				  : "heat slowed the processors down, in 11 of 12 samples");
		}
		trial_close(&t);
	}
}

static void what_is_said(void **state)
{
	enum { RUNS = 2 };
	static const struct {
		struct run_canary v[RUNS][2]; /* of base, of head */
		const char *classes[RUNS], *note;
	} rows[] = {
		{ { { { "cpu", "1", 50, 1.00, .03, { 0 } }, { "memory", "1", 50, 1, .03, { 0 } } },
			  { { "cpu", "1", 50, 1.08, .03, { 0 } },
				  { "memory", "1", 50, 1.1, .03, { 0 } } } },
			{ "x", "x" },
			"the machine was 9% slower than when the baseline was measured (canary): "
			"cpu 8% slower, memory 10% slower; benchctl corrects no verdict for this" },
		/* faster; a kernel that base lacks says nothing */
		{ { { { "cpu", "1", 50, 1.25, .03, { 0 } } },
			  { { "cpu", "1", 50, 1, .03, { 0 } },
				  { "new", "1", 50, 1, .03, { 0 } } } },
			{ "x", "x" },
			"the machine was 25% faster than when the baseline was measured (canary): "
			"cpu 25% faster; benchctl corrects no verdict for this" },
		/* too little, too noisy, too few, senseless, another machine, none */
		{ { { { "cpu", "1", 50, 1, .03, { 0 } } },
			  { { "cpu", "1", 50, 1.04, .03, { 0 } } } },
			{ "x", "x" }, NULL },
		{ { { { "cpu", "1", 9, 1, .5, { 0 } } }, { { "cpu", "1", 9, 1.2, .5, { 0 } } } },
			{ "x", "x" }, NULL },
		{ { { { "cpu", "1", 4, 1, .03, { 0 } } }, { { "cpu", "1", 50, 2, .03, { 0 } } } },
			{ "x", "x" }, NULL },
		{ { { { "cpu", "1", 50, -1, .03, { 0 } } }, { { "cpu", "1", 50, 2, .03, { 0 } } } },
			{ "x", "x" }, NULL },
		{ { { { "cpu", NULL, 50, 1, .03, { 0 } } },
			  { { "cpu", NULL, 50, 2, .03, { 0 } } } },
			{ "x", "x" }, NULL },
		{ { { { "cpu", "1", 50, 1, .03, { 0 } } }, { { "cpu", "1", 50, 2, .03, { 0 } } } },
			{ "x", "y" }, NULL },
		{ { { { NULL, NULL, 0, 0, 0, { 0 } } }, { { "cpu", "1", 50, 2, .03, { 0 } } } },
			{ "x", "x" }, NULL },
		/* other code is incomparable */
		{ { { { "cpu", "1", 50, 1, .03, { 0 } } }, { { "cpu", "2", 50, 2, .03, { 0 } } } },
			{ "x", "x" },
			"the code of the canary has changed since the baseline was measured, "
			"so the canary cannot show a change of the machine's speed" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena mem = { 0 };
		struct run run[RUNS] = { 0 };
		struct words notes = { 0 };

		for (size_t k = 0; k < RUNS; k++) {
			run[k].host.class = rows[i].classes[k];
			for (size_t j = 0; j < 2 && rows[i].v[k][j].kernel; j++)
				*ARENA_PUSH(&mem, &run[k].canary) = rows[i].v[k][j];
		}
		machine_shift_note(&notes, &mem, &run[0], &run[1]);
		assert_row(arena_printf(&mem, "row %zu", i), notes.n ? notes.v[0] : NULL,
			rows[i].note);
		arena_free(&mem);
	}
}

static void which_blocks_are_said(void **state)
{
	struct arena mem = { 0 };
	struct run run = { 0 };
	struct words notes = { 0 };

	(void)state;
	*ARENA_PUSH(&mem, &run.shifted) = (struct run_shift){ "a", 3, 0.19 };
	machine_shift_note(&notes, &mem, &run, &run);
	assert_text(notes.v[0],
		"1 block ran at another machine speed (canary): a block 3 19% slower; "
		"both sides of a block share it");
	for (size_t i = 0; i < 7; i++)
		*ARENA_PUSH(&mem, &run.shifted) = (struct run_shift){ "b", 4 + i, -0.2 };
	machine_shift_note(&notes, &mem, &run, &run);
	assert_contains(notes.v[1], "8 blocks ran at another machine speed (canary): a block 3");
	assert_contains(notes.v[1], "b block 7 25% faster and 3 more;");
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_to_its_share),
		cmocka_unit_test(series_and_shifted_blocks),
		cmocka_unit_test(the_kernels_themselves),
		cmocka_unit_test(between_samples),
		cmocka_unit_test(what_is_said),
		cmocka_unit_test(which_blocks_are_said),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
