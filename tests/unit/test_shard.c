#include "unit.h"

#include <math.h>

#include "model/run/shard.h"
#include "model/suite.h"

static struct arena mem;

static int forget(void **state)
{
	(void)state;
	arena_free(&mem);
	return 0;
}

static void shards_are_parsed(void **state)
{
	static const struct {
		const char *text;
		size_t i, n; /* n 0: refused */
	} rows[] = {
		{ "1/1", 1, 1 },
		{ "2/5", 2, 5 },
		{ "10000/10000", 10000, 10000 },
		{ "0/5", 0, 0 },
		{ "6/5", 0, 0 },
		{ "1/0", 0, 0 },
		{ "-1/5", 0, 0 },
		{ "1", 0, 0 },
		{ "/", 0, 0 },
		{ "1/", 0, 0 },
		{ "/2", 0, 0 },
		{ "1/2/3", 0, 0 },
		{ "a/b", 0, 0 },
		{ "1 /2", 0, 0 },
		{ "1/10001", 0, 0 },
		{ "", 0, 0 },
		{ "4294967297/4294967298", 0, 0 },
		{ "00000000000001/2", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct shard s = { 0 };
		const char *why = shard_parse(&s, rows[i].text);

		if (!why != (rows[i].n > 0) || s.i != rows[i].i || s.n != rows[i].n)
			fail_msg("'%s' is %zu/%zu: %s", rows[i].text, s.i, s.n, why ? why : "");
	}
}

static void the_environment_tells(void **state)
{
	static const struct {
		const char *set[3][2];
		const char *answer; /* "i/n", or a part of the error */
	} rows[] = {
		{ { { "CI_NODE_INDEX", "1" }, { "CI_NODE_TOTAL", "3" } }, "1/3" },
		{ { { "CIRCLE_NODE_INDEX", "0" }, { "CIRCLE_NODE_TOTAL", "3" } }, "1/3" },
		{ { { "BUILDKITE_PARALLEL_JOB", "2" }, { "BUILDKITE_PARALLEL_JOB_COUNT", "3" } },
			"3/3" },
		{ { { "JOB_COMPLETION_INDEX", "1" }, { "JOB_COMPLETIONS", "4" } }, "2/4" },
		{ { { "BENCHCTL_SHARD_INDEX", "1" }, { "BENCHCTL_SHARD_TOTAL", "4" } }, "2/4" },
		{ { { "SLURM_ARRAY_TASK_ID", "7" }, { "SLURM_ARRAY_TASK_COUNT", "3" },
			  { "SLURM_ARRAY_TASK_MIN", "5" } },
			"3/3" },
		{ { { "SLURM_ARRAY_TASK_ID", "1" }, { "SLURM_ARRAY_TASK_COUNT", "3" } },
			"SLURM_ARRAY_TASK_ID is '1'" },
		{ { { "CI_NODE_INDEX", "4" }, { "CI_NODE_TOTAL", "3" } }, "names no shard" },
		{ { { "CI_NODE_INDEX", "1" } }, "set both" },
		{ { { "JOB_COMPLETION_INDEX", "x" }, { "JOB_COMPLETIONS", "4" } }, "'x'" },
		{ { { NULL, NULL } }, "no environment variable" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct shard s = { 0 };
		struct error err = { 0 };
		const char *source, *said;
		int rc;

		for (size_t k = 0; k < 3 && rows[i].set[k][0]; k++)
			setenv(rows[i].set[k][0], rows[i].set[k][1], 1);
		rc = shard_from_environment(&s, &source, &err);
		said = rc == 0 ? arena_printf(&mem, "%zu/%zu", s.i, s.n) : err.text;
		assert_contains(said, rows[i].answer);
		for (size_t k = 0; k < 3 && rows[i].set[k][0]; k++)
			unsetenv(rows[i].set[k][0]);
	}
}

/* Every benchmark falls to exactly one shard, whatever the order of the file, and the loads are
 * near each other. */
static void benchmarks_are_divided(void **state)
{
	enum { N = 100, SHARDS = 7 };
	double load[SHARDS + 1] = { 0 };
	size_t owner[2][N] = { { 0 } };

	(void)state;
	for (size_t order = 0; order < 2; order++)
		for (size_t i = 1; i <= SHARDS; i++) {
			struct suite s = { 0 };
			double cost[N];

			for (size_t k = 0; k < N; k++) {
				size_t b = order ? N - 1 - k : k;

				ARENA_PUSH(&mem, &s)->id = arena_printf(&mem, "b%03zu", b);
				cost[k] = b % 10 == 9 ? (double)NAN : (double)(1 + b % 17);
			}
			shard_select(&s, &mem, (struct shard){ i, SHARDS }, cost);
			for (size_t k = 0; k < s.n; k++) {
				size_t b = strtoul(s.v[k].id + 1, NULL, 10);

				assert_int_equal(owner[order][b], 0);
				owner[order][b] = i;
				load[i] += order || b % 10 == 9 ? 0 : (double)(1 + b % 17);
			}
		}
	for (size_t b = 0; b < N; b++) {
		assert_int_not_equal(owner[0][b], 0);
		assert_int_equal(owner[0][b], owner[1][b]);
	}
	for (size_t i = 1; i <= SHARDS; i++)
		assert_true(load[i] > 80 && load[i] < 160);
}

static struct run run_of(const char *id, const char *shard, const char *benchmark, double value)
{
	struct run r = { .id = id,
		.suite = "s",
		.commit = "abc",
		.config_digest = "d",
		.host = { .class = "c" },
		.shard = shard,
		.started = "2026-01-01T00:00:00Z",
		.finished = "2026-01-01T00:01:00Z",
		.duration = 60 };
	struct metric wall = { .name = "wall", .unit = "s", .better = BETTER_LOWER };
	struct result *x = ARENA_PUSH(&mem, &r);

	x->id = benchmark;
	series_add(result_series(x, &mem, &wall), &mem, value);
	return r;
}

static void runs_are_merged(void **state)
{
	struct run a = run_of("run-001", "1/2", "z", 1), b = run_of("run-002", "2/2", "a", 2), out;
	const struct run *both[] = { &a, &b, &a };
	struct error err;

	(void)state;
	b.started = "2025-12-31T23:59:00Z";
	b.duration = 90;
	b.status = RUN_FAILED;
	b.warning = "loud";
	assert_ok(shard_merge(&out, &mem, both, 3, &err), &err);
	assert_int_equal(out.n, 2);
	assert_text(out.v[0].id, "a");
	assert_text(out.v[1].id, "z");
	assert_text(out.started, "2025-12-31T23:59:00Z");
	assert_true(out.duration == 90);
	assert_int_equal(out.status, RUN_FAILED);
	assert_text(out.shard, NULL);
	assert_text(out.warning, "shard 2/2: loud");
}

static void what_does_not_fit_is_refused(void **state)
{
	struct error err;

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		static const char *const faults[] = { "the suite of one is s, of the other t",
			"the commit of one is abc, of the other none",
			"digest of the configuration", "class of machine",
			"the tree of one is as committed, of the other changed",
			"shard of one is 1/2, of the other 2/3", "shard 1/2 is missing",
			"'z' was measured by two shards", "run-002 is not a shard" };
		struct run a = run_of("run-001", "1/2", "z", 1), out;
		struct run b = run_of("run-002", "2/2", i == 7 ? "z" : "a", 2);
		const struct run *both[] = { &a, &b };

		b.suite = i == 0 ? "t" : b.suite;
		b.commit = i == 1 ? NULL : b.commit;
		b.config_digest = i == 2 ? "e" : b.config_digest;
		b.host.class = i == 3 ? "x" : b.host.class;
		b.dirty = i == 4;
		b.shard = i == 5 ? "2/3" : i == 8 ? NULL : b.shard;
		a.shard = i == 6 ? "2/2" : a.shard;
		assert_int_equal(shard_merge(&out, &mem, both, 2, &err), -1);
		assert_contains(err.text, faults[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(shards_are_parsed, forget),
		cmocka_unit_test_teardown(the_environment_tells, forget),
		cmocka_unit_test_teardown(benchmarks_are_divided, forget),
		cmocka_unit_test_teardown(runs_are_merged, forget),
		cmocka_unit_test_teardown(what_does_not_fit_is_refused, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
