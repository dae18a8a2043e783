/* Commands and harnesses, as the engine runs them. */
#include "engine_fixture.h"

#include "measure/kind/external.h"

static void use_command(struct trial *t, const char *line)
{
	struct words w = { .scalar = true };

	words_push(t->mem, &w, line);
	t->benchmark.kind = &command_kind;
	t->benchmark.options = command_options_of(t->mem, &w);
}

/* A result of one side as a text: the reason, or the warning, or the primary metric. */
static const char *told(const struct trial *t)
{
	const struct result *r = trial_result(t, "x");

	return r->reason     ? r->reason
		: r->warning ? r->warning
			     : arena_printf(t->mem, "%s x%zu", r->v[0].metric.name, r->v[0].n);
}

static void assert_begins(const char *row, const struct trial *t, const char *text)
{
	assert_row(row, arena_printf(t->mem, "%.*s", (int)strlen(text), told(t)), text);
}

static void commands(void **state)
{
	static const struct {
		const char *command;
		const char *text; /* or how it begins */
	} rows[] = {
		{ "true", "wall x12" },
		{ "false", "false exited with status 1 in warm-up" },
		{ "no-such-program", "no-such-program is not in PATH; is it installed?" },
		{ "./no-such-program", "./no-such-program does not exist in /tmp/benchctl-unit-" },
		{ "sh -c 'kill -9 $$'", "sh -c 'kill -9 $$' was killed by SIGKILL in warm-up" },
		{ "sleep 60", "sleep 60 ran longer than its timeout of 200 ms and was killed in" },
		{ "sh -c 'echo no >&2; exit 3'",
			"sh -c 'echo no >&2; exit 3' exited with status 3 in warm-up. Last lines "
			"of its stderr:\n  no" },
		{ "sh -c 'echo >>n; test $(wc -l <n) -lt 4'",
			"sh -c 'echo >>n; test $(wc -l <n) -lt 4' exited with status 1 in sample 3" },
		{ "sh -c 'sleep 60 >/dev/null 2>&1 &'",
			"left 1 process running, which was killed" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trial t;

		trial_open(&t, f, NULL);
		use_command(&t, rows[i].command);
		t.benchmark.life.schedule.timeout = strstr(rows[i].command, "sleep 60") ? 0.2 : 60;
		t.benchmark.life.schedule.runs = (struct range){ 12, 12 };
		assert_int_equal(trial_measure(&t, 1), 0);
		assert_begins(rows[i].command, &t, rows[i].text);
		trial_close(&t);
	}
}

/* What a fixture makes may be the program itself, and each is named where it fails. */
static void fixtures_of_commands(void **state)
{
	static const struct {
		const char *setup, *prepare, *conclude, *cleanup, *text;
	} rows[] = {
		{ "printf '#!/bin/sh\\n' >made; chmod +x made", NULL, NULL, "rm made", "wall x2" },
		{ "exit 3", NULL, NULL, NULL, "'exit 3' exited with status 3 in setup" },
		{ "true", NULL, NULL, NULL, "./made does not exist in " },
		{ "cp /bin/true made", "exit 4", NULL, NULL,
			"'exit 4' exited with status 4 in prepare" },
		{ "cp /bin/true made", NULL, "exit 5", NULL,
			"'exit 5' exited with status 5 in conclude" },
		{ "cp /bin/true made", NULL, NULL, "exit 6",
			"'exit 6' exited with status 6 in cleanup" },
		{ "cp /bin/true made", "not-there", NULL, NULL,
			"prepare: not-there is not in PATH" },
		{ "cp /bin/true made", NULL, NULL, "not-there",
			"cleanup: not-there is not in PATH" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *const lines[] = { rows[i].setup, rows[i].prepare, rows[i].conclude,
			rows[i].cleanup };
		struct words *words;
		struct trial t;

		trial_open(&t, f, NULL);
		use_command(&t, "./made");
		words = &t.benchmark.life.fixtures.setup;
		for (size_t k = 0; k < ARRAY_SIZE(lines); k++) {
			words[k] = (struct words){ .scalar = true };
			if (lines[k])
				words_push(&f->mem, &words[k], lines[k]);
		}
		assert_int_equal(trial_measure(&t, 1), 0);
		assert_begins(rows[i].text, &t, rows[i].text);
		trial_close(&t);
	}
}

#define LOOP                                                                                       \
	"\"loop_overhead\":{\"min_us\":1,\"max_us\":1,\"mean_us\":1,\"median_us\":1,"              \
	"\"p95_us\":1,\"p99_us\":1,\"count\":1}}"

static void harnesses(void **state)
{
	static const struct {
		const char *script, *text;
	} rows[] = {
		{ "echo \"{\\\"framework\\\":\\\"f\\\",\\\"cold_start_us\\\":1,"
		  "\\\"first_llm_call_epoch_ns\\\":$BENCH_START_EPOCH_NS,'" LOOP "'\"",
			"failed to parse EBP JSON output: " },
		{ "printf '{\"framework\":\"f\",\"cold_start_us\":1,"
		  "\"first_llm_call_epoch_ns\":%s," LOOP "' $BENCH_START_EPOCH_NS",
			"cold_start x2" },
		{ "exit 3", NULL },
		{ "echo why >&2; exit 3", "subprocess exited with code 3: why" },
		{ "kill -9 $$", "subprocess exited with code -1 (SIGKILL): " },
		{ "exec sleep 60", "external framework 'x' timed out after 0.2s" },
		{ "echo {}", NULL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct external_options o = { .command = "/bin/sh", .workload = "w" };
		struct trial t;

		trial_open(&t, f, &external_kind);
		words_push(&f->mem, &o.args, "-c");
		words_push(&f->mem, &o.args, rows[i].script);
		t.benchmark.options = &o;
		if (strstr(rows[i].script, "sleep"))
			t.benchmark.life.schedule.timeout = 0.2;
		assert_int_equal(trial_measure(&t, 1), 0);
		if (rows[i].text)
			assert_begins(rows[i].script, &t, rows[i].text);
		else
			assert_int_equal(trial_result(&t, "x")->status, RESULT_ERROR);
		trial_close(&t);
	}
}

static void work_becomes_throughput(void **state)
{
	struct fixture *f = *state;
	const struct series *s;
	struct trial t;

	trial_open(&t, f, NULL);
	use_command(&t, "true");
	assert_null(work_parse(&t.benchmark.work, &f->mem, "1000 items"));
	assert_int_equal(trial_measure(&t, 1), 0);
	s = result_find(trial_result(&t, "x"), "throughput");
	assert_non_null(s);
	assert_int_equal(s->n, 2);
	assert_true(s->v[0] * result_find(trial_result(&t, "x"), "wall")->v[0] > 999.9);
	trial_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(fixtures_of_commands),
		cmocka_unit_test(harnesses),
		cmocka_unit_test(work_becomes_throughput),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
