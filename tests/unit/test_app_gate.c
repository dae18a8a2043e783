#include "app_fixture.h"

#include "app/gate/gate.h"

#define GATE(c, ...)                                                                               \
	app_gate(c, &f->app, &f->options, &(const struct gate_options){ __VA_ARGS__ }, &f->err)

static const struct row *only_row(const struct comparison *c)
{
	assert_int_equal(c->n, 1);
	assert_text(c->v[0].id, "a");
	return &c->v[0];
}

static void stored(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("true", "");
	write_run("slower.json", "50");
	write_run("faster.json", "0.000001");
	SUCCEEDS(GATE(&c, .against = "slower.json"));
	assert_text(c.mode, "stored");
	assert_int_equal(only_row(&c)->verdict, VERDICT_IMPROVEMENT);
	assert_true(c.v[0].confirmed);
	assert_int_equal(c.exit, EXIT_PASS);
	assert_text(f->notes, "confirming 1 benchmark on fresh data\n");
	f->notes = "";
	SUCCEEDS(GATE(&c, .against = "faster.json"));
	assert_int_equal(only_row(&c)->verdict, VERDICT_REGRESSION);
	assert_true(c.v[0].confirmed);
	assert_int_equal(c.exit, EXIT_REGRESSION);
	assert_text(f->notes, "confirming 1 benchmark on fresh data\n");
	assert_int_equal(access("results/run-002/comparison.json", R_OK), 0);
	assert_int_equal(access("results/run-002/confirm.json", R_OK), 0);
	assert_text(f->warnings, "");
}

static void without_a_baseline(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("true", "");
	FAILS(EXIT_NO_VERDICT, "no baseline for suite 'demo' on machine class pool", GATE(&c, 0));
	assert_contains(c.fault, "no baseline for suite 'demo'");
	assert_int_equal(c.exit, EXIT_NO_VERDICT);
	SUCCEEDS(GATE(&c, .allow_missing_baseline = true));
	assert_int_equal(only_row(&c)->verdict, VERDICT_NEW);
	assert_true(c.unbased);
	FAILS(EXIT_USAGE, "--mode paired needs", GATE(&c, .mode = GATE_PAIRED));
	FAILS(EXIT_USAGE, "--emit-confirm needs build: in benchctl.yaml",
		GATE(&c, .emit_confirm = "x.json"));
}

static void a_failing_benchmark(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("false", "");
	write_run("base.json", "50");
	SUCCEEDS(GATE(&c, .against = "base.json"));
	assert_int_equal(only_row(&c)->verdict, VERDICT_ERROR);
	assert_int_equal(c.exit, EXIT_MEASURE);
}

static void unchanged(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("cat benchctl.yaml", "build: 'true'\n");
	shell(f,
		"sed -i 's/runs: 5/runs: 5, artifacts: benchctl.yaml/' benchctl.yaml;"
		"git add .; git commit -qm suite; echo 1 >other; git add .; git commit -qm other");
	SUCCEEDS(GATE(&c, .against = "HEAD~1"));
	assert_text(c.mode, "paired");
	assert_int_equal(only_row(&c)->verdict, VERDICT_PASS);
	assert_int_equal(c.exit, EXIT_PASS);
}

/* Which verdict the data allow depends on the machine; that both sides were measured does not. */
static void paired(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("true", "build: 'true; true'\n");
	shell(f,
		"git add .; git commit -qm suite; echo 1 >other; git add .;"
		"git commit -qm other");
	SUCCEEDS(GATE(&c, .against = "HEAD~1"));
	assert_text(c.mode, "paired");
	assert_true(only_row(&c)->base.n >= SEQUENCE_FIRST * SEQUENCE_BLOCK);
	assert_true(c.v[0].head.n >= SEQUENCE_FIRST * SEQUENCE_BLOCK);
	assert_int_equal(access("results/run-001/base.json", R_OK), 0);
	assert_contains(f->notes, "head built in ");
	assert_contains(f->notes, "base built in ");
}

static void paired_failures(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("test ! -e other", "build: 'test ! -e broken'\n");
	shell(f,
		"touch broken; git add .; git commit -qm broken; git rm -q broken;"
		"git commit -qm fixed; echo 1 >other; git add .; git commit -qm other");
	SUCCEEDS(GATE(&c, .against = "HEAD~1"));
	assert_int_equal(only_row(&c)->verdict, VERDICT_ERROR);
	assert_int_equal(c.exit, EXIT_MEASURE);
	FAILS(EXIT_NO_VERDICT, "the base cannot be built", GATE(&c, .against = "HEAD~2"));
	assert_text(c.fault, f->err.text);
	unit_write("broken", "");
	FAILS(EXIT_MEASURE, "the head cannot be built", GATE(&c, .against = "HEAD~1"));
	f->options.no_build = true;
	SUCCEEDS(GATE(&c, .against = "HEAD~1"));
}

static void confirming_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct comparison c;

	write_suite("true", "");
	FAILS(EXIT_USAGE, "none.json",
		app_confirm(&c, &f->app, &f->options, NULL, "none.json", &f->err));
	assert_null(c.mode);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_APP(stored),
		WITH_APP(without_a_baseline),
		WITH_APP(a_failing_benchmark),
		WITH_APP(unchanged),
		WITH_APP(paired),
		WITH_APP(paired_failures),
		WITH_APP(confirming_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
