#include "unit.h"

#include <math.h>

#include "base/json_read.h"
#include "model/policy.h"
#include "store/baseline.h"

static const char *const times[] = { "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z",
	"2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z" };

/* Judges primary metrics alone. */
static const struct gate_policy gate;

static struct run run_at(const char *started)
{
	return (struct run){
		.id = "run-001", .suite = "s", .status = RUN_OK, .started = started, .commit = "abc"
	};
}

/* "1 2 3": which of the times the set holds, in its order. */
static const char *held(struct arena *mem, const struct run_set *set)
{
	const char *list = "";

	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(times); k++)
			if (strcmp(set->v[i].started, times[k]) == 0)
				list = arena_printf(mem, "%s%s%zu", list, *list ? " " : "", k + 1);
	return list;
}

static void the_newest_runs_are_kept(void **state)
{
	static const struct {
		size_t window;
		const char *held[ARRAY_SIZE(times)];
	} rows[] = {
		{ 1, { "1", "2", "3", "4" } },
		{ 2, { "1", "1 2", "2 3", "3 4" } },
		{ 4, { "1", "1 2", "1 2 3", "1 2 3 4" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct error err;

		for (size_t k = 0; k < ARRAY_SIZE(times); k++) {
			struct run run = run_at(times[k]);

			assert_ok(baseline_add(&set, &mem, &run, rows[i].window, &gate, &err),
				&err);
			assert_text(held(&mem, &set), rows[i].held[k]);
		}
		assert_text(set.kind, "baseline");
		assert_text(set.suite, "s");
		assert_null(set.v[0].id);
	}
}

static void the_same_run_takes_its_own_place(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct run run = run_at(times[0]);
	struct run_canary canary = { "cpu", "1", 1, 2, 0.5, { &(double){ 2 }, 1, 1 } };
	struct error err;

	(void)state;
	assert_ok(baseline_add(&set, &mem, &run, 9, &gate, &err), &err);
	run.duration = 7;
	run.canary.v = &canary;
	run.canary.n = 1;
	assert_ok(baseline_add(&set, &mem, &run, 9, &gate, &err), &err);
	assert_int_equal(set.n, 1);
	assert_true(set.v[0].duration > 6);
	assert_true(set.v[0].canary.n == 1 && set.v[0].canary.v[0].samples.n == 0);
	assert_int_equal(canary.samples.n, 1);
	run.seed = 1; /* of the same second, but another one */
	assert_ok(baseline_add(&set, &mem, &run, 9, &gate, &err), &err);
	assert_int_equal(set.n, 2);
}

static void what_is_not_whole_or_foreign_is_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { .suite = "s" };
	struct run run = run_at(times[0]);
	struct error err;

	(void)state;
	run.status = RUN_INTERRUPTED;
	assert_int_equal(baseline_add(&set, &mem, &run, 9, &gate, &err), -1);
	assert_text(err.text,
		"run-001 is incomplete (interrupted); only a complete run can become a baseline");
	run.status = RUN_OK;
	run.suite = "other";
	assert_int_equal(baseline_add(&set, &mem, &run, 9, &gate, &err), -1);
	assert_text(err.text, "the run belongs to the suite 'other', the baseline to 's'");
	assert_int_equal(set.n, 0);
}

static void measure(struct arena *mem, struct run *run, const char *id, enum process_metric metric,
	double v, double step)
{
	struct result *r = run_find(run, id);

	if (!r) {
		r = ARENA_PUSH(mem, run);
		r->id = id;
	}
	for (int i = 0; i < 3; i++)
		result_add(r, mem, &process_metrics[metric], v + i * step);
}

static const struct series *kept(const struct run_set *set, size_t run, const char *id,
	enum process_metric metric)
{
	struct result *r = run_find(&set->v[run], id);

	return r ? result_find(r, process_metrics[metric].name) : NULL;
}

static void what_can_be_judged_is_kept(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct error err;
	const struct series *s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run run = run_at(times[i]);

		measure(&mem, &run, "a", PROCESS_WALL, 0.0123456789, 0.001);
		measure(&mem, &run, "a", PROCESS_PEAK_RSS, 123456789, 4096);
		measure(&mem, &run, "a", PROCESS_CPU, 0.0123456789, 0);
		if (i == 0)
			measure(&mem, &run, "b", PROCESS_WALL, 2, 1);
		measure(&mem, &run, "quiet", PROCESS_WALL, 1.00000012345678912, 1e-8);
		measure(&mem, &run, "still", PROCESS_WALL, 2, 0);
		assert_ok(baseline_add(&set, &mem, &run, 9, &gate, &err), &err);
	}
	/* The newest run: the primary metric by its samples, the others by figures. */
	s = kept(&set, 1, "a", PROCESS_WALL);
	assert_int_equal(s->n, 3);
	assert_true(s->v[0] == 0.0123457);
	s = kept(&set, 1, "quiet", PROCESS_WALL);
	assert_true(s->v[0] == 1.000000123457 && s->v[2] == 1.000000143457);
	s = kept(&set, 1, "a", PROCESS_PEAK_RSS);
	assert_int_equal(s->n, 0);
	assert_int_equal(s->figures->n, 3);
	assert_true(s->figures->median == 123456789 + 4096 && s->figures->sd == 4100);
	s = kept(&set, 1, "a", PROCESS_CPU);
	assert_true(s->figures->median == 0.0123456789 && s->figures->sd == 0);
	/* The run before: a median, but the samples of what was not measured since. */
	s = kept(&set, 0, "a", PROCESS_WALL);
	assert_int_equal(s->n, 0);
	assert_true(s->figures->median == 0.0133457 && isnan(s->figures->mean));
	s = kept(&set, 0, "still", PROCESS_WALL);
	assert_true(s->figures->median == 2 && s->figures->mean == 2);
	assert_int_equal(kept(&set, 0, "b", PROCESS_WALL)->n, 3);
}

/* The judge compares means of coarse values only, so others need none. */
static void means_of_coarse_values_are_kept(void **state)
{
	static const struct {
		const char *values;
		bool kept;
	} rows[] = {
		{ "1001 1002 1003", false },
		{ "1 2 3", true }, /* the next run may have them too */
		{ "1 2 2", true },
		{ "0 1 2", true },
		{ "-1 1 2", true },
		/* Many values that are equal by chance: pages of memory. */
		{ "100000 100004 100008 100012 100016 100020 100024 100028 100032 100036 100040 "
		  "100044 100048 100052 100056 100060 100060",
			false },
		{ "1000 1004 1008 1012 1016 1020 1024 1028 1032 1036 1040 1044 1048 1052 1056 1060 1060",
			true },
		{ "100000 100004 100008 100012 100016 100020 100024 100028 100028 100028 100028 "
		  "100028 100028 100028 100028 100028 100028",
			true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct error err;

		for (size_t k = 0; k < 2; k++) {
			struct run run = run_at(times[k]);
			struct result *r = ARENA_PUSH(&mem, &run);
			char *end;

			r->id = "a";
			for (const char *at = rows[i].values; *at; at = end)
				result_add(r, &mem, &process_metrics[PROCESS_FAULTS_MINOR],
					strtod(at, &end));
			assert_ok(baseline_add(&set, &mem, &run, 9, &gate, &err), &err);
		}
		assert_int_equal(isfinite(kept(&set, 0, "a", PROCESS_FAULTS_MINOR)->figures->mean),
			rows[i].kept);
	}
}

/* As the next refresh reads it. */
static struct run_set stored(struct arena *mem, const struct run_set *set)
{
	CLOSES_JSON struct json j = { 0 };
	struct run_set again;
	struct error err;
	size_t n;
	const char *text = run_set_text(mem, &n, set);

	json_open_text(&j, "set", text, n);
	assert_ok(run_set_read(&again, mem, &j, &err), &err);
	assert_text(run_set_text(mem, &n, &again), text);
	return again;
}

/* A run may lack a metric or a benchmark once; what is known of it from before stays. */
static void what_a_run_lacks_is_kept(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct error err;
	const struct series *s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		struct run run = run_at(times[i]);

		if (i != 2)
			measure(&mem, &run, "a", PROCESS_WALL, 1 + (double)i, 0);
		measure(&mem, &run, "a", PROCESS_FAULTS_MINOR, 8, 0);
		if (i == 2) /* a name without a value */
			result_series(run_find(&run, "a"), &mem, &process_metrics[PROCESS_CPU]);
		else
			measure(&mem, &run, "a", PROCESS_CPU, 5 + (double)i, 0);
		if (i != 2)
			measure(&mem, &run, "b", PROCESS_WALL, 1 + (double)i, 1);
		assert_ok(baseline_add(&set, &mem, &run, 9, &gate, &err), &err);
		set = stored(&mem, &set);
		if (i != 2)
			continue;
		assert_null(kept(&set, 2, "a", PROCESS_WALL));
		assert_int_equal(kept(&set, 1, "a", PROCESS_WALL)->n, 3);
		assert_int_equal(kept(&set, 1, "b", PROCESS_WALL)->n, 3);
		assert_true(kept(&set, 0, "a", PROCESS_WALL)->figures->mean == 1);
		assert_int_equal(kept(&set, 1, "a", PROCESS_CPU)->figures->n, 3);
	}
	for (size_t i = 0; i < 2; i++) {
		s = kept(&set, i, "a", PROCESS_WALL);
		assert_true(s->figures->median == 1 + (double)i && s->n == 0);
		s = kept(&set, i, "b", PROCESS_WALL);
		assert_true(s->figures->median == 2 + (double)i && s->n == 0);
	}
	assert_null(kept(&set, 2, "a", PROCESS_WALL));
	assert_int_equal(kept(&set, 3, "a", PROCESS_WALL)->n, 3);
	assert_int_equal(kept(&set, 3, "b", PROCESS_WALL)->n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_runs_are_kept),
		cmocka_unit_test(the_same_run_takes_its_own_place),
		cmocka_unit_test(what_is_not_whole_or_foreign_is_refused),
		cmocka_unit_test(what_can_be_judged_is_kept),
		cmocka_unit_test(means_of_coarse_values_are_kept),
		cmocka_unit_test(what_a_run_lacks_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
